namespace SmeFunctions.AcceptanceTests.Running;

/// <summary>Names that one app works under, so that many run side by side on one account.</summary>
internal sealed record PortalNames(
    string Seeds, string SeedVersions, string Articles, string Media, string Queue, string Imports, string Search, string SearchQueue, string Operations, string OperationsTable, string SeedsTable, string ArticlesTable, string ChangesTable, string VisitsTable, string Exports, string NotificationQueue, string WebhooksTable)
{
    /// <summary>Those of an app that was told none.</summary>
    public static PortalNames Default { get; } = new("seeds", "seed-versions", "articles", "media", "seed-events", "imports", "search", "search-events", "operations", "Operations", "Seeds", "Articles", "Changes", "Visits", "exports", "notification-events", "Webhooks");

    public static PortalNames Of(string prefix) => new(
        $"{prefix}-seeds", $"{prefix}-seed-versions", $"{prefix}-articles", $"{prefix}-media", $"{prefix}-events", $"{prefix}-imports", $"{prefix}-search", $"{prefix}-search-events", $"{prefix}-operations", $"{prefix}Operations",
        $"{prefix}Seeds", $"{prefix}Articles", $"{prefix}Changes", $"{prefix}Visits", $"{prefix}-exports", $"{prefix}-notifications", $"{prefix}Webhooks");

    public IEnumerable<string> Settings() =>
    [
        $"--SeedEventsQueue={Queue}",
        $"--ContentStorage:SeedsContainer={Seeds}",
        $"--ContentStorage:SeedVersionsContainer={SeedVersions}",
        $"--ContentStorage:ArticlesContainer={Articles}",
        $"--ContentStorage:MediaContainer={Media}",
        $"--ContentStorage:ImportsContainer={Imports}",
        $"--ContentStorage:ExportsContainer={Exports}",
        $"--NotificationEventsQueue={NotificationQueue}",
        $"--ContentStorage:WebhooksTable={WebhooksTable}",
        $"--SearchEventsQueue={SearchQueue}",
        $"--ContentStorage:SearchContainer={Search}",
        $"--OperationsQueue={Operations}",
        $"--ContentStorage:OperationsContainer={Operations}",
        $"--ContentStorage:OperationsTable={OperationsTable}",
        $"--ContentStorage:SeedsTable={SeedsTable}",
        $"--ContentStorage:ArticlesTable={ArticlesTable}",
        $"--ContentStorage:ChangesTable={ChangesTable}",
        $"--ContentStorage:VisitsTable={VisitsTable}",
    ];
}

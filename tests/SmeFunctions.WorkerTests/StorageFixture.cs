using SmeFunctions.SelfHost.LocalStorage;
using SmeFunctions.WorkerTests;

[assembly: AssemblyFixture(typeof(StorageFixture))]

namespace SmeFunctions.WorkerTests;

/// <summary>An Azurite for the test run, on ports of its own.</summary>
public sealed class StorageFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smefunctions-worker-");
    private Azurite? _azurite;

    public string ConnectionString => _azurite!.ConnectionString;

    public async ValueTask InitializeAsync() => _azurite = await Azurite.StartAsync(new AzuriteOptions { DataFolder = _folder.FullName });

    public async ValueTask DisposeAsync()
    {
        await _azurite!.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>The settings of an app with names of its own on this storage.</summary>
    internal Dictionary<string, string?> CreateSettings(out string prefix)
    {
        prefix = "w" + Guid.NewGuid().ToString("N")[..10];
        return new Dictionary<string, string?>
        {
            ["Content"] = ConnectionString,
            ["AzureWebJobsStorage"] = ConnectionString,
            ["AzureWebJobsDisableHomepage"] = "true",
            ["SeedEventsQueue"] = $"{prefix}-events",
            ["NotificationEventsQueue"] = $"{prefix}-notifications",
            ["ContentStorage:ExportsContainer"] = $"{prefix}-exports",
            ["ContentStorage:WebhooksTable"] = $"{prefix}Webhooks",
            ["SearchEventsQueue"] = $"{prefix}-search-events",
            ["SearchSchedule"] = "0 0 0 1 1 *",
            ["OperationsQueue"] = $"{prefix}-operations",
            ["FailuresQueue"] = $"{prefix}-failures",
            ["FailTimerSchedule"] = "* * * * * *",
            ["ReconcileSchedule"] = "0 0 0 1 1 *",
            ["CompactSchedule"] = "0 0 0 1 1 *",
            ["SectionsSchedule"] = "0 0 0 1 1 *",
            ["Samples:Upload"] = "false",
            ["ContentStorage:SeedsContainer"] = $"{prefix}-seeds",
            ["ContentStorage:ArticlesContainer"] = $"{prefix}-articles",
            ["ContentStorage:SeedVersionsContainer"] = $"{prefix}-seed-versions",
            ["ContentStorage:ImportsContainer"] = $"{prefix}-imports",
            ["ContentStorage:MediaContainer"] = $"{prefix}-media",
            ["ContentStorage:OperationsContainer"] = $"{prefix}-operations",
            ["ContentStorage:OperationsTable"] = $"{prefix}Operations",
            ["ContentStorage:SeedsTable"] = $"{prefix}Seeds",
            ["ContentStorage:ArticlesTable"] = $"{prefix}Articles",
            ["ContentStorage:ChangesTable"] = $"{prefix}Changes",
            ["ContentStorage:VisitsTable"] = $"{prefix}Visits",
            // A failed message comes again at once.
            ["AzureFunctionsJobHost:extensions:queues:visibilityTimeout"] = "00:00:00",
            ["AzureFunctionsJobHost:extensions:queues:maxPollingInterval"] = "00:00:00.2",
        };
    }
}

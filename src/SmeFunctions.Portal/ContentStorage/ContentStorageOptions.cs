using System.ComponentModel.DataAnnotations;

namespace SmeFunctions.Portal.ContentStorage;

/// <summary>The names of everything in the content account.</summary>
public sealed class ContentStorageOptions
{
    public const string Section = "ContentStorage";

    /// <summary>
    /// The queue's name is a setting outside of the section, because the trigger refers to it as <c>%SeedEventsQueue%</c>, and the platform's scaler
    /// resolves only plain names.
    /// </summary>
    public const string SeedEventsQueueSetting = "SeedEventsQueue";

    /// <summary>Outside of the section for the same reason.</summary>
    public const string OperationsQueueSetting = "OperationsQueue";

    /// <summary>Outside of the section for the same reason.</summary>
    public const string SearchEventsQueueSetting = "SearchEventsQueue";

    /// <summary>Outside of the section for the same reason.</summary>
    public const string NotificationEventsQueueSetting = "NotificationEventsQueue";

    private const string Container = "^[a-z0-9](?!.*--)[a-z0-9-]{1,61}[a-z0-9]$";
    private const string Table = "^[A-Za-z][A-Za-z0-9]{2,62}$";

    [RegularExpression(Container)]
    public string SeedsContainer { get; set; } = "seeds";

    [RegularExpression(Container)]
    public string SeedVersionsContainer { get; set; } = "seed-versions";

    [RegularExpression(Container)]
    public string ArticlesContainer { get; set; } = "articles";

    [RegularExpression(Container)]
    public string MediaContainer { get; set; } = "media";

    [RegularExpression(Container)]
    public string OperationsContainer { get; set; } = "operations";

    [RegularExpression(Container)]
    public string ImportsContainer { get; set; } = "imports";

    [RegularExpression(Container)]
    public string ExportsContainer { get; set; } = "exports";

    [RegularExpression(Container)]
    public string SearchContainer { get; set; } = "search";

    [RegularExpression(Container)]
    public string SeedEventsQueue { get; set; } = "seed-events";

    [RegularExpression(Container)]
    public string OperationsQueue { get; set; } = "operations";

    [RegularExpression(Container)]
    public string SearchEventsQueue { get; set; } = "search-events";

    [RegularExpression(Container)]
    public string NotificationEventsQueue { get; set; } = "notification-events";

    [RegularExpression(Table)]
    public string OperationsTable { get; set; } = "Operations";

    [RegularExpression(Table)]
    public string SeedsTable { get; set; } = "Seeds";

    [RegularExpression(Table)]
    public string ArticlesTable { get; set; } = "Articles";

    [RegularExpression(Table)]
    public string ChangesTable { get; set; } = "Changes";

    [RegularExpression(Table)]
    public string WebhooksTable { get; set; } = "Webhooks";

    [RegularExpression(Table)]
    public string VisitsTable { get; set; } = "Visits";
}

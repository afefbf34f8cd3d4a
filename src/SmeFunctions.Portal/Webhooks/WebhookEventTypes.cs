namespace SmeFunctions.Portal.Webhooks;

/// <summary>The types of events. They are part of the HTTP API.</summary>
public static class WebhookEventTypes
{
    public const string ArticlePublished = "article.published";
    public const string ArticleUpdated = "article.updated";
    public const string ArticleUnpublished = "article.unpublished";

    /// <summary>A document cannot be an article.</summary>
    public const string SeedRejected = "seed.rejected";

    /// <summary>The portal failed on a document.</summary>
    public const string SeedFailed = "seed.failed";

    /// <summary>A test that an operator has requested; every webhook gets it.</summary>
    public const string Test = "webhook.test";

    /// <summary>The types that a webhook can choose.</summary>
    public static IReadOnlyList<string> All { get; } = [ArticlePublished, ArticleUpdated, ArticleUnpublished, SeedRejected, SeedFailed];
}

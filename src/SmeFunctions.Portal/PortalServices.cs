using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Changes;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Editors;
using SmeFunctions.Portal.Export;
using SmeFunctions.Portal.Feeds;
using SmeFunctions.Portal.Health;
using SmeFunctions.Portal.Import;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Media;
using SmeFunctions.Portal.Notifications;
using SmeFunctions.Portal.Operations;
using SmeFunctions.Portal.Reading;
using SmeFunctions.Portal.Samples;
using SmeFunctions.Portal.Search;
using SmeFunctions.Portal.Signals;
using SmeFunctions.Portal.Telemetry;
using SmeFunctions.Portal.Visits;
using SmeFunctions.Portal.Webhooks;

namespace SmeFunctions.Portal;

internal static class PortalServices
{
    /// <summary>Registers the portal's services. Invalid settings end the start with a message that names them.</summary>
    public static IServiceCollection AddPortal(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidated<PortalOptions>(PortalOptions.Section);
        services.AddSingleton<IValidateOptions<PortalOptions>, RenamedSettings>();
        services.AddValidated<ContentStorageOptions>(ContentStorageOptions.Section)
            .Configure(options =>
            {
                options.SeedEventsQueue = configuration[ContentStorageOptions.SeedEventsQueueSetting] ?? options.SeedEventsQueue;
                options.SearchEventsQueue = configuration[ContentStorageOptions.SearchEventsQueueSetting] ?? options.SearchEventsQueue;
                options.NotificationEventsQueue = configuration[ContentStorageOptions.NotificationEventsQueueSetting] ?? options.NotificationEventsQueue;
                options.OperationsQueue = configuration[ContentStorageOptions.OperationsQueueSetting] ?? options.OperationsQueue;
            });
        services.AddValidated<IngestionOptions>(IngestionOptions.Section);
        services.AddValidated<ReadingOptions>(ReadingOptions.Section);
        services.AddValidated<OperationOptions>(OperationOptions.Section);
        services.AddValidated<SampleOptions>(SampleOptions.Section);

        services.AddValidated<TelemetryOptions>(TelemetryOptions.Section);
        services.AddTelemetry(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => ContentAccount.Create(
            ContentConnection.Find(configuration),
            provider.GetRequiredService<IOptions<ContentStorageOptions>>().Value,
            provider.GetRequiredService<PortalTelemetry>()));
        services.AddSingleton<ContentAccountState>();
        services.AddHostedService<ContentAccountInitializer>();

        services.AddSingleton<ArticleStore>();
        services.AddSingleton<ArticleListReader>();
        services.AddSingleton<ArticleInventory>();
        services.AddSingleton<AliasStore>();
        services.AddSingleton<ArticleCatalog>();
        services.AddSingleton<ArticleChangeNotifier>();
        services.AddSingleton<ReadingCache>();
        services.AddSingleton<DocumentCache>();
        services.AddSingleton<SectionCountStore>();
        services.AddSingleton<SectionCountUpdater>();
        services.AddSingleton<SectionCatalog>();
        services.AddSingleton<SeedBlobStore>();
        services.AddSingleton<SeedStatusStore>();
        services.AddSingleton<SeedEventPublisher>();
        services.AddSingleton<MediaStore>();
        services.AddSingleton<ImageResolver>();
        services.AddSingleton<AttachmentResolver>();
        services.AddSingleton<MetadataFileStore>();
        services.AddSingleton<SeedVersionStore>();
        services.AddSingleton<SeedAliasUpdater>();
        services.AddSingleton<ArticleBuilder>();
        services.AddSingleton(provider => SeedSource.Create(
            provider.GetRequiredService<ContentAccount>(), provider.GetRequiredService<IOptions<ContentStorageOptions>>().Value));
        services.AddSingleton<SeedStatusWriter>();
        services.AddSingleton<RelatedSeedNotifier>();
        services.AddSingleton<TranslationLinks>();
        services.AddSingleton<SeedPublisher>();
        services.AddSingleton<RecentlyIngestedSeeds>();
        services.AddSingleton<SeedIngester>();
        services.AddSingleton<SeedMessageHandler>();
        services.AddSingleton<SeedReconciler>();
        services.AddSingleton<SeedPreviewService>();
        services.AddSingleton<UploadLinkService>();
        services.AddSingleton<SeedService>();
        services.AddSingleton<OperationStore>();
        services.AddSingleton<OperationEventPublisher>();
        services.AddSingleton<OperationService>();
        services.AddSingleton<SiteEnumerator>();
        services.AddSingleton<SiteValidator>();
        services.AddSingleton<IOperationHandler, SiteOperation>();
        services.AddSingleton<IOperationHandler, ImportOperation>();
        services.AddSingleton<IOperationHandler, ExportOperation>();
        services.AddSingleton<ExportLinkService>();
        services.AddSingleton<ImportSourceReader>();
        services.AddSingleton<OperationRunner>();
        services.AddSingleton<StorageHealthCheck>();
        services.AddSingleton<PortalDiagnostics>();
        services.AddSingleton<QueueLengthReader>();
        services.AddSingleton<SettingsReader>();
        services.AddValidated<FeedOptions>(FeedOptions.Section);
        services.AddSingleton<FeedService>();
        services.AddSingleton<SitemapService>();
        services.AddSingleton<LlmsTextService>();
        services.AddHostedService<SampleSeeds>();

        services.AddValidated<EditorOptions>(EditorOptions.Section);
        // The program knows its host and has said so; otherwise keys are needed.
        services.TryAddSingleton(new EditorHost(RequiresKeys: true));
        services.AddSingleton<EditorAuthentication>();
        services.AddSingleton<SeedCatalog>();
        services.AddSingleton<SeedEditService>();

        return services.AddSearch().AddVisits().AddNotifications(configuration);
    }

    private static IServiceCollection AddSearch(this IServiceCollection services)
    {
        services.AddValidated<SearchOptions>(SearchOptions.Section);
        services.AddSingleton<ChangeLog>();
        services.AddSingleton<ChangeFeedService>();
        services.AddSingleton<SearchManifestStore>();
        services.AddSingleton<SearchFileStore>();
        services.AddSingleton<SearchEventPublisher>();
        services.AddSingleton<SearchIndexWriter>();
        services.AddSingleton<SearchIndexer>();
        services.AddSingleton<SearchIndexReader>();
        services.AddSingleton<SearchInventory>();
        services.AddSingleton<SearchService>();
        services.AddSingleton<ISearchIndex, LuceneSearchIndex>();
        return services;
    }

    private static IServiceCollection AddNotifications(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidated<WebhookOptions>(WebhookOptions.Section);
        services.AddValidated<SignalOptions>(SignalOptions.Section);
        services.AddHttpClient(Signal.HttpClientName, client => client.Timeout = Signal.Timeout);
        services.AddSingleton<NotificationPublisher>();
        services.AddSingleton<WebhookStore>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<WebhookDispatcher>();
        services.AddSingleton<WebhookService>();
        services.AddSingleton(_ => new ResourceManagerCredential(ContentConnection.Find(configuration).CreateCredential()));
        services.AddSingleton<IndexNowSignal>();
        services.AddSingleton<Signal>(provider => provider.GetRequiredService<IndexNowSignal>());
        services.AddSingleton<Signal, FrontDoorPurgeSignal>();
        services.AddSingleton<Signal, WebSubSignal>();
        services.AddSingleton<ChangeDispatcher>(provider => new ChangeDispatcher(
            provider.GetRequiredService<ContentAccount>(),
            provider.GetRequiredService<ChangeLog>(),
            [provider.GetRequiredService<WebhookDispatcher>(), .. provider.GetServices<Signal>()],
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ChangeDispatcher>>()));
        services.AddSingleton<NotificationHandler>();
        return services;
    }

    private static IServiceCollection AddVisits(this IServiceCollection services)
    {
        services.AddValidated<VisitOptions>(VisitOptions.Section)
            // Not copied from the portal's options, or their errors would be reported twice.
            .PostConfigure<IConfiguration>((visits, settings) =>
                visits.TimeZone = settings[$"{PortalOptions.Section}:{nameof(PortalOptions.TimeZone)}"] is { Length: > 0 } zone ? zone : visits.TimeZone);

        services.AddSingleton(provider => new VisitCounter(
            provider.GetRequiredService<ContentAccount>().VisitsTableForCounting,
            provider.GetRequiredService<IOptions<VisitOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<VisitCounter>>(),
            provider.GetRequiredService<PortalTelemetry>()));
        services.AddHostedService(provider => provider.GetRequiredService<VisitCounter>());
        services.AddSingleton<VisitCountReader>();
        services.AddSingleton<VisitRateLimiter>();
        services.AddSingleton<VisitorCounter>();
        services.AddHostedService(provider => provider.GetRequiredService<VisitorCounter>());
        services.AddSingleton<VisitService>();
        services.AddSingleton(provider => new VisitCompactor(
            provider.GetRequiredService<ContentAccount>().VisitsTableForCounting,
            provider.GetRequiredService<IOptions<VisitOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<VisitCompactor>>(),
            provider.GetRequiredService<PortalTelemetry>()));
        services.AddSingleton(provider => new VisitStatistics(
            provider.GetRequiredService<ContentAccount>().VisitsTable,
            provider.GetRequiredService<IOptions<VisitOptions>>(),
            provider.GetRequiredService<TimeProvider>()));

        return services;
    }

    private static OptionsBuilder<TOptions> AddValidated<TOptions>(this IServiceCollection services, string section)
        where TOptions : class =>
        services.AddOptions<TOptions>().BindConfiguration(section).ValidateDataAnnotations().ValidateOnStart();
}

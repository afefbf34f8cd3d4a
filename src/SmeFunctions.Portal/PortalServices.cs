using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Feeds;
using SmeFunctions.Portal.Health;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Media;
using SmeFunctions.Portal.Operations;
using SmeFunctions.Portal.Reading;
using SmeFunctions.Portal.Samples;
using SmeFunctions.Portal.Telemetry;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Portal;

internal static class PortalServices
{
    /// <summary>Registers the portal. Wrong settings end the start with a message that names them.</summary>
    public static IServiceCollection AddPortal(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidated<PortalOptions>(PortalOptions.Section);
        services.AddValidated<ContentStorageOptions>(ContentStorageOptions.Section)
            .Configure(options =>
            {
                options.SeedEventsQueue = configuration[ContentStorageOptions.SeedEventsQueueSetting] ?? options.SeedEventsQueue;
                options.OperationsQueue = configuration[ContentStorageOptions.OperationsQueueSetting] ?? options.OperationsQueue;
            });
        services.AddValidated<IngestionOptions>(IngestionOptions.Section);
        services.AddValidated<ReadingOptions>(ReadingOptions.Section);
        services.AddValidated<OperationOptions>(OperationOptions.Section);
        services.AddValidated<SampleOptions>(SampleOptions.Section);

        services.AddValidated<TelemetryOptions>(TelemetryOptions.Section);
        services.AddTelemetry(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => ContentAccount.Open(
            ContentConnection.Find(configuration),
            provider.GetRequiredService<IOptions<ContentStorageOptions>>().Value,
            provider.GetRequiredService<PortalTelemetry>()));
        services.AddHostedService<ContentAccountSetup>();

        services.AddSingleton<ArticleStore>();
        services.AddSingleton<ArticleLists>();
        services.AddSingleton<ArticleStock>();
        services.AddSingleton<AliasStore>();
        services.AddSingleton<ArticleCatalog>();
        services.AddSingleton<ArticleChanges>();
        services.AddSingleton<ReadingCache>();
        services.AddSingleton<PreparedDocuments>();
        services.AddSingleton<SectionStore>();
        services.AddSingleton<SectionCounter>();
        services.AddSingleton<SectionCatalog>();
        services.AddSingleton<SeedStore>();
        services.AddSingleton<SeedLedger>();
        services.AddSingleton<SeedEvents>();
        services.AddSingleton<MediaStore>();
        services.AddSingleton<Illustrator>();
        services.AddSingleton<SeedAliases>();
        services.AddSingleton<SeedComposer>();
        services.AddSingleton(provider => SeedSource.Of(
            provider.GetRequiredService<ContentAccount>(), provider.GetRequiredService<IOptions<ContentStorageOptions>>().Value));
        services.AddSingleton<SeedRecorder>();
        services.AddSingleton<SeedNeighbours>();
        services.AddSingleton<SeedPointers>();
        services.AddSingleton<SeedPublisher>();
        services.AddSingleton<SeenSeeds>();
        services.AddSingleton<SeedIngester>();
        services.AddSingleton<SeedInbox>();
        services.AddSingleton<SeedSweeper>();
        services.AddSingleton<SeedPreviews>();
        services.AddSingleton<UploadLinks>();
        services.AddSingleton<SeedDesk>();
        services.AddSingleton<OperationLedger>();
        services.AddSingleton<OperationEvents>();
        services.AddSingleton<OperationDesk>();
        services.AddSingleton<SiteWalk>();
        services.AddSingleton<SiteComparison>();
        services.AddSingleton<OperationRunner>();
        services.AddSingleton<StorageHealth>();
        services.AddSingleton<PortalDoctor>();
        services.AddValidated<FeedOptions>(FeedOptions.Section);
        services.AddSingleton<FeedDesk>();
        services.AddSingleton<SitemapDesk>();
        services.AddHostedService<SampleSeeds>();

        return services.AddVisits();
    }

    private static IServiceCollection AddVisits(this IServiceCollection services)
    {
        services.AddValidated<VisitOptions>(VisitOptions.Section)
            // Not from the portal's options: what is wrong with those would be said twice.
            .PostConfigure<IConfiguration>((visits, settings) =>
                visits.TimeZone = settings[$"{PortalOptions.Section}:{nameof(PortalOptions.TimeZone)}"] is { Length: > 0 } zone ? zone : visits.TimeZone);

        services.AddSingleton(provider => new VisitCounter(
            provider.GetRequiredService<ContentAccount>().VisitsTableForCounting,
            provider.GetRequiredService<IOptions<VisitOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<VisitCounter>>(),
            provider.GetRequiredService<PortalTelemetry>()));
        services.AddHostedService(provider => provider.GetRequiredService<VisitCounter>());
        services.AddSingleton<VisitNumbers>();
        services.AddSingleton<VisitDesk>();
        services.AddSingleton(provider => new VisitFolder(
            provider.GetRequiredService<ContentAccount>().VisitsTableForCounting,
            provider.GetRequiredService<IOptions<VisitOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<VisitFolder>>(),
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

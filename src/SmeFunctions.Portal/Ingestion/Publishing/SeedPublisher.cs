using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using SmeFunctions.Documents;
using SmeFunctions.Documents.Attachments;
using SmeFunctions.Documents.Images;
using SmeFunctions.Documents.Metadata;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Media;
using SmeFunctions.Portal.Search;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>
/// Applies the outcome of a document to the site. It records what it is about to write before it writes anything that readers see. Every write is
/// conditional on the state that was read.
/// </summary>
public sealed partial class SeedPublisher(
    SeedStatusWriter statusWriter,
    TranslationLinks links,
    RelatedSeedNotifier notifier,
    SeedStatusStore statusStore,
    ArticleStore articles,
    VisitCounter visits,
    ArticleBuilder articleBuilder,
    ImageResolver imageResolver,
    AttachmentResolver attachments,
    MetadataFileStore metadataFiles,
    SeedAliasUpdater aliases,
    SearchEventPublisher searchEvents,
    TimeProvider time,
    ILogger<SeedPublisher> logger)
{
    /// <summary>Builds the article with its images and attachments. Writes nothing, unless <c>store</c> asks for them to be stored.</summary>
    public async Task<BuiltArticle> BuildAsync(
        Seed seed, ParsedDocument document, IReadOnlyList<SeedName> beside, bool store, SeedRecord record, bool slugIsTaken, List<(string Lang, string Slug)> translations, CancellationToken cancellationToken)
    {
        var (withImages, images) = await imageResolver.ResolveAsync(seed.Name, document, store, cancellationToken);
        var (complete, files, offered) = await attachments.ResolveAsync(seed.Name, withImages, beside, store, cancellationToken);
        var built = articleBuilder.Build(seed, complete, record, slugIsTaken, translations);
        return built with { Article = built.Article with { Attachments = offered }, Images = images, Attachments = files };
    }

    /// <summary>Publishes a valid document, or hides it until its time.</summary>
    public async Task<SeedRecord> PublishOrWithholdAsync(
        SeedRecord record, Seed seed, ParsedDocument document, bool slugIsTaken, SeedGroup group, CancellationToken cancellationToken)
    {
        var named = ArticleBuilder.FindOriginal(document);
        var others = named == record.TranslationOf ? group.Others : await statusStore.ReadOthersAsync(record.Name, named, cancellationToken);

        var built = await BuildAsync(seed, document, group.Attachments, store: true, record, slugIsTaken, TranslationGroups.GetArticles(others, named), cancellationToken);
        record = await links.UpdateAsync(record, seed, named, cancellationToken);

        var (status, due) = built.Schedule.GetStatus(time.GetUtcNow());
        if (status != SeedStatus.Published)
        {
            return await WithholdAsync(record, seed, built, status, due, group, cancellationToken);
        }

        var warning = TranslationGroups.FindWarning(record.Name, named, built.Article.Lang, built.Article.Slug, others);
        return await PublishAsync(
            record, seed, warning is null ? built : built with { Warnings = [.. built.Warnings, warning] }, due, group, cancellationToken);
    }

    /// <summary>Publishes an image: stores the file, then records it. Documents find it by the record.</summary>
    public async Task<SeedRecord> StoreImageAsync(SeedRecord record, Seed seed, ImageFile image, SeedGroup group, CancellationToken cancellationToken)
    {
        await imageResolver.StoreAsync(image, cancellationToken);
        return await SaveFileAsync(record with { Warnings = [] }, seed, new SeedMedia(image.Name, image.Width, image.Height) { Bytes = seed.Length }, due: null, group, cancellationToken);
    }

    /// <summary>Publishes an attachment: stores the file, then records it. Documents find it by the record.</summary>
    public async Task<SeedRecord> StoreAttachmentAsync(SeedRecord record, Seed seed, AttachmentFile file, SeedGroup group, CancellationToken cancellationToken)
    {
        await attachments.StoreAsync(file, cancellationToken);
        var due = await attachments.AssignAsync(seed, cancellationToken);
        return await SaveFileAsync(record with { Warnings = [] }, seed, new SeedMedia(file.StoredName, 0, 0) { Bytes = seed.Length }, due, group, cancellationToken);
    }

    /// <summary>Records a metadata file. Its document reads the file itself.</summary>
    public async Task<SeedRecord> StoreMetadataAsync(SeedRecord record, Seed seed, DocumentMetadata metadata, SeedGroup group, CancellationToken cancellationToken)
    {
        await metadataFiles.AssignAsync(seed.Name, cancellationToken);
        return await SaveFileAsync(record with { Warnings = metadata.Warnings }, seed, media: null, due: null, group, cancellationToken);
    }

    private async Task<SeedRecord> SaveFileAsync(SeedRecord record, Seed seed, SeedMedia? media, DateTimeOffset? due, SeedGroup group, CancellationToken cancellationToken)
    {
        record = await links.UpdateAsync(record, seed, named: null, cancellationToken);
        var down = await TakeDownAsync(record, cancellationToken);
        record = await statusWriter.SaveOutcomeAsync(
            record,
            down with
            {
                Status = SeedStatus.Published,
                SeedETag = seed.ETag,
                MetadataVersion = seed.MetadataVersion,
                Lang = null,
                Title = null,
                TranslationOf = null,
                Due = due,
                Media = media,
                IsFile = true,
                Images = [],
                Attachments = [],
                Error = null,
                Warnings = record.Warnings,
                Removed = [],
                Attempts = 0,
            },
            group,
            seed,
            cancellationToken);
        await notifier.NotifyAfterChangeAsync(record, group, cancellationToken);
        LogFileStored(record.Name.Hash, seed.Length);
        return record;
    }

    /// <summary>Records a document that cannot be an article.</summary>
    public async Task<SeedRecord> RejectAsync(SeedRecord record, Seed seed, DocumentError error, SeedGroup group, CancellationToken cancellationToken)
    {
        if (DocumentMetadata.IsName(record.Name.Value))
        {
            await metadataFiles.AssignAsync(record.Name, cancellationToken);
        }

        // The last good version stays online, with its translation and its expiry.
        var isBetween = !TranslationLinks.IsLinked(record, record.TranslationOf);
        record = await links.UpdateAsync(record, seed, record.TranslationOf, cancellationToken);
        record = await ReleaseAliasesAsync(record, record.IsOnline ? SeedAliasUpdater.GetCommitted(record) : [], record.Slug, cancellationToken);
        var isOver = record.IsOnline && record.IsDue(time.GetUtcNow());
        var before = record;
        record = isOver ? await TakeDownAsync(record, cancellationToken) : record;
        record = await statusWriter.SaveOutcomeAsync(
            before,
            record with
            {
                Status = SeedStatus.Rejected,
                SeedETag = seed.ETag,
                MetadataVersion = seed.MetadataVersion,
                Due = record.IsOnline ? record.Due : null,
                Error = error,
                Warnings = [],
                Removed = [],
                Attempts = 0,
            },
            group,
            seed,
            cancellationToken);
        if (isOver || isBetween || DocumentMetadata.IsName(record.Name.Value))
        {
            await notifier.NotifyAfterChangeAsync(record, group, cancellationToken);
        }

        LogRejected(record.Name.Hash, error.Code);
        return record;
    }

    /// <summary>Takes down the article of a deleted document.</summary>
    public async Task<SeedRecord> UnpublishAsync(SeedRecord record, SeedGroup group, CancellationToken cancellationToken)
    {
        if (record.ETag is null)
        {
            // A worker that has read the document before its deletion, and has not announced it yet, finds this record.
            record = await statusStore.SaveAsync(record with { Status = SeedStatus.Removed }, cancellationToken);
        }

        if (record is { Status: SeedStatus.Removed, Attempts: 0, TranslationLinks: [], Aliases: [], ArticleState: { IsUncertain: false, IsInspected: false } })
        {
            await notifier.NotifyAsync(record, group, cancellationToken);
            return record;
        }

        record = await TakeDownAsync(await links.UpdateAsync(record, seed: null, named: null, cancellationToken), cancellationToken);
        record = await statusStore.SaveAsync(
            record with
            {
                Status = SeedStatus.Removed,
                SeedETag = null,
                TranslationOf = null,
                Due = null,
                PreviewKey = null,
                Media = null,
                MetadataVersion = null,
                Images = [],
                Attachments = [],
                Error = null,
                Warnings = [],
                Removed = [],
                Attempts = 0,
            },
            group,
            cancellationToken);
        await notifier.NotifyAfterChangeAsync(record, group, cancellationToken);
        LogRemoved(record.Name.Hash);
        return record;
    }

    private async Task<SeedRecord> PublishAsync(
        SeedRecord record, Seed seed, BuiltArticle built, DateTimeOffset? due, SeedGroup group, CancellationToken cancellationToken)
    {
        var article = built.Article;
        var plan = await aliases.PlanAsync(record, built.Aliases, article.Slug, cancellationToken);
        record = await AnnounceAsync(record, seed, article, plan, cancellationToken);
        record = await aliases.ApplyAsync(record, plan, cancellationToken);

        var place = await articles.PublishAsync(article, record.Name.Value, record.ArticleState, cancellationToken);

        // Before the outcome is recorded: if this process dies first, the next attempt sends it again.
        await searchEvents.PublishAsync(article.Slug, cancellationToken);
        if (built.Visits is > 0 and var stated && record.BaseVisits is null)
        {
            // From here on, the slug belongs to this document.
            await visits.SetBaseAsync(article.Slug, stated, cancellationToken);
        }

        // The next scheduled change is stored with the outcome, so the reconciler finds an interrupted attempt.
        record = await statusStore.SaveAsync(
            record with
            {
                Status = SeedStatus.Published,
                SeedETag = seed.ETag,
                MetadataVersion = seed.MetadataVersion,
                Lang = article.Lang,
                Title = article.Title,
                ArticleState = place,
                IsOnline = true,
                TranslationOf = built.TranslationOf,
                Due = due,
                Translations = article.Translations,
                Media = null,
                Images = built.Images,
                Attachments = built.Attachments,
                BaseVisits = record.BaseVisits ?? built.Visits,
                Error = null,
                Warnings = [.. built.Warnings, .. plan.Warnings],
                Removed = built.Removed,
                Attempts = 0,
            },
            group,
            cancellationToken);
        await notifier.NotifyAfterChangeAsync(record, group, cancellationToken);
        LogPublished(record.Name.Hash, article.Lang, seed.Length);
        return record;
    }

    // The record must name the slug and the list entries before they are written. After a crash they could not be found otherwise.
    private async Task<SeedRecord> AnnounceAsync(SeedRecord record, Seed seed, Article article, AliasPlan plan, CancellationToken cancellationToken)
    {
        var known = record.ArticleState.Entries;
        var missing = ArticleKeys.GetRowKeys(article)
            .Where(key => !known.Concat(record.ArticleState.AbsentEntries).Any(row => row.Key == key && row.Lang == article.Lang))
            .Select(key => new ListEntry(article.Lang, key))
            .ToList();

        // When the state was read from storage, another worker may have closed the record, and its announcements with it. Announce again, or no
        // record would name the new entries.
        if (record.Slug == article.Slug && missing.Count == 0 && !record.ArticleState.IsInspected && !plan.IsAnnounced)
        {
            return record;
        }

        var announced = await statusWriter.AnnounceAsync(
            record,
            record with { Slug = article.Slug, Aliases = plan.Announcement, ArticleState = record.ArticleState with { Entries = [.. known, .. missing] } },
            seed,
            cancellationToken);
        return announced with { ArticleState = record.ArticleState };
    }

    // A draft, a scheduled or an expired document is not visible. Only the seed itself is stored.
    private async Task<SeedRecord> WithholdAsync(
        SeedRecord record, Seed seed, BuiltArticle built, SeedStatus status, DateTimeOffset? due, SeedGroup group, CancellationToken cancellationToken)
    {
        var down = await TakeDownAsync(record, cancellationToken);
        record = await statusWriter.SaveOutcomeAsync(
            record,
            down with
            {
                Status = status,
                SeedETag = seed.ETag,
                MetadataVersion = seed.MetadataVersion,
                Lang = built.Article.Lang,
                Title = built.Article.Title,
                TranslationOf = built.TranslationOf,
                Due = due,
                Media = null,
                Images = [],
                Attachments = [],
                PreviewKey = record.PreviewKey ?? RandomNumberGenerator.GetBytes(SeedRecord.PreviewKeyLength),
                Error = null,
                Warnings = built.Warnings,
                Removed = built.Removed,
                Attempts = 0,
            },
            group,
            seed,
            cancellationToken);
        await notifier.NotifyAfterChangeAsync(record, group, cancellationToken);
        LogWithheld(record.Name.Hash, status);
        return record;
    }

    // If nothing is online and nothing was announced, no other worker can be about to publish: its announcement would be refused.
    private async Task<SeedRecord> TakeDownAsync(SeedRecord record, CancellationToken cancellationToken)
    {
        var place = record.ArticleState;
        record = await ReleaseAliasesAsync(record, [], slug: null, cancellationToken);
        if (record.Slug is { } slug && (record.IsOnline || place.IsListed || place.IsInspected))
        {
            place = await articles.UnpublishAsync(
                slug, record.Name.Value, place with { WasPublic = place.WasPublic || record.IsOnline }, cancellationToken);
            await searchEvents.PublishAsync(slug, cancellationToken);
        }

        return record with { ArticleState = place, IsOnline = false, Translations = [] };
    }

    private async Task<SeedRecord> ReleaseAliasesAsync(SeedRecord record, IReadOnlyList<string> wanted, string? slug, CancellationToken cancellationToken)
    {
        var plan = await aliases.PlanAsync(record, wanted, slug, cancellationToken);
        record = plan.IsAnnounced ? await statusStore.SaveAsync(record with { Aliases = plan.Announcement }, cancellationToken) : record;
        return await aliases.ApplyAsync(record, plan, cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "Seed {Seed} published in {Lang} from {Length} bytes")]
    private partial void LogPublished(string seed, string lang, long length);

    [LoggerMessage(LogLevel.Information, "Seed {Seed} stored as a file of {Length} bytes")]
    private partial void LogFileStored(string seed, long length);

    [LoggerMessage(LogLevel.Information, "Seed {Seed} hidden: {Status}")]
    private partial void LogWithheld(string seed, SeedStatus status);

    [LoggerMessage(LogLevel.Information, "Seed {Seed} rejected: {Code}")]
    private partial void LogRejected(string seed, string code);

    [LoggerMessage(LogLevel.Information, "Seed {Seed} removed")]
    private partial void LogRemoved(string seed);
}

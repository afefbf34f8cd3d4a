using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Ingestion.Readers;
using SmeFunctions.Portal.Media;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>
/// Brings the site to what became of a document. Before it writes anything that readers see, it records in the ledger what it is about to
/// write; every write is conditional on what was there when it looked.
/// </summary>
internal sealed partial class SeedPublisher(
    SeedRecorder recorder,
    SeedPointers pointers,
    SeedNeighbours neighbours,
    SeedLedger ledger,
    ArticleStore articles,
    VisitCounter visits,
    SeedComposer composer,
    Illustrator illustrator,
    SeedAliases aliases,
    TimeProvider time,
    ILogger<SeedPublisher> logger)
{
    /// <summary>What a document would be as an article, with its images. Writes nothing unless it is to store the images.</summary>
    public async Task<Composition> ComposeAsync(
        Seed seed, SeedDocument document, bool store, SeedRecord record, bool slugIsTaken, List<(string Lang, string Slug)> translations, CancellationToken cancellationToken)
    {
        var (illustrated, images) = await illustrator.IllustrateAsync(seed.Name, document, store, cancellationToken);
        return composer.Compose(seed, illustrated, record, slugIsTaken, translations) with { Images = images };
    }

    /// <summary>A document that can be read: shown, or kept back until its time.</summary>
    public async Task<SeedRecord> ShowAsync(
        SeedRecord record, Seed seed, SeedDocument document, bool slugIsTaken, SeedGroup group, CancellationToken cancellationToken)
    {
        var named = SeedComposer.OriginalOf(document);
        var others = named == record.TranslationOf ? group.Others : await ledger.ReadOthersAsync(record.Name, named, cancellationToken);

        var composition = await ComposeAsync(seed, document, store: true, record, slugIsTaken, SeedTranslations.In(others, named), cancellationToken);
        record = await pointers.PointAsync(record, seed, named, cancellationToken);

        var (status, due) = composition.Timetable.At(time.GetUtcNow());
        if (status != SeedStatus.Published)
        {
            return await KeepBackAsync(record, seed, composition, status, due, group, cancellationToken);
        }

        var warning = SeedTranslations.WarningOf(record.Name, named, composition.Article.Lang, composition.Article.Slug, others);
        return await PublishAsync(
            record, seed, warning is null ? composition : composition with { Warnings = [.. composition.Warnings, warning] }, due, group, cancellationToken);
    }

    /// <summary>An image: first stored, then recorded, by which documents find it.</summary>
    public async Task<SeedRecord> KeepImageAsync(SeedRecord record, Seed seed, MediaImage image, SeedGroup group, CancellationToken cancellationToken)
    {
        await illustrator.StoreAsync(image, cancellationToken);
        record = await pointers.PointAsync(record, seed, named: null, cancellationToken);
        var down = await TakeDownAsync(record, cancellationToken);
        record = await recorder.CloseAsync(
            record,
            down with
            {
                Status = SeedStatus.Published,
                SeedETag = seed.ETag,
                Lang = null,
                Title = null,
                TranslationOf = null,
                Due = null,
                Media = new SeedMedia(image.Name, image.Width, image.Height),
                IsImage = true,
                Images = [],
                Error = null,
                Warnings = [],
                Attempts = 0,
            },
            group,
            seed,
            cancellationToken);
        await neighbours.AskSinceAsync(record, group, cancellationToken);
        LogKept(record.Name.Hash, seed.Length);
        return record;
    }

    /// <summary>A document that cannot be an article.</summary>
    public async Task<SeedRecord> RejectAsync(SeedRecord record, Seed seed, SeedError error, SeedGroup group, CancellationToken cancellationToken)
    {
        // The last good version stays, and with it what it is a translation of and the moment until which it was to be seen.
        var isBetween = !SeedPointers.IsPointed(record, record.TranslationOf);
        record = await pointers.PointAsync(record, seed, record.TranslationOf, cancellationToken);
        record = await LeaveAliasesAsync(record, record.Online ? SeedAliases.Settled(record) : [], record.Slug, cancellationToken);
        var isOver = record.Online && record.IsDue(time.GetUtcNow());
        var before = record;
        record = isOver ? await TakeDownAsync(record, cancellationToken) : record;
        record = await recorder.CloseAsync(
            before,
            record with
            {
                Status = SeedStatus.Rejected,
                SeedETag = seed.ETag,
                Due = record.Online ? record.Due : null,
                Error = error,
                Warnings = [],
                Attempts = 0,
            },
            group,
            seed,
            cancellationToken);
        if (isOver || isBetween)
        {
            await neighbours.AskSinceAsync(record, group, cancellationToken);
        }

        LogRejected(record.Name.Hash, error.Code);
        return record;
    }

    /// <summary>A document that is gone.</summary>
    public async Task<SeedRecord> UnpublishAsync(SeedRecord record, SeedGroup group, CancellationToken cancellationToken)
    {
        if (record.ETag is null)
        {
            // Whoever read the document while it was there, and has not said so yet, finds this.
            record = await ledger.SaveAsync(record with { Status = SeedStatus.Removed }, cancellationToken);
        }

        if (record is { Status: SeedStatus.Removed, Attempts: 0, Pointers: [], Aliases: [], Place: { IsUncertain: false, IsInspected: false } })
        {
            await neighbours.AskAsync(record, group, cancellationToken);
            return record;
        }

        record = await TakeDownAsync(await pointers.PointAsync(record, seed: null, named: null, cancellationToken), cancellationToken);
        record = await ledger.SaveAsync(
            record with
            {
                Status = SeedStatus.Removed,
                SeedETag = null,
                TranslationOf = null,
                Due = null,
                PreviewKey = null,
                Media = null,
                Images = [],
                Error = null,
                Warnings = [],
                Attempts = 0,
            },
            group,
            cancellationToken);
        await neighbours.AskSinceAsync(record, group, cancellationToken);
        LogRemoved(record.Name.Hash);
        return record;
    }

    private async Task<SeedRecord> PublishAsync(
        SeedRecord record, Seed seed, Composition composition, DateTimeOffset? due, SeedGroup group, CancellationToken cancellationToken)
    {
        var article = composition.Article;
        var plan = await aliases.PlanAsync(record, composition.Aliases, article.Slug, cancellationToken);
        record = await AnnounceAsync(record, seed, article, plan, cancellationToken);
        record = await aliases.CarryOutAsync(record, plan, cancellationToken);

        var place = await articles.PublishAsync(article, record.Name.Value, record.Place, cancellationToken);
        if (composition.Visits is > 0 and var stated && record.BaseVisits is null)
        {
            // Only now is the slug surely this document's.
            await visits.SetBaseAsync(article.Slug, stated, cancellationToken);
        }

        // The moment at which it changes next comes with the outcome, not before: a try that died is then found by the sweep as well.
        record = await ledger.SaveAsync(
            record with
            {
                Status = SeedStatus.Published,
                SeedETag = seed.ETag,
                Lang = article.Lang,
                Title = article.Title,
                Place = place,
                Online = true,
                TranslationOf = composition.TranslationOf,
                Due = due,
                Translations = article.Translations,
                Media = null,
                Images = composition.Images,
                BaseVisits = record.BaseVisits ?? composition.Visits,
                Error = null,
                Warnings = [.. composition.Warnings, .. plan.Warnings],
                Attempts = 0,
            },
            group,
            cancellationToken);
        await neighbours.AskSinceAsync(record, group, cancellationToken);
        LogPublished(record.Name.Hash, article.Lang, seed.Length);
        return record;
    }

    // What is not in the ledger yet could not be found again after a crash: the slugs, and the rows of lists that are about to be.
    private async Task<SeedRecord> AnnounceAsync(SeedRecord record, Seed seed, Article article, AliasPlan plan, CancellationToken cancellationToken)
    {
        var known = record.Place.Rows;
        var missing = ArticleKeys.Rows(article)
            .Where(key => !known.Concat(record.Place.Absent).Any(row => row.Key == key && row.Lang == article.Lang))
            .Select(key => new ListRow(article.Lang, key))
            .ToList();

        // Where things were looked at in storage, whoever was there before may have closed the ledger since it was read, and what it announced
        // with that: it is said again, or the rows that come now would be in no record.
        if (record.Slug == article.Slug && missing.Count == 0 && !record.Place.IsInspected && !plan.IsAnnounced)
        {
            return record;
        }

        var announced = await recorder.AnnounceAsync(
            record,
            record with { Slug = article.Slug, Aliases = plan.Announcement, Place = record.Place with { Rows = [.. known, .. missing] } },
            seed,
            cancellationToken);
        return announced with { Place = record.Place };
    }

    // A draft, one whose time has not come, one whose time is past: nobody sees it, and nothing of it is stored but the seed itself.
    private async Task<SeedRecord> KeepBackAsync(
        SeedRecord record, Seed seed, Composition composition, SeedStatus status, DateTimeOffset? due, SeedGroup group, CancellationToken cancellationToken)
    {
        var down = await TakeDownAsync(record, cancellationToken);
        record = await recorder.CloseAsync(
            record,
            down with
            {
                Status = status,
                SeedETag = seed.ETag,
                Lang = composition.Article.Lang,
                Title = composition.Article.Title,
                TranslationOf = composition.TranslationOf,
                Due = due,
                Media = null,
                Images = [],
                PreviewKey = record.PreviewKey ?? RandomNumberGenerator.GetBytes(SeedRecord.PreviewKeyLength),
                Error = null,
                Warnings = composition.Warnings,
                Attempts = 0,
            },
            group,
            seed,
            cancellationToken);
        await neighbours.AskSinceAsync(record, group, cancellationToken);
        LogKeptBack(record.Name.Hash, status);
        return record;
    }

    // Where nothing is online and nothing was announced, nobody can be about to put it there: the ledger would refuse them first.
    private async Task<SeedRecord> TakeDownAsync(SeedRecord record, CancellationToken cancellationToken)
    {
        var place = record.Place;
        record = await LeaveAliasesAsync(record, [], slug: null, cancellationToken);
        if (record.Slug is { } slug && (record.Online || place.IsListed || place.IsInspected))
        {
            place = await articles.UnpublishAsync(
                slug, record.Name.Value, place with { WasPublic = place.WasPublic || record.Online }, cancellationToken);
        }

        return record with { Place = place, Online = false, Translations = [] };
    }

    private async Task<SeedRecord> LeaveAliasesAsync(SeedRecord record, IReadOnlyList<string> wanted, string? slug, CancellationToken cancellationToken)
    {
        var plan = await aliases.PlanAsync(record, wanted, slug, cancellationToken);
        record = plan.IsAnnounced ? await ledger.SaveAsync(record with { Aliases = plan.Announcement }, cancellationToken) : record;
        return await aliases.CarryOutAsync(record, plan, cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "Seed {Seed} published in {Lang} from {Length} bytes")]
    private partial void LogPublished(string seed, string lang, long length);

    [LoggerMessage(LogLevel.Information, "Seed {Seed} kept as an image of {Length} bytes")]
    private partial void LogKept(string seed, long length);

    [LoggerMessage(LogLevel.Information, "Seed {Seed} kept back: {Status}")]
    private partial void LogKeptBack(string seed, SeedStatus status);

    [LoggerMessage(LogLevel.Information, "Seed {Seed} rejected: {Code}")]
    private partial void LogRejected(string seed, string code);

    [LoggerMessage(LogLevel.Information, "Seed {Seed} removed")]
    private partial void LogRemoved(string seed);
}

using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Azure;
using Microsoft.Extensions.Logging;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Ingestion.Readers;
using SmeFunctions.Portal.Media;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>
/// Makes the site match what the container of seeds holds now. A message only says where to look, so that doubled, late, reordered or
/// lost messages do no harm.
/// <para>
/// Before it writes anything that readers see, it records in the ledger what it is about to write; every write is conditional on what
/// was there when it looked. A crash at any step leaves a record from which the next try goes on, and of two workers on one seed the
/// one with the older view is refused and looks again.
/// </para>
/// </summary>
internal sealed partial class SeedIngester(
    SeedStore seeds,
    SeedLedger ledger,
    ArticleStore articles,
    VisitCounter visits,
    SeedEvents events,
    SeedComposer composer,
    Illustrator illustrator,
    SeedAliases aliases,
    SeedSource source,
    TimeProvider time,
    ILogger<SeedIngester> logger)
{
    /// <summary>Tries at a seed that others write at the same time, before the message goes back to the queue.</summary>
    private const int MaxTries = 8;

    /// <summary>Characters of a message kept in the ledger when it makes no sense.</summary>
    private const int KeptOfMessage = 4_000;

    /// <summary>Takes a message from the queue.</summary>
    public async Task HandleAsync(string message, CancellationToken cancellationToken)
    {
        var (names, problems) = SeedMessage.Read(message, source);
        await RecordAsync(problems, cancellationToken);

        List<Exception> failures = [];
        foreach (var name in names)
        {
            try
            {
                await IngestAsync(name, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Thrown when the others were looked at as well: the message comes again, and those that are done take no harm.
                await RecordAttemptAsync(name, e, cancellationToken);
                failures.Add(e);
            }
        }

        if (failures is [var only])
        {
            ExceptionDispatchInfo.Throw(only);
        }

        if (failures.Count > 0)
        {
            throw new AggregateException($"{failures.Count} of {names.Count} seeds of a message failed.", failures);
        }
    }

    /// <summary>Takes a message that failed too often: its seeds are recorded as failed, with the reason of the last try, unless they came through.</summary>
    public async Task HandlePoisonAsync(string message, CancellationToken cancellationToken)
    {
        var (names, problems) = SeedMessage.Read(message, source);
        await RecordAsync(problems, cancellationToken);
        foreach (var name in names)
        {
            await GiveUpAsync(name, cancellationToken);
        }
    }

    private async Task GiveUpAsync(SeedName name, CancellationToken cancellationToken)
    {
        var record = await ledger.FindAsync(name, cancellationToken) ?? new SeedRecord { Name = name };
        var version = await seeds.FindVersionAsync(name, cancellationToken);
        if (IsSettled(record, version))
        {
            // Another message for the same version came through.
            return;
        }

        await ledger.SaveAsync(
            record with
            {
                Status = SeedStatus.Failed,
                SeedETag = version,
                Due = null,
                Error = record.Attempts > 0 && record.Error is { } last
                    ? last
                    : new SeedError("failed", "The portal tried several times and could not finish; the reason is in its log."),
            },
            cancellationToken);
        LogFailed(name.Hash);
    }

    /// <summary>Makes the site match the container for one seed.</summary>
    public Task<SeedRecord> IngestAsync(SeedName name, CancellationToken cancellationToken) => IngestAsync(name, again: false, cancellationToken);

    /// <summary>The same, trusting nothing that the ledger says was done: everything of the seed is looked for and written once more.</summary>
    public Task<SeedRecord> IngestAgainAsync(SeedName name, CancellationToken cancellationToken) => IngestAsync(name, again: true, cancellationToken);

    private async Task<SeedRecord> IngestAsync(SeedName name, bool again, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await MatchAsync(name, inspect: again || tries > 1, cancellationToken);
            }
            catch (RequestFailedException e) when (e.Status is 404 or 409 or 412 && tries < MaxTries)
            {
                LogConflict(name.Hash, e.ErrorCode);

                // Uneven, or workers that met once would meet again.
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(10, 50) * tries), time, cancellationToken);
            }
        }
    }

    /// <summary>What a seed would be as an article, as things are, or why it cannot be one. Writes nothing.</summary>
    public async Task<(Article? Article, SeedError? Error)> ComposeAsync(SeedGroup group, Seed seed, CancellationToken cancellationToken) => Read(seed) switch
    {
        ReadResult.Document(var document) => ((await IllustrateAsync(
            seed, document, store: false, group.Own, slugIsTaken: false, SeedTranslations.In(group.Others, SeedComposer.OriginalOf(document)), cancellationToken)).Article, null),
        ReadResult.Image => (null, new SeedError("image", "The document is an image, no article.")),
        ReadResult.Rejection(var error) => (null, error),
        var other => throw new InvalidOperationException($"A reader answered {other}."),
    };

    private async Task<SeedRecord> MatchAsync(SeedName name, bool inspect, CancellationToken cancellationToken)
    {
        var group = await ledger.ReadGroupAsync(name, cancellationToken);
        var record = group.Own;
        var slugIsTaken = false;
        if (record.Slug is { } slug && (inspect || record.Place.IsUncertain))
        {
            // Before the seed is read, so that whoever publishes an older version after this is refused.
            var place = await articles.InspectAsync(slug, name.Value, record.Place.Rows, cancellationToken);
            slugIsTaken = place is null;
            record = record with { Slug = slugIsTaken ? null : slug, Place = place ?? ArticlePlace.Nowhere };
        }

        if (inspect)
        {
            record = SeedAliases.Uncertain(record with { Pointers = Uncertain(record.Pointers) });
        }

        if (await seeds.FindAsync(name, cancellationToken) is not { } seed)
        {
            return await UnpublishAsync(record, group, cancellationToken);
        }

        if (!inspect && IsSeenThrough(record, seed, group.Others) && await illustrator.AreCurrentAsync(record, cancellationToken))
        {
            await AskForStaleAsync(record, group, cancellationToken);
            return record;
        }

        record = record with { Uploaded = record.Uploaded ?? seed.Uploaded };
        return Read(seed) switch
        {
            ReadResult.Document(var document) => await ShowAsync(record, seed, document, slugIsTaken, group.Others, cancellationToken),
            ReadResult.Image(var image) => await KeepImageAsync(record, seed, image, cancellationToken),
            ReadResult.Rejection(var error) => await RejectAsync(record, seed, error, cancellationToken),
            var other => throw new InvalidOperationException($"A reader answered {other}."),
        };
    }

    private ReadResult Read(Seed seed) =>
        !SeedName.TryParse(seed.Name.Value, out _, out var problem) ? new SeedError("bad-name", problem)
        : SeedReader.Read(seed) is var result && result is ReadResult.Document(var document) && composer.TimetableOf(document).FindContradiction() is { } error ? error
        : result;

    private async Task<Composition> IllustrateAsync(
        Seed seed, SeedDocument document, bool store, SeedRecord record, bool slugIsTaken, List<(string Lang, string Slug)> translations, CancellationToken cancellationToken)
    {
        var (illustrated, images) = await illustrator.IllustrateAsync(seed.Name, document, store, cancellationToken);
        return composer.Compose(seed, illustrated, record, slugIsTaken, translations) with { Images = images };
    }

    private async Task<SeedRecord> ShowAsync(
        SeedRecord record, Seed seed, SeedDocument document, bool slugIsTaken, IReadOnlyList<SeedRecord> others, CancellationToken cancellationToken)
    {
        var named = SeedComposer.OriginalOf(document);
        if (named != record.TranslationOf)
        {
            others = await ledger.ReadOthersAsync(record.Name, named, cancellationToken);
        }

        var composition = await IllustrateAsync(seed, document, store: true, record, slugIsTaken, SeedTranslations.In(others, named), cancellationToken);
        record = await PointAsync(record, seed, named, cancellationToken);

        var (status, due) = composition.Timetable.At(time.GetUtcNow());
        if (status != SeedStatus.Published)
        {
            return await KeepBackAsync(record, seed, composition, status, due, cancellationToken);
        }

        var warning = SeedTranslations.WarningOf(record.Name, named, composition.Article.Lang, composition.Article.Slug, others);
        return await PublishAsync(
            record, seed, warning is null ? composition : composition with { Warnings = [.. composition.Warnings, warning] }, due, cancellationToken);
    }

    private async Task<SeedRecord> PublishAsync(
        SeedRecord record, Seed seed, Composition composition, DateTimeOffset? due, CancellationToken cancellationToken)
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
            cancellationToken);
        await AskForTranslationsAsync(record, cancellationToken);
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

        var announced = await SaveAsync(
            record,
            record with { Slug = article.Slug, Aliases = plan.Announcement, Place = record.Place with { Rows = [.. known, .. missing] } },
            seed,
            cancellationToken);
        return announced with { Place = record.Place };
    }

    /// <summary>
    /// Makes others find the document beside what it is a translation of, and nowhere else. What they find counts from the outcome on: until then
    /// its record says what it was.
    /// </summary>
    private async Task<SeedRecord> PointAsync(SeedRecord record, Seed? seed, SeedName? named, CancellationToken cancellationToken)
    {
        if (IsPointed(record, named))
        {
            return record;
        }

        // Looked for before the announcement: whoever else comes to want one of these pointers must announce it after this one did, and
        // then write it, so that it is not the same any more.
        var target = TargetOf(record.Name, named);
        var leaving = new List<SeedPointer>();
        foreach (var pointer in record.Pointers.Where(pointer => target is null || !pointer.IsBeside(target)))
        {
            leaving.Add(pointer.ETag is null ? await ledger.FindPointerAsync(SeedName.OfBlob(pointer.To), record.Name, cancellationToken) : pointer);
        }

        var announced = record with { Pointers = Uncertain(target is null ? leaving : [.. leaving, new SeedPointer(target.Value)]) };
        record = seed is null ? await ledger.SaveAsync(announced, cancellationToken) : await SaveAsync(record, announced, seed, cancellationToken);
        var taken = target is null ? null : await ledger.PutPointerAsync(target, record.Name, cancellationToken);
        foreach (var pointer in leaving)
        {
            // Asked for now: once the pointer is forgotten, nobody knows whom it concerned.
            await ledger.DeletePointerAsync(pointer, record.Name, cancellationToken);
            await AskForStaleAsync(await ledger.ReadBesideAsync(SeedName.OfBlob(pointer.To), record.Name, cancellationToken), cancellationToken);
        }

        return record with { Pointers = taken is null ? [] : [taken] };
    }

    // Who names one of its own group is found there without a pointer.
    private static SeedName? TargetOf(SeedName name, SeedName? named) => named?.TranslationGroup == name.TranslationGroup ? null : named;

    private static bool IsPointed(SeedRecord record, SeedName? named) =>
        TargetOf(record.Name, named) is { } target
            ? record.Pointers is [{ ETag: not null } pointer] && pointer.IsBeside(target)
            : record.Pointers.Count == 0;

    private static IReadOnlyList<SeedPointer> Uncertain(IReadOnlyList<SeedPointer> pointers) =>
        [.. pointers.Select(pointer => pointer with { ETag = null })];

    // A draft, one whose time has not come, one whose time is past: nobody sees it, and nothing of it is stored but the seed itself.
    private async Task<SeedRecord> KeepBackAsync(
        SeedRecord record, Seed seed, Composition composition, SeedStatus status, DateTimeOffset? due, CancellationToken cancellationToken)
    {
        var down = await TakeDownAsync(record, cancellationToken);
        record = await SaveAsync(
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
            seed,
            cancellationToken);
        await AskForTranslationsAsync(record, cancellationToken);
        LogKeptBack(record.Name.Hash, status);
        return record;
    }

    // First the image, then the record by which documents find it.
    private async Task<SeedRecord> KeepImageAsync(SeedRecord record, Seed seed, MediaImage image, CancellationToken cancellationToken)
    {
        await illustrator.StoreAsync(image, cancellationToken);
        var down = await TakeDownAsync(await PointAsync(record, seed, named: null, cancellationToken), cancellationToken);
        record = await ledger.SaveAsync(
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
            cancellationToken);
        await AskForTranslationsAsync(record, cancellationToken);
        LogKept(record.Name.Hash, seed.Length);
        return record;
    }

    private async Task<SeedRecord> RejectAsync(SeedRecord record, Seed seed, SeedError error, CancellationToken cancellationToken)
    {
        // The last good version stays, and with it what it is a translation of and the moment until which it was to be seen.
        var isBetween = !IsPointed(record, record.TranslationOf);
        record = await PointAsync(record, seed, record.TranslationOf, cancellationToken);
        record = await LeaveAliasesAsync(record, record.Online ? SeedAliases.Settled(record) : [], record.Slug, cancellationToken);
        var isOver = record.Online && record.IsDue(time.GetUtcNow());
        var before = record;
        record = isOver ? await TakeDownAsync(record, cancellationToken) : record;
        record = await SaveAsync(
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
            seed,
            cancellationToken);
        if (isOver || isBetween)
        {
            await AskForTranslationsAsync(record, cancellationToken);
        }

        LogRejected(record.Name.Hash, error.Code);
        return record;
    }

    // Where there was no record, or that of a removed seed, a faster worker who found the seed gone had nothing to write, and left no trace
    // that would stop a slower one: an editor uploads and deletes within a moment. From this record on there is one.
    private async Task<SeedRecord> SaveAsync(SeedRecord before, SeedRecord record, Seed seed, CancellationToken cancellationToken)
    {
        var saved = await ledger.SaveAsync(record, cancellationToken);
        return before is { ETag: not null, Status: not SeedStatus.Removed } || await seeds.FindVersionAsync(record.Name, cancellationToken) == seed.ETag
            ? saved
            : throw new RequestFailedException(412, "The seed was changed while its first version was read.", "SeedChanged", innerException: null);
    }

    private async Task<SeedRecord> UnpublishAsync(SeedRecord record, SeedGroup group, CancellationToken cancellationToken)
    {
        if (record.ETag is null || record is { Status: SeedStatus.Removed, Attempts: 0, Pointers: [], Aliases: [], Place: { IsUncertain: false, IsInspected: false } })
        {
            await AskForStaleAsync(record, group, cancellationToken);
            return record;
        }

        record = await TakeDownAsync(await PointAsync(record, seed: null, named: null, cancellationToken), cancellationToken);
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
            cancellationToken);
        await AskForTranslationsAsync(record, cancellationToken);
        LogRemoved(record.Name.Hash);
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

    // After the own record is stored: of two translations that are published at the same moment at least one sees the other here.
    private async Task AskForTranslationsAsync(SeedRecord record, CancellationToken cancellationToken)
    {
        var group = await ledger.ReadGroupAsync(record.Name, cancellationToken);
        await AskForStaleAsync(record, group, cancellationToken);
    }

    // Also for a seed that was seen through already: whoever did that may have died before the asking.
    private async Task AskForStaleAsync(SeedRecord record, SeedGroup group, CancellationToken cancellationToken)
    {
        await illustrator.AskForDocumentsAsync(record, cancellationToken);
        await AskForStaleAsync([record, .. group.Others], cancellationToken);
    }

    private async Task AskForStaleAsync(IReadOnlyList<SeedRecord> members, CancellationToken cancellationToken)
    {
        var isPlain = members.All(member => member.TranslationOf is null);
        foreach (var member in members.Where(member => member is { Online: true, Status: SeedStatus.Published }))
        {
            // One that is linked into another group has translations there that are not known here. They change nothing about what it is told of these.
            if (!SeedTranslations.AreTold(member, [.. members.Where(other => SeedTranslations.AreLinked(member, other))])
                && (isPlain || !await IsToldAsync(member.Name, cancellationToken)))
            {
                await events.AskAsync(member.Name, cancellationToken);
            }
        }
    }

    private async Task<bool> IsToldAsync(SeedName name, CancellationToken cancellationToken)
    {
        var group = await ledger.ReadGroupAsync(name, cancellationToken);
        return SeedTranslations.AreTold(group.Own, group.Others);
    }

    private bool IsSeenThrough(SeedRecord record, Seed seed, IReadOnlyList<SeedRecord> others) =>
        // An attempt is recorded over the outcome when the outcome was stored and the answer lost: it is not left so.
        record.SeedETag == seed.ETag
        && record.Attempts == 0
        && IsPointed(record, record.TranslationOf)
        && SeedAliases.AreCertain(record)
        && !record.IsDue(time.GetUtcNow())
        && record switch
        {
            { Status: SeedStatus.Rejected } => true,
            { Status: SeedStatus.Published, Media: not null, Online: false } => true,
            { Place: { IsUncertain: true } or { IsInspected: true } } => false,
            { Status: SeedStatus.Published } => SeedTranslations.AreTold(record, others),
            _ => record.Status is SeedStatus.Draft or SeedStatus.Scheduled or SeedStatus.Expired,
        };

    private bool IsSettled(SeedRecord record, string? version) =>
        record.SeedETag == version
        && !record.IsDue(time.GetUtcNow())
        && (version is null
            ? record.Status is SeedStatus.Removed
            : record.Status is SeedStatus.Published or SeedStatus.Rejected or SeedStatus.Draft or SeedStatus.Scheduled or SeedStatus.Expired);

    private async Task RecordAsync(IEnumerable<MessageProblem> problems, CancellationToken cancellationToken)
    {
        foreach (var (text, error) in problems)
        {
            await RecordAsync(text, error, cancellationToken);
        }
    }

    private async Task RecordAsync(string message, SeedError problem, CancellationToken cancellationToken)
    {
        // Named after its content: the same message twice is one record.
        var name = SeedName.OfBlob(SeedRecord.MessagesFolder + SeedName.HashOf(message));
        if (await ledger.FindAsync(name, cancellationToken) is null)
        {
            var kept = message.Length > KeptOfMessage ? message[..KeptOfMessage] : message;
            try
            {
                await ledger.SaveAsync(
                    new SeedRecord { Name = name, Status = SeedStatus.Rejected, Error = problem, Warnings = [$"The message was: {kept}"] },
                    cancellationToken);
            }
            catch (RequestFailedException e) when (e.Status == 409)
            {
                // The same message came twice at the same moment.
            }
        }

        LogNotUnderstood(name.Value, problem.Code);
    }

    private async Task RecordAttemptAsync(SeedName name, Exception reason, CancellationToken cancellationToken)
    {
        try
        {
            var record = await ledger.FindAsync(name, cancellationToken) ?? new SeedRecord { Name = name };
            if (IsSettled(record, await seeds.FindVersionAsync(name, cancellationToken)))
            {
                // Another message for the same version came through: an error beside it would stay.
                return;
            }

            var message = reason is RequestFailedException { ErrorCode: { } code }
                ? $"Storage answered '{code}'."
                : $"The portal stopped with {reason.GetType().Name}.";
            await ledger.SaveAsync(record with { Attempts = record.Attempts + 1, Error = new SeedError("failed", message) }, cancellationToken);
        }
        catch (RequestFailedException e)
        {
            // The failure itself is thrown by the caller and tried again; only its reason is not in the ledger.
            LogAttemptNotRecorded(name.Hash, e);
        }
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

    [LoggerMessage(LogLevel.Warning, "Seed {Seed} failed for good; its last reason is in the ledger")]
    private partial void LogFailed(string seed);

    [LoggerMessage(LogLevel.Information, "Seed {Seed} was written by another worker ({Code}); looking again")]
    private partial void LogConflict(string seed, string? code);

    [LoggerMessage(LogLevel.Warning, "A message names no seed ({Code}); recorded as {Name}")]
    private partial void LogNotUnderstood(string name, string code);

    [LoggerMessage(LogLevel.Warning, "The failure of seed {Seed} could not be recorded")]
    private partial void LogAttemptNotRecorded(string seed, Exception exception);
}

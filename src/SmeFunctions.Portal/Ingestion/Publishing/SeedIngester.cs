using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using SmeFunctions.Documents;
using SmeFunctions.Documents.Attachments;
using SmeFunctions.Documents.Images;
using SmeFunctions.Documents.Metadata;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Media;
using SmeFunctions.Portal.Telemetry;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>
/// Makes the site match the current content of the container of seeds. A message only says which seed to look at, so duplicate, late, reordered and
/// lost messages are harmless. A crash at any step leaves a record from which the next attempt continues. Of two workers on one seed, the one with
/// older data gets 412 and starts over. docs/design/ingestion.md describes the steps.
/// </summary>
public sealed partial class SeedIngester(
    SeedBlobStore seeds,
    SeedStatusStore statusStore,
    ArticleStore articles,
    SeedPublisher publisher,
    RelatedSeedNotifier notifier,
    ArticleBuilder articleBuilder,
    ImageResolver imageResolver,
    MetadataFileStore metadataFiles,
    SeedVersionStore versions,
    RecentlyIngestedSeeds seen,
    TimeProvider time,
    ILogger<SeedIngester> logger,
    PortalTelemetry? telemetry = null)
{
    /// <summary>Attempts while others write the same seed. Then the message returns to the queue.</summary>
    private const int MaxTries = 12;

    /// <summary>Bounds of the duration of an attempt from which the wait before the next is computed, in milliseconds.</summary>
    private const double MinAttempt = 40;

    /// <inheritdoc cref="MinAttempt"/>
    private const double MaxAttempt = 2_000;

    /// <summary>Ingests one seed.</summary>
    /// <param name="name">Name of the seed.</param>
    /// <param name="isNew">
    /// Whether the sender found no record of it. The first read is then skipped: all writes of a first publication are create-only, and fail if this
    /// is wrong.
    /// </param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<SeedRecord> IngestAsync(SeedName name, bool isNew, CancellationToken cancellationToken)
    {
        var wroteNothing = true;
        if (isNew)
        {
            try
            {
                return await MatchAsync(new SeedGroup(new SeedRecord { Name = name }, []), inspect: false, cancellationToken);
            }
            catch (RequestFailedException e) when (IsConflict(e))
            {
                LogNotNew(name.Hash, e.ErrorCode);

                // If the announcement itself was refused, nothing was written, so a normal attempt suffices.
                wroteNothing = e.ErrorCode == TableErrorCode.EntityAlreadyExists && e is not TableTransactionFailedException;
            }
        }

        return await IngestWithRetriesAsync(name, inspect: !wroteNothing, cancellationToken);
    }

    /// <summary>Ingests one seed without trusting its record: reads everything in storage, and writes it again.</summary>
    public Task<SeedRecord> IngestAgainAsync(SeedName name, CancellationToken cancellationToken) => IngestWithRetriesAsync(name, inspect: true, cancellationToken);

    /// <summary>Builds the article of a seed as it would be now, or tells why it cannot be one. Writes nothing.</summary>
    public async Task<(BuiltArticle? Built, DocumentError? Error)> BuildArticleAsync(SeedGroup group, Seed seed, CancellationToken cancellationToken) => (await ReadAsync(seed, group.Own, cancellationToken)).Result switch
    {
        ReadResult.Document(var document) => (await publisher.BuildAsync(
            seed, document, group.Attachments, store: false, group.Own, slugIsTaken: false, TranslationGroups.GetArticles(group.Others, ArticleBuilder.FindOriginal(document)), cancellationToken), null),
        ReadResult.Image or ReadResult.Attachment or ReadResult.Metadata => (null, new DocumentError("file", "The document is an image, an attachment or a metadata file, no article.")),
        ReadResult.Rejection(var error) => (null, error),
        var other => throw new InvalidOperationException($"A reader answered {other}."),
    };

    private async Task<SeedRecord> IngestWithRetriesAsync(SeedName name, bool inspect, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            var start = time.GetTimestamp();
            try
            {
                return await MatchAsync(await statusStore.ReadGroupAsync(name, cancellationToken), inspect || tries > 1, cancellationToken);
            }
            catch (RequestFailedException e) when (IsConflict(e) && tries < MaxTries)
            {
                LogConflict(name.Hash, e.ErrorCode);

                // Random, because workers that met once would meet again. In proportion to the attempt, because on slow storage the others take as long.
                var attempt = Math.Clamp(time.GetElapsedTime(start).TotalMilliseconds, MinAttempt, MaxAttempt);
                await Task.Delay(TimeSpan.FromMilliseconds(attempt * Math.Min(tries, 6) * (0.2 + Random.Shared.NextDouble())), time, cancellationToken);
            }
        }
    }

    // Another worker's write is short, so trying again soon helps. A lease on an article lasts longer, so the message returns to the queue.
    private static bool IsConflict(RequestFailedException e) => e.Status is 404 or 409 or 412 && e.ErrorCode != BlobErrorCode.LeaseIdMissing;

    private async Task<SeedRecord> MatchAsync(SeedGroup group, bool inspect, CancellationToken cancellationToken)
    {
        var record = group.Own;
        var name = record.Name;
        var slugIsTaken = false;
        if (record.Slug is { } slug && (inspect || record.ArticleState.IsUncertain))
        {
            // Before the seed is read. A worker that publishes an older version after this gets 412.
            var place = await articles.ReadStateAsync(slug, name.Value, record.ArticleState.Entries, cancellationToken);
            slugIsTaken = place is null;
            record = record with { Slug = slugIsTaken ? null : slug, ArticleState = place ?? StoredArticleState.None };
        }

        if (inspect)
        {
            record = SeedAliasUpdater.WithoutVersions(record with { TranslationLinks = TranslationLinks.WithoutVersions(record.TranslationLinks) });
        }

        if (await seeds.FindAsync(name, cancellationToken) is not { } seed)
        {
            return await publisher.UnpublishAsync(record with { NewVersion = record.LastVersion is { } last ? SeedVersion.CreateDeletion(last, time.GetUtcNow()) : null }, group, cancellationToken);
        }

        if (!inspect && IsUpToDate(record, seed, group) && await imageResolver.AreCurrentAsync(record, cancellationToken)
            && await metadataFiles.IsCurrentAsync(record, group, cancellationToken) && !await IsNewAttachmentAsync(record, cancellationToken))
        {
            await notifier.NotifyAsync(record, group, cancellationToken);
            return record;
        }

        if (record.SeedETag != seed.ETag)
        {
            record = record with { NewVersion = await versions.StoreContentAsync(seed, record.LastVersion, cancellationToken) };
        }

        var (result, metadataVersion) = await ReadAsync(seed, record, cancellationToken);
        seed = seed with { MetadataVersion = metadataVersion };
        record = record with { Uploaded = record.Uploaded ?? seed.Uploaded };
        var outcome = result switch
        {
            ReadResult.Document(var document) => await publisher.PublishOrWithholdAsync(record, seed, document, slugIsTaken, group, cancellationToken),
            ReadResult.Image(var image) => await publisher.StoreImageAsync(record, seed, image, group, cancellationToken),
            ReadResult.Attachment(var file) => await publisher.StoreAttachmentAsync(record, seed, file, group, cancellationToken),
            ReadResult.Metadata(var metadata) => await publisher.StoreMetadataAsync(record, seed, metadata, group, cancellationToken),
            ReadResult.Rejection(var error) => await publisher.RejectAsync(record, seed, error, group, cancellationToken),
            var other => throw new InvalidOperationException($"A reader answered {other}."),
        };

        seen.Add(name);

        // Nobody waits for a version that was ingested before: a new translation, a rebuild, or a scheduled change caused this.
        telemetry?.SeedIngested(outcome, group.Own.SeedETag == seed.ETag ? null : seed.Uploaded, time.GetUtcNow());
        return outcome;
    }

    // The version of the metadata file that was applied, or of this file if it is one.
    private async Task<(ReadResult Result, string? MetadataVersion)> ReadAsync(Seed seed, SeedRecord record, CancellationToken cancellationToken)
    {
        var name = seed.Name.Value;
        if (!SeedName.TryParse(name, out _, out var problem))
        {
            return (new DocumentError("bad-name", problem), null);
        }

        if (seed.Content is not { } content)
        {
            var error = new DocumentError("too-large", $"The document has {seed.Length:N0} bytes, which is more than the portal accepts.");
            return (error, GetVersion(await metadataFiles.FindAsync(seed.Name, cancellationToken)));
        }

        if (DocumentMetadata.IsName(name))
        {
            var read = DocumentReader.Read(name, content);
            return (read, read is ReadResult.Metadata ? MetadataFileStore.GetVersion(seed) : record.MetadataVersion);
        }

        // An image stays an image, so that documents can show it.
        if (ImageHeader.IsImage(content))
        {
            return (DocumentReader.Read(name, content), null);
        }

        if (AttachmentFile.IsInFolder(name) || (AttachmentFile.IsFormat(name) && await statusStore.HasReferencesAsync(seed.Name, cancellationToken)))
        {
            return (new ReadResult.Attachment(AttachmentFile.Create(name, content)), null);
        }

        var file = await metadataFiles.FindAsync(seed.Name, cancellationToken);
        if (file?.Error is { } wrong)
        {
            // Without it, a draft might be published.
            return (wrong, GetVersion(file));
        }

        var result = DocumentReader.Read(name, content, metadata: file?.Metadata);
        return (result is ReadResult.Document(var document) && articleBuilder.ReadSchedule(document).FindContradiction() is { } contradiction ? contradiction : result, GetVersion(file));

        // A wrong file keeps the version of the last valid one, as its record does.
        string? GetVersion(MetadataFile? file) => file is { Error: not null } ? record.MetadataVersion : file?.Version;
    }

    // A document may begin to link to a file that was an article before, or was rejected.
    private async Task<bool> IsNewAttachmentAsync(SeedRecord record, CancellationToken cancellationToken) =>
        !record.IsFile && AttachmentFile.IsFormat(record.Name.Value) && await statusStore.HasReferencesAsync(record.Name, cancellationToken);

    private bool IsUpToDate(SeedRecord record, Seed seed, SeedGroup group) =>
        // An attempt was recorded over the outcome if the outcome was stored and its response lost. Correct the record.
        record.SeedETag == seed.ETag
        && record.Attempts == 0
        && TranslationLinks.IsLinked(record, record.TranslationOf)
        && SeedAliasUpdater.AreKnown(record)
        && !record.IsDue(time.GetUtcNow())
        && record switch
        {
            { Status: SeedStatus.Rejected } => true,
            { Status: SeedStatus.Published, IsOnline: false } and ({ Media: not null } or { IsFile: true, MetadataVersion: not null }) => true,
            { ArticleState: { IsUncertain: true } or { IsInspected: true } } => false,
            { Status: SeedStatus.Published } => TranslationGroups.AreUpToDate(record, group.Others) && group.Attachments.All(file => record.Attachments.Any(known => known.Name == file.Value)),
            _ => record.Status is SeedStatus.Draft or SeedStatus.Scheduled or SeedStatus.Expired,
        };

    [LoggerMessage(LogLevel.Information, "Seed {Seed} was created by another worker ({Code}); starting over")]
    private partial void LogNotNew(string seed, string? code);

    [LoggerMessage(LogLevel.Information, "Seed {Seed} was written by another worker ({Code}); starting over")]
    private partial void LogConflict(string seed, string? code);
}

using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs.Models;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Portal.Articles;

/// <summary>
/// Reads and writes single articles: blobs in the container <c>articles</c>, and list entries in the table <c>Articles</c>. <see
/// cref="ArticleListReader"/> reads lists, <see cref="ArticleInventory"/> enumerates everything.
/// </summary>
public sealed class ArticleStore(ContentAccount account, ArticleChangeNotifier changes)
{
    /// <summary>The column with the content of a list entry.</summary>
    internal const string SummaryColumn = "Summary";

    /// <summary>The column of the change marker, which differs after each change.</summary>
    internal const string ChangeColumn = "Change";

    /// <summary>Key comparisons per query. Storage accepts 15 comparisons in all.</summary>
    private const int MaxKeysInQuery = 12;

    /// <summary>Reads an article; one call.</summary>
    /// <returns>The article, or that the slug is an alias, was taken down, or never existed.</returns>
    public Task<StoredArticle> FindAsync(string slug, CancellationToken cancellationToken) => FindAsync(slug, known: null, cancellationToken);

    /// <summary>Reads an article unless it is the known version; one call.</summary>
    /// <returns>The article; <paramref name="known"/> itself when it did not change.</returns>
    public async Task<StoredArticle> FindAsync(string slug, StoredArticle? known, CancellationToken cancellationToken)
    {
        try
        {
            var options = new BlobDownloadOptions { Conditions = known is { Article: not null } ? new BlobRequestConditions { IfNoneMatch = known.ETag } : null };
            var blob = await account.Articles.GetBlobClient(ArticleBlob.GetName(slug)).DownloadContentAsync(options, cancellationToken);
            if (blob.GetRawResponse().Status == 304)
            {
                return known!;
            }

            if (AliasStore.FindTarget(blob.Value.Details.Metadata) is { } target)
            {
                return new StoredArticle(Article: null, blob.Value.Details.ETag) { AliasOf = target };
            }

            if (blob.Value.Details.Metadata.TryGetValue(ArticleBlob.GoneMetadata, out var gone))
            {
                return gone == ArticleBlob.NeverPublic ? StoredArticle.Unknown : StoredArticle.Gone;
            }

            var content = blob.Value.Content.ToMemory();
            var article = JsonSerializer.Deserialize(content.Span, ArticleJson.Readable.Article)
                ?? throw new JsonException($"The stored article '{slug}' is null.");
            return new StoredArticle(article, blob.Value.Details.ETag) { ContentVersion = ContentVersion.Compute(content.Span) };
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return StoredArticle.Unknown;
        }
    }

    /// <summary>Reads the actual state of an article after a conditional write was refused; one call, and one per language.</summary>
    /// <param name="slug">The article's slug.</param>
    /// <param name="owner">The document that asks.</param>
    /// <param name="rows">The entries that may exist.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The state; <see langword="null"/> when another document owns the slug.</returns>
    public async Task<StoredArticleState?> ReadStateAsync(string slug, string owner, IEnumerable<ListEntry> rows, CancellationToken cancellationToken)
    {
        var properties = await FindPropertiesAsync(slug, cancellationToken);
        if (properties is not null && ArticleBlob.GetOwner(properties.Metadata) != owner && !AliasStore.IsFree(properties.Metadata))
        {
            return null;
        }

        var announced = rows.ToList();
        var looked = announced.Concat(announced.Select(row => new ListEntry(row.Lang, ArticleKeys.GetGuardKey(slug)))).DistinctBy(row => (row.Lang, row.Key));
        var found = (await FindRowsAsync(looked, cancellationToken)).Select(row => row.Row).ToList();
        return new StoredArticleState(properties?.ETag, found)
        {
            AbsentEntries = [.. announced.ExceptBy(found.Select(row => (row.Lang, row.Key)), row => (row.Lang, row.Key)).Select(row => row with { ETag = null })],
            IsInspected = true,
            WasPublic = properties is not null && !(properties.Metadata.TryGetValue(ArticleBlob.GoneMetadata, out var gone) && gone == ArticleBlob.NeverPublic),
        };
    }

    /// <summary>Finds out which entries exist; one call per dozen of a language.</summary>
    public async Task<IReadOnlyList<ListEntryItem>> FindRowsAsync(IEnumerable<ListEntry> rows, CancellationToken cancellationToken)
    {
        var found = new List<ListEntryItem>();
        foreach (var some in rows.GroupBy(row => row.Lang).SelectMany(language => language.Chunk(MaxKeysInQuery)))
        {
            var keys = string.Join(" or ", some.Select(row => TableClient.CreateQueryFilter($"RowKey eq {row.Key}")));
            var filter = $"{TableClient.CreateQueryFilter($"PartitionKey eq {some[0].Lang}")} and ({keys})";
            await foreach (var row in account.ArticlesTable.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
            {
                found.Add(CreateEntity(row));
            }
        }

        return found;
    }

    /// <summary>Reads the owner of an article; one call.</summary>
    /// <returns>The owner; <see langword="null"/> when there is no article, or it has none.</returns>
    public async Task<string?> FindOwnerAsync(string slug, CancellationToken cancellationToken) =>
        await FindPropertiesAsync(slug, cancellationToken) is { } properties ? ArticleBlob.GetOwner(properties.Metadata) : null;

    /// <summary>The stored form of an article. Equal articles have equal forms.</summary>
    public static byte[] SerializeContent(Article article) => JsonSerializer.SerializeToUtf8Bytes(article, ArticleJson.Readable.Article);

    /// <summary>The content of its list entries.</summary>
    public static string SerializeListEntry(Article article) => JsonSerializer.Serialize(ArticleSummary.FromArticle(article), ArticleJson.Readable.ArticleSummary);

    /// <summary>Writes the article, then its list entries, so no list names a missing article. Two calls; three when its language changed.</summary>
    /// <exception cref="RequestFailedException">409, 412 or 404: <paramref name="place"/> is outdated.</exception>
    public async Task<StoredArticleState> PublishAsync(Article article, string owner, StoredArticleState place, CancellationToken cancellationToken)
    {
        var etag = await UploadAsync(article.Slug, SerializeContent(article), place.ETag, ArticleBlob.CreateMetadata(owner), cancellationToken);

        var summary = SerializeListEntry(article);
        var keys = ArticleKeys.GetRowKeys(article).ToList();
        var old = place.Entries.ToDictionary(row => (row.Lang, row.Key));
        var actions = new List<TableTransactionAction>();

        foreach (var key in keys)
        {
            var entity = new TableEntity(article.Lang, key) { [SummaryColumn] = summary };
            actions.Add(old.Remove((article.Lang, key), out var row)
                ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, entity, row.GetRequiredETag())
                : new TableTransactionAction(TableTransactionActionType.Add, entity));
        }

        actions.AddRange(old.Values.Where(row => row.Lang == article.Lang).Select(CreateDeletion));
        actions.Add(CreateChangeMarker(article.Lang));
        var answers = await account.ArticlesTable.SubmitTransactionAsync(actions, cancellationToken);
        var others = await DeleteRowsAsync(article.Slug, place, article.Lang, cancellationToken);
        changes.Publish(article.Slug);

        return new StoredArticleState(etag, [.. keys.Zip(answers.Value, (key, answer) => new ListEntry(article.Lang, key, answer.Headers.ETag?.ToString())), .. others]);
    }

    /// <summary>
    /// Takes an article down: deletes its list entries, then replaces the article by an empty blob that keeps the slug and answers 410. Creates the
    /// blob and the guards even if nothing exists yet, so a slow writer that announced the article fails.
    /// </summary>
    /// <exception cref="RequestFailedException">409, 412 or 404: <paramref name="place"/> is outdated.</exception>
    public async Task<StoredArticleState> UnpublishAsync(string slug, string owner, StoredArticleState place, CancellationToken cancellationToken)
    {
        var guards = await DeleteRowsAsync(slug, place, exceptLang: null, cancellationToken);
        var etag = await UploadAsync(slug, "{}"u8.ToArray(), place.ETag, ArticleBlob.CreateMetadata(owner, place.WasPublic ? ArticleBlob.WasPublic : ArticleBlob.NeverPublic), cancellationToken);
        changes.Publish(slug);
        return new StoredArticleState(etag, guards);
    }

    internal static ListEntryItem CreateEntity(TableEntity row) =>
        new(new ListEntry(row.PartitionKey, row.RowKey, row.ETag.ToString()), row.GetString(SummaryColumn));

    internal static TableTransactionAction CreateDeletion(ListEntry row) =>
        new(TableTransactionActionType.Delete, new TableEntity(row.Lang, row.Key), row.GetRequiredETag());

    // An upsert is safe: the marker only has to differ from before. It is the last action, because the responses of the others are matched by
    // position. The transaction has at most 57 actions: 27 list entries and the guard for each of two versions, and the marker.
    internal static TableTransactionAction CreateChangeMarker(string lang) =>
        new(TableTransactionActionType.UpsertReplace, new TableEntity(lang, ArticleKeys.Changed) { [ChangeColumn] = Guid.NewGuid().ToString("N") });

    // Removes an article from the lists of all other languages; one call per language in which it is or may be.
    private async Task<List<ListEntry>> DeleteRowsAsync(string slug, StoredArticleState place, string? exceptLang, CancellationToken cancellationToken)
    {
        var guards = new List<ListEntry>();
        foreach (var lang in place.Entries.Concat(place.AbsentEntries).Select(row => row.Lang).Distinct().Where(lang => lang != exceptLang))
        {
            var rows = place.Entries.Where(row => row.Lang == lang).ToList();
            var guard = rows.Find(row => row.IsGuard);
            if (guard is not null && rows.Count == 1 && !place.IsInspected)
            {
                guards.Add(guard);
                continue;
            }

            var entity = new TableEntity(lang, ArticleKeys.GetGuardKey(slug));
            var answers = await account.ArticlesTable.SubmitTransactionAsync(
                [
                    guard is null
                        ? new TableTransactionAction(TableTransactionActionType.Add, entity)
                        : new TableTransactionAction(TableTransactionActionType.UpdateReplace, entity, guard.GetRequiredETag()),
                    .. rows.Where(row => !row.IsGuard).Select(CreateDeletion),
                    CreateChangeMarker(lang),
                ],
                cancellationToken);
            guards.Add(new ListEntry(lang, entity.RowKey, answers.Value[0].Headers.ETag?.ToString()));
        }

        return guards;
    }

    private async Task<ETag> UploadAsync(
        string slug, byte[] content, ETag? known, Dictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        var answer = await account.Articles.GetBlobClient(ArticleBlob.GetName(slug)).UploadAsync(
            new BinaryData(content),
            new BlobUploadOptions
            {
                Conditions = known is { } etag ? new BlobRequestConditions { IfMatch = etag } : new BlobRequestConditions { IfNoneMatch = ETag.All },
                HttpHeaders = new BlobHttpHeaders { ContentType = "application/json; charset=utf-8", CacheControl = "public, max-age=60" },
                Metadata = metadata,
            },
            cancellationToken);
        return answer.Value.ETag;
    }

    private async Task<BlobProperties?> FindPropertiesAsync(string slug, CancellationToken cancellationToken)
    {
        try
        {
            return await account.Articles.GetBlobClient(ArticleBlob.GetName(slug)).GetPropertiesAsync(cancellationToken: cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }
}

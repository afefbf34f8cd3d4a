using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs.Models;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Articles;

/// <summary>Articles in the container <c>articles</c> and their rows in the table <c>Articles</c>.</summary>
internal sealed class ArticleStore(ContentAccount account)
{
    private const string SummaryColumn = "Summary";
    private const string OwnerMetadata = "seed";
    private const string GoneMetadata = "gone";

    // Value of the mark on a slug that was announced, and taken down before anybody could get it.
    private const string NeverPublic = "never";

    private static readonly string[] _listColumns = ["RowKey", SummaryColumn];

    /// <summary>Reads an article; one call.</summary>
    /// <returns>The article, that it was taken down, or that there never was one.</returns>
    public async Task<ArticleLookup> FindAsync(string slug, CancellationToken cancellationToken)
    {
        try
        {
            var blob = await account.Articles.GetBlobClient(BlobName(slug)).DownloadContentAsync(cancellationToken);
            if (blob.Value.Details.Metadata.TryGetValue(GoneMetadata, out var gone))
            {
                return gone == NeverPublic ? ArticleLookup.Unknown : ArticleLookup.Gone;
            }

            var article = JsonSerializer.Deserialize(blob.Value.Content.ToMemory().Span, ArticleJson.Readable.Article)
                ?? throw new JsonException($"The stored article '{slug}' is null.");
            return new ArticleLookup(article, blob.Value.Details.ETag);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return ArticleLookup.Unknown;
        }
    }

    /// <summary>Lists articles from the newest; one call a language.</summary>
    /// <param name="lang">Whose partition is read.</param>
    /// <param name="section">A section's slug, or <see langword="null"/> for all.</param>
    /// <param name="after">Only what sorts after this position.</param>
    /// <param name="before">Only what sorts before this one.</param>
    /// <param name="limit">At most this many, 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<ListedArticle>> ListAsync(
        string lang, string? section, string after, string before, int limit, CancellationToken cancellationToken)
    {
        var prefix = ArticleKeys.ListPrefix(section);
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {lang} and RowKey gt {prefix + after} and RowKey lt {prefix + before}");

        var page = await account.ArticlesTable
            .QueryAsync<TableEntity>(filter, maxPerPage: limit, _listColumns, cancellationToken)
            .AsPages()
            .FirstAsync(cancellationToken);

        return [.. page.Values.Select(row => new ListedArticle(row.RowKey[prefix.Length..], Summary(row)))];
    }

    /// <summary>What really is in storage, for when a conditional write was refused; one call, and one more a language.</summary>
    /// <param name="slug">The article's.</param>
    /// <param name="owner">Who asks.</param>
    /// <param name="rows">The rows that may be there.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Where it is; <see langword="null"/> when the slug is that of another owner's article.</returns>
    public async Task<ArticlePlace?> InspectAsync(string slug, string owner, IEnumerable<ListRow> rows, CancellationToken cancellationToken)
    {
        var properties = await FindPropertiesAsync(slug, cancellationToken);
        if (properties is not null && properties.Metadata[OwnerMetadata] != owner)
        {
            return null;
        }

        var announced = rows.ToList();
        var looked = announced.Concat(announced.Select(row => new ListRow(row.Lang, ArticleKeys.Guard(slug)))).DistinctBy(row => (row.Lang, row.Key)).ToList();
        var found = new List<ListRow>();
        foreach (var language in looked.GroupBy(row => row.Lang))
        {
            var keys = string.Join(" or ", language.Select(row => TableClient.CreateQueryFilter($"RowKey eq {row.Key}")));
            var filter = $"{TableClient.CreateQueryFilter($"PartitionKey eq {language.Key}")} and ({keys})";
            await foreach (var row in account.ArticlesTable.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
            {
                found.Add(new ListRow(row.PartitionKey, row.RowKey, row.ETag.ToString()));
            }
        }

        return new ArticlePlace(properties?.ETag, found)
        {
            Absent = [.. announced.ExceptBy(found.Select(row => (row.Lang, row.Key)), row => (row.Lang, row.Key)).Select(row => row with { ETag = null })],
            IsInspected = true,
            WasPublic = properties is not null && !(properties.Metadata.TryGetValue(GoneMetadata, out var gone) && gone == NeverPublic),
        };
    }

    /// <summary>Writes the article, then its rows, so that no list names an article that is not there. Two calls, three when its language changed.</summary>
    /// <exception cref="RequestFailedException">409, 412 or 404: <paramref name="place"/> is not how things are.</exception>
    public async Task<ArticlePlace> PublishAsync(Article article, string owner, ArticlePlace place, CancellationToken cancellationToken)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(article, ArticleJson.Readable.Article);
        var etag = await UploadAsync(article.Slug, content, place.ETag, new() { [OwnerMetadata] = owner, ["lang"] = article.Lang }, cancellationToken);

        var summary = JsonSerializer.Serialize(ArticleSummary.Of(article), ArticleJson.Readable.ArticleSummary);
        var keys = ArticleKeys.Rows(article).ToList();
        var old = place.Rows.ToDictionary(row => (row.Lang, row.Key));
        var actions = new List<TableTransactionAction>();

        foreach (var key in keys)
        {
            var entity = new TableEntity(article.Lang, key) { [SummaryColumn] = summary };
            actions.Add(old.Remove((article.Lang, key), out var row)
                ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, entity, row.Expected())
                : new TableTransactionAction(TableTransactionActionType.Add, entity));
        }

        actions.AddRange(old.Values.Where(row => row.Lang == article.Lang).Select(Deletion));
        var answers = await account.ArticlesTable.SubmitTransactionAsync(actions, cancellationToken);
        var others = await DeleteRowsAsync(article.Slug, place, article.Lang, cancellationToken);

        return new ArticlePlace(etag, [.. keys.Zip(answers.Value, (key, answer) => new ListRow(article.Lang, key, answer.Headers.ETag?.ToString())), .. others]);
    }

    /// <summary>
    /// Takes an article down: first its rows, then the article, in whose place a mark stays that keeps the slug and answers "gone". Also
    /// where nothing is there yet, a mark and guards are made: a slow writer who announced the article would find its place free.
    /// </summary>
    /// <exception cref="RequestFailedException">409, 412 or 404: <paramref name="place"/> is not how things are.</exception>
    public async Task<ArticlePlace> UnpublishAsync(string slug, string owner, ArticlePlace place, CancellationToken cancellationToken)
    {
        var guards = await DeleteRowsAsync(slug, place, exceptLang: null, cancellationToken);
        var metadata = new Dictionary<string, string> { [OwnerMetadata] = owner, [GoneMetadata] = place.WasPublic ? "true" : NeverPublic };
        return new ArticlePlace(await UploadAsync(slug, "{}"u8.ToArray(), place.ETag, metadata, cancellationToken), guards);
    }

    private static string BlobName(string slug) => slug + ".json";

    private static ArticleSummary Summary(TableEntity row) =>
        JsonSerializer.Deserialize(row.GetString(SummaryColumn), ArticleJson.Readable.ArticleSummary)
            ?? throw new JsonException($"The stored summary '{row.RowKey}' is null.");

    private static TableTransactionAction Deletion(ListRow row) =>
        new(TableTransactionActionType.Delete, new TableEntity(row.Lang, row.Key), row.Expected());

    // Takes an article out of the lists of all languages but one, with a call for each in which a row is or may come.
    private async Task<List<ListRow>> DeleteRowsAsync(string slug, ArticlePlace place, string? exceptLang, CancellationToken cancellationToken)
    {
        var guards = new List<ListRow>();
        foreach (var lang in place.Rows.Concat(place.Absent).Select(row => row.Lang).Distinct().Where(lang => lang != exceptLang))
        {
            var rows = place.Rows.Where(row => row.Lang == lang).ToList();
            var guard = rows.Find(row => row.IsGuard);
            if (guard is not null && rows.Count == 1 && !place.IsInspected)
            {
                guards.Add(guard);
                continue;
            }

            var entity = new TableEntity(lang, ArticleKeys.Guard(slug));
            var answers = await account.ArticlesTable.SubmitTransactionAsync(
                [
                    guard is null
                        ? new TableTransactionAction(TableTransactionActionType.Add, entity)
                        : new TableTransactionAction(TableTransactionActionType.UpdateReplace, entity, guard.Expected()),
                    .. rows.Where(row => !row.IsGuard).Select(Deletion),
                ],
                cancellationToken);
            guards.Add(new ListRow(lang, entity.RowKey, answers.Value[0].Headers.ETag?.ToString()));
        }

        return guards;
    }

    private async Task<ETag> UploadAsync(
        string slug, byte[] content, ETag? known, Dictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        var answer = await account.Articles.GetBlobClient(BlobName(slug)).UploadAsync(
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
            return await account.Articles.GetBlobClient(BlobName(slug)).GetPropertiesAsync(cancellationToken: cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }
}

/// <summary>What a look for an article found.</summary>
/// <param name="Article">The article, if there is one.</param>
/// <param name="ETag">Its version.</param>
/// <param name="IsGone">Whether there was one that was taken down.</param>
internal sealed record ArticleLookup(Article? Article, ETag ETag, bool IsGone = false)
{
    public static ArticleLookup Gone { get; } = new(Article: null, default, IsGone: true);

    public static ArticleLookup Unknown { get; } = new(Article: null, default);
}

/// <summary>An article in a list.</summary>
/// <param name="Position">Where it stands; see <see cref="ArticleKeys.Position"/>.</param>
/// <param name="Summary">What the list shows.</param>
internal sealed record ListedArticle(string Position, ArticleSummary Summary);

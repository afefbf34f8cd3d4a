using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs.Models;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Articles;

/// <summary>Articles in the container <c>articles</c> and their rows in the table <c>Articles</c>.</summary>
internal sealed class ArticleStore(ContentAccount account, ArticleChanges changes)
{
    private const string SummaryColumn = "Summary";
    /// <summary>Whose an article or a mark is, encoded.</summary>
    public const string OwnerMetadata = "seed";

    /// <summary>That it was taken down: <see cref="WasPublic"/> or <see cref="NeverPublic"/>.</summary>
    public const string GoneMetadata = "gone";

    public const string WasPublic = "true";

    /// <summary>Of the mark on a slug that was announced, and taken down before anybody could get it.</summary>
    public const string NeverPublic = "never";

    private const string BlobEnding = ".json";
    private const string ChangeColumn = "Change";

    /// <summary>Comparisons of keys in one query; storage takes 15 of all kinds.</summary>
    private const int MaxKeysInQuery = 12;

    private static readonly string[] _keyColumns = ["RowKey", "Timestamp"];
    private static readonly string[] _listColumns = ["RowKey", "Timestamp", SummaryColumn];

    // To the end of all days.
    private static readonly int[] _spans = [1, 8, 64, 512, int.MaxValue / 2];

    /// <summary>Reads an article; one call.</summary>
    /// <returns>The article, that it is an old slug of another, that it was taken down, or that there never was one.</returns>
    public Task<ArticleLookup> FindAsync(string slug, CancellationToken cancellationToken) => FindAsync(slug, known: null, cancellationToken);

    /// <summary>Reads an article unless it is the one that is known; one call.</summary>
    /// <returns>What there is; <paramref name="known"/> itself when that has not changed.</returns>
    public async Task<ArticleLookup> FindAsync(string slug, ArticleLookup? known, CancellationToken cancellationToken)
    {
        try
        {
            var options = new BlobDownloadOptions { Conditions = known is { Article: not null } ? new BlobRequestConditions { IfNoneMatch = known.ETag } : null };
            var blob = await account.Articles.GetBlobClient(BlobName(slug)).DownloadContentAsync(options, cancellationToken);
            if (blob.GetRawResponse().Status == 304)
            {
                return known!;
            }

            if (AliasStore.TargetOf(blob.Value.Details.Metadata) is { } target)
            {
                return new ArticleLookup(Article: null, blob.Value.Details.ETag) { AliasOf = target };
            }

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
    /// <param name="list">Which of its lists.</param>
    /// <param name="after">Only what sorts after this position.</param>
    /// <param name="before">Only what sorts before this one.</param>
    /// <param name="limit">At most this many, 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<ListedArticle>> ListAsync(
        string lang, ArticleList list, string after, string before, int limit, CancellationToken cancellationToken)
    {
        var prefix = ArticleKeys.ListPrefix(list);
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {lang} and RowKey gt {prefix + after} and RowKey lt {prefix + before}");

        var page = await account.ArticlesTable
            .QueryAsync<TableEntity>(filter, maxPerPage: limit, _listColumns, cancellationToken)
            .AsPages()
            .FirstAsync(cancellationToken);

        return [.. page.Values.Select(row => new ListedArticle(row.RowKey[prefix.Length..], Summary(row), row.Timestamp ?? default))];
    }

    /// <summary>The last change of any list of a language; one call.</summary>
    /// <returns>It; <see langword="null"/> when none was ever made.</returns>
    public async Task<ListChange?> FindChangeAsync(string lang, CancellationToken cancellationToken)
    {
        var row = await account.ArticlesTable.GetEntityIfExistsAsync<TableEntity>(lang, ArticleKeys.Changed, cancellationToken: cancellationToken);
        return row.HasValue ? new ListChange(row.Value!.GetString(ChangeColumn), row.Value.Timestamp ?? default) : null;
    }

    /// <summary>The rows of the list of all and of those of sections, in the order of their keys, without what they hold; a call for each 1,000. Not for requests.</summary>
    public IAsyncEnumerable<RowStamp> ListKeysAsync(string lang, CancellationToken cancellationToken) =>
        ListKeysAsync(lang, "a", cancellationToken).Concat(ListKeysAsync(lang, "s", cancellationToken));

    /// <summary>
    /// The article that stands before a position in a list, the next newer one. Rows are read in one direction only, so that it looks in
    /// ever wider spans of days before the position, of which the first that has any has few; two calls for most.
    /// </summary>
    public async Task<ListedArticle?> FindNewerAsync(string lang, ArticleList list, DateOnly published, string position, CancellationToken cancellationToken)
    {
        var prefix = ArticleKeys.ListPrefix(list);
        var before = prefix + position;
        foreach (var days in _spans)
        {
            var after = prefix + (published.DayNumber + days <= DateOnly.MaxValue.DayNumber ? ArticleKeys.BeforeDay(published.AddDays(days)) : "");
            TableEntity? last = null;
            await foreach (var row in account.ArticlesTable.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq {lang} and RowKey gt {after} and RowKey lt {before}"),
                select: _listColumns,
                cancellationToken: cancellationToken))
            {
                last = row;
            }

            if (last is not null)
            {
                return new ListedArticle(last.RowKey[prefix.Length..], Summary(last), last.Timestamp ?? default);
            }

            // What is in this span has been looked at.
            before = after;
        }

        return null;
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
        if (properties is not null && OwnerOf(properties.Metadata) != owner && !AliasStore.IsFree(properties.Metadata))
        {
            return null;
        }

        var announced = rows.ToList();
        var looked = announced.Concat(announced.Select(row => new ListRow(row.Lang, ArticleKeys.Guard(slug)))).DistinctBy(row => (row.Lang, row.Key));
        var found = (await FindRowsAsync(looked, cancellationToken)).Select(row => row.Row).ToList();
        return new ArticlePlace(properties?.ETag, found)
        {
            Absent = [.. announced.ExceptBy(found.Select(row => (row.Lang, row.Key)), row => (row.Lang, row.Key)).Select(row => row with { ETag = null })],
            IsInspected = true,
            WasPublic = properties is not null && !(properties.Metadata.TryGetValue(GoneMetadata, out var gone) && gone == NeverPublic),
        };
    }

    /// <summary>Those of the rows that are there; a call for every dozen of a language.</summary>
    public async Task<IReadOnlyList<StoredRow>> FindRowsAsync(IEnumerable<ListRow> rows, CancellationToken cancellationToken)
    {
        var found = new List<StoredRow>();
        foreach (var some in rows.GroupBy(row => row.Lang).SelectMany(language => language.Chunk(MaxKeysInQuery)))
        {
            var keys = string.Join(" or ", some.Select(row => TableClient.CreateQueryFilter($"RowKey eq {row.Key}")));
            var filter = $"{TableClient.CreateQueryFilter($"PartitionKey eq {some[0].Lang}")} and ({keys})";
            await foreach (var row in account.ArticlesTable.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
            {
                found.Add(StoredRow(row));
            }
        }

        return found;
    }

    /// <summary>Whose an article is; one call.</summary>
    /// <returns>The owner; <see langword="null"/> when there is no article, or it does not say.</returns>
    public async Task<string?> FindOwnerAsync(string slug, CancellationToken cancellationToken) =>
        await FindPropertiesAsync(slug, cancellationToken) is { } properties ? OwnerOf(properties.Metadata) : null;

    /// <summary>A page of all articles there are, with those that were taken down; one call.</summary>
    public async Task<(IReadOnlyList<StoredArticle> Articles, string? Continuation)> ListStoredAsync(
        int limit, string? continuation, CancellationToken cancellationToken)
    {
        var pages = account.Articles
            .GetBlobsAsync(new GetBlobsOptions { Traits = BlobTraits.Metadata }, cancellationToken)
            .AsPages(continuation, limit);
        var page = await pages.FirstAsync(cancellationToken);
        return (
            [.. page.Values.Select(blob => new StoredArticle(
                blob.Name.EndsWith(BlobEnding, StringComparison.Ordinal) ? blob.Name[..^BlobEnding.Length] : null,
                blob.Name,
                OwnerOf(blob.Metadata),
                blob.Metadata.ContainsKey(GoneMetadata),
                AliasStore.TargetOf(blob.Metadata),
                AliasStore.IsFree(blob.Metadata)))],
            page.ContinuationToken is { Length: > 0 } next ? next : null);
    }

    /// <summary>A page of all rows of all lists; one call. It may have fewer than asked for, also when there are more.</summary>
    public async Task<(IReadOnlyList<StoredRow> Rows, string? Continuation)> ListRowsAsync(
        int limit, string? continuation, CancellationToken cancellationToken)
    {
        var page = await account.ArticlesTable
            .QueryAsync<TableEntity>(maxPerPage: limit, cancellationToken: cancellationToken)
            .AsPages(continuation)
            .FirstAsync(cancellationToken);
        return ([.. page.Values.Where(row => ArticleKeys.IsOfArticle(row.RowKey)).Select(StoredRow)], page.ContinuationToken);
    }

    /// <summary>Deletes what no seed owns: nothing of the portal's knows it, so that nothing else can be about to write it.</summary>
    public Task DeleteAsync(StoredArticle article, CancellationToken cancellationToken) =>
        account.Articles.GetBlobClient(article.BlobName).DeleteIfExistsAsync(cancellationToken: cancellationToken);

    /// <summary>Deletes a row, if it is still as it was read.</summary>
    /// <exception cref="RequestFailedException">404 or 412: it is not.</exception>
    public Task DeleteAsync(ListRow row, CancellationToken cancellationToken) =>
        account.ArticlesTable.SubmitTransactionAsync([Deletion(row), Change(row.Lang)], cancellationToken);

    /// <summary>The article as it is stored: two that are stored alike are alike.</summary>
    public static byte[] Content(Article article) => JsonSerializer.SerializeToUtf8Bytes(article, ArticleJson.Readable.Article);

    /// <summary>What its rows hold.</summary>
    public static string RowContent(Article article) => JsonSerializer.Serialize(ArticleSummary.Of(article), ArticleJson.Readable.ArticleSummary);

    /// <summary>Writes the article, then its rows, so that no list names an article that is not there. Two calls, three when its language changed.</summary>
    /// <exception cref="RequestFailedException">409, 412 or 404: <paramref name="place"/> is not how things are.</exception>
    public async Task<ArticlePlace> PublishAsync(Article article, string owner, ArticlePlace place, CancellationToken cancellationToken)
    {
        var etag = await UploadAsync(article.Slug, Content(article), place.ETag, Metadata(owner), cancellationToken);

        var summary = RowContent(article);
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
        actions.Add(Change(article.Lang));
        var answers = await account.ArticlesTable.SubmitTransactionAsync(actions, cancellationToken);
        var others = await DeleteRowsAsync(article.Slug, place, article.Lang, cancellationToken);
        changes.Tell(article.Slug);

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
        var etag = await UploadAsync(slug, "{}"u8.ToArray(), place.ETag, Metadata(owner, place.WasPublic ? WasPublic : NeverPublic), cancellationToken);
        changes.Tell(slug);
        return new ArticlePlace(etag, guards);
    }

    internal static string BlobName(string slug) => slug + BlobEnding;

    // Metadata is sent in headers, which take no letters but those of ASCII.
    internal static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    internal static string? Decode(string text) => Base64Url.IsValid(text) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)) : null;

    internal static string? OwnerOf(IDictionary<string, string> metadata) => metadata.TryGetValue(OwnerMetadata, out var text) ? Decode(text) : null;

    private static Dictionary<string, string> Metadata(string owner, string? gone = null)
    {
        var metadata = new Dictionary<string, string> { [OwnerMetadata] = Encode(owner) };
        if (gone is not null)
        {
            metadata[GoneMetadata] = gone;
        }

        return metadata;
    }

    private static ArticleSummary Summary(TableEntity row) =>
        JsonSerializer.Deserialize(row.GetString(SummaryColumn), ArticleJson.Readable.ArticleSummary)
            ?? throw new JsonException($"The stored summary '{row.RowKey}' is null.");

    private static StoredRow StoredRow(TableEntity row) =>
        new(new ListRow(row.PartitionKey, row.RowKey, row.ETag.ToString()), row.GetString(SummaryColumn));

    private static TableTransactionAction Deletion(ListRow row) =>
        new(TableTransactionActionType.Delete, new TableEntity(row.Lang, row.Key), row.Expected());

    private IAsyncEnumerable<RowStamp> ListKeysAsync(string lang, string kind, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {lang} and RowKey gt {kind + "|"} and RowKey lt {kind + "}"}");
        return account.ArticlesTable
            .QueryAsync<TableEntity>(filter, maxPerPage: 1_000, _keyColumns, cancellationToken)
            .Select(row => new RowStamp(row.RowKey, row.Timestamp ?? default));
    }

    // An upsert is safe: the row only has to differ from what it was before, whoever writes it last. In a transaction that is refused it is
    // not written. It is the last of its transaction, whose answers go with the rows before it; those are at most 56: of two versions
    // of an article 27 list rows and the guard each, of the hundred that a transaction takes.
    private static TableTransactionAction Change(string lang) =>
        new(TableTransactionActionType.UpsertReplace, new TableEntity(lang, ArticleKeys.Changed) { [ChangeColumn] = Guid.NewGuid().ToString("N") });

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
                    Change(lang),
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
    /// <summary>The slug of the article that this is an old slug of.</summary>
    public string? AliasOf { get; init; }

    public static ArticleLookup Gone { get; } = new(Article: null, default, IsGone: true);

    public static ArticleLookup Unknown { get; } = new(Article: null, default);
}

/// <summary>An article in a list.</summary>
/// <param name="Position">Where it stands; see <see cref="ArticleKeys.Position"/>.</param>
/// <param name="Summary">What the list shows.</param>
/// <param name="Stored">When its row was last written, UTC; it is written whenever the article is.</param>
internal sealed record ListedArticle(string Position, ArticleSummary Summary, DateTimeOffset Stored);

/// <summary>That a row is there.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Stored">When it was last written, UTC.</param>
internal readonly record struct RowStamp(string Key, DateTimeOffset Stored);

/// <summary>A change of the lists of a language.</summary>
/// <param name="Id">No two changes have the same.</param>
/// <param name="At">When it was stored, UTC.</param>
internal sealed record ListChange(string Id, DateTimeOffset At);

/// <summary>An article, or what stays of one that was taken down, as a listing of the container has it.</summary>
/// <param name="Slug">Its slug; <see langword="null"/> when the blob is not named like an article.</param>
/// <param name="BlobName">The blob's name.</param>
/// <param name="Owner">Whose it is; <see langword="null"/> when it does not say.</param>
/// <param name="IsGone">Whether it was taken down.</param>
/// <param name="AliasOf">The slug that it leads to, when it is an old slug.</param>
/// <param name="IsFree">Whether it was an old slug, and leads nowhere.</param>
internal sealed record StoredArticle(string? Slug, string BlobName, string? Owner, bool IsGone, string? AliasOf, bool IsFree);

/// <summary>A row of a list, and what it holds.</summary>
internal sealed record StoredRow(ListRow Row, string? Content);

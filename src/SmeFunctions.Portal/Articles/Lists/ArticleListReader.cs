using System.Text.Json;
using Azure.Data.Tables;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Articles;

/// <summary>Reads lists of articles from the table <c>Articles</c>.</summary>
public sealed class ArticleListReader(ContentAccount account)
{
    private static readonly string[] _keyColumns = ["RowKey", "Timestamp"];
    private static readonly string[] _listColumns = ["RowKey", "Timestamp", ArticleStore.SummaryColumn];

    // The largest possible span.
    private static readonly int[] _dateRanges = [1, 8, 64, 512, int.MaxValue / 2];

    /// <summary>Lists articles from the newest; one call per language.</summary>
    /// <param name="lang">The language.</param>
    /// <param name="list">The list.</param>
    /// <param name="after">Only positions after this one.</param>
    /// <param name="before">Only positions before this one.</param>
    /// <param name="limit">1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<IReadOnlyList<ListedArticle>> ListAsync(
        string lang, ArticleList list, string after, string before, int limit, CancellationToken cancellationToken)
    {
        var prefix = ArticleKeys.GetListPrefix(list);
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {lang} and RowKey gt {prefix + after} and RowKey lt {prefix + before}");

        var page = await account.ArticlesTable
            .QueryAsync<TableEntity>(filter, maxPerPage: limit, _listColumns, cancellationToken)
            .AsPages()
            .FirstAsync(cancellationToken);

        return [.. page.Values.Select(row => new ListedArticle(row.RowKey[prefix.Length..], ReadSummary(row), row.Timestamp ?? default))];
    }

    /// <summary>Reads the last change of any list of a language; one call.</summary>
    /// <returns>The change; <see langword="null"/> before the first one.</returns>
    public async Task<ListChange?> FindChangeAsync(string lang, CancellationToken cancellationToken)
    {
        var row = await account.ArticlesTable.GetEntityIfExistsAsync<TableEntity>(lang, ArticleKeys.Changed, cancellationToken: cancellationToken);
        return row.HasValue ? new ListChange(row.Value!.GetString(ArticleStore.ChangeColumn), row.Value.Timestamp ?? default) : null;
    }

    /// <summary>Reads the keys of the entries of all articles and of all sections, in order; one call per 1,000. Not for requests.</summary>
    public IAsyncEnumerable<EntityTimestamp> ListKeysAsync(string lang, CancellationToken cancellationToken) =>
        ListKeysAsync(lang, "a", cancellationToken).Concat(ListKeysAsync(lang, "s", cancellationToken));

    /// <summary>
    /// Finds the next newer article before a position. Tables are read in one direction only, so this reads growing spans of days before the position
    /// until one contains an article; usually two calls.
    /// </summary>
    public async Task<ListedArticle?> FindNewerAsync(string lang, ArticleList list, DateOnly published, string position, CancellationToken cancellationToken)
    {
        var prefix = ArticleKeys.GetListPrefix(list);
        var before = prefix + position;
        foreach (var days in _dateRanges)
        {
            var after = prefix + (published.DayNumber + days <= DateOnly.MaxValue.DayNumber ? ArticleKeys.GetKeyBeforeDay(published.AddDays(days)) : "");
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
                return new ListedArticle(last.RowKey[prefix.Length..], ReadSummary(last), last.Timestamp ?? default);
            }

            // This span was read already.
            before = after;
        }

        return null;
    }

    private static ArticleSummary ReadSummary(TableEntity row) =>
        JsonSerializer.Deserialize(row.GetString(ArticleStore.SummaryColumn), ArticleJson.Readable.ArticleSummary)
            ?? throw new JsonException($"The stored summary '{row.RowKey}' is null.");

    private IAsyncEnumerable<EntityTimestamp> ListKeysAsync(string lang, string kind, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {lang} and RowKey gt {kind + "|"} and RowKey lt {kind + "}"}");
        return account.ArticlesTable
            .QueryAsync<TableEntity>(filter, maxPerPage: 1_000, _keyColumns, cancellationToken)
            .Select(row => new EntityTimestamp(row.RowKey, row.Timestamp ?? default));
    }
}

/// <summary>An article in a list.</summary>
/// <param name="Position">Its position; see <see cref="ArticleKeys.CreatePosition"/>.</param>
/// <param name="Summary">What the list shows.</param>
/// <param name="Stored">When its entry was last written, UTC. It is written whenever the article is.</param>
public sealed record ListedArticle(string Position, ArticleSummary Summary, DateTimeOffset Stored);

/// <summary>The key of an entry.</summary>
/// <param name="Key">The row key.</param>
/// <param name="Stored">When it was last written, UTC.</param>
public readonly record struct EntityTimestamp(string Key, DateTimeOffset Stored);

/// <summary>A change of the lists of a language.</summary>
/// <param name="Id">Unique for each change.</param>
/// <param name="At">When it was stored, UTC.</param>
public sealed record ListChange(string Id, DateTimeOffset At);

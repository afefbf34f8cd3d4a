using System.Text.Json;
using Azure.Data.Tables;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Articles;

/// <summary>The lists that articles stand in, as they are read: rows of the table <c>Articles</c>.</summary>
public sealed class ArticleListReader(ContentAccount account)
{
    private static readonly string[] _keyColumns = ["RowKey", "Timestamp"];
    private static readonly string[] _listColumns = ["RowKey", "Timestamp", ArticleStore.SummaryColumn];

    // To the end of all days.
    private static readonly int[] _dateRanges = [1, 8, 64, 512, int.MaxValue / 2];

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
        var prefix = ArticleKeys.GetListPrefix(list);
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {lang} and RowKey gt {prefix + after} and RowKey lt {prefix + before}");

        var page = await account.ArticlesTable
            .QueryAsync<TableEntity>(filter, maxPerPage: limit, _listColumns, cancellationToken)
            .AsPages()
            .FirstAsync(cancellationToken);

        return [.. page.Values.Select(row => new ListedArticle(row.RowKey[prefix.Length..], ReadSummary(row), row.Timestamp ?? default))];
    }

    /// <summary>The last change of any list of a language; one call.</summary>
    /// <returns>It; <see langword="null"/> when none was ever made.</returns>
    public async Task<ListChange?> FindChangeAsync(string lang, CancellationToken cancellationToken)
    {
        var row = await account.ArticlesTable.GetEntityIfExistsAsync<TableEntity>(lang, ArticleKeys.Changed, cancellationToken: cancellationToken);
        return row.HasValue ? new ListChange(row.Value!.GetString(ArticleStore.ChangeColumn), row.Value.Timestamp ?? default) : null;
    }

    /// <summary>The rows of the list of all and of those of sections, in the order of their keys, without what they hold; a call for each 1,000. Not for requests.</summary>
    public IAsyncEnumerable<EntityTimestamp> ListKeysAsync(string lang, CancellationToken cancellationToken) =>
        ListKeysAsync(lang, "a", cancellationToken).Concat(ListKeysAsync(lang, "s", cancellationToken));

    /// <summary>
    /// The article that stands before a position in a list, the next newer one. Rows are read in one direction only, so that it looks in
    /// ever wider spans of days before the position, of which the first that has any has few; two calls for most.
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

            // What is in this span has been looked at.
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
/// <param name="Position">Where it stands; see <see cref="ArticleKeys.CreatePosition"/>.</param>
/// <param name="Summary">What the list shows.</param>
/// <param name="Stored">When its row was last written, UTC; it is written whenever the article is.</param>
public sealed record ListedArticle(string Position, ArticleSummary Summary, DateTimeOffset Stored);

/// <summary>That a row is there.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Stored">When it was last written, UTC.</param>
public readonly record struct EntityTimestamp(string Key, DateTimeOffset Stored);

/// <summary>A change of the lists of a language.</summary>
/// <param name="Id">No two changes have the same.</param>
/// <param name="At">When it was stored, UTC.</param>
public sealed record ListChange(string Id, DateTimeOffset At);

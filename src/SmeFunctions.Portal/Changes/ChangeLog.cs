using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Portal.Changes;

/// <summary>
/// The log of changes of articles, in the table <c>Changes</c>, which has one partition:
/// <code>
/// head                 the number of the last change
/// s|{hash of slug}     the last change of an article
/// c|{number}           the same, in order; an older change of the article is deleted
/// </code>
/// A transaction writes all rows of a change with the next number, if the head is the one that was read. So numbers become visible in order, and a reader
/// who continues after a number misses none. docs/design/changes.md explains why.
/// </summary>
public sealed class ChangeLog(ContentAccount account, ArticleStore articles, TimeProvider time)
{
    private const string Partition = "changes";
    private const string HeadKey = "head";

    /// <summary>The name of a log that has not begun.</summary>
    private const string NoLog = "0";

    /// <summary>Rows of a transaction: the head, and three for each article.</summary>
    private const int MaxArticles = 33;

    /// <summary>Key comparisons per query.</summary>
    private const int MaxKeysInQuery = 12;

    private const int ParallelReads = 16;

    /// <summary>Attempts to write; another process may write at the same time.</summary>
    private const int MaxTries = 10;

    /// <summary>Records the articles that differ from their last recorded change. Safe to repeat: an article that does not differ is not recorded again.</summary>
    /// <param name="slugs">Slugs of articles that may have changed.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The number of changes.</returns>
    /// <exception cref="RequestFailedException">409 or 412: other processes write all the time.</exception>
    public async Task<int> RecordAsync(IReadOnlyCollection<string> slugs, CancellationToken cancellationToken)
    {
        var recorded = 0;
        foreach (var chunk in slugs.Distinct(StringComparer.Ordinal).Chunk(MaxArticles))
        {
            for (var tries = 1; ; tries++)
            {
                try
                {
                    recorded += await TryRecordAsync(chunk, cancellationToken);
                    break;
                }
                catch (RequestFailedException e) when (e.Status is 409 or 412 && tries < MaxTries)
                {
                    // Another process was faster, or this one was and the response was lost. Either way, the rows are read again.
                    await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(20, 60 * tries)), time, cancellationToken);
                }
            }
        }

        return recorded;
    }

    /// <summary>Reads the changes after a position; two calls.</summary>
    /// <param name="after">The position; <see langword="null"/> for the start.</param>
    /// <param name="limit">The most changes.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The page; <see langword="null"/> when the position is in another log, and a reader must begin anew.</returns>
    public async Task<ChangePage?> ReadAsync(ChangeCursor? after, int limit, CancellationToken cancellationToken)
    {
        var head = await ReadHeadAsync(cancellationToken);
        if (after is { Sequence: > 0 } read && (read.Log != head.Log || read.Sequence > head.Sequence))
        {
            return null;
        }

        var start = new ChangeCursor(head.Log, after?.Sequence ?? 0);
        if (head.ETag is null)
        {
            // A log that begins meanwhile has another name.
            return new ChangePage([], start, HasMore: false);
        }


        var page = await account.ChangesTable
            .QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey gt {GetKey(start.Sequence)} and RowKey lt {"c}"}"), maxPerPage: limit + 1, cancellationToken: cancellationToken)
            .AsPages()
            .FirstAsync(cancellationToken);
        var changes = page.Values.Take(limit).Select(Read).ToList();
        var hasMore = page.Values.Count > limit || page.ContinuationToken is not null;
        return new ChangePage(changes, changes.Count > 0 ? start with { Sequence = changes[^1].Sequence } : start, hasMore);
    }

    private async Task<int> TryRecordAsync(IReadOnlyList<string> slugs, CancellationToken cancellationToken)
    {
        // The head is read before the articles. If another process records a newer state of one of them meanwhile, this transaction fails.
        var head = await ReadHeadAsync(cancellationToken);
        var known = await ReadKnownAsync(slugs, cancellationToken);
        var found = await ReadArticlesAsync(slugs, cancellationToken);
        var actions = new List<TableTransactionAction>();
        var sequence = head.Sequence;
        foreach (var slug in slugs)
        {
            var stored = found[slug];
            var before = known.GetValueOrDefault(GetKey(slug));
            if (stored.Article is null ? before is null or { IsRemoved: true } : before is { IsRemoved: false } && before.Version == stored.ContentVersion)
            {
                continue;
            }

            sequence++;
            var change = new ArticleChange(
                sequence,
                before is null or { IsRemoved: true } ? sequence : before.Created,
                slug,
                stored.Article is null,
                stored.Article is null ? "" : stored.ContentVersion,
                stored.Article?.Lang ?? before!.Lang,
                stored.Article?.Title ?? before!.Title,
                time.GetUtcNow());
            actions.Add(new TableTransactionAction(TableTransactionActionType.UpsertReplace, Write(GetKey(slug), change)));
            actions.Add(new TableTransactionAction(TableTransactionActionType.Add, Write(GetKey(sequence), change)));
            if (before is not null)
            {
                actions.Add(new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(Partition, GetKey(before.Sequence)), ETag.All));
            }
        }

        if (actions.Count == 0)
        {
            return 0;
        }

        var next = new TableEntity(Partition, HeadKey) { ["Log"] = head.ETag is null ? RandomNumberGenerator.GetHexString(8, lowercase: true) : head.Log, ["Sequence"] = sequence };
        actions.Insert(0, head.ETag is { } etag ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, next, etag) : new TableTransactionAction(TableTransactionActionType.Add, next));
        await account.ChangesTable.SubmitTransactionAsync(actions, cancellationToken);
        return (int)(sequence - head.Sequence);
    }

    private async Task<Head> ReadHeadAsync(CancellationToken cancellationToken)
    {
        var row = await account.ChangesTable.GetEntityIfExistsAsync<TableEntity>(Partition, HeadKey, cancellationToken: cancellationToken);
        return row.HasValue
            ? new Head(row.Value!.GetString("Log"), row.Value.GetInt64("Sequence") ?? 0, row.Value.ETag)
            : new Head(NoLog, 0, ETag: null);
    }

    private async Task<Dictionary<string, ArticleChange>> ReadKnownAsync(IEnumerable<string> slugs, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, ArticleChange>();
        foreach (var some in slugs.Chunk(MaxKeysInQuery))
        {
            var keys = string.Join(" or ", some.Select(slug => TableClient.CreateQueryFilter($"RowKey eq {GetKey(slug)}")));
            await foreach (var row in account.ChangesTable.QueryAsync<TableEntity>($"{TableClient.CreateQueryFilter($"PartitionKey eq {Partition}")} and ({keys})", cancellationToken: cancellationToken))
            {
                known[row.RowKey] = Read(row);
            }
        }

        return known;
    }

    private async Task<IReadOnlyDictionary<string, StoredArticle>> ReadArticlesAsync(IReadOnlyList<string> slugs, CancellationToken cancellationToken)
    {
        var found = new ConcurrentDictionary<string, StoredArticle>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(slugs, new ParallelOptions { MaxDegreeOfParallelism = ParallelReads, CancellationToken = cancellationToken }, async (slug, token) =>
        {
            try
            {
                found[slug] = await articles.FindAsync(slug, token);
            }
            catch (JsonException)
            {
                // A damaged article is none for readers; the search index logs it.
                found[slug] = StoredArticle.Unknown;
            }
        });
        return found;
    }

    private static string GetKey(string slug) => $"s|{SeedName.ComputeHash(slug)}";

    private static string GetKey(long sequence) => string.Create(CultureInfo.InvariantCulture, $"c|{sequence:D19}");

    private static TableEntity Write(string key, ArticleChange change) => new(Partition, key)
    {
        ["Sequence"] = change.Sequence,
        ["Created"] = change.Created,
        ["Slug"] = change.Slug,
        ["IsRemoved"] = change.IsRemoved,
        ["Version"] = change.Version,
        ["Lang"] = change.Lang,
        ["Title"] = change.Title,
        ["At"] = change.At,
    };

    private static ArticleChange Read(TableEntity row) => new(
        row.GetInt64("Sequence") ?? 0,
        row.GetInt64("Created") ?? 0,
        row.GetString("Slug"),
        row.GetBoolean("IsRemoved") ?? false,
        row.GetString("Version") ?? "",
        row.GetString("Lang"),
        row.GetString("Title"),
        row.GetDateTimeOffset("At") ?? default);

    /// <param name="Log">The name of the log.</param>
    /// <param name="Sequence">The number of its last change.</param>
    /// <param name="ETag">The version of the row; <see langword="null"/> when there is no log yet.</param>
    private sealed record Head(string Log, long Sequence, ETag? ETag);
}

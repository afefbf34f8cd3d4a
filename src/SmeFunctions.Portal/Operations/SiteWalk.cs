using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Portal.Operations;

/// <summary>Goes through all that the site is made of, a page at a time.</summary>
internal sealed class SiteWalk(SeedStore seeds, SeedLedger ledger, ArticleStock articles)
{
    /// <summary>Reads a page; one call.</summary>
    /// <param name="part">What is walked through.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cursor">Where the page before ended.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<(IReadOnlyList<SiteItem> Items, string? Cursor)> ReadPageAsync(
        SitePart part, int limit, string? cursor, CancellationToken cancellationToken)
    {
        switch (part)
        {
            case SitePart.Seeds:
                var (names, afterSeeds) = await seeds.ListPageAsync(prefix: "", limit, cursor, cancellationToken);
                return ([.. names.Select(seed => new SiteItem.OfSeed(seed.Name, seed.ETag))], afterSeeds);

            case SitePart.Records:
                var (records, afterRecords) = await ledger.ListAsync(limit, cursor, cancellationToken);
                return ([.. records.Where(record => !record.IsOfMessage).Select(record => new SiteItem.OfRecord(record))], afterRecords);

            case SitePart.Articles:
                var (stored, afterArticles) = await articles.ListStoredAsync(limit, cursor, cancellationToken);
                return ([.. stored.Select(article => new SiteItem.OfArticle(article))], afterArticles);

            case SitePart.Rows:
                var (rows, afterRows) = await articles.ListRowsAsync(limit, cursor, cancellationToken);
                return ([.. rows.Select(row => new SiteItem.OfRow(row))], afterRows);

            case SitePart.Pointers:
                var (pointers, afterPointers) = await ledger.ListPointersAsync(limit, cursor, cancellationToken);
                return ([.. pointers.Select(pointer => new SiteItem.OfPointer(pointer))], afterPointers);

            default:
                throw new ArgumentOutOfRangeException(nameof(part), part, message: null);
        }
    }
}

/// <summary>One thing of the site.</summary>
internal abstract record SiteItem
{
    private SiteItem()
    {
    }

    internal sealed record OfSeed(SeedName Name, string ETag) : SiteItem;

    internal sealed record OfRecord(SeedRecord Record) : SiteItem;

    internal sealed record OfArticle(StoredArticle Article) : SiteItem;

    internal sealed record OfRow(StoredRow Row) : SiteItem;

    internal sealed record OfPointer(StoredPointer Pointer) : SiteItem;
}

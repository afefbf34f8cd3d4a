using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Search;

namespace SmeFunctions.Portal.Operations;

/// <summary>Enumerates everything that the site consists of, in pages.</summary>
public sealed class SiteEnumerator(SeedBlobStore seeds, SeedStatusStore statusStore, ArticleInventory articles, SearchInventory index)
{
    /// <summary>Reads a page; one call.</summary>
    /// <param name="part">What to enumerate.</param>
    /// <param name="limit">Page size.</param>
    /// <param name="cursor">Where the previous page ended.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<(IReadOnlyList<SiteItem> Items, string? Cursor)> ReadPageAsync(
        SitePart part, int limit, string? cursor, CancellationToken cancellationToken)
    {
        switch (part)
        {
            case SitePart.Seeds:
                var (names, afterSeeds) = await seeds.ListPageAsync(prefix: "", limit, cursor, cancellationToken);
                return ([.. names.Select(seed => new SiteItem.SeedItem(seed.Name, seed.ETag))], afterSeeds);

            case SitePart.Records:
                var (records, afterRecords) = await statusStore.ListAsync(limit, cursor, cancellationToken);
                return ([.. records.Where(record => !record.IsMessage).Select(record => new SiteItem.RecordItem(record))], afterRecords);

            case SitePart.Articles:
                var (stored, afterArticles) = await articles.ListStoredAsync(limit, cursor, cancellationToken);
                return ([.. stored.Select(article => new SiteItem.ArticleItem(article))], afterArticles);

            case SitePart.Rows:
                var (rows, afterRows) = await articles.ListRowsAsync(limit, cursor, cancellationToken);
                return ([.. rows.Select(row => new SiteItem.ListEntryItem(row))], afterRows);

            case SitePart.Pointers:
                var (links, afterPointers) = await statusStore.ListLinksAsync(limit, cursor, cancellationToken);
                return ([.. links.Select(link => new SiteItem.LinkItem(link))], afterPointers);

            case SitePart.Index:
                var (slugs, afterSlugs) = await index.ListAsync(limit, cursor, cancellationToken);
                return ([.. slugs.Select(slug => new SiteItem.IndexItem(slug))], afterSlugs);

            default:
                throw new ArgumentOutOfRangeException(nameof(part), part, message: null);
        }
    }
}

/// <summary>An item of the site.</summary>
public abstract record SiteItem
{
    private SiteItem()
    {
    }

    internal sealed record SeedItem(SeedName Name, string ETag) : SiteItem;

    internal sealed record RecordItem(SeedRecord Record) : SiteItem;

    internal sealed record ArticleItem(ArticleBlobItem Article) : SiteItem;

    internal sealed record ListEntryItem(Articles.ListEntryItem Row) : SiteItem;

    internal sealed record IndexItem(string Slug) : SiteItem;

    internal sealed record LinkItem(StoredTranslationLink Pointer) : SiteItem;
}

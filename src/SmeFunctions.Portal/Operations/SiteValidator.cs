using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Search;

namespace SmeFunctions.Portal.Operations;

/// <summary>Finds differences between the site and the container of seeds. Changes nothing.</summary>
public sealed class SiteValidator(SeedIngester ingester, SeedBlobStore seeds, SeedStatusStore statusStore, ArticleStore articles, SearchInventory index, TimeProvider time)
{
    /// <summary>The search index may be that much behind.</summary>
    private static readonly TimeSpan _indexedWithin = TimeSpan.FromMinutes(1);

    /// <summary>Compares a seed with its article and list entries; six calls if there are no differences.</summary>
    public async Task<IReadOnlyList<Finding>> ValidateAsync(SeedName name, CancellationToken cancellationToken)
    {
        var group = await statusStore.ReadGroupAsync(name, cancellationToken);
        var record = group.Own;
        if (await seeds.FindAsync(name, cancellationToken) is not { } seed)
        {
            return record.ETag is null || record.Status == SeedStatus.Removed
                ? []
                : [new Finding("not-removed", name.Value, "The document was deleted; its article was not.")];
        }

        if (record.SeedETag != seed.ETag || record.Attempts > 0 || record.IsDue(time.GetUtcNow()))
        {
            return [new Finding("behind", name.Value, "This version of the document is not ingested.")];
        }

        return record.Status == SeedStatus.Published && (await ingester.BuildArticleAsync(group, seed, cancellationToken)).Built?.Article is { } article
            ? [.. await ValidateAsync(name, article, cancellationToken), .. await CompareAliasesAsync(record, cancellationToken)]
            : [];
    }

    /// <summary>Finds an article without a seed; one call.</summary>
    public async Task<Finding?> FindOrphanAsync(ArticleBlobItem article, CancellationToken cancellationToken)
    {
        if (article.IsFree)
        {
            // A free alias stays: it stops slow writers, and answers as before.
            return null;
        }

        if (article is { AliasOf: not null, Owner: { } leader })
        {
            return (await statusStore.FindAsync(SeedName.FromBlobName(leader), cancellationToken))?.Aliases.Any(alias => alias.Slug == article.Slug) == true
                ? null
                : new Finding("orphan-alias", article.BlobName, "No document has this alias.");
        }

        if (article is { Slug: not null, Owner: { } owner })
        {
            // A removed article keeps its slug even if the status table was lost, so the address still answers 410.
            var record = await statusStore.FindAsync(SeedName.FromBlobName(owner), cancellationToken);
            if (record?.Slug == article.Slug || (record is null && article.IsGone))
            {
                return null;
            }
        }

        return new Finding("orphan-article", article.BlobName, "No document has this article.");
    }

    /// <summary>Finds a list entry without an article; two calls.</summary>
    public async Task<Finding?> FindOrphanAsync(ListEntryItem stored, CancellationToken cancellationToken)
    {
        var (lang, key, _) = stored.Row;
        var owner = await articles.FindOwnerAsync(key[(key.LastIndexOf('|') + 1)..], cancellationToken);
        var record = owner is null ? null : await statusStore.FindAsync(SeedName.FromBlobName(owner), cancellationToken);
        return record?.ArticleState.Entries.Any(row => row.Lang == lang && row.Key == key) == true
            ? null
            : new Finding("orphan-row", $"{lang} {key}", "The list has an entry for an article that does not exist, or does not belong in the list.");
    }

    /// <summary>Finds a document of the search index without an article; one call.</summary>
    public async Task<Finding?> FindOrphanAsync(string slug, CancellationToken cancellationToken) =>
        (await articles.FindAsync(slug, cancellationToken)).Article is not null
            ? null
            : new Finding("orphan-search-document", slug, "The search index has an article that does not exist.");

    private async Task<IReadOnlyList<Finding>> CompareAliasesAsync(SeedRecord record, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        foreach (var alias in record.Aliases)
        {
            if ((await articles.FindAsync(alias.Slug, cancellationToken)).AliasOf != record.Slug)
            {
                findings.Add(new Finding("alias-missing", record.Name.Value, $"Its alias '{alias.Slug}' does not lead to it."));
            }
        }

        return findings;
    }

    /// <summary>Finds a translation link that its document does not know, because a slow worker wrote it. It has no effect; one call.</summary>
    public async Task<Finding?> FindOrphanAsync(StoredTranslationLink link, CancellationToken cancellationToken)
    {
        // A worker that is about to write the link has announced it in the record.
        var record = await statusStore.FindAsync(link.From, cancellationToken);
        return record?.TranslationLinks.Any(known => SeedKeys.GetLinkKey(SeedName.FromBlobName(known.To), link.From) == link.Key) == true
            ? null
            : new Finding("orphan-pointer", $"{link.From} {link.Key}", "A translation link leads to this document, which does not state it.");
    }

    private async Task<IReadOnlyList<Finding>> ValidateAsync(SeedName name, Article article, CancellationToken cancellationToken)
    {
        var stored = (await articles.FindAsync(article.Slug, cancellationToken)).Article;
        if (stored is null)
        {
            return [new Finding("article-missing", name.Value, $"Its article '{article.Slug}' is not there.")];
        }

        var findings = new List<Finding>();
        if (!ArticleStore.SerializeContent(stored).AsSpan().SequenceEqual(ArticleStore.SerializeContent(article)))
        {
            findings.Add(new Finding("article-differs", name.Value, $"Its article '{article.Slug}' differs from what the document makes now."));
        }

        if (await index.ExistsAsync(cancellationToken) && await index.CompareAsync(stored, cancellationToken) is not SearchState.Current and var state
            && time.GetUtcNow() - stored.Updated > _indexedWithin)
        {
            findings.Add(state == SearchState.Missing
                ? new Finding("search-missing", name.Value, $"Its article '{article.Slug}' is not in the search index.")
                : new Finding("search-differs", name.Value, $"The search index shows outdated content of its article '{article.Slug}'."));
        }

        var expected = ArticleStore.SerializeListEntry(article);
        var rows = (await articles.FindRowsAsync(ArticleKeys.GetRowKeys(article).Select(key => new ListEntry(article.Lang, key)), cancellationToken))
            .ToDictionary(row => row.Row.Key, row => row.Content);
        foreach (var key in ArticleKeys.GetRowKeys(article))
        {
            if (!rows.TryGetValue(key, out var content))
            {
                findings.Add(new Finding("row-missing", $"{name} {key}", $"Its article is not in the list at '{key}'."));
            }
            else if (content != expected)
            {
                findings.Add(new Finding("row-differs", $"{name} {key}", $"The list shows outdated content at '{key}'."));
            }
        }

        return findings;
    }
}

using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Portal.Operations;

/// <summary>Says where the site is not what the container of seeds makes it. Changes nothing.</summary>
public sealed class SiteValidator(SeedIngester ingester, SeedBlobStore seeds, SeedStatusStore statusStore, ArticleStore articles, TimeProvider time)
{
    /// <summary>Compares a seed with its article and its rows; five calls when all is well.</summary>
    public async Task<IReadOnlyList<Finding>> ValidateAsync(SeedName name, CancellationToken cancellationToken)
    {
        var group = await statusStore.ReadGroupAsync(name, cancellationToken);
        var record = group.Own;
        if (await seeds.FindAsync(name, cancellationToken) is not { } seed)
        {
            return record.ETag is null || record.Status == SeedStatus.Removed
                ? []
                : [new Finding("not-removed", name.Value, "The document is gone; its article is not.")];
        }

        if (record.SeedETag != seed.ETag || record.Attempts > 0 || record.IsDue(time.GetUtcNow()))
        {
            return [new Finding("behind", name.Value, "This version of the document was not seen through.")];
        }

        return record.Status == SeedStatus.Published && (await ingester.BuildArticleAsync(group, seed, cancellationToken)).Article is { } article
            ? [.. await ValidateAsync(name, article, cancellationToken), .. await CompareAliasesAsync(record, cancellationToken)]
            : [];
    }

    /// <summary>Whether an article has no seed that it comes from; a call.</summary>
    public async Task<Finding?> FindOrphanAsync(ArticleBlobItem article, CancellationToken cancellationToken)
    {
        if (article.IsFree)
        {
            // It keeps slow writers from a slug that was an alias, and tells readers what they were told before.
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
            // A mark keeps its slug also when the status store was lost: the address stays gone.
            var record = await statusStore.FindAsync(SeedName.FromBlobName(owner), cancellationToken);
            if (record?.Slug == article.Slug || (record is null && article.IsGone))
            {
                return null;
            }
        }

        return new Finding("orphan-article", article.BlobName, "No document has this article.");
    }

    /// <summary>Whether a row stands in a list without an article that belongs there; two calls.</summary>
    public async Task<Finding?> FindOrphanAsync(ListEntryItem stored, CancellationToken cancellationToken)
    {
        var (lang, key, _) = stored.Row;
        var owner = await articles.FindOwnerAsync(key[(key.LastIndexOf('|') + 1)..], cancellationToken);
        var record = owner is null ? null : await statusStore.FindAsync(SeedName.FromBlobName(owner), cancellationToken);
        return record?.ArticleState.Entries.Any(row => row.Lang == lang && row.Key == key) == true
            ? null
            : new Finding("orphan-row", $"{lang} {key}", "The list has a row for an article that is not there or does not belong there.");
    }

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

    /// <summary>Whether a row leads to a document that does not know of it: one that a slow worker wrote. It is never followed to the end; a call.</summary>
    public async Task<Finding?> FindOrphanAsync(StoredTranslationLink link, CancellationToken cancellationToken)
    {
        // Who is about to write it has said so in the record before.
        var record = await statusStore.FindAsync(link.From, cancellationToken);
        return record?.TranslationLinks.Any(known => SeedKeys.GetLinkKey(SeedName.FromBlobName(known.To), link.From) == link.Key) == true
            ? null
            : new Finding("orphan-pointer", $"{link.From} {link.Key}", "A row leads to this document as to a translation that it does not say it is.");
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
            findings.Add(new Finding("article-differs", name.Value, $"Its article '{article.Slug}' is not what the document makes today."));
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
                findings.Add(new Finding("row-differs", $"{name} {key}", $"The list shows something else of it at '{key}'."));
            }
        }

        return findings;
    }
}

using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs.Models;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Articles;

/// <summary>Enumerates all stored articles and list entries in pages, and deletes those without an owner.</summary>
public sealed class ArticleInventory(ContentAccount account)
{
    /// <summary>Lists a page of all articles, including removed ones; one call.</summary>
    public async Task<(IReadOnlyList<ArticleBlobItem> Articles, string? Continuation)> ListStoredAsync(
        int limit, string? continuation, CancellationToken cancellationToken)
    {
        var pages = account.Articles
            .GetBlobsAsync(new GetBlobsOptions { Traits = BlobTraits.Metadata }, cancellationToken)
            .AsPages(continuation, limit);
        var page = await pages.FirstAsync(cancellationToken);
        return (
            [.. page.Values.Select(blob => new ArticleBlobItem(
                ArticleBlob.GetSlug(blob.Name),
                blob.Name,
                ArticleBlob.GetOwner(blob.Metadata),
                blob.Metadata.ContainsKey(ArticleBlob.GoneMetadata),
                AliasStore.FindTarget(blob.Metadata),
                AliasStore.IsFree(blob.Metadata)))],
            page.ContinuationToken is { Length: > 0 } next ? next : null);
    }

    /// <summary>Lists a page of all entries of all lists; one call. It may have fewer than requested although there are more.</summary>
    public async Task<(IReadOnlyList<ListEntryItem> Rows, string? Continuation)> ListRowsAsync(
        int limit, string? continuation, CancellationToken cancellationToken)
    {
        var page = await account.ArticlesTable
            .QueryAsync<TableEntity>(maxPerPage: limit, cancellationToken: cancellationToken)
            .AsPages(continuation)
            .FirstAsync(cancellationToken);
        return ([.. page.Values.Where(row => ArticleKeys.IsArticleKey(row.RowKey)).Select(ArticleStore.CreateEntity)], page.ContinuationToken);
    }

    /// <summary>Deletes an article without an owner. Nothing in the portal knows it, so nothing else writes it.</summary>
    public Task DeleteAsync(ArticleBlobItem article, CancellationToken cancellationToken) =>
        account.Articles.GetBlobClient(article.BlobName).DeleteIfExistsAsync(cancellationToken: cancellationToken);

    /// <summary>Deletes an entry if it did not change.</summary>
    /// <exception cref="RequestFailedException">404 or 412: it changed.</exception>
    public Task DeleteAsync(ListEntry row, CancellationToken cancellationToken) =>
        account.ArticlesTable.SubmitTransactionAsync([ArticleStore.CreateDeletion(row), ArticleStore.CreateChangeMarker(row.Lang)], cancellationToken);
}

/// <summary>A blob of the container of articles, from a listing.</summary>
/// <param name="Slug">Its slug; <see langword="null"/> when the blob is not named like an article.</param>
/// <param name="BlobName">The blob's name.</param>
/// <param name="Owner">The owning document; <see langword="null"/> when it has none.</param>
/// <param name="IsGone">Whether the article was taken down.</param>
/// <param name="AliasOf">The slug that it leads to, for an alias.</param>
/// <param name="IsFree">Whether it is a free alias.</param>
public sealed record ArticleBlobItem(string? Slug, string BlobName, string? Owner, bool IsGone, string? AliasOf, bool IsFree);

/// <summary>A list entry with its content.</summary>
public sealed record ListEntryItem(ListEntry Row, string? Content);

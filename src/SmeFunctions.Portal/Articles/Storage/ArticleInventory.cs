using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs.Models;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Articles;

/// <summary>All articles and rows there are, page by page, for who compares them with the documents; and the end of those that nobody owns.</summary>
public sealed class ArticleInventory(ContentAccount account)
{
    /// <summary>A page of all articles there are, with those that were taken down; one call.</summary>
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

    /// <summary>A page of all rows of all lists; one call. It may have fewer than asked for, also when there are more.</summary>
    public async Task<(IReadOnlyList<ListEntryItem> Rows, string? Continuation)> ListRowsAsync(
        int limit, string? continuation, CancellationToken cancellationToken)
    {
        var page = await account.ArticlesTable
            .QueryAsync<TableEntity>(maxPerPage: limit, cancellationToken: cancellationToken)
            .AsPages(continuation)
            .FirstAsync(cancellationToken);
        return ([.. page.Values.Where(row => ArticleKeys.IsArticleKey(row.RowKey)).Select(ArticleStore.CreateEntity)], page.ContinuationToken);
    }

    /// <summary>Deletes what no seed owns: nothing of the portal's knows it, so that nothing else can be about to write it.</summary>
    public Task DeleteAsync(ArticleBlobItem article, CancellationToken cancellationToken) =>
        account.Articles.GetBlobClient(article.BlobName).DeleteIfExistsAsync(cancellationToken: cancellationToken);

    /// <summary>Deletes a row, if it is still as it was read.</summary>
    /// <exception cref="RequestFailedException">404 or 412: it is not.</exception>
    public Task DeleteAsync(ListEntry row, CancellationToken cancellationToken) =>
        account.ArticlesTable.SubmitTransactionAsync([ArticleStore.CreateDeletion(row), ArticleStore.CreateChangeMarker(row.Lang)], cancellationToken);
}

/// <summary>An article, or what stays of one that was taken down, as a listing of the container has it.</summary>
/// <param name="Slug">Its slug; <see langword="null"/> when the blob is not named like an article.</param>
/// <param name="BlobName">The blob's name.</param>
/// <param name="Owner">Whose it is; <see langword="null"/> when it does not say.</param>
/// <param name="IsGone">Whether it was taken down.</param>
/// <param name="AliasOf">The slug that it leads to, when it is an old slug.</param>
/// <param name="IsFree">Whether it was an old slug, and leads nowhere.</param>
public sealed record ArticleBlobItem(string? Slug, string BlobName, string? Owner, bool IsGone, string? AliasOf, bool IsFree);

/// <summary>A row of a list, and what it holds.</summary>
public sealed record ListEntryItem(ListEntry Row, string? Content);

using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs.Models;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Articles;

/// <summary>All articles and rows there are, page by page, for who compares them with the documents; and the end of those that nobody owns.</summary>
internal sealed class ArticleStock(ContentAccount account)
{
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
                ArticleBlob.SlugOf(blob.Name),
                blob.Name,
                ArticleBlob.OwnerOf(blob.Metadata),
                blob.Metadata.ContainsKey(ArticleBlob.GoneMetadata),
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
        return ([.. page.Values.Where(row => ArticleKeys.IsOfArticle(row.RowKey)).Select(ArticleStore.StoredRow)], page.ContinuationToken);
    }

    /// <summary>Deletes what no seed owns: nothing of the portal's knows it, so that nothing else can be about to write it.</summary>
    public Task DeleteAsync(StoredArticle article, CancellationToken cancellationToken) =>
        account.Articles.GetBlobClient(article.BlobName).DeleteIfExistsAsync(cancellationToken: cancellationToken);

    /// <summary>Deletes a row, if it is still as it was read.</summary>
    /// <exception cref="RequestFailedException">404 or 412: it is not.</exception>
    public Task DeleteAsync(ListRow row, CancellationToken cancellationToken) =>
        account.ArticlesTable.SubmitTransactionAsync([ArticleStore.Deletion(row), ArticleStore.Change(row.Lang)], cancellationToken);
}

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

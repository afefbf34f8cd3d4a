using Microsoft.AspNetCore.Http;
using SmeFunctions.Documents;
using SmeFunctions.Pages.Errors;
using SmeFunctions.Pages.Layout;
using SmeFunctions.Pages.Serving;
using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Pages.Articles;

/// <summary>Finds articles under addresses that they had on another site.</summary>
public sealed class FormerAddressService(ArticleCatalog catalog, PageLayoutFactory layouts, ErrorPageService errors)
{
    /// <summary>Gets the redirect to the article of an unknown address, or the error page. Two storage calls at most; lookups are cached.</summary>
    /// <param name="request">The request.</param>
    /// <param name="lang">The language in the address; <see langword="null"/> for none.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async ValueTask<Page> GetAsync(HttpRequest request, string? lang, CancellationToken cancellationToken) =>
        await FindAsync(request, cancellationToken) ?? errors.GetAsync(request, lang, StatusCodes.Status404NotFound);

    /// <summary>Finds the redirect; <see langword="null"/> when no article had this address.</summary>
    public async ValueTask<Page?> FindAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // Most sites had the number of the article in the query, some counted their visitors there.
        var path = request.Path.Value ?? "/";
        foreach (var address in request.QueryString.HasValue ? [path + request.QueryString.Value, path] : (string[])[path])
        {
            if (FormerAddress.IsAddress(address)
                && (await catalog.ResolveAliasAsync(FormerAddress.CreateSlug(address), cancellationToken))?.Value.Stored.Article is { } article
                && layouts.Has(article.Lang))
            {
                return Page.Moved(PageLayoutFactory.Article(article.Lang, article.Slug));
            }
        }

        return null;
    }
}

using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using SmeFunctions.Pages.Articles;
using SmeFunctions.Pages.Lists;
using SmeFunctions.Portal;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Http.Pages;

/// <summary>Gets the page of an article; without one, of a section with this path.</summary>
public sealed class GetArticlePage(ArticlePageService pages, ListPageService lists, FormerAddressService addresses, ArticleCatalog catalog, IOptions<ReadingOptions> options, IOptions<PortalOptions> portal)
{
    [Function(nameof(GetArticlePage))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = PageRoutes.Lang + "/articles/{*slug}")] HttpRequest request,
        string lang,
        string? slug,
        CancellationToken cancellationToken)
    {
        if (slug?.EndsWith(MarkdownRequest.Extension, StringComparison.Ordinal) == true
            && await catalog.FindAsync(slug[..^MarkdownRequest.Extension.Length], cancellationToken) is ArticleResult.Found found && found.Article.Lang == lang)
        {
            return MarkdownRequest.CreateResult(request, found, portal.Value, options.Value, vary: null);
        }

        var page = string.IsNullOrEmpty(slug) ? await lists.SectionAsync(request, lang, "articles", cancellationToken) : await pages.FindAsync(request, lang, slug, cancellationToken);
        return PageResults.Create(request, page.Status == StatusCodes.Status404NotFound ? await addresses.GetAsync(request, lang, cancellationToken) : page, options.Value);
    }
}

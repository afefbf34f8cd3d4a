using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using SmeFunctions.Pages.Articles;
using SmeFunctions.Pages.Lists;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Http.Pages;

/// <summary>Gets the page of an article; without one, of a section with this path.</summary>
public sealed class GetArticlePage(ArticlePageService pages, ListPageService lists, IOptions<ReadingOptions> options)
{
    [Function(nameof(GetArticlePage))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = PageRoutes.Lang + "/articles/{*slug}")] HttpRequest request,
        string lang,
        string? slug,
        CancellationToken cancellationToken) =>
        PageResults.Create(
            request,
            string.IsNullOrEmpty(slug) ? await lists.SectionAsync(request, lang, "articles", cancellationToken) : await pages.FindAsync(request, lang, slug, cancellationToken),
            options.Value);
}

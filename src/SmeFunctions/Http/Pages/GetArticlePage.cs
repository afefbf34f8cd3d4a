using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using SmeFunctions.Pages.Articles;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Http.Pages;

/// <summary>The page of an article.</summary>
internal sealed class GetArticlePage(ArticlePages pages, IOptions<ReadingOptions> options)
{
    [Function(nameof(GetArticlePage))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = PageRoutes.Lang + "/articles/{*slug}")] HttpRequest request,
        string lang,
        string slug,
        CancellationToken cancellationToken) =>
        PageResults.Of(request, await pages.FindAsync(request, lang, slug ?? "", cancellationToken), options.Value);
}

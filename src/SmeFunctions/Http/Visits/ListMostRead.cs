using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Http;

/// <summary>Lists the most read articles of a period.</summary>
public sealed class ListMostRead(VisitService visits, ArticleCatalog catalog)
{
    private static readonly string[] _windows = ["today", "7d", "30d", "all"];

    [Function(nameof(ListMostRead))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/visits/top")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var query = new QueryReader(request);
        var window = query.OneOf("window", _windows) ?? "7d";
        var lang = query.OneOf("lang", catalog.Languages);
        var section = query.Section("section");
        var limit = query.Number("limit", 10, 1, 100);
        if (query.IsWrong(out var problem))
        {
            return problem;
        }

        var top = await visits.ListTopAsync((VisitWindow)Array.IndexOf(_windows, window), lang, section, limit, cancellationToken);
        return VisitViews.WantsCsv(request)
            ? VisitViews.Csv("slug,visits", top.Select(item => $"{item.Article.Slug},{item.Visits}"))
            : VisitViews.Json(new MostReadView(window, [.. top.Select(item => ArticleSummaryView.Create(item.Article, item.Visits))]));
    }
}

using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Http;

/// <summary>Lists the sections with their article counts.</summary>
public sealed class ListSections(SectionCatalog sections)
{
    [Function(nameof(ListSections))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/sections")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var query = new QueryReader(request);
        var lang = query.OneOf("lang", sections.Languages);
        return query.IsWrong(out var problem) ? problem : await sections.GetResponseAsync(lang, cancellationToken);
    }
}

using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using SmeFunctions.Pages.Editor.Layout;
using SmeFunctions.Pages.Serving;
using SmeFunctions.Portal;

namespace SmeFunctions.Http.Editor;

/// <summary>Redirects to the editors' pages in the person's language.</summary>
public sealed class GetEditorStartPage(IOptions<PortalOptions> options)
{
    [Function(nameof(GetEditorStartPage))]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "editor")] HttpRequest request)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.Vary = LanguageSelector.Vary;
        headers.CacheControl = "private, no-store";
        return TypedResults.Redirect(new EditorPaths(LanguageSelector.Select(request, options.Value.Languages)).Documents);
    }
}

using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace SmeFunctions.Http.Editor;

/// <summary>Signs a person in with a key.</summary>
public sealed class SignInPage(EditorEndpoint editor)
{
    [Function(nameof(SignInPage))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = EditorRoutes.Lang + "/sign-in")] HttpRequest request,
        string lang,
        CancellationToken cancellationToken) =>
        editor.SignInAsync(request, lang, cancellationToken);
}

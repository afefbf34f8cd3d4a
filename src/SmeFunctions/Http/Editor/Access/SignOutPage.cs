using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.Pages.Editor.Layout;
using SmeFunctions.Portal.Editors;

namespace SmeFunctions.Http.Editor;

/// <summary>Ends a session.</summary>
public sealed class SignOutPage(EditorEndpoint editor)
{
    [Function(nameof(SignOutPage))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = EditorRoutes.Lang + "/sign-out")] HttpRequest request,
        string lang,
        CancellationToken cancellationToken) =>
        editor.RunAsync(
            request,
            lang,
            EditorRole.Editor,
            context => Task.FromResult(EditorPage.Redirect(context.Paths.SignIn)),
            (context, _) =>
            {
                EditorAuthentication.SignOut(request);
                return Task.FromResult(EditorPage.Redirect(context.Paths.SignIn));
            },
            cancellationToken);
}

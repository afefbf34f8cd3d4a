using Microsoft.AspNetCore.Http;
using SmeFunctions.Pages.Editor.Layout;
using SmeFunctions.Pages.Serving;
using SmeFunctions.Portal.Editors;

namespace SmeFunctions.Pages.Editor.Access;

/// <summary>Serves the pages of people who are not signed in, or may not do what they asked for.</summary>
public sealed class AccessPageService(EditorAuthentication authentication, PageRenderer renderer)
{
    /// <summary>Fields that carry what was typed into another form, as its fields with this prefix.</summary>
    private const string KeptPrefix = "kept:";

    private static readonly string[] _own = [FormToken.Field, "key", "next"];

    /// <summary>Asks a person to sign in.</summary>
    /// <param name="context">The page.</param>
    /// <param name="next">The path to go to afterwards.</param>
    /// <param name="form">What the person sent without a valid session; it is sent again afterwards.</param>
    public Task<EditorPage> AskAsync(EditorContext context, string next, IFormCollection? form) =>
        AskAsync(context, next, form is null ? [] : Keep(form), message: null, form is null ? StatusCodes.Status200OK : StatusCodes.Status401Unauthorized);

    /// <summary>Signs a person in.</summary>
    public async Task<EditorPage> SignInAsync(EditorContext context, IFormCollection form)
    {
        var next = form["next"].ToString();
        next = EditorPaths.IsPath(next) ? next : context.Paths.Documents;
        var kept = form.Where(field => field.Key.StartsWith(KeptPrefix, StringComparison.Ordinal)).SelectMany(field => field.Value.Select(value => KeyValuePair.Create(field.Key, value ?? ""))).ToList();
        if (authentication.SignIn(context.Request, form["key"].ToString()) is not { } person)
        {
            return await AskAsync(context, next, kept, context.Text["Editor.SignIn.Wrong"], StatusCodes.Status403Forbidden);
        }

        return kept.Count == 0
            ? EditorPage.Redirect(next)
            : await ContinueAsync(context with { Person = person }, next, [.. kept.Select(field => KeyValuePair.Create(field.Key[KeptPrefix.Length..], field.Value))], StatusCodes.Status200OK);
    }

    /// <summary>Shows a form again that had no valid token.</summary>
    public Task<EditorPage> ContinueAsync(EditorContext context, string next, IFormCollection form) =>
        ContinueAsync(context, next, [.. Keep(form).Select(field => KeyValuePair.Create(field.Key[KeptPrefix.Length..], field.Value))], StatusCodes.Status400BadRequest);

    private async Task<EditorPage> ShowAsync(EditorContext context, int status, string title, string message) => new()
    {
        Status = status,
        Response = await renderer.RenderAsync<MessagePage>(new Dictionary<string, object?>
        {
            [nameof(MessagePage.Context)] = context,
            [nameof(MessagePage.Title)] = title,
            [nameof(MessagePage.Message)] = message,
        }),
    };

    /// <summary>Tells a person that the page needs another role.</summary>
    public Task<EditorPage> DenyAsync(EditorContext context) =>
        ShowAsync(context, StatusCodes.Status403Forbidden, context.Text["Editor.Denied"], context.Text["Editor.Denied.Text"]);

    /// <summary>Tells a person that what was sent is no form.</summary>
    public Task<EditorPage> RefuseAsync(EditorContext context) =>
        ShowAsync(context, StatusCodes.Status400BadRequest, context.Text["Error.400"], context.Text["Editor.NotAForm"]);

    public Task<EditorPage> NotFoundAsync(EditorContext context) =>
        ShowAsync(context, StatusCodes.Status404NotFound, context.Text["Error.404"], context.Text["Editor.NotFound"]);

    private async Task<EditorPage> AskAsync(EditorContext context, string next, IReadOnlyList<KeyValuePair<string, string>> kept, string? message, int status) => new()
    {
        Status = status,
        Response = await renderer.RenderAsync<SignInPage>(new Dictionary<string, object?>
        {
            [nameof(SignInPage.Context)] = context,
            [nameof(SignInPage.Next)] = next,
            [nameof(SignInPage.Message)] = message,
            [nameof(SignInPage.IsPlatform)] = authentication.IsPlatform,
            [nameof(SignInPage.AllowsNoKey)] = authentication.AllowsNoKey(context.Request),
            [nameof(SignInPage.Kept)] = kept,
        }),
    };

    private async Task<EditorPage> ContinueAsync(EditorContext context, string next, IReadOnlyList<KeyValuePair<string, string>> fields, int status) => new()
    {
        Status = status,
        Response = await renderer.RenderAsync<ContinuePage>(new Dictionary<string, object?>
        {
            [nameof(ContinuePage.Context)] = context,
            [nameof(ContinuePage.Next)] = next,
            [nameof(ContinuePage.Kept)] = fields,
        }),
    };

    private static List<KeyValuePair<string, string>> Keep(IFormCollection form) =>
        [.. form.Where(field => !_own.Contains(field.Key)).SelectMany(field => field.Value.Select(value => KeyValuePair.Create(KeptPrefix + field.Key, value ?? "")))];
}

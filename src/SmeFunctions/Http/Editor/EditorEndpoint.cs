using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using SmeFunctions.Pages.Editor.Access;
using SmeFunctions.Pages.Editor.Layout;
using SmeFunctions.Pages.Errors;
using SmeFunctions.Portal.Editors;

namespace SmeFunctions.Http.Editor;

/// <summary>Runs the editors' pages: only for people who are signed in and have the role, and changes only with the token of a form of this site.</summary>
public sealed class EditorEndpoint(EditorAuthentication authentication, EditorContextFactory contexts, AccessPageService access, ErrorPageService errors)
{
    // What a person types is kept when a session has ended; files of a stranger are not read.
    private static readonly FormOptions _strangersForm = new() { ValueLengthLimit = 200_000, ValueCountLimit = 100, MultipartBodyLengthLimit = 200_000 };

    /// <summary>Runs a page.</summary>
    /// <param name="request">The request.</param>
    /// <param name="lang">The language in the address.</param>
    /// <param name="role">The role that the page needs.</param>
    /// <param name="get">Gets the page.</param>
    /// <param name="post">Makes a change; <see langword="null"/> for a page without forms.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<IResult> RunAsync(
        HttpRequest request,
        string lang,
        EditorRole role,
        Func<EditorContext, Task<EditorPage>> get,
        Func<EditorContext, IFormCollection, Task<EditorPage>>? post,
        CancellationToken cancellationToken)
    {
        if (!contexts.Has(lang))
        {
            return Pages.PageResults.CreateError(request, errors.GetAsync(request, lang: null, StatusCodes.Status404NotFound));
        }

        var person = authentication.Authenticate(request);
        var context = contexts.Create(request, lang, person);
        var isChange = HttpMethods.IsPost(request.Method);
        var form = isChange && post is not null ? await ReadFormAsync(request, isStranger: person is null, cancellationToken) : null;
        if (isChange && person is null)
        {
            return EditorResults.Create(request, await access.AskAsync(context, request.Path.ToUriComponent(), form ?? FormCollection.Empty));
        }

        if (isChange && form is null)
        {
            return EditorResults.Create(request, await access.RefuseAsync(context));
        }

        var path = request.Path.ToUriComponent() + (isChange ? "" : request.QueryString.ToUriComponent());
        var page = person is null ? await access.AskAsync(context, path, form)
            : !person.Has(role) ? await access.DenyAsync(context)
            : form is null ? await get(context)
            : FormToken.IsValid(request, form[FormToken.Field]) ? await post!(context, form)
            : await access.ContinueAsync(context, path, form);
        return EditorResults.Create(request, page);
    }

    /// <summary>Runs the page to sign in, which needs no session.</summary>
    public async Task<IResult> SignInAsync(HttpRequest request, string lang, CancellationToken cancellationToken)
    {
        if (!contexts.Has(lang))
        {
            return Pages.PageResults.CreateError(request, errors.GetAsync(request, lang: null, StatusCodes.Status404NotFound));
        }

        var context = contexts.Create(request, lang, person: null);
        if (!HttpMethods.IsPost(request.Method))
        {
            return EditorResults.Create(request, await access.AskAsync(context, context.Paths.Documents, form: null));
        }

        return await ReadFormAsync(request, isStranger: true, cancellationToken) is { } form && FormToken.IsValid(request, form[FormToken.Field])
            ? EditorResults.Create(request, await access.SignInAsync(context, form))
            : EditorResults.Create(request, await access.RefuseAsync(context));
    }

    /// <summary>Runs an endpoint of the script, which answers with JSON.</summary>
    public async Task<IResult> RunForScriptAsync(HttpRequest request, Func<EditorIdentity, Task<IResult>> run)
    {
        request.HttpContext.Response.Headers.CacheControl = "private, no-store";
        request.HttpContext.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        var person = authentication.Authenticate(request);
        return person is null ? Problems.Unauthorized("Sign in to the editors' pages.")
            : !person.Has(EditorRole.Editor) ? Problems.Forbidden("This needs the role Editor.")
            : !HttpMethods.IsGet(request.Method) && !FormToken.IsValid(request, request.Headers[FormToken.Header]) ? Problems.Forbidden("The request has no valid form token.")
            : await run(person);
    }

    private static async Task<IFormCollection?> ReadFormAsync(HttpRequest request, bool isStranger, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType)
        {
            return null;
        }

        if (isStranger)
        {
            request.HttpContext.Features.Set<IFormFeature>(new FormFeature(request, _strangersForm));
        }

        try
        {
            return await request.ReadFormAsync(cancellationToken);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}

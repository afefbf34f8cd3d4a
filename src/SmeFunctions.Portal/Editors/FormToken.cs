using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace SmeFunctions.Portal.Editors;

/// <summary>
/// Protects forms against those of other sites: a random cookie, and its hash in each form. It needs no key that all instances share, and works for all ways to
/// sign in. ASP.NET Core's own antiforgery needs a stored key ring.
/// </summary>
public static class FormToken
{
    /// <summary>The name of the form's field.</summary>
    public const string Field = "__token";

    /// <summary>The name of the header of requests by script.</summary>
    public const string Header = "X-Form-Token";

    private const string Cookie = "editor-form";
    private const int Length = 32;

    /// <summary>Gets the token for forms in the response to a request; sets the cookie where it is missing.</summary>
    public static string Get(HttpRequest request)
    {
        if (ReadCookie(request) is not { } secret)
        {
            secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Length));
            request.HttpContext.Response.Cookies.Append(EditorAuthentication.GetCookieName(request, Cookie), secret, EditorAuthentication.GetCookieOptions(request, until: null));
        }

        return Compute(secret);
    }

    /// <summary>Whether a change was sent by a page of this site.</summary>
    /// <param name="request">The request.</param>
    /// <param name="token">The token of the form or header.</param>
    public static bool IsValid(HttpRequest request, string? token) =>
        request.Headers["Sec-Fetch-Site"].FirstOrDefault() is null or "same-origin" or "none"
        && ReadCookie(request) is { } secret
        && token is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Compute(secret)), Encoding.UTF8.GetBytes(token));

    private static string? ReadCookie(HttpRequest request) =>
        request.Cookies.TryGetValue(EditorAuthentication.GetCookieName(request, Cookie), out var value) && value is { Length: >= Length } ? value : null;

    private static string Compute(string secret) => Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes("form")));
}

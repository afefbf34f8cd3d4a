using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace SmeFunctions.Portal.Editors;

/// <summary>
/// Finds out who uses the editors' pages: by App Service Authentication where the platform says that it is on, otherwise by a key. docs/editors.md describes both.
/// </summary>
public sealed partial class EditorAuthentication(
    IOptions<EditorOptions> options, IConfiguration configuration, EditorHost host, TimeProvider time, ILogger<EditorAuthentication> logger)
{
    /// <summary>The keys of the API on the app's own host.</summary>
    private const string FunctionKeys = "FunctionsKeys";

    private const string MasterKey = "master";

    /// <summary>The name of a person on a machine without keys.</summary>
    private const string LocalName = "local";

    private const string Cookie = "editor";

    // Sessions without any key end with the process.
    private readonly byte[] _localKey = RandomNumberGenerator.GetBytes(32);

    /// <summary>Whether the platform signs people in.</summary>
    public bool IsPlatform => "true".Equals(configuration["WEBSITE_AUTH_ENABLED"], StringComparison.OrdinalIgnoreCase);

    /// <summary>Finds who sent a request.</summary>
    /// <returns>The person; <see langword="null"/> when nobody is signed in.</returns>
    public EditorIdentity? Authenticate(HttpRequest request)
    {
        if (IsPlatform)
        {
            if (ClientPrincipal.Read(request) is { } person)
            {
                return person;
            }
        }
        else
        {
            ClientPrincipal.Strip(request);
        }

        if (!request.Cookies.TryGetValue(GetCookieName(request), out var cookie) || cookie is null)
        {
            return null;
        }

        var now = time.GetUtcNow();
        return EditorSession.Read(cookie, name => Find(name, request)?.Secret, now) is { } name && Find(name, request) is { } key ? new EditorIdentity(name, key.Role) : null;
    }

    /// <summary>Whether a person on this machine may sign in without a key: when the host asks for none and none is set.</summary>
    public bool AllowsNoKey(HttpRequest request) => !host.RequiresKeys && !IsPlatform && IsLocal(request) && !ReadKeys().Any();

    /// <summary>Signs a person in with a key, and sets the session cookie.</summary>
    /// <returns>The person; <see langword="null"/> when no such key exists.</returns>
    public EditorIdentity? SignIn(HttpRequest request, string given)
    {
        // Hashes are compared, all of them, so that the time tells nothing.
        var hash = Hash(given);
        NamedKey? found = null;
        foreach (var key in ReadKeys().Where(key => key.Expires is null || key.Expires > time.GetUtcNow()))
        {
            found = CryptographicOperations.FixedTimeEquals(hash, Hash(Encoding.UTF8.GetString(key.Secret))) ? key : found;
        }

        found ??= given.Length == 0 && AllowsNoKey(request) ? new NamedKey(LocalName, _localKey, EditorRole.Administrator, null) : null;
        if (found is null)
        {
            LogRefused();
            return null;
        }

        var until = time.GetUtcNow() + options.Value.SessionLifetime;
        until = found.Expires < until ? found.Expires.Value : until;
        request.HttpContext.Response.Cookies.Append(GetCookieName(request), EditorSession.Create(found.Name, found.Secret, until), GetCookieOptions(request, until));
        LogSignedIn(found.Name, found.Role);
        return new EditorIdentity(found.Name, found.Role);
    }

    /// <summary>Deletes the session cookie.</summary>
    public static void SignOut(HttpRequest request) =>
        request.HttpContext.Response.Cookies.Append(GetCookieName(request), "", GetCookieOptions(request, DateTimeOffset.UnixEpoch));

    internal static CookieOptions GetCookieOptions(HttpRequest request, DateTimeOffset? until) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = !IsLoopback(request.Host.Host) || ForwardedProtocol.IsHttps(request),
        Path = "/",
        Expires = until,
    };

    // The prefix makes browsers refuse a cookie that another host of the domain, or a page without TLS, has set.
    internal static string GetCookieName(HttpRequest request, string name = Cookie) => IsLoopback(request.Host.Host) && !ForwardedProtocol.IsHttps(request) ? name : "__Host-" + name;

    private NamedKey? Find(string name, HttpRequest request) =>
        ReadKeys().FirstOrDefault(key => key.Name == name && (key.Expires is null || key.Expires > time.GetUtcNow()))
        ?? (name == LocalName && AllowsNoKey(request) ? new NamedKey(LocalName, _localKey, EditorRole.Administrator, null) : null);

    private IEnumerable<NamedKey> ReadKeys() => options.Value.Keys
        .Select(key => new NamedKey(key.Key, Encoding.UTF8.GetBytes(key.Value.Key), key.Value.Role, key.Value.Expires))
        .Concat(configuration.GetSection(FunctionKeys).GetChildren()
            .Where(key => !string.IsNullOrEmpty(key.Value) && !options.Value.Keys.ContainsKey(key.Key))
            .Select(key => new NamedKey(
                key.Key, Encoding.UTF8.GetBytes(key.Value!), key.Key.Equals(MasterKey, StringComparison.OrdinalIgnoreCase) ? EditorRole.Administrator : EditorRole.Editor, null)));

    // The name in the address, too: a page of another site may lead its own name to this machine.
    private static bool IsLocal(HttpRequest request) =>
        IsLoopback(request.Host.Host) && (request.HttpContext.Connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address));

    private static bool IsLoopback(string name) => name is "localhost" || (IPAddress.TryParse(name.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    [LoggerMessage(LogLevel.Warning, "A sign-in to the editors' pages was refused: no such key")]
    private partial void LogRefused();

    [LoggerMessage(LogLevel.Information, "{Name} signed in to the editors' pages as {Role}")]
    private partial void LogSignedIn(string name, EditorRole role);

    private sealed record NamedKey(string Name, byte[] Secret, EditorRole Role, DateTimeOffset? Expires);
}

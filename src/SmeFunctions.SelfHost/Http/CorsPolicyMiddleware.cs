using Microsoft.AspNetCore.Cors.Infrastructure;
using SmeFunctions.SelfHost.Settings;

namespace SmeFunctions.SelfHost.Http;

/// <summary>Implements CORS like <c>func start --cors</c> and the platform's setting.</summary>
internal sealed class CorsPolicyMiddleware
{
    private const string Any = "*";

    private readonly string[] _origins;
    private readonly bool _credentials;

    private CorsPolicyMiddleware(string[] origins, bool credentials)
    {
        _origins = origins;
        _credentials = credentials;
    }

    /// <param name="origins">Separated by commas; <c>*</c> for all.</param>
    /// <param name="credentials">Whether pages may send cookies.</param>
    /// <returns><see langword="null"/> without origins: responses have no CORS headers, and OPTIONS is 404.</returns>
    /// <exception cref="StartupException">An origin is invalid.</exception>
    public static CorsPolicyMiddleware? Create(string? origins, bool credentials)
    {
        var all = (origins ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var wrong = all.Where(origin => origin != Any && !IsOrigin(origin)).Select(origin => $"CORS: '{origin}' is no origin, as in https://example.org.").ToList();
        if (credentials && all.Contains(Any))
        {
            wrong.Add("CORS: credentials cannot be allowed to every origin; name those that may send them.");
        }

        return wrong.Count > 0 ? throw new StartupException(wrong) : all.Length == 0 ? null : new CorsPolicyMiddleware(all, credentials);
    }

    public void Apply(CorsPolicyBuilder policy)
    {
        policy.WithOrigins(_origins).AllowAnyMethod().AllowAnyHeader();
        if (_credentials)
        {
            policy.AllowCredentials();
        }
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
        && text.Equals(address.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase);
}

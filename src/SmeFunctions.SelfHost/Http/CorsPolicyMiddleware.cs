using Microsoft.AspNetCore.Cors.Infrastructure;
using SmeFunctions.SelfHost.Settings;

namespace SmeFunctions.SelfHost.Http;

/// <summary>Which pages of other origins may read answers: what <c>func start --cors</c> and the platform's setting say.</summary>
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

    /// <param name="origins">Parted by commas; <c>*</c> for all.</param>
    /// <param name="credentials">Whether those pages may send cookies along.</param>
    /// <returns><see langword="null"/> when no origin is named: no answer has a header, and OPTIONS is 404.</returns>
    /// <exception cref="StartupException">Something in it is no origin.</exception>
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

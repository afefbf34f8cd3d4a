using Microsoft.AspNetCore.Http;

namespace SmeFunctions.Portal;

/// <summary>Reads the protocol between the client and a proxy. Only for the client's own response: anyone can send the header.</summary>
internal static class ForwardedProtocol
{
    /// <summary>Whether the client connects over HTTPS. In Azure, TLS ends before the worker, and <c>X-Forwarded-Proto</c> says so.</summary>
    public static bool IsHttps(HttpRequest request) =>
        request.IsHttps || request.Headers["X-Forwarded-Proto"] is [{ } proto, ..] && proto.StartsWith("https", StringComparison.OrdinalIgnoreCase);
}

using System.Net;
using Microsoft.AspNetCore.Http;

namespace SmeFunctions.Portal.Visits;

/// <summary>Reads from which address a visitor connects.</summary>
internal static class ClientAddress
{
    /// <param name="request">The request.</param>
    /// <param name="header">
    /// The header that a proxy sets; its last entry counts, because clients can send the others. Empty where clients connect directly.
    /// </param>
    /// <returns>The address without a port.</returns>
    public static string Read(HttpRequest request, string header)
    {
        var text = header.Length > 0 && request.Headers[header] is [.., { Length: > 0 } value] ? value[(value.LastIndexOf(',') + 1)..].Trim() : "";

        // The platform appends the port: 203.0.113.7:49152 or [2001:db8::7]:49152.
        return IPAddress.TryParse(text, out var address) ? address.ToString()
            : IPEndPoint.TryParse(text, out var endPoint) ? endPoint.Address.ToString()
            : request.HttpContext.Connection.RemoteIpAddress?.ToString() ?? "";
    }
}

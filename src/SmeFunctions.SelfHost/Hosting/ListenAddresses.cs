using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using SmeFunctions.SelfHost.Settings;

namespace SmeFunctions.SelfHost.Hosting;

/// <summary>
/// Where the app listens. <c>--port</c> wins over <c>--urls</c>, <c>ASPNETCORE_URLS</c>, <c>ASPNETCORE_HTTP_PORTS</c> (which ASP.NET Core images set)
/// and <c>Host.LocalHttpPort</c>. The default is port 7071 on localhost.
/// </summary>
internal sealed record ListenAddresses
{
    private const int DefaultPort = 7071;

    /// <summary>A port on localhost, 0 for any free one; <see langword="null"/> when <see cref="Urls"/> are given.</summary>
    public int? LocalPort { get; private init; }

    public IReadOnlyList<string> Urls { get; private init; } = [];

    /// <summary>Whether other machines can connect.</summary>
    public bool AreReachable => Urls.Any(url => !IsLoopback(BindingAddress.Parse(url).Host));

    /// <exception cref="StartupException">An address is invalid.</exception>
    public static ListenAddresses Read(int? port, IConfiguration configuration, int? localHttpPort)
    {
        if (port is not null)
        {
            return new ListenAddresses { LocalPort = port };
        }

        var urls = Split(configuration["urls"]) ?? Split(configuration["ASPNETCORE_URLS"])
            ?? Split(configuration["ASPNETCORE_HTTP_PORTS"])?.Select(each => $"http://*:{each}").ToArray();
        if (urls is null)
        {
            return new ListenAddresses { LocalPort = localHttpPort ?? DefaultPort };
        }

        var problems = urls.Select(FindProblem).OfType<string>().ToArray();
        return problems.Length == 0 ? new ListenAddresses { Urls = urls } : throw new StartupException(problems);
    }

    private static string[]? Split(string? list) =>
        list?.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } parts ? parts : null;

    private static string? FindProblem(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.Scheme.Equals("https", StringComparison.OrdinalIgnoreCase)
                ? $"--urls: '{url}' asks for HTTPS; terminate it in the proxy or load balancer before the app."
                : address.Scheme.Equals("http", StringComparison.OrdinalIgnoreCase) && address.PathBase.Length == 0 ? null
                : $"--urls: '{url}' is not an address to listen on, as in http://0.0.0.0:8080.";
        }
        catch (FormatException)
        {
            return $"--urls: '{url}' is not an address to listen on, as in http://0.0.0.0:8080.";
        }
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}

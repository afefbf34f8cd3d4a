using Microsoft.Extensions.Hosting;

namespace SmeFunctions;

/// <summary>Detects whether the Azure Functions host started this process.</summary>
internal static class FunctionsHost
{
    /// <summary>
    /// The host passes its gRPC endpoint on the command line or in the environment. On plans with pre-warmed instances, the app runs inside the
    /// host's native launcher, which says so in the application context.
    /// </summary>
    public static bool StartedThisProcess(IReadOnlyList<string> args) =>
        Environment.GetEnvironmentVariable("Functions__Worker__HostEndpoint") is { Length: > 0 }
        || args.Any(arg => arg.StartsWith("--functions-uri", StringComparison.Ordinal) || arg.StartsWith("--Functions:Worker:HostEndpoint", StringComparison.OrdinalIgnoreCase))
        || AppContext.GetData("AZURE_FUNCTIONS_NATIVE_HOST") is not null;

    /// <summary>Whether the host runs on a developer's machine, where it asks for no keys. In Azure each instance has an id, whatever the environment is called.</summary>
    public static bool IsDevelopment(IHostEnvironment environment) =>
        environment.IsDevelopment() && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("WEBSITE_INSTANCE_ID")) && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CONTAINER_NAME"));
}

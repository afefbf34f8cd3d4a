using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NCrontab;
using SmeFunctions.InfraTests.Compiling;
using SmeFunctions.Portal;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.InfraTests.Rules;

/// <summary>The app is told all that it must be told, and nothing that it does not understand.</summary>
internal static partial class SettingsRules
{
    private static readonly string[] _ofIdentity = ["clientId", "credential"];

    private static readonly string[] _needed =
    [
        "AZURE_CLIENT_ID", "APPLICATIONINSIGHTS_CONNECTION_STRING", "APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "AzureWebJobsDisableHomepage",
        "AzureFunctionsJobHost__telemetryMode", "AzureWebJobsStorage__accountName", .. _ofIdentity.Select(name => "AzureWebJobsStorage__" + name),
        "Content__blobServiceUri", "Content__queueServiceUri", "Content__tableServiceUri", .. _ofIdentity.Select(name => "Content__" + name),
        "Portal__PublicUrl", .. OfTriggers(),
    ];

    // The host's, and that of OpenTelemetry.
    private static readonly string[] _known = [.. _needed, "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_SERVICE_NAME", "OTEL_RESOURCE_ATTRIBUTES"];

    /// <summary>https://learn.microsoft.com/azure/azure-functions/functions-app-settings#flex-consumption-plan-deprecations</summary>
    private static readonly string[] _notOnThisPlan =
    [
        "ENABLE_ORYX_BUILD", "FUNCTIONS_EXTENSION_VERSION", "FUNCTIONS_WORKER_RUNTIME", "FUNCTIONS_WORKER_RUNTIME_VERSION", "FUNCTIONS_MAX_HTTP_CONCURRENCY",
        "FUNCTIONS_WORKER_PROCESS_COUNT", "FUNCTIONS_WORKER_DYNAMIC_CONCURRENCY_ENABLED", "SCM_DO_BUILD_DURING_DEPLOYMENT", "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING",
        "WEBSITE_CONTENTOVERVNET", "WEBSITE_CONTENTSHARE", "WEBSITE_DNS_SERVER", "WEBSITE_MAX_DYNAMIC_APPLICATION_SCALE_OUT", "WEBSITE_NODE_DEFAULT_VERSION",
        "WEBSITE_RUN_FROM_PACKAGE", "WEBSITE_SKIP_CONTENTSHARE_VALIDATION", "WEBSITE_TIME_ZONE", "WEBSITE_USE_PLACEHOLDER_DOTNETISOLATED", "WEBSITE_VNET_ROUTE_ALL", "TZ",
    ];

    public static IEnumerable<string> Check(Deployment deployment)
    {
        var settings = deployment.AppSettings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value ?? "");
        return _needed.Except(settings.Keys).Select(name => $"{name} is not set.")
            .Concat(settings.Keys.Where(name => !_known.Contains(name) && !IsOfOptions(name)).Select(name => $"{name} is known to nobody."))
            .Concat(settings.Keys.Intersect(_notOnThisPlan, StringComparer.OrdinalIgnoreCase).Select(name => $"{name} has no place on Flex Consumption."))
            .Concat(Values(settings));
    }

    /// <summary>Values must be such that the app starts with them.</summary>
    private static IEnumerable<string> Values(Dictionary<string, string> settings)
    {
        foreach (var (name, value) in settings.Where(setting => setting.Key.EndsWith("Schedule", StringComparison.Ordinal)))
        {
            if (CrontabSchedule.TryParse(value, new CrontabSchedule.ParseOptions { IncludingSeconds = true }) is null)
            {
                yield return $"{name} is '{value}', which is no schedule.";
            }
        }

        foreach (var connection in (string[])["AzureWebJobsStorage", "Content"])
        {
            if (settings.GetValueOrDefault(connection + "__credential") != "managedidentity" || settings.ContainsKey(connection))
            {
                yield return $"{connection} is not opened with the identity.";
            }
        }

        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(
            setting.Key.Replace("__", ":", StringComparison.Ordinal), setting.Value.StartsWith('[') ? KnownLater(setting.Key) : (string?)setting.Value))).Build();
        var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddLogging().AddPortal(configuration);
        using var provider = services.BuildServiceProvider();
        foreach (var problem in Problems(provider))
        {
            yield return problem;
        }

        var defaults = new ContentStorageOptions();
        var names = provider.GetRequiredService<IOptions<ContentStorageOptions>>().Value;
        foreach (var property in typeof(ContentStorageOptions).GetProperties().Where(property => !Equals(property.GetValue(names), property.GetValue(defaults))))
        {
            yield return $"The app is told to look for '{property.GetValue(names)}'; '{property.GetValue(defaults)}' is made.";
        }
    }

    // What only Azure knows, in the form that it will have.
    private static string KnownLater(string setting) =>
        setting == "APPLICATIONINSIGHTS_CONNECTION_STRING"
            ? "InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=https://known.later.example"
            : "https://known.later.example";

    private static IEnumerable<string> Problems(ServiceProvider provider)
    {
        try
        {
            provider.GetRequiredService<IStartupValidator>().Validate();
            return [];
        }
        catch (OptionsValidationException e)
        {
            return e.Failures;
        }
        catch (AggregateException e)
        {
            return e.InnerExceptions.Select(inner => inner.Message);
        }
        catch (InvalidOperationException e)
        {
            // A value that does not convert.
            return [e.Message];
        }
    }

    private static bool IsOfOptions(string setting)
    {
        var parts = setting.Split("__");
        var options = typeof(PortalServices).Assembly.GetTypes()
            .FirstOrDefault(type => type.GetField("Section", BindingFlags.Public | BindingFlags.Static) is { IsLiteral: true } section && section.GetRawConstantValue() is string name && name == parts[0]);
        return options is not null && parts.Length > 1 && options.GetProperty(parts[1]) is not null;
    }

    private static IEnumerable<string> OfTriggers() =>
        from type in Assembly.Load("SmeFunctions").GetTypes()
        from method in type.GetMethods()
        from parameter in method.GetParameters()
        let text = parameter.GetCustomAttribute<QueueTriggerAttribute>()?.QueueName ?? parameter.GetCustomAttribute<TimerTriggerAttribute>()?.Schedule
        where text is not null
        from Match match in Placeholder().Matches(text)
        select match.Groups["name"].Value;

    [GeneratedRegex("%(?<name>[^%]+)%", RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex Placeholder();
}

using System.Globalization;
using SmeFunctions.InfraTests.Compiling;

namespace SmeFunctions.InfraTests.Rules;

/// <summary>The function app, and what stands before it.</summary>
internal static class AppRules
{
    /// <summary>What the platform refuses with error 51021, or leaves aside, on this plan.</summary>
    private static readonly string[] _notOnThisPlan =
    [
        "alwaysOn", "containerSize", "ftpsState", "functionAppScaleLimit", "functionsRuntimeScaleMonitoringEnabled", "linuxFxVersion", "minimumElasticInstanceCount", "netFrameworkVersion",
        "preWarmedInstanceCount", "use32BitWorkerProcess", "windowsFxVersion",
    ];

    public static IEnumerable<string> Check(Deployment deployment)
    {
        var (plan, app) = (deployment.Single("Microsoft.Web/serverfarms"), deployment.Single("Microsoft.Web/sites"));
        var identity = deployment.Single("Microsoft.ManagedIdentity/userAssignedIdentities");
        foreach (var (isSo, what) in new[]
        {
            ((string?)plan.Node["sku"]?["name"] == "FC1", "The plan is not Flex Consumption."),
            (app["httpsOnly"] == "true", "The app answers without encryption."),
            (app["siteConfig", "minTlsVersion"] == "1.2", "The app takes old TLS."),
            (app["siteConfig", "scmMinTlsVersion"] == "1.2", "Deployment takes old TLS."),
            (app["functionAppConfig", "runtime", "name"] == "dotnet-isolated", "The worker is not .NET isolated."),
            (app["functionAppConfig", "runtime", "version"] == string.Create(CultureInfo.InvariantCulture, $"{Environment.Version.Major}.0"), "The runtime is not the one the app is built for."),
            (app["functionAppConfig", "scaleAndConcurrency", "instanceMemoryMB"] == "2048", "An instance has not the memory that the caches are sized for."),
            (app["functionAppConfig", "deployment", "storage", "authentication", "type"] == "UserAssignedIdentity", "The package is not fetched with the identity."),
            ((string?)app.Node["identity"]?["type"] == "UserAssigned" && app.Node["identity"]!["userAssignedIdentities"]!.AsObject().ContainsKey(identity.Id), "The app does not work under its identity."),
        })
        {
            if (!isSo)
            {
                yield return what;
            }
        }

        foreach (var door in (string[])["ftp", "scm"])
        {
            if (!deployment.OfType("Microsoft.Web/sites/basicPublishingCredentialsPolicies").Any(policy => policy.LastName == door && policy["allow"] == "false"))
            {
                yield return $"Deployment by {door} takes a password.";
            }
        }

        foreach (var name in app.Properties["siteConfig"]!.AsObject().Select(property => property.Key).Intersect(_notOnThisPlan))
        {
            yield return $"{name} has no place on Flex Consumption.";
        }

        var package = app["functionAppConfig", "deployment", "storage", "value"]!;
        if (!deployment.OfType("Microsoft.Storage/storageAccounts/blobServices/containers").Any(container =>
            container.IsOf(deployment.HostAccount) && package.Contains(deployment.HostAccount.Name, StringComparison.Ordinal) && package.Contains(container.LastName, StringComparison.Ordinal)))
        {
            yield return $"The package's container is not made: {package}";
        }
    }

    /// <summary>Telemetry is taken from who has the right, and from nobody else.</summary>
    public static IEnumerable<string> Monitoring(Deployment deployment)
    {
        if (deployment.Single("Microsoft.Insights/components")["DisableLocalAuth"] != "true")
        {
            yield return "Application Insights takes a key.";
        }

        if (deployment.Single("Microsoft.OperationalInsights/workspaces")["features", "disableLocalAuth"] != "true")
        {
            yield return "The workspace takes a key.";
        }
    }

    /// <summary>With Front Door nobody goes round it; without it nobody is shut out.</summary>
    public static IEnumerable<string> FrontDoor(Deployment deployment)
    {
        var site = deployment.Single("Microsoft.Web/sites");
        var routes = deployment.OfType("Microsoft.Cdn/profiles/afdEndpoints/routes").ToList();
        var isThere = deployment.OfType("Microsoft.Cdn/profiles").Any();
        if (site["siteConfig", "ipSecurityRestrictionsDefaultAction"] != (isThere ? "Deny" : "Allow"))
        {
            yield return isThere ? "The app can be asked past Front Door." : "The app answers nobody.";
        }

        if (isThere && site["siteConfig", "ipSecurityRestrictions"]?.Contains("x-azure-fdid", StringComparison.Ordinal) != true)
        {
            yield return "The app takes requests of anybody's Front Door.";
        }

        foreach (var route in routes.Where(route => route["forwardingProtocol"] != "HttpsOnly" || route["httpsRedirect"] != "Enabled"))
        {
            yield return $"The route {route.LastName} goes without encryption.";
        }

        // Whatever is asked for with a function's key would be given to the next one who asks without.
        foreach (var route in routes.Where(route => route["cacheConfiguration"] is not null && route["patternsToMatch"] != """["/media/*"]"""))
        {
            yield return $"The route {route.LastName} is cached.";
        }
    }
}

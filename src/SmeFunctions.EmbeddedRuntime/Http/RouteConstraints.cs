using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace SmeFunctions.EmbeddedRuntime.Http;

/// <summary>Asks the router's own constraints whether a value would pass.</summary>
internal static class RouteConstraints
{
    /// <summary>The constraints of the pattern that the router would not understand.</summary>
    public static IReadOnlyList<string> Malformed(RoutePattern pattern)
    {
        using var services = Services();
        var factory = services.GetRequiredService<ParameterPolicyFactory>();
        var problems = new List<string>();
        foreach (var parameter in pattern.Parameters)
        {
            foreach (var policy in parameter.ParameterPolicies)
            {
                try
                {
                    factory.Create(parameter, policy);
                }
                catch (Exception e) when (e is InvalidOperationException or RouteCreationException or ArgumentException)
                {
                    problems.Add($"the constraint '{policy.Content}' of the route '{pattern.RawText}' is not understood: {e.Message}");
                }
            }
        }

        return problems;
    }

    /// <summary>Whether the router would take the value for the parameter.</summary>
    public static bool Allow(ParameterPolicyFactory factory, RoutePatternParameterPart parameter, string value)
    {
        var values = new RouteValueDictionary { [parameter.Name] = value };
        return parameter.ParameterPolicies
            .Select(policy => factory.Create(parameter, policy))
            .OfType<IRouteConstraint>()
            .All(constraint => constraint.Match(null, null, parameter.Name, values, RouteDirection.IncomingRequest));
    }

    public static ServiceProvider Services()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddRouting();
        return services.BuildServiceProvider();
    }
}

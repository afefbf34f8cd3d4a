using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace SmeFunctions.SelfHost.Http;

/// <summary>Evaluates the router's own constraints.</summary>
internal sealed class RouteConstraints : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddLogging().AddRouting().BuildServiceProvider();
    private readonly ParameterPolicyFactory _factory;

    // Regexes are compiled on first use, and cached, because many routes share them.
    private readonly Dictionary<(string? Content, bool IsOptional), IParameterPolicy> _known = [];

    public RouteConstraints() => _factory = _services.GetRequiredService<ParameterPolicyFactory>();

    /// <summary>The constraints that the router does not know.</summary>
    public IReadOnlyList<string> FindMalformed(RoutePattern pattern)
    {
        var problems = new List<string>();
        foreach (var parameter in pattern.Parameters)
        {
            foreach (var policy in parameter.ParameterPolicies)
            {
                try
                {
                    _factory.Create(parameter, policy);
                }
                catch (Exception e) when (e is InvalidOperationException or RouteCreationException or ArgumentException)
                {
                    problems.Add($"the constraint '{policy.Content}' of the route '{pattern.RawText}' is not understood: {e.Message}");
                }
            }
        }

        return problems;
    }

    /// <summary>Whether a constraint accepts a value.</summary>
    public bool Allow(RoutePatternParameterPart parameter, string value)
    {
        var values = new RouteValueDictionary { [parameter.Name] = value };
        return parameter.ParameterPolicies
            .Select(policy => Find(parameter, policy))
            .OfType<IRouteConstraint>()
            .All(constraint => constraint.Match(null, null, parameter.Name, values, RouteDirection.IncomingRequest));
    }

    public void Dispose() => _services.Dispose();

    private IParameterPolicy Find(RoutePatternParameterPart parameter, RoutePatternParameterPolicyReference policy)
    {
        var key = (policy.Content, parameter.IsOptional);
        if (!_known.TryGetValue(key, out var known))
        {
            _known[key] = known = _factory.Create(parameter, policy);
        }

        return known;
    }
}

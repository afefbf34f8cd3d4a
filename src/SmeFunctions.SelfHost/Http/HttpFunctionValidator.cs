using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.SelfHost.Functions;

namespace SmeFunctions.SelfHost.Http;

/// <summary>The rules for HTTP functions.</summary>
internal sealed class HttpFunctionValidator(RouteConstraints constraints)
{
    private static readonly string[] _reservedRoutes = ["admin", "runtime"];

    /// <summary>Adds the function's route to the list, if it is valid.</summary>
    public IEnumerable<string> Check(FunctionMethod function, HttpTriggerAttribute trigger, List<FunctionRoute> routes) =>
        [.. CheckAttribute(function, trigger), .. CheckResult(function), .. CheckRoute(function, trigger, routes)];

    private static IEnumerable<string> CheckAttribute(FunctionMethod function, HttpTriggerAttribute trigger)
    {
        var constructor = function.TriggerParameter.GetCustomAttributesData()
            .Single(data => data.AttributeType == typeof(HttpTriggerAttribute)).Constructor;
        if (constructor.GetParameters().All(parameter => parameter.ParameterType != typeof(AuthorizationLevel)))
        {
            yield return "state the AuthorizationLevel; without one the host answers 401";
        }

        if (trigger.AuthLevel is AuthorizationLevel.User or AuthorizationLevel.System)
        {
            yield return $"the level {trigger.AuthLevel} is not for functions of an app";
        }

        if (trigger.Methods is not { Length: > 0 } methods || methods.Any(method => method.Length == 0 || !method.All(char.IsAsciiLetter)))
        {
            yield return "state every HTTP method; one that is not listed is 404";
        }
    }

    private static IEnumerable<string> CheckResult(FunctionMethod function)
    {
        var result = function.Method.ReturnType;
        if (result.IsGenericType && (result.GetGenericTypeDefinition() == typeof(Task<>) || result.GetGenericTypeDefinition() == typeof(ValueTask<>)))
        {
            result = result.GetGenericArguments()[0];
        }

        if (typeof(IResult).IsAssignableFrom(result))
        {
            yield break;
        }

        yield return result.GetInterfaces().Append(result).Any(type => type.Name == "IActionResult")
            ? "SelfHost supports IResult only, not IActionResult"
            : $"it returns {result.Name}, which the worker would answer as an empty 200; return IResult";
    }

    private IEnumerable<string> CheckRoute(FunctionMethod function, HttpTriggerAttribute trigger, List<FunctionRoute> routes)
    {
        RoutePattern? pattern = null;
        string? malformed = null;
        try
        {
            pattern = RoutePatternFactory.Parse(function.Route);
        }
        catch (RoutePatternException e)
        {
            malformed = $"the route '{function.Route}' is malformed: {e.Message}";
        }

        if (malformed is not null)
        {
            yield return malformed;
        }

        // The host rejects any route that begins like this, even 'administration'.
        if (_reservedRoutes.Any(reserved => function.Route.StartsWith(reserved, StringComparison.OrdinalIgnoreCase)))
        {
            yield return $"the host keeps routes that begin with {string.Join(" or ", _reservedRoutes)} for itself";
        }

        var unknown = pattern is null ? [] : constraints.FindMalformed(pattern);
        foreach (var problem in unknown)
        {
            yield return problem;
        }

        if (pattern is not null && unknown.Count == 0)
        {
            routes.Add(new FunctionRoute(function, trigger.Methods ?? [], pattern));
        }

        foreach (var parameter in function.Parameters)
        {
            if (CheckParameter(parameter, parameter == function.TriggerParameter, pattern) is { } unbound)
            {
                yield return unbound;
            }
        }
    }

    private static string? CheckParameter(ParameterInfo parameter, bool isTrigger, RoutePattern? pattern)
    {
        var type = parameter.ParameterType;
        if (isTrigger)
        {
            return type == typeof(HttpRequest) ? null : $"the trigger's parameter '{parameter.Name}' must be an HttpRequest";
        }

        if (type == typeof(HttpRequest) || type == typeof(FunctionContext) || type == typeof(CancellationToken))
        {
            return null;
        }

        if (pattern is not null && parameter.Name is { } name && pattern.GetParameter(name) is not null)
        {
            return type == typeof(string)
                ? null
                : $"take the route value '{name}' as a string; one that does not convert is a 500 and not a 404";
        }

        return type == typeof(string) || type.IsValueType
            ? $"'{parameter.Name}' is not in the route, so the worker would bind a query value; read it from the request"
            : $"the worker does not bind the parameter '{parameter.Name}'; use the HttpRequest, or take services in the constructor";
    }
}

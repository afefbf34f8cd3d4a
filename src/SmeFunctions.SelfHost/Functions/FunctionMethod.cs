using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace SmeFunctions.SelfHost.Functions;

/// <summary>A method with <see cref="FunctionAttribute"/>.</summary>
internal sealed record FunctionMethod
{
    private const BindingFlags AnyMethod =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public required string Name { get; init; }

    public required MethodInfo Method { get; init; }

    /// <summary>Read once: if several apps start at the same time, reflection may return different objects for one parameter.</summary>
    public required IReadOnlyList<ParameterInfo> Parameters { get; init; }

    /// <summary>The parameters with a trigger; there must be one.</summary>
    public required IReadOnlyList<(ParameterInfo Parameter, TriggerBindingAttribute Attribute)> Triggers { get; init; }

    public RetryAttribute? Retry { get; init; }

    public Type Class => Method.DeclaringType!;

    /// <summary>Its name in messages: class, method and function.</summary>
    public string Location => $"{Class.Name}.{Method.Name} ({Name})";

    public ParameterInfo TriggerParameter => Triggers[0].Parameter;

    public TriggerBindingAttribute Trigger => Triggers[0].Attribute;

    /// <summary>The template below the route prefix. Without one, the host uses the function's name.</summary>
    public string Route => Trigger is HttpTriggerAttribute { Route: { } route } && !string.IsNullOrWhiteSpace(route)
        ? route.Trim('/')
        : Name;

    /// <summary>The functions of the types, ordered by name, as the host tries their routes.</summary>
    public static IReadOnlyList<FunctionMethod> FindAll(IEnumerable<Type> types) =>
        [.. types
            .Where(type => type.IsClass)
            .SelectMany(type => type.GetMethods(AnyMethod))
            .Select(Read)
            .OfType<FunctionMethod>()
            .OrderBy(function => function.Name, StringComparer.OrdinalIgnoreCase)
            .ThenBy(function => function.Name, StringComparer.Ordinal)];

    private static FunctionMethod? Read(MethodInfo method)
    {
        if (method.GetCustomAttribute<FunctionAttribute>() is not { } function)
        {
            return null;
        }

        var parameters = method.GetParameters();
        return new FunctionMethod
        {
            Name = function.Name,
            Method = method,
            Retry = method.GetCustomAttribute<RetryAttribute>(),
            Parameters = parameters,
            Triggers = [.. parameters
                .SelectMany(parameter => parameter
                    .GetCustomAttributes<TriggerBindingAttribute>()
                    .Select(attribute => (parameter, attribute)))],
        };
    }
}

using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.EmbeddedRuntime.Http;
using SmeFunctions.EmbeddedRuntime.Timers;

namespace SmeFunctions.EmbeddedRuntime.Functions;

/// <summary>
/// What the genuine build, worker or host would refuse or silently do otherwise. Needs no settings and no storage, so a
/// test can hold every function of an app against it; the runtime does so at each start.
/// </summary>
internal static partial class FunctionRules
{
    // Types that the worker's source generators add to the app.
    private static readonly HashSet<string> _generatedNames = new(StringComparer.Ordinal)
    {
        "DirectFunctionExecutor",
        "FunctionExecutorAutoStartup",
        "FunctionExecutorHostBuilderExtensions",
        "FunctionMetadataProviderAutoStartup",
        "GeneratedFunctionMetadataProvider",
        "WorkerExtensionStartupCodeExecutor",
        "WorkerHostBuilderFunctionMetadataProviderExtension",
    };

    /// <returns>A sentence for each broken rule, naming class and method; empty when all is well.</returns>
    public static IReadOnlyList<string> Check(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return Check(assembly.GetTypes());
    }

    /// <inheritdoc cref="Check(Assembly)"/>
    public static IReadOnlyList<string> Check(IReadOnlyCollection<Type> types)
    {
        ArgumentNullException.ThrowIfNull(types);
        var functions = FunctionMethod.In(types);
        var problems = types
            .Where(type => _generatedNames.Contains(type.Name))
            .Select(type => $"The class {type.FullName} has a name that the worker's generated code takes.")
            .ToList();

        problems.AddRange(functions
            .GroupBy(function => function.Name, StringComparer.OrdinalIgnoreCase)
            .Where(sameName => sameName.Skip(1).Any())
            .Select(sameName => $"The function name '{sameName.Key}' is taken more than once: {string.Join(", ", sameName.Select(function => function.Where))}."));

        using var constraints = new RouteConstraints();
        var http = new HttpRules(constraints);
        var routes = new List<RouteOfFunction>();
        foreach (var function in functions)
        {
            problems.AddRange(Method(function).Concat(Triggered(function, http, routes))
                .Select(problem => $"{function.Where}: {problem}."));
        }

        problems.AddRange(new RouteOverlap(constraints).Find(routes));
        return problems;
    }

    private static IEnumerable<string> Method(FunctionMethod function)
    {
        if (!FunctionName().IsMatch(function.Name))
        {
            yield return "a function name is a letter and up to 127 letters, digits, '-' and '_'";
        }

        if (function.Method is not { IsPublic: true, IsStatic: false, IsGenericMethodDefinition: false })
        {
            yield return "a function is a public, not generic instance method";
        }

        if (function.Class.IsAbstract || function.Class.ContainsGenericParameters || function.Class is { IsNestedPrivate: true } or { IsNestedFamily: true })
        {
            yield return "the class of a function is neither abstract, generic nor private";
        }
        else if (function.Class.GetConstructors().Length != 1)
        {
            yield return "the class of a function has one public constructor";
        }

        if (function.Class.GetConstructors().SelectMany(constructor => constructor.GetParameters()).Any(parameter => parameter.ParameterType == typeof(IHttpContextAccessor)))
        {
            yield return "IHttpContextAccessor is empty inside a function; use the request's HttpContext";
        }
    }

    private static IEnumerable<string> Triggered(FunctionMethod function, HttpRules http, List<RouteOfFunction> routes)
    {
        if (function.Triggers.Count != 1)
        {
            yield return $"a function has one trigger, this has {function.Triggers.Count}";
            yield break;
        }

        if (function.Retry is not null && function.Trigger is not TimerTriggerAttribute)
        {
            yield return "retry attributes are for timers; retries of queues are in host.json, extensions.queues";
        }

        var problems = function.Trigger switch
        {
            HttpTriggerAttribute trigger => http.Check(function, trigger, routes),
            QueueTriggerAttribute => Background(function, typeof(string)),
            TimerTriggerAttribute timer => Background(function, typeof(TimerInfo)).Concat(TimerSchedule.CheckLiteral(timer.Schedule))
                .Concat(RetryDelay(function)),
            _ => [$"the trigger {function.Trigger.GetType().Name} is not known to the embedded runtime"],
        };
        foreach (var problem in problems)
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> Background(FunctionMethod function, Type bound)
    {
        if (function.TriggerParameter.ParameterType != bound)
        {
            yield return $"the trigger's parameter '{function.TriggerParameter.Name}' must be a {bound.Name}";
        }

        if (function.Method.ReturnType is var result && result != typeof(void) && result != typeof(Task) && result != typeof(ValueTask))
        {
            yield return $"it returns a {result.Name} that nothing takes; return Task";
        }

        if (function.Method.ReturnType == typeof(void) && function.Method.IsDefined(typeof(AsyncStateMachineAttribute)))
        {
            yield return "async void is not awaited; return Task";
        }

        foreach (var parameter in function.Parameters)
        {
            if (parameter != function.TriggerParameter &&
                parameter.ParameterType != typeof(FunctionContext) &&
                parameter.ParameterType != typeof(CancellationToken))
            {
                yield return $"the worker does not bind the parameter '{parameter.Name}'; take services in the constructor";
            }
        }
    }

    private static IEnumerable<string> RetryDelay(FunctionMethod function)
    {
        switch (function.Retry)
        {
            case null:
                break;
            case FixedDelayRetryAttribute retry:
                if (!TimerSchedule.TryParseDelay(retry.DelayInterval, out _))
                {
                    yield return $"'{retry.DelayInterval}' is not a delay, written hh:mm:ss";
                }

                if (retry.MaxRetryCount is 0 or < -1)
                {
                    yield return "the number of retries is at least 1, or -1 for no end";
                }

                break;
            default:
                yield return $"{function.Retry.GetType().Name} is not known to the embedded runtime";
                break;
        }
    }

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9_-]{0,127}$", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex FunctionName();
}

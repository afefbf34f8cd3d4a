using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.SelfHost.Http;
using SmeFunctions.SelfHost.Timers;

namespace SmeFunctions.SelfHost.Functions;

/// <summary>
/// Finds what the SDK, the worker or the host would reject or ignore. It needs no settings and no storage, so tests can check every function of an
/// app; the host does so at each start.
/// </summary>
internal static partial class FunctionValidator
{
    /// <returns>A sentence for each problem, with class and method; empty when there is none.</returns>
    public static IReadOnlyList<string> Check(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return Check(assembly.GetTypes());
    }

    /// <inheritdoc cref="Check(Assembly)"/>
    public static IReadOnlyList<string> Check(IReadOnlyCollection<Type> types)
    {
        ArgumentNullException.ThrowIfNull(types);
        var functions = FunctionMethod.FindAll(types);
        var problems = new List<string>();
        problems.AddRange(functions
            .GroupBy(function => function.Name, StringComparer.OrdinalIgnoreCase)
            .Where(sameName => sameName.Skip(1).Any())
            .Select(sameName => $"The function name '{sameName.Key}' is taken more than once: {string.Join(", ", sameName.Select(function => function.Location))}."));

        using var constraints = new RouteConstraints();
        var http = new HttpFunctionValidator(constraints);
        var routes = new List<FunctionRoute>();
        foreach (var function in functions)
        {
            problems.AddRange(CheckMethod(function).Concat(CheckTrigger(function, http, routes))
                .Select(problem => $"{function.Location}: {problem}."));
        }

        problems.AddRange(new RouteConflictFinder(constraints).Find(routes));
        return problems;
    }

    private static IEnumerable<string> CheckMethod(FunctionMethod function)
    {
        if (!CheckName().IsMatch(function.Name))
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

    private static IEnumerable<string> CheckTrigger(FunctionMethod function, HttpFunctionValidator http, List<FunctionRoute> routes)
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
            QueueTriggerAttribute => CheckBackground(function, typeof(string)),
            TimerTriggerAttribute timer => CheckBackground(function, typeof(TimerInfo)).Concat(TimerSchedule.CheckLiteral(timer.Schedule))
                .Concat(CheckRetryDelay(function)),
            _ => [$"the trigger {function.Trigger.GetType().Name} is not known to SelfHost"],
        };
        foreach (var problem in problems)
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> CheckBackground(FunctionMethod function, Type bound)
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

    private static IEnumerable<string> CheckRetryDelay(FunctionMethod function)
    {
        switch (function.Retry)
        {
            case null:
                break;
            case FixedDelayRetryAttribute retry:
                if (retry.MaxRetryCount is 0 or < -1)
                {
                    yield return "the number of retries is at least 1, or -1 for no end";
                }

                break;
            default:
                yield return $"{function.Retry.GetType().Name} is not known to SelfHost";
                break;
        }
    }

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9_-]{0,127}$", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex CheckName();
}

using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SmeFunctions.SelfHost.Functions;
using SmeFunctions.SelfHost.Http;
using SmeFunctions.SelfHost.Queues;
using SmeFunctions.SelfHost.Settings;
using SmeFunctions.SelfHost.Timers;

namespace SmeFunctions.SelfHost.Hosting;

/// <summary>The functions of an app, validated and with their settings.</summary>
internal sealed record FunctionRegistry
{
    public required IReadOnlyList<FunctionInvoker> Http { get; init; }

    public required IReadOnlyList<QueueFunction> Queues { get; init; }

    public required IReadOnlyList<ResolvedTimer> Timers { get; init; }

    /// <summary>Null when callers need no key.</summary>
    public required FunctionKeys? Keys { get; init; }

    /// <exception cref="StartupException">Contains all problems with functions and settings.</exception>
    public static FunctionRegistry Load(IReadOnlyCollection<Type> types, IConfiguration configuration, bool enableAuth)
    {
        var problems = FunctionValidator.Check(types).ToList();
        var functions = FunctionMethod.FindAll(types)
            .Where(function => function.Triggers.Count == 1)
            .Select(function => new FunctionInvoker(function))
            .ToArray();
        var http = functions.Where(function => function.Function.Trigger is HttpTriggerAttribute).ToArray();
        problems.AddRange(CreateHomePage(http, configuration));
        var queues = functions.Where(function => function.Function.Trigger is QueueTriggerAttribute)
            .Select(function => QueueFunction.Resolve(function, configuration, problems))
            .OfType<QueueFunction>().ToArray();
        var timers = functions.Where(function => function.Function.Trigger is TimerTriggerAttribute)
            .Select(function => ResolvedTimer.Resolve(function, configuration, problems))
            .OfType<ResolvedTimer>().ToArray();
        var keys = enableAuth ? ReadKeys(http, configuration, problems) : null;

        // A schedule without settings is checked by the validator and here.
        return problems.Count > 0
            ? throw new StartupException([.. problems.Distinct(StringComparer.Ordinal)])
            : new FunctionRegistry { Http = http, Queues = queues, Timers = timers, Keys = keys };
    }

    /// <summary>Services that constructors need and nobody registered. Finding them at the start is better than at the first call.</summary>
    public IReadOnlyList<string> MissingServices(IServiceProviderIsService services) =>
        [.. Http.Concat(Queues.Select(queue => queue.Function)).Concat(Timers.Select(timer => timer.Function))
            .SelectMany(
                function => function.Function.Class.GetConstructors().SelectMany(constructor => constructor.GetParameters()),
                (function, parameter) => (function.Function, parameter))
            .Where(each => !each.parameter.HasDefaultValue && !each.parameter.IsDefined(typeof(FromKeyedServicesAttribute), inherit: false) && !services.IsService(each.parameter.ParameterType))
            .Select(each => $"{each.Function.Location}: no service '{each.parameter.ParameterType.Name}' is registered, which the constructor takes.")];

    private static FunctionKeys? ReadKeys(FunctionInvoker[] http, IConfiguration configuration, List<string> problems)
    {
        try
        {
            return FunctionKeys.Read(configuration, http.Select(function => function.Function));
        }
        catch (StartupException e)
        {
            problems.AddRange(e.Problems);
            return null;
        }
    }

    private static IEnumerable<string> CreateHomePage(FunctionInvoker[] http, IConfiguration configuration) =>
        bool.TryParse(configuration["AzureWebJobsDisableHomepage"], out var disabled) && disabled
            ? []
            : http.Where(function => function.Function.Route.Length == 0)
                .Select(function => $"{function.Function.Location}: the host's home page takes '/' unless the setting AzureWebJobsDisableHomepage is true.");
}

using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.SelfHost.Http;

namespace SmeFunctions.SelfHost.Functions;

/// <summary>An invocation of a function. Rarely used members are created on demand.</summary>
internal abstract class SelfHostFunctionContext(FunctionInvoker function) : FunctionContext
{
    private string? _invocationId;
    private InvocationFeatures? _features;

    public FunctionInvoker Function { get; } = function;

    /// <summary>The return value of the method; null before it returns.</summary>
    public object? Result { get; set; }

    public override string InvocationId => _invocationId ??= Guid.NewGuid().ToString();

    public override string FunctionId => Function.Definition.Id;

    public override FunctionDefinition FunctionDefinition => Function.Definition;

    public override IInvocationFeatures Features => _features ??= [];

    public override TraceContext TraceContext => CurrentTrace.Instance;

    public override RetryContext RetryContext => NoRetry.Instance;

    /// <summary>The value of the trigger's parameter.</summary>
    public abstract object TriggerValue { get; }

    /// <summary>The context that the host created, also if a middleware passed on another.</summary>
    public static SelfHostFunctionContext From(FunctionContext context) =>
        context as SelfHostFunctionContext
        ?? throw new InvalidOperationException("A middleware passed on a FunctionContext that is not the runtime's.");

    public static string? RouteValue(SelfHostFunctionContext context, string name) =>
        ((HttpFunctionContext)context).HttpContext.Request.RouteValues.TryGetValue(name, out var value) ? value?.ToString() : null;

    private sealed class CurrentTrace : TraceContext
    {
        public static readonly CurrentTrace Instance = new();

        public override string TraceParent => Activity.Current?.Id ?? string.Empty;

        public override string TraceState => Activity.Current?.TraceStateString ?? string.Empty;
    }

    private sealed class NoRetry : RetryContext
    {
        public static readonly NoRetry Instance = new();

        public override int RetryCount => 0;

        public override int MaxRetryCount => 0;
    }
}

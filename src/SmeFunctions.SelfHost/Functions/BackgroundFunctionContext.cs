using Microsoft.Azure.Functions.Worker;

namespace SmeFunctions.SelfHost.Functions;

/// <summary>An invocation for a queue message or a timer.</summary>
internal sealed class BackgroundFunctionContext(FunctionInvoker function, object triggerValue, IServiceProvider services, CancellationToken cancellationToken)
    : SelfHostFunctionContext(function)
{
    private BindingContext? _bindingContext;
    private RetryContext? _retryContext;

    public override object TriggerValue => triggerValue;

    public override IDictionary<object, object> Items
    {
        get => field ??= new Dictionary<object, object>();
        set;
    }

    public override CancellationToken CancellationToken => cancellationToken;

    public override IServiceProvider InstanceServices { get; set; } = services;

    public IReadOnlyDictionary<string, object?> BindingData { get; init; } = new Dictionary<string, object?>();

    /// <summary>The current attempt and the maximum, if the host retries by itself.</summary>
    public (int Count, int Max)? Retry { get; init; }

    public override BindingContext BindingContext => _bindingContext ??= new Bindings(BindingData);

    public override RetryContext RetryContext => _retryContext ??= Retry is { } retry
        ? new Retries(retry.Count, retry.Max)
        : base.RetryContext;

    private sealed class Bindings(IReadOnlyDictionary<string, object?> data) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData => data;
    }

    private sealed class Retries(int count, int max) : RetryContext
    {
        public override int RetryCount => count;

        public override int MaxRetryCount => max;
    }
}

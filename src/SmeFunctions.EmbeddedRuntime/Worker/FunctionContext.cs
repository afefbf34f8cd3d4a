using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>One run of a function.</summary>
public abstract class FunctionContext
{
    protected FunctionContext()
    {
    }

    public abstract string InvocationId { get; }

    public abstract string FunctionId { get; }

    public abstract TraceContext TraceContext { get; }

    public abstract BindingContext BindingContext { get; }

    public abstract RetryContext RetryContext { get; }

    public abstract IServiceProvider InstanceServices { get; set; }

    public abstract FunctionDefinition FunctionDefinition { get; }

    public abstract IDictionary<object, object> Items { get; set; }

    public abstract IInvocationFeatures Features { get; }

    public virtual CancellationToken CancellationToken => default;
}

public abstract class BindingContext
{
    protected BindingContext()
    {
    }

    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}

public abstract class FunctionDefinition
{
    protected FunctionDefinition()
    {
    }

    public abstract ImmutableArray<FunctionParameter> Parameters { get; }

    public abstract string PathToAssembly { get; }

    public abstract string EntryPoint { get; }

    public abstract string Id { get; }

    public abstract string Name { get; }

    public abstract IImmutableDictionary<string, BindingMetadata> InputBindings { get; }

    public abstract IImmutableDictionary<string, BindingMetadata> OutputBindings { get; }
}

public abstract class TraceContext
{
    public abstract string TraceParent { get; }

    public abstract string TraceState { get; }
}

public abstract class RetryContext
{
    public abstract int RetryCount { get; }

    public abstract int MaxRetryCount { get; }
}

public interface IInvocationFeatures : IEnumerable<KeyValuePair<Type, object>>
{
    void Set<T>(T instance);

    T? Get<T>();
}

public class FunctionParameter(string name, Type type)
{
    public string Name { get; } = name;

    public Type Type { get; } = type;
}

public abstract class BindingMetadata
{
    public abstract string Name { get; }

    public abstract string Type { get; }

    public abstract BindingDirection Direction { get; }
}

public enum BindingDirection
{
    In = 0,
    Out = 1,
}

public static class FunctionContextExtensions
{
    // The key under which the genuine worker keeps it, so that test doubles with only Items do.
    private const string ItemKey = "HttpRequestContext";

    /// <summary>The request that the function runs for; null when something else triggered it.</summary>
    public static HttpContext? GetHttpContext(this FunctionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context is SmeFunctions.EmbeddedRuntime.Http.HttpFunctionContext http
            ? http.VisibleHttpContext
            : context.Items.TryGetValue(ItemKey, out var value) ? value as HttpContext : null;
    }
}

using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.SelfHost.Functions;

namespace SmeFunctions.SelfHost.Http;

/// <summary>An invocation for a request; its scope is the request's.</summary>
internal sealed class HttpFunctionContext(FunctionInvoker function, HttpContext http, SingletonServices singletons) : SelfHostFunctionContext(function)
{
    private IServiceProvider? _services;
    private BindingContext? _bindingContext;

    public HttpContext HttpContext => http;

    // The key that the worker's GetHttpContext() reads.
    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object> { ["HttpRequestContext"] = http };

    public override object TriggerValue => http.Request;

    public override CancellationToken CancellationToken => http.RequestAborted;

    public override IServiceProvider InstanceServices
    {
        get => _services ??= new InvocationServices(singletons, http);
        set => _services = value;
    }

    /// <summary>The route values.</summary>
    public override BindingContext BindingContext => _bindingContext ??= new Bindings(http);

    private sealed class Bindings(HttpContext http) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData => http.Request.RouteValues;
    }
}

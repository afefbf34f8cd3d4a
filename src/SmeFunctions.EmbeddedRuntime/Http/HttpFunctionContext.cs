using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.EmbeddedRuntime.Functions;

namespace SmeFunctions.EmbeddedRuntime.Http;

/// <summary>A run for a request; its scope is the request's.</summary>
internal sealed class HttpFunctionContext(FunctionInvoker function, HttpContext http) : EmbeddedFunctionContext(function)
{
    private IServiceProvider? _services;
    private BindingContext? _bindingContext;

    public HttpContext HttpContext => http;

    /// <summary>Null for middleware that was added before <c>ConfigureFunctionsWebApplication</c>, as in the genuine worker.</summary>
    public HttpContext? VisibleHttpContext { get; set; }

    public override object TriggerValue => http.Request;

    public override CancellationToken CancellationToken => http.RequestAborted;

    public override IServiceProvider InstanceServices
    {
        get => _services ?? http.RequestServices;
        set => _services = value;
    }

    /// <summary>The route values.</summary>
    public override BindingContext BindingContext => _bindingContext ??= new Bindings(http);

    private sealed class Bindings(HttpContext http) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData => http.Request.RouteValues;
    }
}

using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmeFunctions.HostEmulator.Protocol;
using Yarp.ReverseProxy.Forwarder;

namespace SmeFunctions.HostEmulator;

/// <summary>
/// The host's HTTP side: finds the function by its route, invokes it over gRPC, and forwards the request itself to the worker's own server.
/// The two meet there by the invocation id.
/// </summary>
internal sealed class HttpForwarding(WorkerProcess worker, IHttpForwarder forwarder) : IDisposable
{
    private static readonly ForwarderRequestConfig _config = new() { ActivityTimeout = TimeSpan.FromMinutes(5) };

    private readonly string _destination = worker.HttpUri.GetLeftPart(UriPartial.Authority);
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        // A large body that the worker refuses must not be sent first.
        Expect100ContinueTimeout = TimeSpan.FromMinutes(1),
    });

    public static WebApplication Build(WorkerProcess worker, string routePrefix, int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddHttpForwarder();
        builder.Services.AddRouting();
        builder.Services.AddSingleton(worker);
        builder.Services.AddSingleton<HttpForwarding>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        var app = builder.Build();
        var forwarding = app.Services.GetRequiredService<HttpForwarding>();
        // Routes are tried one after the other in the order of the functions' names.
        var endpoints = worker.Functions
            .Where(function => function.TriggerType == "httpTrigger")
            .Select((function, order) => forwarding.CreateEndpoint(function, order, routePrefix));
        ((IEndpointRouteBuilder)app).DataSources.Add(new DefaultEndpointDataSource(endpoints));
        app.UseRouting();
        // The host answers 404 where a route does not have the method, also to HEAD and OPTIONS.
        app.Run(context => context.GetEndpoint() is RouteEndpoint { RequestDelegate: { } run } ? run(context) : AnswerNotFound(context));
        return app;
    }

    public void Dispose() => _client.Dispose();

    private RouteEndpoint CreateEndpoint(WorkerFunction function, int order, string routePrefix)
    {
        var route = function.Route ?? function.Name;
        return new RouteEndpoint(
            context => InvokeAsync(context, function),
            RoutePatternFactory.Parse(routePrefix.Length == 0 ? route : $"{routePrefix}/{route}"),
            order,
            new EndpointMetadataCollection(new HttpMethodMetadata(function.Methods)),
            function.Name);
    }

    private async Task InvokeAsync(HttpContext context, WorkerFunction function)
    {
        var request = new InvocationRequest { InvocationId = Guid.NewGuid().ToString(), FunctionId = function.Metadata.FunctionId };
        request.InputData.Add(new ParameterBinding { Name = function.Parameter, Data = new TypedData { Http = new RpcHttp() } });
        foreach (var (name, value) in context.Request.RouteValues)
        {
            request.TriggerMetadata[name] = new TypedData { String = value?.ToString() ?? "" };
        }

        foreach (var (name, values) in context.Request.Query)
        {
            // The last value wins, and a route value wins over all.
            request.TriggerMetadata.TryAdd(name, new TypedData { String = values.LastOrDefault() ?? "" });
        }

        var invocation = worker.InvokeAsync(request, context.RequestAborted);
        await forwarder.SendAsync(context, _destination, _client, _config, new InvocationTransformer(request.InvocationId));
        try
        {
            var response = await invocation;
            if (response.Result.Status != StatusResult.Types.Status.Success && !context.Response.HasStarted)
            {
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            }
        }
        catch (WorkerGoneException)
        {
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = StatusCodes.Status502BadGateway;
            }
        }
    }

    private static Task AnswerNotFound(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private sealed class InvocationTransformer(string invocationId) : HttpTransformer
    {
        public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
        {
            await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
            proxyRequest.Headers.Add("x-ms-invocation-id", invocationId);
            // The worker's app sees the host that the client asked for, as behind the genuine host.
            proxyRequest.Headers.Host = null;
            proxyRequest.Headers.TryAddWithoutValidation("X-Forwarded-Host", httpContext.Request.Host.Value);
            proxyRequest.Headers.TryAddWithoutValidation("X-Forwarded-Proto", httpContext.Request.Scheme);
        }
    }
}

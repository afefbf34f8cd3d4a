using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using SmeFunctions.SelfHost.Functions;
using SmeFunctions.SelfHost.Http;

namespace SmeFunctions.SelfHost.Tests.Http;

public class RouteOrderTests
{
    // The rules refuse overlapping routes, so this is seen on the endpoints and not over HTTP.
    [Fact]
    public void The_first_by_name_comes_first_whatever_its_case_and_its_template()
    {
        var functions = FunctionMethod.FindAll([typeof(Functions)]).Select(function => new FunctionInvoker(function));

        var endpoints = new HttpFunctionEndpoints(new FunctionPipeline([]), null, new SingletonServices(new ServiceCollection().BuildServiceProvider(), new ServiceCollection()), NullLoggerFactory.Instance)
            .CreateEndpoints(functions, routePrefix: string.Empty)
            .Cast<RouteEndpoint>();

        Assert.Equal(
            [("Any", 0), ("bTop", 1), ("CAny", 2)],
            endpoints.Select(endpoint => (endpoint.DisplayName!, endpoint.Order)));
    }

    [Fact]
    public void Methods_are_those_of_the_trigger()
    {
        var function = new FunctionInvoker(FunctionMethod.FindAll([typeof(Functions)])[0]);

        var endpoint = new HttpFunctionEndpoints(new FunctionPipeline([]), null, new SingletonServices(new ServiceCollection().BuildServiceProvider(), new ServiceCollection()), NullLoggerFactory.Instance).CreateEndpoints([function], "api").Single();

        Assert.Equal(["GET", "HEAD"], endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods);
        Assert.Equal("api/{name}", ((RouteEndpoint)endpoint).RoutePattern.RawText);
        Assert.NotNull(function.Function.Method.GetCustomAttribute<FunctionAttribute>());
    }

    internal sealed class Functions
    {
        [Function("bTop")]
        public IResult Top([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "top")] HttpRequest request) => Results.Text(request.Path);

        [Function("Any")]
        public IResult Any([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "{name}")] HttpRequest request) => Results.Text(request.Path);

        [Function("CAny")]
        public IResult Other([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "{name}")] HttpRequest request) => Results.Text(request.Path);
    }
}

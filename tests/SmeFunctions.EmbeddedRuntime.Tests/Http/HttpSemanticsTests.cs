using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using SmeFunctions.EmbeddedRuntime.Tests.Hosting;

namespace SmeFunctions.EmbeddedRuntime.Tests.Http;

public class HttpSemanticsTests
{
    [Fact]
    public async Task Binds_the_request_the_route_and_the_context()
    {
        await using var app = await TestApp.StartAsync([typeof(GetThing)]);

        var text = await app.Client.GetStringAsync(new Uri("things/caf%C3%A9?q=1", UriKind.Relative));

        Assert.Equal("GetThing café ?q=1", text);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    public async Task A_method_that_is_not_listed_is_an_empty_404(string method)
    {
        await using var app = await TestApp.StartAsync([typeof(GetThing)]);

        using var response = await app.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), "things/a"));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        Assert.Empty(response.Content.Headers.Allow);
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task An_exception_is_an_empty_500_and_an_error_in_the_log()
    {
        await using var app = await TestApp.StartAsync([typeof(Fail)]);

        using var response = await app.Client.GetAsync(new Uri("fail", UriKind.Relative));

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        Assert.Equal("Fail failed", Assert.Single(app.Log.At(LogLevel.Error)));
    }

    internal sealed class GetThing
    {
        [Function(nameof(GetThing))]
        public async Task<IResult> Run(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things/{name:minlength(1)}")] HttpRequest request,
            string name,
            FunctionContext context,
            CancellationToken cancellationToken)
        {
            await Task.Delay(1, cancellationToken);
            return Results.Text($"{context.FunctionDefinition.Name} {name} {request.QueryString}");
        }
    }

    internal sealed class Fail
    {
        [Function(nameof(Fail))]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "fail")] HttpRequest request) =>
            throw new InvalidOperationException(request.Path);
    }
}

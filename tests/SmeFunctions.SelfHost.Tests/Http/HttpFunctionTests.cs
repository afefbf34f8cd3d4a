using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmeFunctions.SelfHost.Hosting;
using SmeFunctions.SelfHost.Tests.Hosting;

namespace SmeFunctions.SelfHost.Tests.Http;

public class HttpFunctionTests
{
    [Fact]
    public async Task Binds_the_request_the_route_and_the_context()
    {
        await using var app = await TestApp.StartAsync([typeof(GetThing)], configure: AddScoped);

        var text = await app.Client.GetStringAsync(new Uri("things/caf%C3%A9?q=1", UriKind.Relative));

        Assert.Equal("GetThing café café ?q=1 cancellable", text);
    }

    [Theory]
    [InlineData("POST", "things/a")]
    [InlineData("HEAD", "things/a")]
    [InlineData("OPTIONS", "things/a")]
    [InlineData("GET", "things")]
    [InlineData("GET", "")]
    public async Task Nothing_or_another_method_is_an_empty_404(string method, string path)
    {
        await using var app = await TestApp.StartAsync([typeof(GetThing)]);

        using var response = await app.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        Assert.Empty(response.Content.Headers.Allow);
    }

    [Fact]
    public async Task Does_not_say_which_server_it_is()
    {
        await using var app = await TestApp.StartAsync([typeof(GetThing)]);

        using var response = await app.Client.GetAsync(new Uri("things/a", UriKind.Relative));

        Assert.Empty(response.Headers.Server);
    }

    [Fact]
    public async Task A_route_begins_with_the_prefix_of_the_host_file()
    {
        await using var app = await TestApp.StartAsync([typeof(GetThing)], configure: AddScoped, folder: TestApp.Folder(routePrefix: "v1"));

        using var below = await app.Client.GetAsync(new Uri("v1/things/a", UriKind.Relative));
        using var beside = await app.Client.GetAsync(new Uri("things/a", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, below.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, beside.StatusCode);
    }

    [Fact]
    public async Task Without_a_route_the_name_is_the_route()
    {
        await using var app = await TestApp.StartAsync([typeof(Nameless)]);

        Assert.Equal("here", await app.Client.GetStringAsync(new Uri("nameless", UriKind.Relative)));
    }

    [Theory]
    [InlineData("fail/now")]
    [InlineData("fail/later")]
    [InlineData("fail/result")]
    public async Task An_exception_is_an_empty_500_and_an_error_in_the_log(string path)
    {
        await using var app = await TestApp.StartAsync([typeof(Fail)]);

        using var response = await app.Client.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        Assert.False(response.Headers.Contains("X-Half"));
        Assert.Equal("Fail failed", Assert.Single(app.Log.At(LogLevel.Error)));
    }

    [Theory]
    [InlineData(30_000_000, HttpStatusCode.OK)]
    [InlineData(30_000_001, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_body_may_have_30_million_bytes(int length, HttpStatusCode expected)
    {
        await using var app = await TestApp.StartAsync([typeof(Upload)]);
        using var request = new HttpRequestMessage(HttpMethod.Put, "upload");
        request.Content = new ByteArrayContent(new byte[length]);
        request.Headers.ExpectContinue = true;

        using var response = await app.Client.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
        Assert.Empty(app.Log.At(LogLevel.Error));
    }

    [Fact]
    public async Task The_token_fires_when_the_client_goes_away()
    {
        var seen = new Seen();
        await using var app = await TestApp.StartAsync([typeof(Wait)], configure: builder => seen.AddTo(builder.Services));
        using var leaving = new CancellationTokenSource();

        var request = app.Client.GetAsync(new Uri("wait", UriKind.Relative), leaving.Token);
        await seen.Started.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        Assert.Equal("cancelled", await seen.Ended.Task.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Empty(app.Log.At(LogLevel.Error));
    }

    [Fact]
    public async Task Each_run_has_an_instance_of_its_own_which_is_disposed()
    {
        var seen = new Seen();
        await using var app = await TestApp.StartAsync([typeof(Disposed)], configure: builder => seen.AddTo(builder.Services));

        var first = await app.Client.GetStringAsync(new Uri("disposed", UriKind.Relative));
        var second = await app.Client.GetStringAsync(new Uri("disposed", UriKind.Relative));

        Assert.NotEqual(first, second);
        Assert.Equal([first, second], seen.Disposed);
    }

    [Fact]
    public async Task A_null_result_is_an_empty_200()
    {
        await using var app = await TestApp.StartAsync([typeof(ReturnsNull)]);

        using var response = await app.Client.PostAsync(new Uri("null", UriKind.Relative), new StringContent("x", Encoding.UTF8, MediaTypeHeaderValue.Parse("text/plain")));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(0, response.Content.Headers.ContentLength);
    }

    private static void AddScoped(SelfHostApplicationBuilder builder) => builder.Services.AddScoped<Scoped>();

    internal sealed class Scoped;

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
            Assert.Same(request.HttpContext, context.GetHttpContext());
            Assert.True(Guid.TryParse(context.InvocationId, out _));
            Assert.Same(request.HttpContext.RequestServices.GetRequiredService<Scoped>(), context.InstanceServices.GetRequiredService<Scoped>());
            Assert.Same(request.HttpContext.RequestServices.GetRequiredService<IHostEnvironment>(), context.InstanceServices.GetRequiredService<IHostEnvironment>());
            return Results.Text(
                $"{context.FunctionDefinition.Name} {name} {context.BindingContext.BindingData["name"]} {request.QueryString} " +
                (cancellationToken.CanBeCanceled && cancellationToken == context.CancellationToken ? "cancellable" : "not cancellable"));
        }
    }

    internal sealed class Nameless
    {
        [Function(nameof(Nameless))]
        public ValueTask<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
            new(Results.Text(request.Path.HasValue ? "here" : string.Empty));
    }

    internal sealed class Fail
    {
        [Function(nameof(Fail))]
        public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "fail/{when}")] HttpRequest request, string when) =>
            when switch
            {
                "now" => throw new InvalidOperationException(request.Path),
                "later" => LaterAsync(request),
                _ => Task.FromResult<IResult>(new FailingResult()),
            };

        private static async Task<IResult> LaterAsync(HttpRequest request)
        {
            await Task.Yield();
            throw new InvalidOperationException(request.Path);
        }
    }

    internal sealed class FailingResult : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers["X-Half"] = "done";
            throw new InvalidOperationException();
        }
    }

    internal sealed class Upload
    {
        [Function(nameof(Upload))]
        public async Task<IResult> Run(
            [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "upload")] HttpRequest request, CancellationToken cancellationToken)
        {
            await request.Body.CopyToAsync(Stream.Null, cancellationToken);
            return Results.Ok();
        }
    }

    internal sealed class Wait(Seen seen)
    {
        [Function(nameof(Wait))]
        public async Task<IResult> Run(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "wait")] HttpRequest request, CancellationToken cancellationToken)
        {
            seen.Started.SetResult(request.Path);
            try
            {
                await Task.Delay(TimeSpan.FromSeconds(30), cancellationToken);
                seen.Ended.SetResult("waited");
            }
            catch (OperationCanceledException)
            {
                seen.Ended.SetResult("cancelled");
                throw;
            }

            return Results.Ok();
        }
    }

    internal sealed class Disposed(Seen seen) : IAsyncDisposable
    {
        private readonly string _id = Guid.NewGuid().ToString();

        public ValueTask DisposeAsync()
        {
            seen.Disposed.Enqueue(_id);
            return default;
        }

        [Function(nameof(Disposed))]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "disposed")] HttpRequest request) =>
            Results.Text(request.Path.HasValue ? _id : string.Empty);
    }

    internal sealed class ReturnsNull
    {
        [Function(nameof(ReturnsNull))]
        public Task<IResult?> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "null")] HttpRequest request) =>
            Task.FromResult<IResult?>(request.Path.HasValue ? null : Results.Ok());
    }
}

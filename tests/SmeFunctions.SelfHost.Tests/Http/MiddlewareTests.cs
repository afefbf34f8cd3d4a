using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmeFunctions.SelfHost.Tests.Hosting;

namespace SmeFunctions.SelfHost.Tests.Http;

public class MiddlewareTests
{
    [Fact]
    public async Task Runs_in_the_order_in_which_it_was_added_and_before_the_result_is_written()
    {
        var seen = new Seen();
        await using var app = await TestApp.StartAsync([typeof(Step)], configure: builder =>
        {
            seen.AddTo(builder.Services);
            builder.UseMiddleware<Outer>();
            builder.UseMiddleware(async (context, next) =>
            {
                seen.Steps.Enqueue("inner");
                await next();
                seen.Steps.Enqueue("inner back");
            });
            builder.UseWhen(context => context.FunctionDefinition.Name == "Other", (_, _) => throw new InvalidOperationException());
        });

        await app.Client.GetStringAsync(new Uri("step", UriKind.Relative));

        Assert.Equal(["outer", "inner", "function", "inner back", "outer back", "result"], seen.Steps);
    }

    [Fact]
    public async Task Can_answer_for_an_exception()
    {
        await using var app = await TestApp.StartAsync([typeof(Step)], configure: builder => builder.UseMiddleware<Catching>());

        using var response = await app.Client.GetAsync(new Uri("step", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal("InvalidOperationException", await response.Content.ReadAsStringAsync());
        Assert.Empty(app.Log.At(LogLevel.Error));
    }

    [Fact]
    public async Task Sees_a_request_that_is_too_large()
    {
        await using var app = await TestApp.StartAsync([typeof(HttpFunctionTests.Upload)], configure: builder => builder.UseMiddleware<Catching>());
        using var request = new HttpRequestMessage(HttpMethod.Put, "upload");
        request.Content = new ByteArrayContent(new byte[30_000_001]);
        request.Headers.ExpectContinue = true;

        using var response = await app.Client.SendAsync(request);

        Assert.Equal("BadHttpRequestException", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Is_one_instance_for_all_runs()
    {
        var seen = new Seen();
        await using var app = await TestApp.StartAsync([typeof(Step)], configure: builder =>
        {
            seen.AddTo(builder.Services);
            builder.UseWhen<Counting>(_ => true);
        });

        await app.Client.GetStringAsync(new Uri("step", UriKind.Relative));
        await app.Client.GetStringAsync(new Uri("step", UriKind.Relative));

        Assert.Contains("run 2", seen.Steps);
    }

    internal sealed class Step(IServiceProvider services)
    {
        [Function(nameof(Step))]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "step")] HttpRequest request)
        {
            var seen = (Seen?)services.GetService(typeof(Seen)) ?? throw new InvalidOperationException(request.Path);
            seen.Steps.Enqueue("function");
            return new Result(seen);
        }
    }

    internal sealed class Result(Seen seen) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            seen.Steps.Enqueue("result");
            return Task.CompletedTask;
        }
    }

    internal sealed class Outer(Seen seen) : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            Assert.NotNull(context.GetHttpContext());
            seen.Steps.Enqueue("outer");
            await next(context);
            seen.Steps.Enqueue("outer back");
        }
    }

    internal sealed class Counting(Seen seen) : IFunctionsWorkerMiddleware
    {
        private int _runs;

        public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            seen.Steps.Enqueue($"run {++_runs}");
            return next(context);
        }
    }

    internal sealed class Catching : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            try
            {
                await next(context);
            }
            catch (Exception e)
            {
                var response = context.GetHttpContext()!.Response;
                response.StatusCode = StatusCodes.Status409Conflict;
                await response.WriteAsync(e is BadHttpRequestException ? nameof(BadHttpRequestException) : e.GetType().Name);
            }
        }
    }
}

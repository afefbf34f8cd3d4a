using Azure.Storage.Queues;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmeFunctions.SelfHost.Tests.LocalStorage;

namespace SmeFunctions.SelfHost.Tests.Hosting;

/// <summary>The engine as a whole on real storage: what arrives in a queue, and what a stop does to work under way.</summary>
public class DrainTests(AzuriteFixture storage)
{
    private static readonly TimeSpan _soon = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_message_runs_through_the_middleware_in_a_scope_and_is_gone()
    {
        var seen = new Seen();
        var (queue, args) = await QueueAsync();
        await using var app = await TestApp.StartAsync([typeof(Handle)], args, builder =>
        {
            seen.AddTo(builder.Services);
            builder.Services.AddScoped<Scoped>();
            builder.Use(next => async context =>
            {
                Assert.Null(context.GetHttpContext());
                seen.Steps.Enqueue($"{context.FunctionDefinition.Name} {context.BindingContext.BindingData["DequeueCount"]}");
                await next(context);
            });
        });

        await queue.SendMessageAsync("quick");
        var ended = await seen.Ended.Task.WaitAsync(_soon);
        await WaitAsync(async () => (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0);

        Assert.Equal("quick", ended);
        Assert.Equal(["Handle 1"], seen.Steps);
        Assert.Empty(app.Log.At(LogLevel.Error));
    }

    [Fact]
    public async Task A_message_that_never_succeeds_ends_in_the_poison_queue_whose_function_gets_it()
    {
        var seen = new Seen();
        var (queue, args) = await QueueAsync();
        var folder = new TestFolder().With("host.json", """
            { "version": "2.0", "extensions": { "queues": { "maxDequeueCount": 2, "maxPollingInterval": "00:00:00.2" } } }
            """);
        await using var app = await TestApp.StartAsync([typeof(Fail), typeof(Poisoned)], args, builder => seen.AddTo(builder.Services), folder);

        await queue.SendMessageAsync("bad");

        Assert.Equal("bad", await seen.Ended.Task.WaitAsync(_soon));
        Assert.Equal(["try 1", "try 2"], seen.Steps);
    }

    [Fact]
    public async Task A_stop_lets_messages_and_requests_finish()
    {
        var (seen, waiting) = (new Seen(), new Seen());
        var (queue, args) = await QueueAsync();
        await using var app = await TestApp.StartAsync([typeof(Handle), typeof(Wait)], args, builder =>
        {
            seen.AddTo(builder.Services);
            builder.Services.AddScoped<Scoped>();
            builder.Services.AddKeyedSingleton("http", waiting);
        });
        await queue.SendMessageAsync("slow");
        var request = app.Client.GetStringAsync(new Uri("wait", UriKind.Relative));
        await Task.WhenAll(seen.Started.Task, waiting.Started.Task).WaitAsync(_soon);

        await app.StopAsync().WaitAsync(_soon);

        Assert.Equal("slow", await seen.Ended.Task.WaitAsync(TimeSpan.Zero));
        Assert.Equal("waited", await request);
        Assert.Equal(0, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task When_the_time_to_drain_is_over_the_tokens_fire()
    {
        var seen = new Seen();
        var (queue, args) = await QueueAsync();
        await using var app = await TestApp.StartAsync([typeof(Handle)], args, builder =>
        {
            seen.AddTo(builder.Services);
            builder.Services.AddScoped<Scoped>();
        });
        await queue.SendMessageAsync("endless");
        await seen.Started.Task.WaitAsync(_soon);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await app.StopAsync(patience.Token).WaitAsync(_soon);

        Assert.Equal("cancelled", await seen.Ended.Task.WaitAsync(_soon));
        Assert.Contains("The time for draining is over; functions still running are cancelled", app.Log.At(LogLevel.Warning));
    }

    private async Task<(QueueClient Queue, string[] Args)> QueueAsync()
    {
        var connection = (await storage.StartedAsync()).ConnectionString;
        var queue = new QueueClient(connection, $"q{Guid.NewGuid():N}", new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        await queue.CreateAsync();
        return (queue, ["--WorkQueue", queue.Name, "--Content", connection]);
    }

    private static async Task WaitAsync(Func<Task<bool>> condition)
    {
        for (var deadline = DateTime.UtcNow + _soon; !await condition(); await Task.Delay(50))
        {
            Assert.True(DateTime.UtcNow < deadline, "It did not happen in time.");
        }
    }

    internal sealed class Scoped;

    internal sealed class Handle(Seen seen, Scoped scoped)
    {
        [Function(nameof(Handle))]
        public async Task Run([QueueTrigger("%WorkQueue%", Connection = "Content")] string message, CancellationToken cancellationToken)
        {
            Assert.NotNull(scoped);
            seen.Started.SetResult(message);
            try
            {
                await Task.Delay(message switch { "quick" => 0, "slow" => 500, _ => Timeout.Infinite }, cancellationToken);
                seen.Ended.SetResult(message);
            }
            catch (OperationCanceledException)
            {
                seen.Ended.SetResult("cancelled");
                throw;
            }
        }
    }

    internal sealed class Fail(Seen seen)
    {
        [Function(nameof(Fail))]
        public Task Run([QueueTrigger("%WorkQueue%", Connection = "Content")] string message, FunctionContext context)
        {
            seen.Steps.Enqueue($"try {context.BindingContext.BindingData["DequeueCount"]}");
            throw new InvalidOperationException(message);
        }
    }

    internal sealed class Poisoned(Seen seen)
    {
        [Function(nameof(Poisoned))]
        public void Run([QueueTrigger("%WorkQueue%-poison", Connection = "Content")] string message) => seen.Ended.SetResult(message);
    }

    internal sealed class Wait([FromKeyedServices("http")] Seen seen)
    {
        [Function(nameof(Wait))]
        public async Task<IResult> Run(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "wait")] HttpRequest request, CancellationToken cancellationToken)
        {
            seen.Started.SetResult(request.Path);
            await Task.Delay(1000, cancellationToken);
            return Results.Text("waited");
        }
    }
}

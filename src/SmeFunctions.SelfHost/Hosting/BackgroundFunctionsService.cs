using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmeFunctions.SelfHost.Functions;
using SmeFunctions.SelfHost.LocalStorage;
using SmeFunctions.SelfHost.Queues;
using SmeFunctions.SelfHost.Settings;
using SmeFunctions.SelfHost.Timers;

namespace SmeFunctions.SelfHost.Hosting;

/// <summary>
/// Runs queue and timer functions from when the server listens until the app stops. Stopping order: no new messages and timers, running functions and
/// open requests, the server, local storage.
/// </summary>
internal sealed partial class BackgroundFunctionsService(
    FunctionRegistry functions,
    HostSettings settings,
    BackgroundFunctionsService.Options options,
    FunctionPipeline pipeline,
    IServer server,
    IServiceScopeFactory scopes,
    TimeProvider time,
    ILoggerFactory loggers) : IHostedLifecycleService, IAsyncDisposable, IDisposable
{
    // For functions that observe their token when the drain time is over.
    private static readonly TimeSpan _cancellationGracePeriod = TimeSpan.FromSeconds(2);

    private readonly ILogger _logger = loggers.CreateLogger<BackgroundFunctionsService>();
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abort = new();
    private Task _running = Task.CompletedTask;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (options.Storage is { } storage)
        {
            await storage.ReadyAsync(cancellationToken);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _running = Task.WhenAll(
        [
            .. functions.Queues.Select(queue => CreateQueueListener(queue).RunAsync(_stopping.Token, _abort.Token)),
            .. functions.Timers.Select(timer => CreateTimerListener(timer).RunAsync(_stopping.Token, _abort.Token)),
        ]);
        if (!options.Quiet)
        {
            FunctionListWriter.Write(Console.Out, functions, settings.RoutePrefix, server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault());
        }

        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        try
        {
            await _running.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            if (_running.IsCompleted)
            {
                // They ended in the moment in which the time was over.
                await _running;
                return;
            }

            LogDrainTimeOver(_logger);
            await _abort.CancelAsync();
            await Task.WhenAny(_running, Task.Delay(_cancellationGracePeriod, time, CancellationToken.None));
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        if (options.Storage is { } storage)
        {
            await storage.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (options.Storage is { } storage)
        {
            await storage.DisposeAsync();
        }

        // The token sources are not disposed: a function that outlives the drain may still use its token.
        await _stopping.CancelAsync();
        await _abort.CancelAsync();
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private QueueListener CreateQueueListener(QueueFunction queue)
    {
        var name = queue.Function.Function.Name;
        return new QueueListener(name, queue.Queue, queue.Poison, settings.Queues, HandleAsync, time, loggers.CreateLogger($"Function.{name}"));

        async Task HandleAsync(string text, IReadOnlyDictionary<string, object?> data, CancellationToken abort)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(abort);
            using var alarm = settings.FunctionTimeout is { } timeout
                ? time.CreateTimer(_ => limit.Cancel(), null, timeout, Timeout.InfiniteTimeSpan)
                : null;
            await pipeline.RunAsync(scopes, services => new BackgroundFunctionContext(queue.Function, text, services, limit.Token) { BindingData = data });
        }
    }

    private TimerListener CreateTimerListener(ResolvedTimer timer) => new(
        timer.Function,
        timer.Schedule,
        pipeline,
        scopes,
        time,
        settings.FunctionTimeout,
        loggers.CreateLogger($"Function.{timer.Function.Function.Name}"));

    [LoggerMessage(Level = LogLevel.Warning, Message = "The time for draining is over; functions still running are cancelled")]
    private static partial void LogDrainTimeOver(ILogger logger);

    internal sealed record Options
    {
        public LocalAzurite? Storage { get; init; }

        public bool Quiet { get; init; }
    }
}

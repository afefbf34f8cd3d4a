using System.Text.Json;
using Azure.Storage.Queues;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SmeFunctions.HostEmulator.Protocol;
using SmeFunctions.SelfHost.Queues;
using SmeFunctions.SelfHost.Settings;
using SmeFunctions.SelfHost.Timers;

namespace SmeFunctions.HostEmulator;

/// <summary>
/// Runs a function app on the genuine .NET worker without the Functions host: it starts the app's output as a worker process and does for it
/// what the host does, over the host's public protocol. It is for tests and benchmarks; it knows no keys, no CORS and no scaling.
/// </summary>
public sealed class FunctionsHostEmulator : IAsyncDisposable
{
    private readonly WorkerProcess _worker;
    private readonly WebApplication _http;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly HostEmulatorOptions _options;
    private Task _triggers = Task.CompletedTask;

    private FunctionsHostEmulator(HostEmulatorOptions options, WorkerProcess worker, WebApplication http)
    {
        _options = options;
        _worker = worker;
        _http = http;
    }

    /// <summary>Where clients send their requests.</summary>
    public Uri Address => new(_http.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>All functions that the worker has described and loaded.</summary>
    public IReadOnlyList<WorkerFunction> Functions => _worker.Functions;

    /// <summary>From the start of the process until all functions are loaded.</summary>
    public TimeSpan StartTime => _worker.StartTime;

    public int WorkerProcessId => _worker.Id;

    /// <summary>Completes when the worker process has ended.</summary>
    public Task WorkerExited => _worker.Exited;

    public static async Task<FunctionsHostEmulator> StartAsync(HostEmulatorOptions options)
    {
        var settings = LocalSettings.Read(options.AppDirectory).Values;
        foreach (var (name, value) in options.Settings)
        {
            settings[name.Replace("__", ":", StringComparison.Ordinal)] = value;
        }

        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var host = HostSettings.Read(options.AppDirectory, configuration);
        var worker = await WorkerProcess.StartAsync(options.AppDirectory, options.Assembly, settings, log => options.Log?.Invoke((LogLevel)log.Level, Describe(log)));
        var emulator = new FunctionsHostEmulator(options, worker, HttpForwarding.Build(worker, host.RoutePrefix, options.Port));
        try
        {
            await emulator._http.StartAsync();
            if (options.RunTriggers)
            {
                emulator._triggers = Task.WhenAll(worker.Functions.Select(function => emulator.RunAsync(function, configuration, host)).ToArray());
            }

            return emulator;
        }
        catch
        {
            await emulator.DisposeAsync();
            throw;
        }
    }

    /// <summary>Invokes a queue function with a message, or a timer function, once.</summary>
    /// <returns><see langword="null"/> when it succeeded, otherwise what the worker says of the failure.</returns>
    public async Task<string?> InvokeAsync(string function, string? message = null, CancellationToken cancellationToken = default)
    {
        var found = Functions.Single(each => each.Name.Equals(function, StringComparison.Ordinal));
        var data = found.TriggerType == "timerTrigger" ? new TypedData { Json = TimerData() } : new TypedData { String = message ?? "" };
        return await InvokeAsync(found, data, new Dictionary<string, object?>(), cancellationToken);
    }

    /// <summary>Takes no new messages and requests, lets those under way finish, and ends the worker.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _triggers;
        await _http.StopAsync();
        await _worker.StopAsync();
    }

    /// <summary>Ends the worker without a warning. What it was working on is lost to it.</summary>
    public async Task KillAsync()
    {
        await _stopping.CancelAsync();
        _worker.Kill();
        await _triggers;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _abort.CancelAsync();
        await _worker.DisposeAsync();
        await _triggers;
        await _http.DisposeAsync();
        _stopping.Dispose();
        _abort.Dispose();
    }

    private Task RunAsync(WorkerFunction function, IConfiguration configuration, HostSettings host) => function.TriggerType switch
    {
        "queueTrigger" => ListenAsync(function, configuration, host),
        "timerTrigger" => ScheduleAsync(function, Resolve(function.Schedule!, configuration)),
        _ => Task.CompletedTask,
    };

    // The host's rules for queues (base64, visibility, poison queue) are those of SelfHost's queue loop; here the worker runs the function.
    private Task ListenAsync(WorkerFunction function, IConfiguration configuration, HostSettings host)
    {
        var service = StorageConnection.Queues(function.Connection, configuration, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None });
        var name = Resolve(function.QueueName!, configuration).ToLowerInvariant();
        var poison = QueueName.GetPoisonQueue(name) is { } poisonName ? service.GetQueueClient(poisonName) : null;
        var pump = new QueueListener(function.Name, service.GetQueueClient(name), poison, host.Queues, HandleAsync, TimeProvider.System, NullLogger.Instance);
        return pump.RunAsync(_stopping.Token, _abort.Token);

        async Task HandleAsync(string text, IReadOnlyDictionary<string, object?> data, CancellationToken cancellationToken)
        {
            if (await InvokeAsync(function, new TypedData { String = text }, data, cancellationToken) is { } failure)
            {
                throw new InvalidOperationException(failure);
            }
        }
    }

    private async Task ScheduleAsync(WorkerFunction function, string text)
    {
        if (!TimerSchedule.TryParse(text, out var schedule))
        {
            throw new InvalidOperationException(TimerSchedule.Problem(text));
        }

        try
        {
            while (true)
            {
                var now = TimeProvider.System.GetUtcNow();
                await Task.Delay(schedule.Next(now, TimeZoneInfo.Local) - now, _stopping.Token);
                await InvokeAsync(function, new TypedData { Json = TimerData() }, new Dictionary<string, object?>(), _abort.Token);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The host stops.
        }
        catch (WorkerGoneException) when (_stopping.IsCancellationRequested)
        {
            // The worker was killed.
        }
    }

    private async Task<string?> InvokeAsync(WorkerFunction function, TypedData data, IReadOnlyDictionary<string, object?> triggerData, CancellationToken cancellationToken)
    {
        var request = new InvocationRequest { InvocationId = Guid.NewGuid().ToString(), FunctionId = function.Metadata.FunctionId, RetryContext = new RetryContext() };
        request.InputData.Add(new ParameterBinding { Name = function.Parameter, Data = data });
        foreach (var (name, value) in triggerData)
        {
            request.TriggerMetadata[name] = new TypedData { String = value?.ToString() ?? "" };
        }

        var response = await _worker.InvokeAsync(request, cancellationToken);
        if (response.Result.Status == StatusResult.Types.Status.Success)
        {
            return null;
        }

        // The host logs a failed invocation as an error.
        var failure = $"{response.Result.Exception?.Type}: {response.Result.Exception?.Message}";
        _options.Log?.Invoke(LogLevel.Error, $"Host.Function.{function.Name}: {failure}");
        return failure;
    }

    private static string Resolve(string text, IConfiguration configuration)
    {
        var missing = new List<string>();
        var resolved = SettingReference.Replace(text, configuration, missing);
        return missing.Count == 0 ? resolved : throw new InvalidOperationException($"The setting '{missing[0]}' is missing.");
    }

    private static string TimerData() => JsonSerializer.Serialize(new { Schedule = new { AdjustForDST = true }, ScheduleStatus = (object?)null, IsPastDue = false });

    private static string Describe(RpcLog log) => $"{log.Category}: {log.Message} {log.Exception?.Message} {log.Exception?.StackTrace}";
}

/// <summary>What an emulated host runs.</summary>
public sealed record HostEmulatorOptions
{
    /// <summary>The app's output: the folder with its assembly, <c>host.json</c> and perhaps <c>local.settings.json</c>.</summary>
    public required string AppDirectory { get; init; }

    /// <summary>The app's assembly in that folder.</summary>
    public required string Assembly { get; init; }

    /// <summary>Settings that win over those of <c>local.settings.json</c>.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>Where clients send their requests; 0 for any free port.</summary>
    public int Port { get; init; }

    /// <summary>Whether messages and schedules invoke their functions.</summary>
    public bool RunTriggers { get; init; } = true;

    /// <summary>What the worker logs.</summary>
    public Action<LogLevel, string>? Log { get; init; }
}

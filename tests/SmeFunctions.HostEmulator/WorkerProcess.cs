using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmeFunctions.HostEmulator.Protocol;

namespace SmeFunctions.HostEmulator;

/// <summary>A worker: the app's process, and the host's end of the gRPC stream to it.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private const int MaxStarts = 3;
    private static readonly TimeSpan _startTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan _stopTimeout = TimeSpan.FromSeconds(40);

    private readonly WebApplication _server;
    private readonly WorkerChannel _channel;
    private readonly Process _process;

    private WorkerProcess(WebApplication server, WorkerChannel channel, Process process)
    {
        _server = server;
        _channel = channel;
        _process = process;
    }

    /// <summary>Where the worker's own Kestrel takes the HTTP requests that the host forwards.</summary>
    public required Uri HttpUri { get; init; }

    /// <summary>The functions, in the order in which the host tries their routes: by name.</summary>
    public required IReadOnlyList<WorkerFunction> Functions { get; init; }

    /// <summary>From the start of the process until all functions are loaded.</summary>
    public required TimeSpan StartTime { get; init; }

    public int Id => _process.Id;

    public Task Exited => _process.WaitForExitAsync();

    /// <exception cref="WorkerGoneException">The worker ended during its start, and again when it was started anew.</exception>
    public static async Task<WorkerProcess> StartAsync(string appDirectory, string assembly, IReadOnlyDictionary<string, string?> settings, Action<RpcLog> log)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await StartOnceAsync(appDirectory, assembly, settings, log);
            }
            catch (WorkerGoneException) when (attempt < MaxStarts)
            {
                // The worker chooses a free port before it listens on it; another process may take the port in between. The host starts a worker anew, too.
            }
        }
    }

    private static async Task<WorkerProcess> StartOnceAsync(string appDirectory, string assembly, IReadOnlyDictionary<string, string?> settings, Action<RpcLog> log)
    {
        var channel = new WorkerChannel(log);
        var server = await ServeAsync(channel);
        Process? process = null;
        try
        {
            var started = Stopwatch.StartNew();
            process = StartProcess(appDirectory, assembly, settings, server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
            if (await Task.WhenAny(channel.Started, process.WaitForExitAsync(), Task.Delay(_startTimeout)) != channel.Started)
            {
                throw new InvalidOperationException($"The worker did not connect{(process.HasExited ? string.Create(CultureInfo.InvariantCulture, $": it exited with {process.ExitCode}") : "")}.");
            }

            var httpUri = await InitializeAsync(channel, appDirectory);
            var functions = await LoadAsync(channel, appDirectory);
            await ListensAsync(httpUri, process);
            return new WorkerProcess(server, channel, process) { HttpUri = httpUri, Functions = functions, StartTime = started.Elapsed };
        }
        catch
        {
            if (process is { HasExited: false })
            {
                process.Kill();
            }

            await server.DisposeAsync();
            throw;
        }
    }

    /// <exception cref="WorkerGoneException">The worker ended before it answered.</exception>
    public async Task<InvocationResponse> InvokeAsync(InvocationRequest request, CancellationToken cancellationToken)
    {
        var activity = Activity.Current;
        request.TraceContext = new RpcTraceContext { TraceParent = activity?.Id ?? $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-00", TraceState = activity?.TraceStateString ?? "" };
        await using var cancellation = cancellationToken.Register(() => _channel.Send(new StreamingMessage { InvocationCancel = new InvocationCancel { InvocationId = request.InvocationId } }));
        return (await _channel.RequestAsync(request.InvocationId, new StreamingMessage { RequestId = request.InvocationId, InvocationRequest = request })).InvocationResponse;
    }

    /// <summary>Ends the worker as the host does: it asks, waits, and kills the process when it is still there.</summary>
    public async Task StopAsync()
    {
        if (!_process.HasExited)
        {
            _channel.Send(new StreamingMessage { WorkerTerminate = new WorkerTerminate() });
            using var timeout = new CancellationTokenSource(_stopTimeout);
            try
            {
                await _process.WaitForExitAsync(timeout.Token);
            }
            catch (OperationCanceledException)
            {
                Kill();
            }
        }
    }

    public void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        _process.Dispose();
        await _server.DisposeAsync();
    }

    private static async Task<WebApplication> ServeAsync(WorkerChannel channel)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = grpc.MaxSendMessageSize = null);
        builder.Services.AddSingleton(channel);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2));
        var server = builder.Build();
        server.MapGrpcService<WorkerChannel>();
        await server.StartAsync();
        return server;
    }

    private static Process StartProcess(string appDirectory, string assembly, IReadOnlyDictionary<string, string?> settings, string endpoint)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(appDirectory, assembly)]) { UseShellExecute = false, WorkingDirectory = appDirectory };
        var environment = start.Environment;
        environment["AZURE_FUNCTIONS_ENVIRONMENT"] = "Development";
        environment["FUNCTIONS_APPLICATION_DIRECTORY"] = appDirectory;
        environment["Functions__Worker__HostEndpoint"] = endpoint;
        environment["Functions__Worker__WorkerId"] = Guid.NewGuid().ToString();
        environment["Functions__Worker__RequestId"] = Guid.NewGuid().ToString();
        environment["Functions__Worker__GrpcMaxMessageLength"] = int.MaxValue.ToString(CultureInfo.InvariantCulture);
        foreach (var (name, value) in settings)
        {
            environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return Process.Start(start)!;
    }

    private static async Task<Uri> InitializeAsync(WorkerChannel channel, string appDirectory)
    {
        var request = new WorkerInitRequest { HostVersion = "4.1037.0", WorkerDirectory = appDirectory, FunctionAppDirectory = appDirectory };
        // What the host says of itself when it can forward requests and index functions by the worker.
        request.Capabilities["WorkerIndexing"] = "true";
        var response = (await SendAsync(channel, new StreamingMessage { WorkerInitRequest = request })).WorkerInitResponse;
        ThrowIfFailed(response.Result, "initialize");
        return new Uri(response.Capabilities["HttpUri"]);
    }

    private static async Task<IReadOnlyList<WorkerFunction>> LoadAsync(WorkerChannel channel, string appDirectory)
    {
        var metadata = (await SendAsync(channel, new StreamingMessage { FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = appDirectory } })).FunctionMetadataResponse;
        ThrowIfFailed(metadata.Result, "list its functions");
        var functions = metadata.FunctionMetadataResults.Select(each => new WorkerFunction(each)).OrderBy(function => function.Name, StringComparer.OrdinalIgnoreCase).ToArray();
        foreach (var function in functions)
        {
            var load = new FunctionLoadRequest { FunctionId = function.Metadata.FunctionId, Metadata = function.Metadata };
            var response = await channel.RequestAsync(load.FunctionId, new StreamingMessage { RequestId = Guid.NewGuid().ToString(), FunctionLoadRequest = load });
            ThrowIfFailed(response.FunctionLoadResponse.Result, $"load {function.Name}");
        }

        return functions;
    }

    // The worker opens its HTTP port after the gRPC stream.
    private static async Task ListensAsync(Uri httpUri, Process process)
    {
        while (!process.HasExited)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(httpUri.Host, httpUri.Port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5));
            }
        }
    }

    private static Task<StreamingMessage> SendAsync(WorkerChannel channel, StreamingMessage message)
    {
        message.RequestId = Guid.NewGuid().ToString();
        return channel.RequestAsync(message.RequestId, message);
    }

    private static void ThrowIfFailed(StatusResult result, string what)
    {
        if (result.Status != StatusResult.Types.Status.Success)
        {
            throw new InvalidOperationException($"The worker could not {what}: {result.Exception?.Message}");
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SmeFunctions.SelfHost.Settings;

namespace SmeFunctions.SelfHost.LocalStorage;

/// <summary>Options for starting Azurite.</summary>
internal sealed record AzuriteOptions
{
    /// <summary>Data directory; created if it does not exist.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Whether data stays in memory. Azurite writes all of its data every few seconds, which is slow with much data.</summary>
    public bool InMemory { get; init; }

    /// <summary>The directory from which <c>package.json</c> is searched upward.</summary>
    public string PackageFrom { get; init; } = AppContext.BaseDirectory;

    /// <summary>Ports of blobs, queues and tables; 0 for free ones.</summary>
    public (int Blob, int Queue, int Table) Ports { get; init; }
}

/// <summary>
/// A running Azurite. Disposing stops it gracefully, so it writes its state. Starting another with the same options and ports continues with the same
/// data.
/// </summary>
internal sealed class Azurite : IAsyncDisposable
{
    /// <summary>The account of every Azurite.</summary>
    public const string AccountName = "devstoreaccount1";

    // The well-known key of the emulator; it is no secret.
    public const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private const int Tries = 3;
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan _startLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _stopLimit = TimeSpan.FromSeconds(20);

    private bool _stopped;

    private Azurite(AzuriteOptions options, int processId)
    {
        Options = options;
        ProcessId = processId;
    }

    /// <summary>With the current ports.</summary>
    public AzuriteOptions Options { get; }

    public int ProcessId { get; }

    public string ConnectionString => string.Create(
        CultureInfo.InvariantCulture,
        $"DefaultEndpointsProtocol=http;AccountName={AccountName};AccountKey={AccountKey};" +
        $"BlobEndpoint=http://127.0.0.1:{Options.Ports.Blob}/{AccountName};" +
        $"QueueEndpoint=http://127.0.0.1:{Options.Ports.Queue}/{AccountName};" +
        $"TableEndpoint=http://127.0.0.1:{Options.Ports.Table}/{AccountName};");

    /// <returns>An Azurite that responds on all three ports.</returns>
    /// <exception cref="StartupException">Node.js is missing, npm failed, or Azurite ended at once.</exception>
    public static async Task<Azurite> StartAsync(AzuriteOptions options, CancellationToken cancellationToken = default)
    {
        var package = AzuritePackage.Find(options.PackageFrom);
        var script = await package.InstallAsync(cancellationToken);
        Directory.CreateDirectory(options.DataFolder);
        var free = options.Ports is (0, 0, 0);
        for (var attempt = 1; ; attempt++)
        {
            var launched = free ? options with { Ports = FreePorts() } : options;
            await ThrowIfPortsAreInUseAsync(launched.Ports);
            var azurite = await LaunchAsync(launched, script, cancellationToken);
            try
            {
                if (await azurite.RespondsAsync(cancellationToken) && !azurite.HasLostAPort())
                {
                    return azurite;
                }

                await azurite.StopAsync();
            }
            catch
            {
                await azurite.StopAsync();
                throw;
            }

            // Another process may have taken a port that was free before.
            if (!free || attempt == Tries)
            {
                throw new StartupException($"Azurite has not started; its log, {azurite.Log}, ends:{Environment.NewLine}{azurite.ReadEndOfLog()}");
            }
        }
    }

    /// <summary>An Azurite that is already running; the caller stops it.</summary>
    public static Azurite Adopt(AzuriteOptions options, int processId) => new(options, processId);

    /// <summary>Stops it after it wrote its state.</summary>
    /// <exception cref="TimeoutException">It did not end.</exception>
    public async Task StopAsync()
    {
        if (!_stopped)
        {
            _stopped = true;
            await AzuriteProcess.StopAsync(ProcessId, _stopLimit);
        }
    }

    public ValueTask DisposeAsync() => new(StopAsync());

    private string Log => GetLogPath(Options);

    private static string GetLogPath(AzuriteOptions options) => Path.Combine(options.DataFolder, "azurite.log");

    private static async Task<Azurite> LaunchAsync(AzuriteOptions options, string script, CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            "--silent", "--disableTelemetry",
            // The SDKs use newer API versions than Azurite knows.
            "--skipApiVersionCheck",
            .. options.InMemory ? (string[])["--inMemoryPersistence"] : ["--location", options.DataFolder],
            "--blobPort", options.Ports.Blob.ToString(CultureInfo.InvariantCulture),
            "--queuePort", options.Ports.Queue.ToString(CultureInfo.InvariantCulture),
            "--tablePort", options.Ports.Table.ToString(CultureInfo.InvariantCulture),
        ];
        return new Azurite(options, await AzuriteProcess.StartAsync(script, GetLogPath(options), arguments, cancellationToken));
    }

    // All three are held at the same time, or the system might return the same port again.
    private static (int Blob, int Queue, int Table) FreePorts()
    {
        TcpListener[] listeners = [new(IPAddress.Loopback, 0), new(IPAddress.Loopback, 0), new(IPAddress.Loopback, 0)];
        foreach (var listener in listeners)
        {
            listener.Start();
        }

        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        foreach (var listener in listeners)
        {
            listener.Dispose();
        }

        return (ports[0], ports[1], ports[2]);
    }

    // Otherwise the process that has the port would answer in its place.
    private static async Task ThrowIfPortsAreInUseAsync((int Blob, int Queue, int Table) ports)
    {
        foreach (var port in (int[])[ports.Blob, ports.Queue, ports.Table])
        {
            if (await AzuriteProcess.ListensAsync(port))
            {
                throw new StartupException($"Azurite cannot start: something listens on its port {port} already.");
            }
        }
    }

    private async Task<bool> RespondsAsync(CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        foreach (var port in (int[])[Options.Ports.Blob, Options.Ports.Queue, Options.Ports.Table])
        {
            while (!await AzuriteProcess.ListensAsync(port))
            {
                if (!AzuriteProcess.IsAlive(ProcessId))
                {
                    return false;
                }

                if (waited.Elapsed > _startLimit)
                {
                    return false;
                }

                await Task.Delay(_poll, cancellationToken);
            }
        }

        return AzuriteProcess.IsAlive(ProcessId);
    }

    // Another process may take a port at the last moment. It then answers, and Azurite runs with the other two.
    private bool HasLostAPort() => ReadEndOfLog().Contains("EADDRINUSE", StringComparison.Ordinal);

    private string ReadEndOfLog() => File.Exists(Log) ? string.Join(Environment.NewLine, File.ReadLines(Log).TakeLast(10)) : string.Empty;
}

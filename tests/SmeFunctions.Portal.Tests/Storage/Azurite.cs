using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SmeFunctions.Portal.Tests.Storage;

/// <summary>The table service of the pinned emulator on a free port, for as long as the tests that share it run.</summary>
public sealed class Azurite : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("azurite-").FullName;
    private Process? _process;

    public string ConnectionString { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "package.json")))
        {
            root = root.Parent ?? throw new InvalidOperationException("No package.json above the tests.");
        }

        var program = Path.Combine(root.FullName, "node_modules", "azurite", "dist", "src", "table", "main.js");
        Assert.True(File.Exists(program), "The emulator is not installed: npm ci");
        var port = FreePort();
        _process = Process.Start(new ProcessStartInfo("node")
        {
            ArgumentList =
            {
                program, "--tablePort", port.ToString(CultureInfo.InvariantCulture),
                "--inMemoryPersistence", "--skipApiVersionCheck", "--silent", "--disableTelemetry",
            },
            WorkingDirectory = _data,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await ListeningAsync(port);
        ConnectionString =
            "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;" +
            "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;" +
            string.Create(CultureInfo.InvariantCulture, $"TableEndpoint=http://127.0.0.1:{port}/devstoreaccount1;");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        Directory.Delete(_data, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task ListeningAsync(int port)
    {
        for (var waited = Stopwatch.StartNew(); ;)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException) when (waited.Elapsed < TimeSpan.FromSeconds(30) && !_process!.HasExited)
            {
                await Task.Delay(50);
            }
        }
    }
}

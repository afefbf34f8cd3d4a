using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SmeFunctions.AcceptanceTests.Running;

/// <summary>Processes that run one app on one storage, to be killed.</summary>
internal sealed class ProcessGroup(PortalApp app) : IDisposable
{
    private readonly HttpClient _http = new();
    private readonly List<(Process Process, int Port)> _processes = [];

    public IEnumerable<Uri> Addresses => _processes.Select(process => Address(process.Port));

    public async Task StartAsync(int count)
    {
        Assert.SkipWhen(RunningSite.IsWorker, "These processes are SelfHost's.");
        for (var i = 0; i < count; i++)
        {
            var port = FreePort();
            _processes.Add((app.StartProcess(port), port));
        }

        await Task.WhenAll(_processes.Select(process => AnswersAsync(process.Port)));
    }

    /// <summary>Kills one without a warning and starts it at the same address.</summary>
    public async Task KillAndStartAgainAsync(int index)
    {
        var (process, port) = _processes[index];
        await KillAsync(process);
        _processes[index] = (app.StartProcess(port), port);
        await AnswersAsync(port);
    }

    public Task KillAllAsync() => Task.WhenAll(_processes.Select(process => KillAsync(process.Process)));

    public void Dispose()
    {
        foreach (var (process, _) in _processes)
        {
            if (!process.HasExited)
            {
                process.Kill();
            }

            process.Dispose();
        }

        _http.Dispose();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Uri Address(int port) => new(FormattableString.Invariant($"http://127.0.0.1:{port}"));

    private static async Task KillAsync(Process process)
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    private Task<bool> AnswersAsync(int port) => app.WaitFor(
        "the process answers",
        async () =>
        {
            try
            {
                using var answer = await _http.GetAsync(new Uri(Address(port), "/api/health/ready"));
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        },
        answers => answers);
}

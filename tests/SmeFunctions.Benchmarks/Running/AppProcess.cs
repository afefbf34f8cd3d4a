using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace SmeFunctions.Benchmarks.Running;

/// <summary>An app in a process of its own, so that what is measured of it is its alone.</summary>
internal sealed class AppProcess : IAsyncDisposable
{
    private readonly Process _process;

    private AppProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    /// <summary>Starts the portal, or the ways of counting it is compared with.</summary>
    public static async Task<AppProcess> StartAsync(ServedApp.Kind kind, string content, params string[] settings)
    {
        var process = Process.Start(new ProcessStartInfo(
            Environment.ProcessPath!,
            [
                ServedApp.Command, kind.ToString(), "--port=0", "--quiet=true", $"--Content={content}", $"--AzureWebJobsStorage={content}",
                "--Samples:Upload=false", "--Logging:LogLevel:Default=Error", .. settings,
            ])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var address = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The app ended at its start.");
        return new AppProcess(process, new Uri(address));
    }

    /// <summary>What it has used so far.</summary>
    public async Task<AppReport> ReportAsync()
    {
        var report = JsonSerializer.Deserialize<AppReport>(await AskAsync(ServedApp.Report))!;
        _process.Refresh();
        return report with { MaxResident = PeakResident() };
    }

    /// <summary>Bytes that it holds on to, everything else cleared away.</summary>
    public async Task<long> HeapAsync() => long.Parse(await AskAsync(ServedApp.Heap), CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<string> AskAsync(string question)
    {
        await _process.StandardInput.WriteLineAsync(question);
        await _process.StandardInput.FlushAsync();
        return await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The app has ended.");
    }

    // Process.PeakWorkingSet64 is 0 on Linux.
    private long PeakResident()
    {
        var status = $"/proc/{_process.Id.ToString(CultureInfo.InvariantCulture)}/status";
        var line = File.Exists(status) ? File.ReadLines(status).FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) : null;
        return line is null
            ? _process.PeakWorkingSet64
            : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}

/// <param name="Calls">Storage calls, by service.</param>
/// <param name="Processor">Time of the processor, in seconds.</param>
/// <param name="Allocated">Bytes that it ever asked for.</param>
/// <param name="MaxResident">The most memory it held at once, bytes.</param>
internal sealed record AppReport(Dictionary<string, long> Calls, double Processor, long Allocated, long MaxResident)
{
    public long AllCalls => Calls.Values.Sum();

    /// <summary>What was used since an earlier report.</summary>
    public AppReport Since(AppReport earlier) => this with
    {
        Calls = Calls.ToDictionary(call => call.Key, call => call.Value - earlier.Calls.GetValueOrDefault(call.Key)),
        Processor = Processor - earlier.Processor,
        Allocated = Allocated - earlier.Allocated,
    };
}

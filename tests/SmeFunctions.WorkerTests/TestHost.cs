using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using SmeFunctions.HostEmulator;

namespace SmeFunctions.WorkerTests;

public enum HostKind
{
    /// <summary>The genuine worker, in a process of its own, under the emulated host.</summary>
    Worker,

    /// <summary>The app's own host, in a process of its own.</summary>
    SelfHost,
}

/// <summary>The test functions on one of the two hosts.</summary>
internal abstract class TestHost : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _log = new();

    public HttpClient Http { get; } = new(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) });

    public IEnumerable<string> Errors => _log.Where(line => line.Level >= LogLevel.Error).Select(line => line.Text);

    public int CountOf(string text) => _log.Count(line => line.Text.Contains(text, StringComparison.Ordinal));

    public static async Task<TestHost> StartAsync(HostKind kind, Dictionary<string, string?> settings) =>
        kind == HostKind.Worker ? await WorkerTestHost.StartAsync(settings) : await SelfHostTestHost.StartAsync(settings);

    public async Task WaitForAsync(string text, int count = 1)
    {
        var waited = Stopwatch.StartNew();
        while (CountOf(text) < count)
        {
            Assert.True(waited.Elapsed < _patience, $"'{text}' was not logged {count} times:\n{string.Join('\n', _log.Select(line => line.Text))}");
            await Task.Delay(20);
        }
    }

    /// <summary>Asks the app to end, as a platform does, and waits until it has.</summary>
    public abstract Task StopAsync();

    public abstract ValueTask DisposeAsync();

    protected void Log(LogLevel level, string text) => _log.Enqueue((level, text));

    private sealed class WorkerTestHost : TestHost
    {
        private FunctionsHostEmulator? _emulator;

        public static async Task<TestHost> StartAsync(Dictionary<string, string?> settings)
        {
            var host = new WorkerTestHost();
            host._emulator = await FunctionsHostEmulator.StartAsync(new HostEmulatorOptions
            {
                AppDirectory = AppOutput.TestFunctions,
                Assembly = "SmeFunctions.TestFunctions.dll",
                Settings = settings,
                Log = host.Log,
            });
            host.Http.BaseAddress = host._emulator.Address;
            return host;
        }

        public override Task StopAsync() => _emulator!.StopAsync();

        public override ValueTask DisposeAsync() => _emulator!.DisposeAsync();
    }

    private sealed class SelfHostTestHost(Process process) : TestHost
    {
        public static async Task<TestHost> StartAsync(Dictionary<string, string?> settings)
        {
            var start = new ProcessStartInfo("dotnet", [Path.Combine(AppOutput.TestFunctions, "SmeFunctions.TestFunctions.dll"), "--port", "0"])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            foreach (var (name, value) in settings)
            {
                start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
            }

            var process = Process.Start(start)!;
            var host = new SelfHostTestHost(process);
            var address = new TaskCompletionSource<string>();
            process.OutputDataReceived += (_, line) => host.Read(line.Data, address);
            process.ErrorDataReceived += (_, line) => host.Read(line.Data, address);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            host.Http.BaseAddress = new Uri(await address.Task.WaitAsync(_patience));
            return host;
        }

        public override async Task StopAsync()
        {
            using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            await process.WaitForExitAsync().WaitAsync(_patience);
        }

        public override async ValueTask DisposeAsync()
        {
            if (!process.HasExited)
            {
                process.Kill();
                await process.WaitForExitAsync();
            }

            process.Dispose();
        }

        private void Read(string? line, TaskCompletionSource<string> address)
        {
            const string Listening = "Listening on ";
            if (line is null)
            {
                return;
            }

            if (line.StartsWith(Listening, StringComparison.Ordinal))
            {
                address.TrySetResult(line[Listening.Length..line.IndexOf(". Press", StringComparison.Ordinal)]);
            }

            Log(line.Contains("] fail: ", StringComparison.Ordinal) || line.Contains("] crit: ", StringComparison.Ordinal) ? LogLevel.Error : LogLevel.Information, line);
        }
    }
}

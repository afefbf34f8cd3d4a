using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using SmeFunctions.SelfHost.Settings;

namespace SmeFunctions.SelfHost.LocalStorage;

/// <summary>Starts and stops the Azurite process.</summary>
internal static class AzuriteProcess
{
    public const string NodeMissingMessage =
        "Node.js 20 or newer is needed for local storage (Azurite); install it, or set a connection string other than UseDevelopmentStorage=true.";

    private const int NodeTooOldMessage = 3;
    private const int Terminate = 15;
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(10);

    // Its own process group: Ctrl+C in the terminal is for the app, which still needs storage to drain.
    private const string Launcher =
        """
        if (parseInt(process.versions.node) < 20) process.exit(3);
        const log = require('fs').openSync(process.argv[1], 'w');
        const child = require('child_process').spawn(process.execPath, process.argv.slice(2), { detached: true, stdio: ['ignore', log, log] });
        child.on('error', error => { console.error(error.message); process.exit(1); });
        child.unref();
        console.log(child.pid);
        """;

    /// <returns>The process id.</returns>
    /// <exception cref="StartupException">Node.js is missing or too old.</exception>
    public static async Task<int> StartAsync(string script, string log, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("node", ["-e", Launcher, log, script, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        try
        {
            using var launcher = Process.Start(start)!;
            var output = await launcher.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = await launcher.StandardError.ReadToEndAsync(cancellationToken);
            await launcher.WaitForExitAsync(cancellationToken);
            return launcher.ExitCode switch
            {
                0 => int.Parse(output, NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture),
                NodeTooOldMessage => throw new StartupException(NodeMissingMessage),
                _ => throw new StartupException($"Azurite could not be started: {errors}"),
            };
        }
        catch (Win32Exception e)
        {
            throw new StartupException(NodeMissingMessage, e);
        }
    }

    /// <summary>Asks the process to write its state and end, and waits for it.</summary>
    /// <exception cref="TimeoutException">It did not end.</exception>
    public static async Task StopAsync(int processId, TimeSpan wait)
    {
        if (OperatingSystem.IsWindows())
        {
            // Windows has no SIGTERM. Azurite writes its state every few seconds.
            using var process = Find(processId);
            process?.Kill();
        }
        else
        {
            // Fails if it has already ended.
            _ = Send(processId, Terminate);
        }

        for (var waited = Stopwatch.StartNew(); IsAlive(processId);)
        {
            if (waited.Elapsed > wait)
            {
                throw new TimeoutException($"Azurite (process {processId}) has not stopped within {wait:c}.");
            }

            await Task.Delay(_poll);
        }
    }

    public static bool IsAlive(int processId)
    {
        var stat = $"/proc/{processId}/stat";
        if (OperatingSystem.IsLinux())
        {
            try
            {
                // A zombie counts as ended: in a container, its parent may never wait for it.
                var text = File.ReadAllText(stat);
                return text[(text.LastIndexOf(')') + 2)] is not 'Z' and not 'X';
            }
            catch (IOException)
            {
                return false;
            }
        }

        using var process = Find(processId);
        return process is { HasExited: false };
    }

    /// <summary>The start time, to distinguish it from a later process with the same id; null when there is none.</summary>
    public static DateTimeOffset? StartedAt(int processId)
    {
        using var process = IsAlive(processId) ? Find(processId) : null;
        return process?.StartTime;
    }

    /// <summary>Whether a process accepts connections on a local port.</summary>
    public static async Task<bool> ListensAsync(int port)
    {
        using var client = new TcpClient(AddressFamily.InterNetwork);
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port).WaitAsync(TimeSpan.FromSeconds(1));
            return true;
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            return false;
        }
    }

    private static Process? Find(int processId)
    {
        try
        {
            return Process.GetProcessById(processId);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Send(int processId, int signal);
}

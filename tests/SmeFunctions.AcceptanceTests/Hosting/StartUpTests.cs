using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SmeFunctions.AcceptanceTests.Running;

namespace SmeFunctions.AcceptanceTests;

/// <summary>What whoever starts the app wrongly gets to read: one sentence that says what to do, and no stack.</summary>
public sealed class StartUpTests
{
    // Nothing listens there, and nothing is asked of it before the settings are right.
    private const string Storage =
        "DefaultEndpointsProtocol=http;AccountName=none;AccountKey=bm9uZQ==;BlobEndpoint=http://127.0.0.1:9/none;QueueEndpoint=http://127.0.0.1:9/none;TableEndpoint=http://127.0.0.1:9/none";

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var (status, text) = await RunAsync(FormattableString.Invariant($"--port={port}"));

        Assert.Equal(1, status);
        Assert.Equal(
            FormattableString.Invariant($"Port {port} is taken, perhaps by another run of this app; stop that one, or choose another port with --port.{Environment.NewLine}"), text);
    }

    [Fact]
    public async Task An_argument_that_is_not_understood_is_named()
    {
        var (status, text) = await RunAsync("--port=high");

        Assert.Equal(1, status);
        Assert.Equal($"--port: 'high' is not a port number.{Environment.NewLine}", text);
    }

    [Fact]
    public async Task A_setting_out_of_range_is_named()
    {
        var (status, text) = await RunAsync("--port=0", "--Reading:FreshFor=-00:00:01");

        Assert.Equal(1, status);
        Assert.Contains("FreshFor", text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }

    // What it wrote to standard error.
    private static async Task<(int Status, string Text)> RunAsync(params string[] arguments)
    {
        Assert.SkipWhen(RunningSite.IsGiven, "The app that runs has started already.");
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "SmeFunctions.dll"), $"--Content={Storage}", $"--AzureWebJobsStorage={Storage}", "--Logging:Console:LogLevel:Default=None", .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        using var app = Process.Start(start)!;
        try
        {
            var text = await app.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1));
            await app.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1));
            return (app.ExitCode, text);
        }
        finally
        {
            if (!app.HasExited)
            {
                app.Kill();
            }
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SmeFunctions.Benchmarks.Running;

namespace SmeFunctions.Benchmarks.Reading;

/// <summary>How long it takes from the start of the app, as it was built, to its first answer. Storage is there already.</summary>
internal static class StartMeasurement
{
    private const double MostSeconds = 1.5;

    public static async Task RunAsync(string content, Scale scale)
    {
        // One that is not counted: what it reads from the disk is then in memory, as after a build.
        await StartAsync(content);
        var starts = new List<double>();
        for (var i = 0; i < Math.Max(3, scale.Of(9)); i++)
        {
            starts.Add((await StartAsync(content)).TotalSeconds);
        }

        starts.Sort();
        var middle = starts[starts.Count / 2];
        Table.Row(
            string.Create(CultureInfo.InvariantCulture, $"start to first answer, s: the middle one of {starts.Count}; the longest took {starts[^1]:0.00}"),
            middle.ToString("0.00", CultureInfo.InvariantCulture),
            Table.Kept(middle < MostSeconds, string.Create(CultureInfo.InvariantCulture, $"below {MostSeconds}")));
    }

    private static async Task<TimeSpan> StartAsync(string content)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort().ToString(CultureInfo.InvariantCulture)}/api/articles?lang=en");
        using var http = new HttpClient();
        var begin = Stopwatch.GetTimestamp();
        // The app itself lies beside this program, which refers to it.
        using var app = Process.Start(new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "SmeFunctions.exe" : "SmeFunctions"),
            [
                $"--port={address.Port.ToString(CultureInfo.InvariantCulture)}", $"--Content={content}", $"--AzureWebJobsStorage={content}", "--Samples:Upload=false",
            ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        app.OutputDataReceived += (_, _) => { };
        app.BeginOutputReadLine();
        try
        {
            while (!await AnswersAsync(http, address))
            {
                if (app.HasExited)
                {
                    throw new InvalidOperationException($"The app ended at its start with {app.ExitCode.ToString(CultureInfo.InvariantCulture)}.");
                }

                await Task.Delay(5);
            }

            return Stopwatch.GetElapsedTime(begin);
        }
        finally
        {
            app.Kill();
            await app.WaitForExitAsync();
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient http, Uri address)
    {
        try
        {
            using var answer = await http.GetAsync(address);
            return answer.IsSuccessStatusCode ? true : throw new InvalidOperationException($"The first answer was {(int)answer.StatusCode}.");
        }
        catch (HttpRequestException e) when (e.InnerException is SocketException)
        {
            // It does not listen yet.
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

using System.Diagnostics;
using System.Globalization;
using SmeFunctions.Benchmarks.Ingestion;
using SmeFunctions.Benchmarks.Running;
using SmeFunctions.HostEmulator;
using SmeFunctions.SelfHost.LocalStorage;

namespace SmeFunctions.Benchmarks.Worker;

/// <summary>
/// The portal on the genuine worker, beside a function on the same worker that does nothing: what is left between the two is the portal's.
/// The emulated host and the load run in this process, on the same processors; they cost both alike.
/// </summary>
internal static class WorkerBenchmark
{
    private const int Pairs = 15;
    private const int Visitors = 64;
    private const double SecondsATurn = 0.4;

    public static async Task RunAsync(Scale scale)
    {
        Table.Machine();
        var data = Directory.CreateTempSubdirectory("benchmark-");
        await using (var azurite = await Azurite.StartAsync(new AzuriteOptions { DataFolder = data.FullName }))
        {
            await MeasureAsync(azurite.ConnectionString, scale);
            Console.WriteLine();
            await MeasureStartAsync(azurite.ConnectionString, scale);
        }

        data.Delete(recursive: true);
    }

    private static async Task MeasureAsync(string content, Scale scale)
    {
        await using var host = await StartAsync("SmeFunctions.TestFunctions", content);
        using var http = new HttpClient();
        var slug = await PublishAsync(http, host.Address);
        var article = $"/api/articles/{slug}";
        var etag = (await http.GetAsync(new Uri(host.Address, article))).Headers.ETag;

        // Until both are compiled for good, which goes on in the background.
        foreach (var path in (string[])["/api/test/trivial", article, $"/en/articles/{slug}", "/api/articles?lang=en"])
        {
            await HttpLoad.RunAsync(host.Address, 32, [HttpLoad.Request(host.Address, "GET", path)], scale.For(6));
        }

        Table.Head("on the genuine worker", "connections", "requests/s", "trivial function, requests/s", "against trivial", "p99 ms", "kept");
        foreach (var connections in (int[])[1, 8, 32])
        {
            await CompareAsync("hot article", connections, "GET", article, "", 0.9);
            await CompareAsync("list, first page, hot", connections, "GET", "/api/articles?lang=en", "", 0.85);
            await CompareAsync("page of an article, hot", connections, "GET", $"/en/articles/{slug}", "", 0.85);
            await CompareAsync("304", connections, "GET", article, $"If-None-Match: {etag}\r\n", 0.95);
        }

        await CompareAsync("visit, stored before it is answered", Visitors, "POST", article + "/visits", "", 0.8);

        async Task CompareAsync(string what, int connections, string method, string path, string headers, double least)
        {
            var own = HttpLoad.Request(host.Address, method, path, headers);
            var trivial = HttpLoad.Request(host.Address, "GET", "/api/test/trivial");
            var (owns, trivials) = (new List<LoadResult>(), new List<LoadResult>());
            for (var pair = 0; pair < scale.Of(Pairs); pair++)
            {
                owns.Add(await HttpLoad.RunAsync(host.Address, connections, [own], scale.For(SecondsATurn)));
                trivials.Add(await HttpLoad.RunAsync(host.Address, connections, [trivial], scale.For(SecondsATurn)));
            }

            // The middle one of the pairs, so that what else happens on the machine falls out.
            var ratio = owns.Zip(trivials, (one, other) => one.Rate / other.Rate).Order().ElementAt(owns.Count / 2);
            var (load, plain) = (LoadResult.Of(owns), LoadResult.Of(trivials));
            var kept = Table.Kept(ratio >= least, string.Create(CultureInfo.InvariantCulture, $"{least} ×")) + (load.Others > 0 ? $"; NO: {load.Others} failed" : "");
            Table.Row(what, connections, Table.Number(load.Rate), Table.Number(plain.Rate), Table.Ratio(ratio), Table.Number(load.Percentile(0.99)), kept);
        }
    }

    /// <summary>From the start of the process until it is ready, and until it has answered the first request.</summary>
    private static async Task MeasureStartAsync(string content, Scale scale)
    {
        var (ready, first) = (new List<double>(), new List<double>());
        using var http = new HttpClient();
        for (var i = 0; i < Math.Max(3, scale.Of(9)); i++)
        {
            var begin = Stopwatch.GetTimestamp();
            await using var host = await StartAsync("SmeFunctions", content);
            ready.Add(host.StartTime.TotalMilliseconds);
            using var answer = await http.GetAsync(new Uri(host.Address, "/api/articles?lang=en"));
            answer.EnsureSuccessStatusCode();
            first.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }

        Table.Head("start of the worker process, middle of several", "ms", "kept");
        Table.Row("all functions loaded", Table.Number(Middle(ready)), Table.Kept(Middle(ready) <= 1_200, "1,200 ms"));
        Table.Row("first list answered", Table.Number(Middle(first)), "");

        static double Middle(List<double> values) => values.Order().ElementAt(values.Count / 2);
    }

    private static Task<FunctionsHostEmulator> StartAsync(string project, string content)
    {
        // The published output of the portal where it is there, as it is deployed; the test functions as they are built.
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var published = Path.Combine(own.Parent!.Parent!.Parent!.FullName, "publish", project, "release_linux-x64");
        return FunctionsHostEmulator.StartAsync(new HostEmulatorOptions
        {
            AppDirectory = Directory.Exists(published) ? published : Path.Combine(own.Parent.Parent.FullName, project, own.Name),
            Assembly = project + ".dll",
            Settings = new Dictionary<string, string?>
            {
                ["Content"] = content,
                ["AzureWebJobsStorage"] = content,
                ["AzureWebJobsDisableHomepage"] = "true",
                ["SeedEventsQueue"] = "seed-events",
                ["OperationsQueue"] = "operations",
                ["SearchEventsQueue"] = "search-events",
                ["NotificationEventsQueue"] = "notification-events",
                ["SearchSchedule"] = "0 0 0 1 1 *",
                ["FailuresQueue"] = "failures",
                ["FailTimerSchedule"] = "0 0 0 1 1 *",
                ["ReconcileSchedule"] = "0 0 0 1 1 *",
                ["SectionsSchedule"] = "0 0 0 1 1 *",
                ["CompactSchedule"] = "0 0 0 1 1 *",
                ["Samples:Upload"] = "false",
                ["Logging:LogLevel:Default"] = "Warning",
            },
        });
    }

    private static async Task<string> PublishAsync(HttpClient http, Uri address)
    {
        var (name, body, slug) = SampleDocuments.Of(2, "read");
        while (!(await http.GetAsync(new Uri(address, "/api/health/ready"))).IsSuccessStatusCode)
        {
            await Task.Delay(50);
        }

        using var put = await http.PutAsync(new Uri(address, "/api/seeds/" + name), new ByteArrayContent(body));
        put.EnsureSuccessStatusCode();
        while (!(await http.GetAsync(new Uri(address, "/api/articles/" + slug))).IsSuccessStatusCode)
        {
            await Task.Delay(50);
        }

        return slug;
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SmeFunctions.Benchmarks.Ingestion;
using SmeFunctions.Benchmarks.Running;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Reading;
using SmeFunctions.SelfHost.LocalStorage;

namespace SmeFunctions.Benchmarks.Reading;

/// <summary>Articles and lists over HTTP, beside a server that only sends as many bytes with the same headers.</summary>
internal static class ReadBenchmark
{
    private const int Connections = 64;
    private const int Pairs = 31;
    private const double SecondsATurn = 0.3;

    public static async Task RunAsync(Scale scale)
    {
        Table.Machine();
        var data = Directory.CreateTempSubdirectory("benchmark-");
        await using (var azurite = await Azurite.StartAsync(new AzuriteOptions { DataFolder = data.FullName }))
        {
            await MeasureAsync(azurite.ConnectionString, scale);

            Console.WriteLine();
            Table.Head("what", "value", "kept");
            await MemoryMeasurement.RunAsync(azurite.ConnectionString, scale);
            await StartMeasurement.RunAsync(azurite.ConnectionString, scale);
        }

        data.Delete(recursive: true);
    }

    private static async Task MeasureAsync(string content, Scale scale)
    {
        await using var hello = await AppProcess.StartAsync(ServedApp.Kind.Hello, content);
        await using var portal = await AppProcess.StartAsync(ServedApp.Kind.Portal, content, "--ReconcileSchedule=0 0 0 1 1 *", "--SectionsSchedule=0 0 0 1 1 *");
        using var http = new HttpClient();
        var slug = await PublishAsync(http, portal.Address, content, scale);

        // Until both are compiled for good, which goes on in the background.
        foreach (var (app, path) in new[] { (hello, "/hello"), (portal, $"/api/articles/{slug}") })
        {
            await HttpLoad.RunAsync(app.Address, Connections, [HttpLoad.Request(app.Address, "GET", path, "")], scale.For(10));
        }

        Table.Head("what", "bytes", "requests/s", "p50 ms", "p99 ms", "against plain", "bytes allocated, plain + more", "processor µs, plain + more", "storage calls a second", "kept");
        await CompareAsync("hot article", $"/api/articles/{slug}", "", 0.9, mostBeyond: 2_048);
        await CompareAsync("hot article, Brotli", $"/api/articles/{slug}", "Accept-Encoding: br\r\n", 0.9);
        var known = $"If-None-Match: {(await http.GetAsync(new Uri(portal.Address, $"/api/articles/{slug}"))).Headers.ETag}\r\n";
        await CompareAsync("304, against the article's plain answer", $"/api/articles/{slug}", known, 1, plainHeaders: "");
        await CompareAsync("304, against a plain 304", $"/api/articles/{slug}", known, least: null);
        await CompareAsync("list, first page, hot", "/api/articles?lang=en", "", 0.8);

        await CompareAsync("page of an article, hot", $"/en/articles/{slug}", "", 0.8);
        await CompareAsync("page of an article, hot, Brotli", $"/en/articles/{slug}", "Accept-Encoding: br\r\n", 0.8);
        await CompareAsync("home page, hot, Brotli", "/en", "Accept-Encoding: br\r\n", 0.8);

        await UncachedAsync(http, portal.Address, new TableClient(content, "Articles"), scale);

        async Task CompareAsync(string what, string path, string headers, double? least, double? mostBeyond = null, string? plainHeaders = null)
        {
            var bytes = (await AnswerAsync(path, headers)).Body.Length;
            using var put = await http.PutAsJsonAsync(new Uri(hello.Address, "/hello"), await AnswerAsync(path, plainHeaders ?? headers));
            put.EnsureSuccessStatusCode();
            var plainRequest = HttpLoad.Request(hello.Address, "GET", "/hello", headers);
            var ownRequest = HttpLoad.Request(portal.Address, "GET", path, headers);

            await HttpLoad.RunAsync(hello.Address, Connections, [plainRequest], scale.For(2));
            await HttpLoad.RunAsync(portal.Address, Connections, [ownRequest], scale.For(2));
            var turns = await Turns.TakeAsync(
                Pairs,
                () => Turn.TakeAsync(portal, Connections, [ownRequest], scale.For(SecondsATurn)),
                () => Turn.TakeAsync(hello, Connections, [plainRequest], scale.For(SecondsATurn)));
            var (own, plain, ratio) = (turns.Own, turns.Other, turns.Ratio);
            var load = LoadResult.Of([.. own.Select(turn => turn.Load)]);
            var (plainAllocated, allocated) = (PerRequest(plain, used => used.Allocated), PerRequest(own, used => used.Allocated));
            var (plainMicros, micros) = (PerRequest(plain, used => used.Processor * 1e6), PerRequest(own, used => used.Processor * 1e6));
            List<string> kept = [];
            if (load.Others > 0)
            {
                kept.Add($"NO: {load.Others} failed");
            }

            if (least is not null)
            {
                kept.Add(Table.Kept(ratio >= least, string.Create(CultureInfo.InvariantCulture, $"{least} ×")));
            }

            if (mostBeyond is not null)
            {
                kept.Add(Table.Kept(allocated - plainAllocated < mostBeyond, string.Create(CultureInfo.InvariantCulture, $"below {mostBeyond:#,0} bytes beyond")));
            }

            Table.Row(
                what, bytes, Table.Number(load.Rate), Table.Number(load.Percentile(0.5)), Table.Number(load.Percentile(0.99)), Table.Ratio(ratio),
                string.Create(CultureInfo.InvariantCulture, $"{plainAllocated:#,0} + {allocated - plainAllocated:#,0}"),
                string.Create(CultureInfo.InvariantCulture, $"{plainMicros:0.0} + {micros - plainMicros:0.0}"),
                Table.Number(own.Sum(turn => turn.Used.AllCalls) / load.Duration.TotalSeconds), string.Join("; ", kept));
        }

        async Task<PlainAnswer> AnswerAsync(string path, string headers)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(portal.Address, path));
            foreach (var line in headers.Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
            {
                request.Headers.TryAddWithoutValidation(line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..]);
            }

            using var answer = await http.SendAsync(request);
            return await PlainAnswer.OfAsync(answer);
        }
    }

    // The middle one, too: a turn in which something is made anew has the cost of that besides.
    private static double PerRequest(IEnumerable<Turn> turns, Func<AppReport, double> of) => turns.Select(turn => of(turn.Used) / turn.Load.Count).Order().ElementAt(Pairs / 2);

    /// <summary>One page after the other that nobody asked for before, beside the query that each of them is made of.</summary>
    private static async Task UncachedAsync(HttpClient http, Uri address, TableClient table, Scale scale)
    {
        var pages = scale.Of(300);
        var own = new List<double>();
        var bare = new List<double>();
        for (var i = 0; i < pages; i++)
        {
            var day = new DateOnly(2016, 12, 1).AddDays(i);
            var begin = Stopwatch.GetTimestamp();
            using var answer = await http.GetAsync(new Uri(address, string.Create(CultureInfo.InvariantCulture, $"/api/articles?lang=en&to={day.AddYears(2):yyyy-MM-dd}")));
            answer.EnsureSuccessStatusCode();
            await answer.Content.ReadAsByteArrayAsync();
            own.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);

            begin = Stopwatch.GetTimestamp();
            var after = ArticleKeys.GetListPrefix(ArticleList.All) + ArticleKeys.GetKeyBeforeDay(day.AddYears(2));
            await table.QueryAsync<TableEntity>($"PartitionKey eq 'en' and RowKey gt '{after}' and RowKey lt 'a|}}'", 21, ["RowKey", "Summary"]).AsPages().FirstAsync();
            bare.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }

        own.Sort();
        bare.Sort();
        var ratio = own[pages / 2] / bare[pages / 2];
        Table.Row("list, uncached, 1 connection", "", "", Table.Number(own[pages / 2]), Table.Number(own[(int)(pages * 0.99)]), "", "", "", "", Table.Kept(ratio <= 1.5, $"{Table.Ratio(ratio)} of the bare query, at most 1.5 ×"));
    }

    /// <summary>A thousand articles, and one as an editor hands it in.</summary>
    private static async Task<string> PublishAsync(HttpClient http, Uri address, string content, Scale scale)
    {
        using var cache = new ReadingCache(Options.Create(new ReadingOptions()), TimeProvider.System, NullLoggerFactory.Instance);
        var store = new ArticleStore(ContentAccount.Create(Connection.To(content), new ContentStorageOptions()), new ArticleChangeNotifier(cache));
        await Parallel.ForAsync(0, scale.Of(1_000), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, token) =>
        {
            var article = SampleArticles.Of(i);
            await store.PublishAsync(article, article.Slug, StoredArticleState.None, token);
        });

        var (name, body, slug) = SampleDocuments.Of(2, "read");
        using var put = await http.PutAsync(new Uri(address, "/api/seeds/" + name), new ByteArrayContent(body));
        put.EnsureSuccessStatusCode();
        while (!(await http.GetAsync(new Uri(address, "/api/articles/" + slug))).IsSuccessStatusCode)
        {
            await Task.Delay(50);
        }

        // Beyond the first look, which may have come before the article.
        await Task.Delay(500);
        return slug;
    }
}

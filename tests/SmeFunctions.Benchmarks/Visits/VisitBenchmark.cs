using System.Diagnostics;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SmeFunctions.Benchmarks.Running;
using SmeFunctions.EmbeddedRuntime.LocalStorage;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Reading;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Benchmarks.Visits;

/// <summary>Visits over HTTP, on Azurite, beside the usual ways of counting them.</summary>
internal static class VisitBenchmark
{
    private const int Articles = 1_000;
    private static readonly string _hot = SampleArticles.Slug(0);

    public static async Task RunAsync(Scale scale)
    {
        Table.Machine();
        var data = Directory.CreateTempSubdirectory("benchmark-");
        await using (var azurite = await Azurite.StartAsync(new AzuriteOptions { DataFolder = data.FullName }))
        {
            await MeasureAsync(azurite.ConnectionString, scale);
        }

        data.Delete(recursive: true);
    }

    private static async Task MeasureAsync(string content, Scale scale)
    {
        await using var rivals = await AppProcess.StartAsync(ServedApp.Kind.Rivals, content);
        await using var portal = await AppProcess.StartAsync(ServedApp.Kind.Portal, content, "--SweepSchedule=0 0 0 1 1 *", "--SectionsSchedule=0 0 0 1 1 *");
        var tables = new TableServiceClient(content);
        await tables.CreateTableIfNotExistsAsync("Rivals");
        await PublishAsync(content);

        Table.Head("what", "visits/s", "p50 ms", "p99 ms", "not 200", "table calls per 1,000");
        var hot = await RowAsync("one article, 64 connections", portal, 64, [Path("api/articles", _hot)], scale.For(10));
        var floor = await RowAsync("(c) the same without storage", rivals, 64, [Path("memory", _hot)], scale.For(10));
        var loop = await RowAsync("(a) read, add, write if unchanged", rivals, 64, [Path("loop", _hot)], scale.For(20));
        var row = await RowAsync("(b) a row for each visit", rivals, 64, [Path("row", _hot)], scale.For(10));
        var hotAgain = await RowAsync("one article, 64 connections, again", portal, 64, [Path("api/articles", _hot)], scale.For(10));
        await RowAsync("one article, 256 connections", portal, 256, [Path("api/articles", _hot)], scale.For(10));
        var many = await RowAsync(
            "1,000 articles evenly, 64 connections", portal, 64, [.. Enumerable.Range(0, Articles).Select(i => Path("api/articles", SampleArticles.Slug(i)))], scale.For(10));
        var manyWide = await RowAsync(
            "1,000 articles evenly, 256 connections", portal, 256, [.. Enumerable.Range(0, Articles).Select(i => Path("api/articles", SampleArticles.Slug(i)))], scale.For(10));
        var alone = await RowAsync("one article, 1 connection", portal, 1, [Path("api/articles", _hot)], scale.For(5));
        var bare = await BareWriteAsync(tables.GetTableClient("Rivals"), scale.For(5));
        Table.Row("a bare table write, one at a time", Table.Number(1000 / bare), Table.Number(bare), "", "", "");
        var memory = await HeldMemoryAsync(content, scale);

        var best = hot.Load.Rate > hotAgain.Load.Rate ? hot : hotAgain;
        Console.WriteLine();
        Table.Head("ratio", "value", "kept");
        Table.Row("one article: visits/s", Table.Number(best.Load.Rate), Table.Kept(best.Load.Rate >= 15_000, "15,000"));
        Table.Row("one article: against (a)", Table.Ratio(best.Load.Rate / loop.Load.Rate), Table.Kept(best.Load.Rate >= 200 * loop.Load.Rate, "200 ×"));
        Table.Row("one article: against (b)", Table.Ratio(best.Load.Rate / row.Load.Rate), "");
        Table.Row("one article: against (c)", Table.Ratio(best.Load.Rate / floor.Load.Rate), Table.Kept(best.Load.Rate >= 0.5 * floor.Load.Rate, "0.5 ×"));
        Table.Row("one article: p99 ms", Table.Number(best.Load.Percentile(0.99)), Table.Kept(best.Load.Percentile(0.99) < 25, "below 25"));
        Table.Row("one article: table calls per 1,000 visits", Table.Number(best.Calls), Table.Kept(best.Calls <= 20, "at most 20"));
        var wide = Math.Max(many.Load.Rate, manyWide.Load.Rate);
        Table.Row("1,000 articles: visits/s", Table.Number(wide), Table.Kept(wide >= 6_000, "6,000"));
        Table.Row("alone: p50 against a bare write", Table.Ratio(alone.Load.Percentile(0.5) / bare), Table.Kept(alone.Load.Percentile(0.5) <= 1.3 * bare, "1.3 ×"));
        Table.Row("memory of 100,000 articles visited, MB", Table.Number(memory), Table.Kept(memory < 200, "below 200"));
    }

    private static string Path(string root, string slug) => $"/{root}/{slug}/visits";


    private static async Task<(LoadResult Load, double Calls)> RowAsync(
        string what, AppProcess app, int connections, IReadOnlyList<string> paths, TimeSpan duration)
    {
        var requests = paths.Select(path => HttpLoad.Request(app.Address, "POST", path)).ToList();
        await HttpLoad.RunAsync(app.Address, connections, requests, duration / 3);
        var before = await app.ReportAsync();
        var load = await HttpLoad.RunAsync(app.Address, connections, requests, duration);
        var calls = (await app.ReportAsync()).Since(before).AllCalls * 1000.0 / load.Count;
        Table.Row(
            what, Table.Number(load.Rate), Table.Number(load.Percentile(0.5)), Table.Number(load.Percentile(0.99)), load.Others, Table.Number(calls));
        return (load, calls);
    }

    private static async Task PublishAsync(string content)
    {
        using var cache = new ReadingCache(Options.Create(new ReadingOptions()), TimeProvider.System, NullLoggerFactory.Instance);
        var store = new ArticleStore(ContentAccount.Open(Connection.To(content), new ContentStorageOptions()), new ArticleChanges(cache));
        await Parallel.ForAsync(0, Articles, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, token) =>
            await store.PublishAsync(SampleArticles.Of(i), SampleArticles.Slug(i), ArticlePlace.Nowhere, token));
    }

    /// <returns>The median, in milliseconds.</returns>
    private static async Task<double> BareWriteAsync(TableClient table, TimeSpan duration)
    {
        var entity = new TableEntity("bare", "row") { ["Visits"] = 0L, ["Day"] = 20170104, ["Batch"] = Guid.NewGuid().ToString("N") };
        await table.UpsertEntityAsync(entity);
        var times = new List<double>();
        for (var all = Stopwatch.StartNew(); all.Elapsed < duration;)
        {
            var begin = Stopwatch.GetTimestamp();
            await table.UpdateEntityAsync(entity, Azure.ETag.All, TableUpdateMode.Replace);
            times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }

        times.Sort();
        return times[times.Count / 2];
    }

    /// <returns>Megabytes that a counter holds after a visit of each of 100,000 articles.</returns>
    private static async Task<double> HeldMemoryAsync(string content, Scale scale)
    {
        var table = new TableServiceClient(content, VisitOptions.ClientOptions()).GetTableClient("Held");
        await table.CreateIfNotExistsAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var counter = new VisitCounter(table, Options.Create(new VisitOptions()), TimeProvider.System, NullLogger<VisitCounter>.Instance);
        var articles = scale.Of(100_000);
        await Parallel.ForAsync(0, articles, new ParallelOptions { MaxDegreeOfParallelism = 512 }, async (i, token) =>
        {
            if (!(await counter.CountAsync(SampleArticles.Slug(i), token)).IsStored)
            {
                throw new InvalidOperationException("A visit was not stored.");
            }
        });
        var after = GC.GetTotalMemory(forceFullCollection: true);
        await counter.StopAsync(CancellationToken.None);
        if (counter.Held < articles * 0.9)
        {
            throw new InvalidOperationException($"Of {articles} articles only {counter.Held} were held.");
        }

        return (after - before) / 1e6;
    }
}

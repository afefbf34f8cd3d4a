using System.Diagnostics;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SmeFunctions.Benchmarks.Running;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Reading;
using SmeFunctions.Portal.Visits;
using SmeFunctions.SelfHost.LocalStorage;

namespace SmeFunctions.Benchmarks.Visits;

/// <summary>Visits over HTTP, on Azurite, beside the usual ways of counting them.</summary>
internal static class VisitBenchmark
{
    private const int Articles = 1_000;
    private const int Connections = 64;
    private const int Pairs = 9;
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
        await using var portal = await AppProcess.StartAsync(ServedApp.Kind.Portal, content, "--ReconcileSchedule=0 0 0 1 1 *", "--SectionsSchedule=0 0 0 1 1 *");
        var tables = new TableServiceClient(content);
        await tables.CreateTableIfNotExistsAsync("Rivals");
        await PublishAsync(content);

        List<string> hotPath = [Path("api/articles", _hot)];
        List<string> paths = [.. Enumerable.Range(0, Articles).Select(i => Path("api/articles", SampleArticles.Slug(i)))];
        Table.Head("what", "visits/s", "p50 ms", "p99 ms", "not 200", "table calls per 1,000");
        var turns = await TakeTurnsAsync(portal, Requests(portal, hotPath), rivals, Requests(rivals, [Path("memory", _hot)]), scale);
        var hot = Row("one article, 64 connections", turns.Own);
        Row("(c) the same without storage", turns.Other);
        var loop = await RowAsync("(a) read, add, write if unchanged", rivals, Connections, [Path("loop", _hot)], scale.For(20));
        var row = await RowAsync("(b) a row for each visit", rivals, Connections, [Path("row", _hot)], scale.For(10));
        await RowAsync("one article, 256 connections", portal, 256, hotPath, scale.For(10));
        var many = await RowAsync("1,000 articles evenly, 64 connections", portal, Connections, paths, scale.For(10));
        var manyWide = await RowAsync("1,000 articles evenly, 256 connections", portal, 256, paths, scale.For(10));
        var alone = await RowAsync("one article, 1 connection", portal, 1, hotPath, scale.For(5));
        var bare = await BareWriteAsync(tables.GetTableClient("Rivals"), scale.For(5));
        Table.Row("a bare table write, one at a time", Table.Number(1000 / bare), Table.Number(bare), "", "", "");
        var memory = await HeldMemoryAsync(content, scale);

        Console.WriteLine();
        Table.Head("ratio", "value", "kept");
        Table.Row("one article: visits/s", Table.Number(hot.Rate), Table.Kept(hot.Rate >= 15_000, "15,000"));
        Table.Row("one article: against (a)", Table.Ratio(hot.Rate / loop.Rate), Table.Kept(hot.Rate >= 200 * loop.Rate, "200 ×"));
        Table.Row("one article: against (b)", Table.Ratio(hot.Rate / row.Rate), "");
        Table.Row("one article: against (c)", Table.Ratio(turns.Ratio), Table.Kept(turns.Ratio >= 0.5, "0.5 ×"));
        Table.Row("one article: p99 ms", Table.Number(hot.Percentile(0.99)), Table.Kept(hot.Percentile(0.99) < 25, "below 25"));
        Table.Row("one article: table calls per 1,000 visits", Table.Number(CallsPer1000(turns.Own)), Table.Kept(CallsPer1000(turns.Own) <= 20, "at most 20"));
        var wide = Math.Max(many.Rate, manyWide.Rate);
        Table.Row("1,000 articles: visits/s", Table.Number(wide), Table.Kept(wide >= 6_000, "6,000"));
        Table.Row("alone: p50 against a bare write", Table.Ratio(alone.Percentile(0.5) / bare), Table.Kept(alone.Percentile(0.5) <= 1.3 * bare, "1.3 ×"));
        Table.Row("memory of 100,000 articles visited, MB", Table.Number(memory), Table.Kept(memory < 200, "below 200"));
    }

    private static string Path(string root, string slug) => $"/{root}/{slug}/visits";

    private static List<byte[]> Requests(AppProcess app, List<string> paths) => paths.ConvertAll(path => HttpLoad.Request(app.Address, "POST", path));

    private static async Task<Turns> TakeTurnsAsync(AppProcess own, List<byte[]> ownRequests, AppProcess other, List<byte[]> otherRequests, Scale scale)
    {
        // Until both are compiled for good.
        await HttpLoad.RunAsync(own.Address, Connections, ownRequests, scale.For(10));
        await HttpLoad.RunAsync(other.Address, Connections, otherRequests, scale.For(10));
        return await Turns.TakeAsync(
            Pairs,
            () => Turn.TakeAsync(own, Connections, ownRequests, scale.For(3)),
            () => Turn.TakeAsync(other, Connections, otherRequests, scale.For(3)));
    }

    private static async Task<LoadResult> RowAsync(string what, AppProcess app, int connections, List<string> paths, TimeSpan duration)
    {
        var requests = Requests(app, paths);
        await HttpLoad.RunAsync(app.Address, connections, requests, duration / 3);
        return Row(what, [await Turn.TakeAsync(app, connections, requests, duration)]);
    }

    private static LoadResult Row(string what, IReadOnlyList<Turn> turns)
    {
        var load = LoadResult.Of([.. turns.Select(turn => turn.Load)]);
        Table.Row(
            what, Table.Number(load.Rate), Table.Number(load.Percentile(0.5)), Table.Number(load.Percentile(0.99)), load.Others, Table.Number(CallsPer1000(turns)));
        return load;
    }

    private static double CallsPer1000(IReadOnlyList<Turn> turns) => turns.Sum(turn => turn.Used.AllCalls) * 1000.0 / turns.Sum(turn => turn.Load.Count);

    private static async Task PublishAsync(string content)
    {
        using var cache = new ReadingCache(Options.Create(new ReadingOptions()), TimeProvider.System, NullLoggerFactory.Instance);
        var store = new ArticleStore(ContentAccount.Create(Connection.To(content), new ContentStorageOptions()), new ArticleChangeNotifier(cache));
        await Parallel.ForAsync(0, Articles, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, token) =>
            await store.PublishAsync(SampleArticles.Of(i), SampleArticles.Slug(i), StoredArticleState.None, token));
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
        var table = new TableServiceClient(content, VisitOptions.CreateClientOptions()).GetTableClient("Held");
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
        if (counter.CachedArticles < articles * 0.9)
        {
            throw new InvalidOperationException($"Of {articles} articles only {counter.CachedArticles} were held.");
        }

        return (after - before) / 1e6;
    }
}

using System.Diagnostics;
using System.Globalization;
using Azure.Data.Tables;
using SmeFunctions.Benchmarks.Running;
using SmeFunctions.Portal.Articles;
using SmeFunctions.SelfHost.LocalStorage;

namespace SmeFunctions.Benchmarks.Reading;

/// <summary>
/// Pages that nobody asked for before, of each kind of list, of a site with few and of one with many articles, side by side. Each is shown beside the
/// query that it is made of: the emulator looks at all rows of a partition for each query, the real service only at those that it sends.
/// </summary>
internal static class ListBenchmark
{
    private const int Few = 100;
    private const int Many = 100_000;
    private const int RowsAtOnce = 100;
    private const int Page = 20;

    private static readonly (string What, string Query, ArticleList List)[] _kinds =
    [
        ("language", "", ArticleList.All),
        ("section", "&section=trade", ArticleList.ForSection("trade")),
        ("tag", "&tag=export", ArticleList.ForTag("export")),
        ("source", "&source=trade-letter", ArticleList.ForSource("trade-letter")),
    ];

    public static async Task RunAsync(Scale scale)
    {
        Table.Machine();
        var data = Directory.CreateTempSubdirectory("benchmark-");
        await using (var azurite = await Azurite.StartAsync(new AzuriteOptions { DataFolder = data.FullName, InMemory = true }))
        {
            await MeasureAsync(azurite.ConnectionString, scale);
        }

        data.Delete(recursive: true);
    }

    private static async Task MeasureAsync(string content, Scale scale)
    {
        await using var few = await SiteAsync(content, "Few", Few);
        await using var many = await SiteAsync(content, "Many", scale.Of(Many));
        var pages = scale.Of(50);

        Table.Head(
            "page of 20 of a", "100 articles, p50 ms", string.Create(CultureInfo.InvariantCulture, $"{many.Articles:#,0} articles, p50 ms"), "ratio",
            "bare query, ratio", "own share of 100, ms", "own share of the many, ms", "storage calls a page", "rows a page");
        foreach (var (what, query, list) in _kinds)
        {
            // So that numbers of visits are held, which are asked for apart.
            await few.RunAsync(query, list, pages, limit: Page + 1);
            await many.RunAsync(query, list, pages, limit: Page + 1);
            var small = await few.RunAsync(query, list, pages, Page);
            var large = await many.RunAsync(query, list, pages, Page);
            Table.Row(
                what, Table.Number(small.Own), Table.Number(large.Own), Table.Ratio(large.Own / small.Own), Table.Ratio(large.Bare / small.Bare),
                Table.Number(small.Own - small.Bare), Table.Number(large.Own - large.Bare),
                string.Create(CultureInfo.InvariantCulture, $"{small.Calls:0.00} and {large.Calls:0.00}"),
                string.Create(CultureInfo.InvariantCulture, $"{small.Rows:0.##} and {large.Rows:0.##}"));
        }
    }

    private static async Task<Site> SiteAsync(string content, string name, int articles)
    {
        var app = await AppProcess.StartAsync(
            ServedApp.Kind.Portal, content, "--ReconcileSchedule=0 0 0 1 1 *", "--SectionsSchedule=0 0 0 1 1 *", "--CompactSchedule=0 0 0 1 1 *", "--Visits:FreshFor=00:05:00",
            "--AzureFunctionsJobHost:extensions:queues:maxPollingInterval=00:10:00",
            $"--ContentStorage:ArticlesTable=Articles{name}", $"--ContentStorage:ArticlesContainer=articles-{name.ToLowerInvariant()}", $"--ContentStorage:VisitsTable=Visits{name}");
        var table = new TableClient(content, "Articles" + name);
        var rows =
            from i in Enumerable.Range(0, articles)
            let article = SampleArticles.Of(i) with { Section = new Section("trade", "Trade"), Tags = [i % 2 == 0 ? "export" : "import"] }
            let summary = ArticleStore.SerializeListEntry(article)
            from key in ArticleKeys.GetRowKeys(article)
            select new TableEntity(article.Lang, key) { ["Summary"] = summary };
        var begin = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            rows.Chunk(RowsAtOnce), new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (some, token) => await table.SubmitTransactionAsync(some.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)), token));
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{articles:#,0} articles written in {Stopwatch.GetElapsedTime(begin).TotalSeconds:0} s."));
        return new Site(app, table, articles);
    }

    /// <param name="Own">Of the page, p50, milliseconds.</param>
    /// <param name="Bare">Of the query that it is made of.</param>
    /// <param name="Calls">To storage, for a page.</param>
    /// <param name="Rows">That storage sent for it.</param>
    private sealed record Measured(double Own, double Bare, double Calls, double Rows);

    private sealed class Site(AppProcess app, TableClient table, int articles) : IAsyncDisposable
    {
        private readonly HttpClient _http = new();

        public int Articles => articles;

        /// <summary>Asks for one page after the other.</summary>
        public async Task<Measured> RunAsync(string query, ArticleList list, int pages, int limit)
        {
            var own = new List<double>();
            var bare = new List<double>();
            var rows = 0;
            var prefix = ArticleKeys.GetListPrefix(list);
            var before = await app.ReportAsync();
            for (var i = 0; i < pages; i++)
            {
                var begin = Stopwatch.GetTimestamp();
                using var answer = await _http.GetAsync(new Uri(
                    app.Address, string.Create(CultureInfo.InvariantCulture, $"/api/articles?lang=en{query}&limit={limit}&to={DayOf(i):yyyy-MM-dd}")));
                answer.EnsureSuccessStatusCode();
                await answer.Content.ReadAsByteArrayAsync();
                own.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);

                begin = Stopwatch.GetTimestamp();
                var after = prefix + ArticleKeys.GetKeyBeforeDay(DayOf(i));
                var page = await table.QueryAsync<TableEntity>(
                    TableClient.CreateQueryFilter($"PartitionKey eq 'en' and RowKey gt {after} and RowKey lt {prefix + "}"}"), limit + 1, ["RowKey", "Timestamp", "Summary"]).AsPages().FirstAsync();
                bare.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
                rows += page.Values.Count;
            }

            var calls = (await app.ReportAsync()).Since(before).AllCalls;
            own.Sort();
            bare.Sort();
            return new Measured(own[pages / 2], bare[pages / 2], (double)calls / pages, (double)rows / pages);
        }

        public async ValueTask DisposeAsync()
        {
            _http.Dispose();
            await app.DisposeAsync();
        }

        // Late enough that a list of fifty has a full page.
        private static DateOnly DayOf(int i) => new DateOnly(2017, 3, 10).AddDays(i % 60);
    }
}

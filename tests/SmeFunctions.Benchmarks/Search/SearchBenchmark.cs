using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using SmeFunctions.Benchmarks.Running;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Tests.Search;
using SmeFunctions.SelfHost.LocalStorage;

namespace SmeFunctions.Benchmarks.Search;

/// <summary>The search of the portal over HTTP, beside Lucene in memory and SQLite's trigrams over the same articles.</summary>
internal static class SearchBenchmark
{
    private const int DefaultArticles = 100_000;
    private const int Queries = 1_000;
    private const int WarmUp = 500;

    // Native code, and slow.
    private const int FewToWarmUp = 50;
    private const int Fresh = 200;
    private const int FreshPerSecond = 20;

    private static readonly string[] _languages = ["en", "zh"];

    public static async Task RunAsync(Scale scale, string[] args)
    {
        Table.Machine();
        var articles = scale.Of(args.Select(arg => int.TryParse(arg, CultureInfo.InvariantCulture, out var number) ? number : 0).FirstOrDefault(number => number > 0, DefaultArticles));
        var data = Directory.CreateTempSubdirectory("benchmark-");
        await using (var azurite = await Azurite.StartAsync(new AzuriteOptions { DataFolder = data.FullName, InMemory = true }))
        {
            await MeasureAsync(azurite.ConnectionString, articles, data.FullName);
        }

        data.Delete(recursive: true);
    }

    private static async Task MeasureAsync(string content, int articles, string directory)
    {
        var blobs = new BlobContainerClient(content, "articles");
        await blobs.CreateIfNotExistsAsync();
        await WriteAsync(blobs, _languages.SelectMany(lang => Enumerable.Range(0, articles).Select(i => SearchArticles.Create(i, lang))));
        await WriteAsync(blobs, SearchQuality.Articles);
        await using var app = await AppProcess.StartAsync(
            ServedApp.Kind.Portal, content, "--ReconcileSchedule=0 0 0 1 1 *", "--SectionsSchedule=0 0 0 1 1 *", "--CompactSchedule=0 0 0 1 1 *", "--SearchSchedule=* * * * * *",
            "--Operations:PageSize=1000", $"--Search:LocalDirectory={Path.Combine(directory, "search")}");
        using var http = new HttpClient { BaseAddress = app.Address };
        var building = Stopwatch.StartNew();
        await WaitForIndexAsync(http);
        var built = building.Elapsed;
        var size = await GetSizeAsync(content);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(2 * articles) + SearchQuality.Articles.Count:#,0} articles of {_languages.Average(lang => SearchArticles.Create(1, lang).Text.Length):0} characters indexed in {built.TotalSeconds:0} s ({2 * articles / built.TotalSeconds:#,0} a second), {size.Bytes / 1e6:#,0} MB, {(double)size.Bytes / size.Documents / 1_000:0.00} KB an article."));
        await MeasureStartAsync(content, directory);
        Console.WriteLine();

        Table.Head("first search of two words, p95 ms", "portal over HTTP", "bare Lucene", "Lucene, same ranking", "SQLite trigrams", "portal : bare", "portal : same ranking");
        foreach (var lang in _languages)
        {
            var all = Enumerable.Range(0, articles).Select(i => SearchArticles.Create(i, lang));
            using var lucene = new BareLucene(lang, all);
            using var ranking = new RankingLucene(lang, all);
            using var sqlite = new SqliteTrigrams(all);
            var own = await MeasureAsync(i => GetAsync(http, $"/api/search?lang={lang}&q={Uri.EscapeDataString(SearchArticles.CreateQuery(i, lang))}"));
            var bare = await MeasureAsync(i => Task.FromResult(lucene.Find(SearchArticles.CreateQuery(i, lang), 10)));
            var ranked = await MeasureAsync(i => Task.FromResult(ranking.Find(SearchArticles.CreateQuery(i, lang), 10)));
            var trigrams = await MeasureAsync(i => Task.FromResult(sqlite.Find(SearchArticles.CreateQuery(i, lang), 10)), FewToWarmUp);
            Table.Row(lang, Table.Number(own), Table.Number(bare), Table.Number(ranked), Table.Number(trigrams), Table.Ratio(own / bare), Table.Ratio(own / ranked));
        }

        Console.WriteLine();
        Table.Head("", "p95 ms", "a second", "");
        var prefixes = Enumerable.Range(0, 200).Select(i => SearchArticles.CreateQuery(i, _languages[i % 2])).Select(query => HttpLoad.Request(app.Address, "GET", $"/api/search/suggest?q={Uri.EscapeDataString(query[..2])}")).ToList();
        var suggested = await HttpLoad.RunAsync(app.Address, 2, prefixes, TimeSpan.FromSeconds(5));
        Table.Row("suggestions", Table.Number(suggested.Percentile(0.95)), Table.Number(suggested.Rate), Table.Kept(suggested.Percentile(0.95) <= 10, "p95 of 10 ms"));
        var popular = Enumerable.Range(0, 50).Select(i => HttpLoad.Request(app.Address, "GET", $"/api/search?q={Uri.EscapeDataString(SearchArticles.CreateQuery(i, _languages[i % 2]))}")).ToList();
        var hot = await HttpLoad.RunAsync(app.Address, 16, popular, TimeSpan.FromSeconds(5));
        Table.Row("searches that were asked before", Table.Number(hot.Percentile(0.95)), Table.Number(hot.Rate), Table.Kept(hot.Rate >= 2_000, "2,000 a second"));
        Console.WriteLine();

        await MeasureFreshnessAsync(http, content, blobs, articles);
        await MeasureQualityAsync(http);
    }

    // From the moment at which a new instance takes requests, without a local copy of the index.
    private static async Task MeasureStartAsync(string content, string directory)
    {
        await using var app = await AppProcess.StartAsync(
            ServedApp.Kind.Portal, content, "--ReconcileSchedule=0 0 0 1 1 *", "--SectionsSchedule=0 0 0 1 1 *", "--CompactSchedule=0 0 0 1 1 *", "--SearchSchedule=0 0 0 1 1 *",
            $"--Search:LocalDirectory={Path.Combine(directory, "search-of-another")}");
        using var http = new HttpClient { BaseAddress = app.Address };
        var starting = Stopwatch.StartNew();
        await WaitForIndexAsync(http);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"A new instance answers after {starting.Elapsed.TotalSeconds:0.0} s. {Table.Kept(starting.Elapsed.TotalSeconds <= 2, "2 s with 10,000 articles")}."));
    }

    private static async Task MeasureFreshnessAsync(HttpClient http, string content, BlobContainerClient blobs, int articles)
    {
        var queue = new QueueClient(content, "search-events", new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        var lags = new List<Task<double>>();
        var next = Stopwatch.StartNew();
        for (var i = 0; i < Fresh; i++)
        {
            var article = SearchArticles.Create(articles + i, _languages[i % 2]);
            await WriteAsync(blobs, [article]);
            await queue.SendMessageAsync(JsonSerializer.Serialize(new { slug = article.Slug, at = DateTimeOffset.UtcNow }));
            lags.Add(WaitForAsync(http, SearchArticles.GetName(articles + i)));
            var due = TimeSpan.FromSeconds((i + 1.0) / FreshPerSecond) - next.Elapsed;
            await Task.Delay(due > TimeSpan.Zero ? due : TimeSpan.Zero);
        }

        var seconds = await Task.WhenAll(lags);
        Array.Sort(seconds);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Published to found, {Fresh} articles, {FreshPerSecond} a second: p50 {seconds[Fresh / 2]:0.0} s, p95 {seconds[Fresh * 95 / 100]:0.0} s. {Table.Kept(seconds[Fresh * 95 / 100] <= 3, "p95 of 3 s")}."));
        Console.WriteLine();
    }

    private static async Task MeasureQualityAsync(HttpClient http)
    {
        Table.Head("right article among the first three", "portal", "bare Lucene", "SQLite trigrams");
        foreach (var lang in _languages)
        {
            using var lucene = new BareLucene(lang, SearchQuality.Articles.Where(article => article.Lang == lang));
            using var sqlite = new SqliteTrigrams(SearchQuality.Articles.Where(article => article.Lang == lang));
            var (own, bare, trigrams, count) = (0, 0, 0, 0);
            foreach (var (_, text, answers) in SearchQuality.Queries.Where(query => query.Lang == lang))
            {
                count++;
                using var page = JsonDocument.Parse(await http.GetByteArrayAsync(new Uri($"/api/search?lang={lang}&limit=50&q={Uri.EscapeDataString(text)}", UriKind.Relative)));

                // The articles that fill the index are from other portals, as it were.
                var found = page.RootElement.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("slug").GetString()!).Where(slug => !char.IsAsciiDigit(slug[^1]));
                own += SearchQuality.IsRight(answers, found) ? 1 : 0;
                bare += SearchQuality.IsRight(answers, lucene.Find(text, SearchQuality.Expected)) ? 1 : 0;
                trigrams += SearchQuality.IsRight(answers, sqlite.Find(text, SearchQuality.Expected)) ? 1 : 0;
            }

            Table.Row(lang, Share(own), Share(bare), Share(trigrams));

            string Share(int right) => string.Create(CultureInfo.InvariantCulture, $"{right} of {count}");
        }
    }

    private static async Task<double> MeasureAsync(Func<int, Task> search, int warmUp = WarmUp)
    {
        // The first ones compile, and compile again with what was learned: an instance that has served for a minute is past that.
        for (var i = 0; i < warmUp; i++)
        {
            await search(Queries + i);
        }

        var times = new double[Queries];
        for (var i = 0; i < Queries; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await search(i);
            times[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }

        Array.Sort(times);
        return times[Queries * 95 / 100];
    }

    private static async Task GetAsync(HttpClient http, string path)
    {
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
        response.EnsureSuccessStatusCode();
        await response.Content.ReadAsByteArrayAsync();
    }

    private static async Task<double> WaitForAsync(HttpClient http, string name)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            using var page = JsonDocument.Parse(await http.GetByteArrayAsync(new Uri($"/api/search?limit=1&q={name}", UriKind.Relative)));
            if (page.RootElement.GetProperty("total").GetInt64() > 0 || watch.Elapsed > TimeSpan.FromMinutes(1))
            {
                return watch.Elapsed.TotalSeconds;
            }

            await Task.Delay(250);
        }
    }

    private static async Task WaitForIndexAsync(HttpClient http)
    {
        while (true)
        {
            using var response = await http.GetAsync(new Uri("/api/search?q=a", UriKind.Relative));
            if (response.StatusCode == HttpStatusCode.OK)
            {
                return;
            }

            await Task.Delay(50);
        }
    }

    private static async Task<(long Bytes, long Documents)> GetSizeAsync(string content)
    {
        var manifest = (await new BlobContainerClient(content, "search").GetBlobClient("manifest.json").DownloadContentAsync()).Value.Content;
        using var json = JsonDocument.Parse(manifest);
        var languages = json.RootElement.GetProperty("languages").EnumerateObject().Select(language => language.Value).ToList();
        return (languages.Sum(language => language.GetProperty("files").EnumerateArray().Sum(file => file.GetProperty("length").GetInt64())), languages.Sum(language => language.GetProperty("documents").GetInt64()));
    }

    private static Task WriteAsync(BlobContainerClient blobs, IEnumerable<Article> articles) => Parallel.ForEachAsync(
        articles,
        new ParallelOptions { MaxDegreeOfParallelism = 8 },
        async (article, token) => await blobs.GetBlobClient($"{article.Slug}.json").UploadAsync(new BinaryData(ArticleStore.SerializeContent(article)), overwrite: true, token));
}

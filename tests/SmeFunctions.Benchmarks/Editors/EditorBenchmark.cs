using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using SmeFunctions.Benchmarks.Running;
using SmeFunctions.Documents;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.SelfHost.LocalStorage;
using Microsoft.Extensions.Configuration;

namespace SmeFunctions.Benchmarks.Editors;

/// <summary>The editors' list of many documents, over HTTP: the first request of a process, and those after it.</summary>
internal static class EditorBenchmark
{
    private const int Documents = 10_000;
    private const int Requests = 100;
    private const double Target = 300;

    private static readonly string[] _paths = ["/editor/en", "/editor/en?show=attention", "/editor/zh?q=7", "/editor/en?sort=title&page=20", "/editor/en?lang=zh&sort=date"];

    public static async Task RunAsync(Scale scale)
    {
        Table.Machine();
        var data = Directory.CreateTempSubdirectory("benchmark-");
        await using (var azurite = await Azurite.StartAsync(new AzuriteOptions { DataFolder = data.FullName, InMemory = true }))
        {
            await MeasureAsync(azurite.ConnectionString, scale.Of(Documents));
        }

        data.Delete(recursive: true);
    }

    private static async Task MeasureAsync(string content, int documents)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create<string, string?>("Content", content)]).Build();
        var account = ContentAccount.Create(ContentConnection.Find(configuration), new ContentStorageOptions());
        await account.SeedsTable.CreateIfNotExistsAsync();
        var store = new SeedStatusStore(account);
        await Parallel.ForAsync(0, documents, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, token) => await store.SaveAsync(CreateRecord(i), token));

        await using var app = await AppProcess.StartAsync(ServedApp.Kind.Portal, content, "--ReconcileSchedule=0 0 0 1 1 *", "--SectionsSchedule=0 0 0 1 1 *", "--CompactSchedule=0 0 0 1 1 *", "--SearchSchedule=0 0 0 1 1 *");
        using var http = new HttpClient(new HttpClientHandler { AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = app.Address };
        await SignInAsync(http);
        var first = await GetAsync(http, _paths[0]);

        // Otherwise all of them were written a moment ago, and are read again.
        await Task.Delay(TimeSpan.FromSeconds(11));
        var further = new List<(double Milliseconds, int Bytes)>();
        for (var i = 0; i < Requests; i++)
        {
            further.Add(await GetAsync(http, _paths[i % _paths.Length]));
        }

        var p95 = further.Select(request => request.Milliseconds).Order().ElementAt((int)(Requests * 0.95));
        Table.Head(string.Create(CultureInfo.InvariantCulture, $"list of {documents:#,0} documents"), "ms", "");
        Table.Row("first request of a process", Table.Number(first.Milliseconds), "");
        Table.Row("further requests, p50", Table.Number(further.Select(request => request.Milliseconds).Order().ElementAt(Requests / 2)), "");
        Table.Row("further requests, p95", Table.Number(p95), Table.Kept(p95 <= Target, "at most 300 ms"));
        Table.Row("largest page, KB", Table.Number(further.Max(request => request.Bytes) / 1_000.0), Table.Kept(further.Max(request => request.Bytes) <= 60_000, "at most 60 KB"));
    }

    private static SeedRecord CreateRecord(int i)
    {
        var lang = i % 2 == 0 ? "en" : "zh";
        var slug = string.Create(CultureInfo.InvariantCulture, $"2017-01-{1 + (i % 28):00}-headline-number-{i}");
        var isRejected = i % 200 == 0;
        var day = new DateOnly(2017, 1, 1).AddDays(i % 1_000);
        var position = ArticleKeys.CreatePosition(day, slug);
        return new SeedRecord
        {
            Name = SeedName.FromBlobName(string.Create(CultureInfo.InvariantCulture, $"{lang}/{2010 + (i % 15)}/document-number-{i}.docx")),
            Status = isRejected ? SeedStatus.Rejected : SeedStatus.Published,
            SeedETag = "\"0x8DC0000000000\"",
            Slug = slug,
            Lang = lang,
            Title = lang == "en" ? $"A headline of about the usual length, number {i}" : $"关于进一步支持中小企业发展的若干措施之{i}",
            IsOnline = !isRejected,
            ArticleState = new StoredArticleState(new Azure.ETag("\"1\""), [new ListEntry(lang, "a|" + position, "W/\"1\""), new ListEntry(lang, $"s|section-{i % 12}|{position}", "W/\"1\"")]),
            Error = isRejected ? new DocumentError("front-matter", "'date' in the front matter should be a day, like 2017-01-04.", 3) : null,
            Warnings = i % 20 == 1 ? ["The document has no date; it is published under the day it was first uploaded."] : [],
            Uploaded = DateTimeOffset.UnixEpoch.AddDays(17_000 + (i % 1_000)),
        };
    }

    private static async Task SignInAsync(HttpClient http)
    {
        var page = await http.GetStringAsync("/editor/en/sign-in");
        var token = WebUtility.HtmlDecode(Regex.Match(page, "name=\"__token\" value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Groups["token"].Value);
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("__token", token), KeyValuePair.Create("next", "/editor/en/upload")]);
        using var answer = await http.PostAsync(new Uri("/editor/en/sign-in", UriKind.Relative), form);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<(double Milliseconds, int Bytes)> GetAsync(HttpClient http, string path)
    {
        var start = Stopwatch.GetTimestamp();
        var body = await http.GetByteArrayAsync(new Uri(path, UriKind.Relative));
        return (Stopwatch.GetElapsedTime(start).TotalMilliseconds, body.Length);
    }
}

using System.Globalization;
using Azure.Storage.Blobs;
using SmeFunctions.Benchmarks.Running;
using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Benchmarks.Reading;

/// <summary>What a portal holds in memory once it was asked for more articles than it may keep.</summary>
internal static class MemoryMeasurement
{
    private const int Articles = 10_000;
    private const int Megabytes = 50;
    private const int Paragraphs = 12;

    public static async Task RunAsync(string content, Scale scale)
    {
        var articles = scale.Of(Articles);
        // They stand in no list, as they need not: the emulator looks at all rows of a list for each of them.
        var container = new BlobContainerClient(content, "articles");
        await Parallel.ForAsync(0, articles, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, token) =>
            await container.GetBlobClient(ArticleBlob.GetName(SlugOf(i))).UploadAsync(new BinaryData(ArticleStore.SerializeContent(ArticleOf(i))), token));

        await using var portal = await AppProcess.StartAsync(
            ServedApp.Kind.Portal, content, "--ReconcileSchedule=0 0 0 1 1 *", "--SectionsSchedule=0 0 0 1 1 *", "--CompactSchedule=0 0 0 1 1 *",
            $"--Reading:CacheMegabytes={Megabytes.ToString(CultureInfo.InvariantCulture)}", "--Reading:FreshFor=01:00:00", "--Reading:ContextFreshFor=01:00:00");
        using var http = new HttpClient();
        // What any use of the app makes, and only one.
        await AskAsync(http, portal.Address, 0);
        var before = await portal.HeapAsync();
        var sent = 0L;
        await Parallel.ForAsync(0, articles, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) => Interlocked.Add(ref sent, await AskAsync(http, portal.Address, i)));
        var grown = ((await portal.HeapAsync()) - before) / 1e6;

        Table.Row(
            string.Create(CultureInfo.InvariantCulture, $"{articles:#,0} articles, {sent / 1e6:0} MB of answers, `Reading:CacheMegabytes` {Megabytes}: kept in memory, MB"),
            Table.Number(grown),
            Table.Kept(grown <= Megabytes, string.Create(CultureInfo.InvariantCulture, $"at most {Megabytes}")));
    }

    private static async Task<int> AskAsync(HttpClient http, Uri address, int i)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "/api/articles/" + SlugOf(i)));
        // So that both forms of the answer are there.
        request.Headers.AcceptEncoding.ParseAdd("br");
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        await answer.Content.CopyToAsync(Stream.Null);
        return ArticleOf(i).Html.Length + ArticleOf(i).Text.Length;
    }

    private static string SlugOf(int i) => string.Create(CultureInfo.InvariantCulture, $"2017-01-04-kept-{i}");

    // Of the length of a report, and no two the same.
    private static Article ArticleOf(int i)
    {
        var paragraphs = Enumerable.Range(0, Paragraphs)
            .Select(n => string.Create(CultureInfo.InvariantCulture, $"{i}, {n}: small firms that sell abroad for the first time seldom fail for want of a product. They fail over papers, over payment and over time."))
            .ToList();
        return SampleArticles.Of(i) with
        {
            Slug = SlugOf(i),
            Lang = "zh",
            Html = string.Concat(paragraphs.Select(text => $"<p>{text}</p>")),
            Text = string.Join("\n\n", paragraphs),
        };
    }
}

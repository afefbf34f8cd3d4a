using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Azure.Storage.Blobs;
using SmeFunctions.Benchmarks.Running;
using SmeFunctions.SelfHost.LocalStorage;

namespace SmeFunctions.Benchmarks.Import;

/// <summary>The import of a saved site: the report, the import, and until every page is published.</summary>
internal static class ImportBenchmark
{
    private const int Pages = 10_000;
    private const int Lists = 300;
    private const string Words = "office firm loan harbour fair market rule month project desk mail application small energy green export customs guarantee bank report digital training trade year partner region law support fund";

    private static readonly string[] _words = Words.Split(' ');

    public static async Task RunAsync(Scale scale)
    {
        Table.Machine();
        var data = Directory.CreateTempSubdirectory("benchmark-");
        await using (var azurite = await Azurite.StartAsync(new AzuriteOptions { DataFolder = data.FullName, InMemory = true }))
        {
            await MeasureAsync(azurite.ConnectionString, scale.Of(Pages));
        }

        data.Delete(recursive: true);
    }

    private static async Task MeasureAsync(string content, int pages)
    {
        var imports = new BlobContainerClient(content, "imports");
        await imports.CreateIfNotExistsAsync();
        var source = CreateSource(pages);
        await imports.GetBlobClient("old.zip").UploadAsync(new BinaryData(source));
        await using var app = await AppProcess.StartAsync(ServedApp.Kind.Portal, content);
        using var http = new HttpClient { BaseAddress = app.Address };

        Table.Head(string.Create(CultureInfo.InvariantCulture, $"{pages:#,0} pages, {Lists} lists, a ZIP of {source.Length / 1e6:0} MB"), "s", "");
        var report = await ImportAsync(http, isDryRun: true, pages);
        Table.Row("report only", Table.Number(report.TotalSeconds), "");
        var watch = Stopwatch.StartNew();
        var written = await ImportAsync(http, isDryRun: false, pages);
        Table.Row("import", Table.Number(written.TotalSeconds), Table.Kept(written.TotalMinutes <= 10, "10,000 pages in 10 minutes"));
        await WaitForArticlesAsync(http, pages);
        Table.Row("import, and until all are published", Table.Number(watch.Elapsed.TotalSeconds), "");
    }

    private static async Task<TimeSpan> ImportAsync(HttpClient http, bool isDryRun, int pages)
    {
        var watch = Stopwatch.StartNew();
        using var body = new StringContent(JsonSerializer.Serialize(new { source = "old.zip", folder = "en/old", dryRun = isDryRun }), Encoding.UTF8, "application/json");
        using var started = await http.PostAsync(new Uri("/api/operations/import", UriKind.Relative), body);
        started.EnsureSuccessStatusCode();
        while (true)
        {
            using var operation = JsonDocument.Parse(await http.GetByteArrayAsync(new Uri(started.Headers.Location + "?limit=1", UriKind.Relative)));
            if (operation.RootElement.GetProperty("status").GetString() is "done" or "failed")
            {
                var changed = operation.RootElement.GetProperty("changed").GetInt64();
                return changed == pages ? watch.Elapsed : throw new InvalidOperationException($"Of {pages} pages, {changed} were imported: {operation.RootElement}");
            }

            await Task.Delay(250);
        }
    }

    private static async Task WaitForArticlesAsync(HttpClient http, int pages)
    {
        while (true)
        {
            // The table of seeds is read in pages of 100; the sections have the number of articles.
            using var sections = JsonDocument.Parse(await http.GetByteArrayAsync(new Uri("/api/sections?lang=en", UriKind.Relative)));
            if (sections.RootElement.GetProperty("items").EnumerateArray().Where(section => section.GetProperty("parent").ValueKind == JsonValueKind.Null).Sum(section => section.GetProperty("articles").GetInt64()) >= pages)
            {
                return;
            }

            await Task.Delay(1_000);
        }
    }

    private static byte[] CreateSource(int pages)
    {
        var random = new Random(3);
        using var content = new MemoryStream();
        using (var zip = new ZipArchive(content, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (var i = 0; i < pages; i++)
            {
                var title = $"{CreateSentence(random, 7)} {i}";
                var text = string.Concat(Enumerable.Range(0, 6).Select(_ => $"<p>{CreateSentence(random, 40)}. {CreateSentence(random, 25)}.</p>"));
                Write(zip, string.Create(CultureInfo.InvariantCulture, $"www.old.example/news/{2005 + (i % 15)}/{1 + (i % 12):00}/a{i}.html"), string.Create(
                    CultureInfo.InvariantCulture,
                    $"""
                    <!doctype html><html><head><meta charset="utf-8"><title>{title} - Old portal</title></head><body><div class="nav"><a href="/">Home</a> <a href="/news/">News of the day</a> <a href="/policy/">Policy for firms</a></div>
                    <h1>{title}</h1><div class="info">Date: {2005 + (i % 15)}-{1 + (i % 12):00}-{1 + (i % 28):00} Source: The Letter Views: {i}</div><div id="content">{text}</div><div class="foot">Copyright 2005 Old portal</div></body></html>
                    """));
            }

            for (var i = 0; i < Lists; i++)
            {
                Write(zip, $"www.old.example/news/list{i}.html", $"<html><title>News</title><body><h1>News of the office</h1><ul>{string.Concat(Enumerable.Range(0, 30).Select(_ => $"<li><a href=\"{random.Next(pages)}.html\">{CreateSentence(random, 8)}</a> 2010-01-02</li>"))}</ul></body></html>");
            }
        }

        return content.ToArray();
    }

    private static void Write(ZipArchive zip, string name, string text)
    {
        using var entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
        entry.Write(Encoding.UTF8.GetBytes(text));
    }

    private static string CreateSentence(Random random, int words)
    {
        var sentence = string.Join(' ', Enumerable.Range(0, words).Select(_ => _words[random.Next(_words.Length)]));
        return char.ToUpperInvariant(sentence[0]) + sentence[1..];
    }
}

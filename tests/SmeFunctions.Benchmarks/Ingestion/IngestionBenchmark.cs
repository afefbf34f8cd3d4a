using System.Diagnostics;
using System.Globalization;
using System.Net;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using SmeFunctions.Benchmarks.Running;
using SmeFunctions.EmbeddedRuntime.LocalStorage;

namespace SmeFunctions.Benchmarks.Ingestion;

/// <summary>From a file in the container to an article that readers get.</summary>
internal static class IngestionBenchmark
{
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
        var count = scale.Of(5_000);
        var seeds = new BlobContainerClient(content, "seeds");
        await seeds.CreateAsync();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, token) =>
        {
            var (name, body, _) = Documents.Of(i);
            await seeds.GetBlobClient(name).UploadAsync(new BinaryData(body), token);
        });

        Table.Head("what", "value", "kept");
        await using var app = await AppProcess.StartAsync(ServedApp.Kind.Portal, content, "--SweepSchedule=* * * * * *", "--SectionsSchedule=0 0 0 1 1 *");
        var watch = Stopwatch.StartNew();
        var before = await app.ReportAsync();
        await WaitUntilPublishedAsync(content, count);
        var seconds = watch.Elapsed.TotalSeconds;
        var used = (await app.ReportAsync()).Since(before);

        var rate = count / seconds;
        var calls = used.AllCalls / (double)count;
        Table.Row($"backlog of {count:N0} mixed seeds, seeds/s", Table.Number(rate), Table.Kept(rate >= 100, "100"));
        Table.Row("storage calls per seed, sweeps and queue with it", Table.Number(calls), Table.Kept(calls <= 8, "at most 8"));
        foreach (var (service, number) in used.Calls.OrderByDescending(call => call.Value))
        {
            Table.Row($"of them {service}", Table.Number(number / (double)count), "");
        }

        Table.Row("processor time of the app per seed, ms", Table.Number(used.Processor * 1000 / count), "");
        Table.Row("most memory of the app, MB", Table.Number(used.MaxResident / 1e6), Table.Kept(used.MaxResident < 300e6, "below 300"));

        var bare = await BareAsync(content, count);
        Table.Row("the same calls, bare, for as many seeds: s", Table.Number(bare), "");
        Table.Row("share of the time that is storage and its client", $"{bare / seconds:P0}", "");

        await MeasureSweepAsync(app, count);
        await MeasureLatencyAsync(app, seeds, scale);
    }

    private static async Task WaitUntilPublishedAsync(string content, int count)
    {
        var table = new TableClient(content, "Seeds");
        var seen = 0;
        while (seen < count)
        {
            await Task.Delay(250);
            seen = await table.QueryAsync<TableEntity>("Status eq 'Published'", select: ["RowKey"]).CountAsync();
        }
    }

    /// <summary>What one seed takes of storage, without the portal: message in, message out, look, read, write, list, note.</summary>
    private static async Task<double> BareAsync(string content, int count)
    {
        var container = new BlobContainerClient(content, "bare");
        var table = new TableClient(content, "Bare");
        var queue = new QueueClient(content, "bare");
        await Task.WhenAll(container.CreateIfNotExistsAsync(), table.CreateIfNotExistsAsync(), queue.CreateIfNotExistsAsync());
        var watch = Stopwatch.StartNew();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, token) =>
        {
            var (name, body, slug) = Documents.Of(i);
            await queue.SendMessageAsync(name, token);
            var message = (await queue.ReceiveMessageAsync(cancellationToken: token)).Value;
            await table.QueryAsync<TableEntity>($"PartitionKey eq '{i % 256}' and RowKey eq '{i}'", cancellationToken: token).CountAsync(token);
            await container.GetBlobClient(name).UploadAsync(new BinaryData(body), token);
            await container.GetBlobClient(name).DownloadContentAsync(token);
            var key = i.ToString(CultureInfo.InvariantCulture);
            var partition = (i % 256).ToString(CultureInfo.InvariantCulture);
            await table.AddEntityAsync(new TableEntity(partition, key) { ["Slug"] = slug }, token);
            await table.SubmitTransactionAsync(
                [
                    new(TableTransactionActionType.Add, new TableEntity("en", "a|" + key) { ["Summary"] = slug }),
                    new(TableTransactionActionType.Add, new TableEntity("en", "s|" + key) { ["Summary"] = slug }),
                ],
                token);
            await table.UpdateEntityAsync(new TableEntity(partition, key) { ["Slug"] = slug }, Azure.ETag.All, TableUpdateMode.Replace, token);
            if (message is not null)
            {
                await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, token);
            }
        });
        return watch.Elapsed.TotalSeconds;
    }

    private static async Task MeasureSweepAsync(AppProcess app, int count)
    {
        // The queue's polls go on, and are of another service.
        var before = await app.ReportAsync();
        const int Sweeps = 10;
        await Task.Delay(TimeSpan.FromSeconds(Sweeps));
        var used = (await app.ReportAsync()).Since(before);
        Table.Row($"calls a second with {count:N0} seeds and nothing to do, a sweep each second", Table.Number(used.AllCalls / (double)Sweeps), "");
        foreach (var (service, number) in used.Calls.Where(call => call.Value > 0).OrderByDescending(call => call.Value))
        {
            Table.Row($"of them {service}", Table.Number(number / (double)Sweeps), "");
        }
    }

    private static async Task MeasureLatencyAsync(AppProcess app, BlobContainerClient seeds, Scale scale)
    {
        using var http = new HttpClient { BaseAddress = app.Address };
        var byApi = new List<double>();
        for (var i = 0; i < scale.Of(100); i++)
        {
            var (name, body, slug) = Documents.Of(i, "api");
            var begin = Stopwatch.GetTimestamp();
            using var answer = await http.PutAsync(new Uri("/api/seeds/" + name, UriKind.Relative), new ByteArrayContent(body));
            answer.EnsureSuccessStatusCode();
            byApi.Add(await WaitUntilReadableAsync(http, slug, begin));
        }

        var plain = new List<double>();
        for (var i = 0; i < scale.Of(40); i++)
        {
            var (name, body, slug) = Documents.Of(i, "plain");
            // Not in step with the sweep.
            await Task.Delay(i * 137 % 1000);
            var begin = Stopwatch.GetTimestamp();
            await seeds.GetBlobClient(name).UploadAsync(new BinaryData(body));
            plain.Add(await WaitUntilReadableAsync(http, slug, begin));
        }

        Row("upload by the API to readable", byApi, 1);
        Row("plain upload to readable, a sweep each second", plain, 3);

        static void Row(string what, List<double> times, double limit)
        {
            times.Sort();
            var p95 = times[(int)(times.Count * 0.95)];
            Table.Row($"{what}, p50 s", times[times.Count / 2].ToString("0.00", CultureInfo.InvariantCulture), "");
            Table.Row($"{what}, p95 s", p95.ToString("0.00", CultureInfo.InvariantCulture), Table.Kept(p95 < limit, $"below {limit} s"));
        }
    }

    private static async Task<double> WaitUntilReadableAsync(HttpClient http, string slug, long begin)
    {
        while (true)
        {
            using var answer = await http.GetAsync(new Uri("/api/articles/" + Uri.EscapeDataString(slug), UriKind.Relative));
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                return Stopwatch.GetElapsedTime(begin).TotalSeconds;
            }

            await Task.Delay(10);
        }
    }
}

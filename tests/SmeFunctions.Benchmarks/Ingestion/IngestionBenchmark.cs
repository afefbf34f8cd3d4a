using System.Diagnostics;
using System.Globalization;
using System.Net;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Queues;
using SmeFunctions.Benchmarks.Running;
using SmeFunctions.SelfHost.LocalStorage;

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
            await MeasureAsync(azurite, scale);
        }

        data.Delete(recursive: true);
    }

    private static async Task MeasureAsync(Azurite azurite, Scale scale)
    {
        var content = azurite.ConnectionString;
        var count = scale.Of(5_000);
        var seeds = new BlobContainerClient(content, "seeds");
        await seeds.CreateAsync();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, token) =>
        {
            var (name, body, _) = SampleDocuments.Of(i);
            await seeds.GetBlobClient(name).UploadAsync(new BinaryData(body), token);
        });

        Table.Head("what", "value", "kept");
        await using var app = await AppProcess.StartAsync(ServedApp.Kind.Portal, content, "--ReconcileSchedule=* * * * * *", "--SectionsSchedule=0 0 0 1 1 *");
        var watch = Stopwatch.StartNew();
        var before = await app.ReportAsync();
        var storageBefore = ProcessorOf(azurite);
        await WaitUntilPublishedAsync(app, content, count);
        var seconds = watch.Elapsed.TotalSeconds;
        var used = (await app.ReportAsync()).Since(before);
        var storage = ProcessorOf(azurite) - storageBefore;

        var rate = count / seconds;
        var calls = used.AllCalls / (double)count;
        Table.Row($"backlog of {count:N0} mixed seeds, seeds/s", Table.Number(rate), Table.Kept(rate >= 100, "100"));
        Table.Row("storage calls per seed, reconciliations and queue with it", Table.Number(calls), Table.Kept(calls <= 8, "at most 8"));
        foreach (var (service, number) in used.Calls.OrderByDescending(call => call.Value))
        {
            Table.Row($"of them {service}", Table.Number(number / (double)count), "");
        }

        Table.Row("processor time of the app per seed, ms", Table.Number(used.Processor * 1000 / count), "");
        Table.Row("processor time of Azurite per seed, ms", Table.Number(storage * 1000 / count), "");
        Table.Row("most memory of the app, MB", Table.Number(used.MaxResident / 1e6), Table.Kept(used.MaxResident < 300e6, "below 300"));

        storageBefore = ProcessorOf(azurite);
        var bare = await BareAsync(content, count);
        Table.Row("the same calls, bare, for as many seeds: s", Table.Number(bare), "");
        Table.Row("processor time of Azurite for these, per seed, ms", Table.Number((ProcessorOf(azurite) - storageBefore) * 1000 / count), "");
        Table.Row("share of the time that is storage and its client", $"{bare / seconds:P0}", "");

        await MeasureSweepAsync(app, count);
        await MeasureLatencyAsync(app, seeds, scale);
    }

    // By what the app says of itself: to ask the store for all its rows four times a second is a load of its own.
    private static async Task WaitUntilPublishedAsync(AppProcess app, string content, int count)
    {
        using var http = new HttpClient { BaseAddress = app.Address };
        await WaitUntilReadableAsync(http, SampleDocuments.Of(count - 1).Slug);
        var table = new TableClient(content, "Seeds");
        while (await table.QueryAsync<TableEntity>("Status eq 'Published'", select: ["RowKey"]).CountAsync() < count)
        {
            await Task.Delay(1_000);
        }
    }

    /// <summary>
    /// What a seed takes of storage, without the portal: read, announce, write, list, note, and of a message for sixteen seeds its way in and out.
    /// Every fifth is a translation of which another is told: a message of its own, and all but the announcement once more. Both are looked up first.
    /// </summary>
    private static async Task<double> BareAsync(string content, int count)
    {
        const int SeedsOfAMessage = 16;
        var container = new BlobContainerClient(content, "bare");
        var table = new TableClient(content, "Bare");
        var lists = new TableClient(content, "BareLists");
        var queue = new QueueClient(content, "bare");
        await Task.WhenAll(container.CreateIfNotExistsAsync(), table.CreateIfNotExistsAsync(), lists.CreateIfNotExistsAsync(), queue.CreateIfNotExistsAsync());
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, token) =>
            await container.GetBlobClient(SampleDocuments.Of(i).Name).UploadAsync(new BinaryData(SampleDocuments.Of(i).Content), token));

        var watch = Stopwatch.StartNew();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, token) =>
        {
            if (i % SeedsOfAMessage == 0)
            {
                await TakeMessageAsync(token);
            }

            var (name, body, slug) = SampleDocuments.Of(i);
            var (partition, group) = ((i % 256).ToString("x2", CultureInfo.InvariantCulture), i.ToString("x32", CultureInfo.InvariantCulture));
            ETag? article = null;
            for (var time = i % 5 == 1 ? 0 : 1; time < 2; time++)
            {
                var isNew = article is null;
                if (!isNew)
                {
                    await TakeMessageAsync(token);
                }

                if (i % 5 < 2)
                {
                    await table.QueryAsync<TableEntity>($"PartitionKey eq '{partition}' and RowKey gt '{group}|' and RowKey lt '{group}}}'", cancellationToken: token).CountAsync(token);
                }

                await container.GetBlobClient(name).DownloadContentAsync(token);
                if (isNew)
                {
                    await table.AddEntityAsync(new TableEntity(partition, group + "|") { ["Slug"] = slug }, token);
                }

                article = (await container.GetBlobClient(slug).UploadAsync(
                    new BinaryData(body),
                    new BlobUploadOptions { Conditions = article is { } known ? new BlobRequestConditions { IfMatch = known } : new BlobRequestConditions { IfNoneMatch = ETag.All } },
                    token)).Value.ETag;
                await SubmitAsync(lists, isNew, [.. Enumerable.Range(0, 4).Select(list => new TableEntity("en", $"{list}|{group}") { ["Summary"] = slug + name })], token);
                await SubmitAsync(table, isNew, [new TableEntity(partition, group + "|!")], token, new TableEntity(partition, group + "|") { ["Slug"] = slug });
            }
        });
        return watch.Elapsed.TotalSeconds;

        async Task TakeMessageAsync(CancellationToken token)
        {
            await queue.SendMessageAsync("a name", token);
            if ((await queue.ReceiveMessageAsync(cancellationToken: token)).Value is { } message)
            {
                await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, token);
            }
        }

        static Task SubmitAsync(TableClient table, bool isNew, TableEntity[] entities, CancellationToken token, TableEntity? update = null)
        {
            var type = isNew ? TableTransactionActionType.Add : TableTransactionActionType.UpdateReplace;
            return table.SubmitTransactionAsync(
                [
                    .. entities.Select(entity => new TableTransactionAction(type, entity, ETag.All)),
                    update is null
                        ? new TableTransactionAction(TableTransactionActionType.UpsertReplace, new TableEntity(entities[0].PartitionKey, "~changed"))
                        : new TableTransactionAction(TableTransactionActionType.UpdateReplace, update, ETag.All),
                ],
                token);
        }
    }

    private static double ProcessorOf(Azurite azurite)
    {
        using var process = Process.GetProcessById(azurite.ProcessId);
        return process.TotalProcessorTime.TotalSeconds;
    }

    private static async Task MeasureSweepAsync(AppProcess app, int count)
    {
        // The queue's polls go on, and are of another service.
        var before = await app.ReportAsync();
        const int Sweeps = 10;
        await Task.Delay(TimeSpan.FromSeconds(Sweeps));
        var used = (await app.ReportAsync()).Since(before);
        Table.Row($"calls a second with {count:N0} seeds and nothing to do, a reconciliation each second", Table.Number(used.AllCalls / (double)Sweeps), "");
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
            var (name, body, slug) = SampleDocuments.Of(i, "api");
            var begin = Stopwatch.GetTimestamp();
            using var answer = await http.PutAsync(new Uri("/api/seeds/" + name, UriKind.Relative), new ByteArrayContent(body));
            answer.EnsureSuccessStatusCode();
            byApi.Add(await WaitUntilReadableAsync(http, slug, begin));
        }

        var plain = new List<double>();
        for (var i = 0; i < scale.Of(40); i++)
        {
            var (name, body, slug) = SampleDocuments.Of(i, "plain");
            // Not in step with the reconciler.
            await Task.Delay(i * 137 % 1000);
            var begin = Stopwatch.GetTimestamp();
            await seeds.GetBlobClient(name).UploadAsync(new BinaryData(body));
            plain.Add(await WaitUntilReadableAsync(http, slug, begin));
        }

        Row("upload by the API to readable", byApi, 1);
        Row("plain upload to readable, a reconciliation each second", plain, 3);

        static void Row(string what, List<double> times, double limit)
        {
            times.Sort();
            var p95 = times[(int)(times.Count * 0.95)];
            Table.Row($"{what}, p50 s", times[times.Count / 2].ToString("0.00", CultureInfo.InvariantCulture), "");
            Table.Row($"{what}, p95 s", p95.ToString("0.00", CultureInfo.InvariantCulture), Table.Kept(p95 < limit, $"below {limit} s"));
        }
    }

    private static async Task<double> WaitUntilReadableAsync(HttpClient http, string slug, long begin = 0)
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

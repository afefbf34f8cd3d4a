using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using SmeFunctions.AcceptanceTests.Running;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Telemetry;

namespace SmeFunctions.AcceptanceTests;

/// <summary>What the app tells of itself.</summary>
public sealed partial class TelemetryTests(SharedAzurite azurite) : PortalTests(azurite)
{
    [Fact]
    public async Task Its_measurements_are_there_for_Prometheus()
    {
        var app = await OwnAppAsync();
        var (old, name) = (await app.PublishAsync(app.Name("en/old.txt"), Page.English($"Old {app.Tag}")), app.Name("en/measured.txt"));
        await app.StopAsync();
        // The apps of other tests measure in this process, too.
        using var processes = new ProcessGroup(app);
        await processes.StartAsync(1);
        using var http = new HttpClient { BaseAddress = processes.Addresses.Single() };

        (await http.PostAsync(new Uri(old.Url + "/visits", UriKind.Relative), content: null)).EnsureSuccessStatusCode();
        var etag = (await http.GetAsync(new Uri(old.Url, UriKind.Relative))).Headers.ETag!;
        using var again = new HttpRequestMessage(HttpMethod.Get, new Uri(old.Url, UriKind.Relative)) { Headers = { IfNoneMatch = { etag } } };
        Assert.Equal(HttpStatusCode.NotModified, (await http.SendAsync(again)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri("/api/articles/none", UriKind.Relative))).StatusCode);
        using var body = new StringContent(Page.English($"Measured {app.Tag}"));
        (await http.PutAsync(new Uri(PortalApp.SeedPath(name), UriKind.Relative), body)).EnsureSuccessStatusCode();
        var measured = await app.WaitFor(
            "it is published",
            async () => Parse(await http.GetAsync(new Uri("/api/metrics", UriKind.Relative)), await http.GetStringAsync(new Uri("/api/metrics", UriKind.Relative))),
            now => now.ContainsKey("portal_seeds_lag_seconds_count"));
        await processes.KillAllAsync();

        Assert.Equal(
            (1, 1, 1, 1, 1, 1, 1),
            (Of("""portal_responses_total{status="304"}"""), Of("""portal_responses_total{status="404"}"""), Of("""portal_responses_total{status="202"}"""),
             Of("""portal_seeds_ingested_total{status="published"}"""), Of("""portal_seeds_lag_seconds_bucket{le="+Inf"}"""), Of("portal_visits_flush_size_sum"),
             Of("portal_visits_flush_duration_seconds_count")));
        Assert.All(
            (string[])[
                """portal_responses_total{status="200"}""", """portal_cache_requests_total{outcome="miss"}""", """portal_cache_requests_total{outcome="hit"}""",
                """portal_storage_calls_total{outcome="ok",service="blob"}""", """portal_storage_calls_total{outcome="ok",service="queue"}""",
                """portal_storage_calls_total{outcome="ok",service="table"}""",
            ],
            counter => Assert.True(Of(counter) > 0, counter));

        double Of(string sample) => measured.GetValueOrDefault(sample);
    }

    [Fact]
    public async Task Its_measurements_answer_a_HEAD_and_refuse_parameters()
    {
        var app = await AppAsync();

        var head = await app.SendAsync(HttpMethod.Head, "/api/metrics");

        Assert.Equal((HttpStatusCode.OK, 0), (head.Status, head.Body.Length));
        Assert.True(head.Headers.CacheControl?.NoStore);
        Assert.Equal("name", (await app.GetAsync("/api/metrics?name=x")).Problem(HttpStatusCode.BadRequest).Parameter);
    }

    [Fact]
    public async Task A_setting_turns_the_page_of_measurements_off()
    {
        var app = await OwnAppAsync("--Telemetry:Scrape=false");

        (await app.GetAsync("/api/metrics")).Problem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_a_collector_gets_leads_from_an_upload_to_its_article()
    {
        Assert.SkipWhen(RunningSite.IsWorker, "The test listens to activities within its own process.");
        await using var collector = await Collector.StartAsync();
        var app = await OwnAppAsync(
            $"--OTEL_EXPORTER_OTLP_ENDPOINT={collector.Address}", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "--OTEL_BSP_SCHEDULE_DELAY=200",
            "--OTEL_METRIC_EXPORT_INTERVAL=500", "--OTEL_BLRP_SCHEDULE_DELAY=200");
        var name = app.Name("en/traced.txt");
        var seen = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == PortalTelemetry.Name,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = seen.Add,
        };
        ActivitySource.AddActivityListener(listener);
        var trace = ActivityTraceId.CreateRandom();
        using var body = new StringContent(Page.English($"Traced {app.Tag}"));

        await app.SendAsync(HttpMethod.Put, PortalApp.SeedPath(name), body, headers => headers.Add("traceparent", $"00-{trace}-b7ad6b7169203331-01"));
        var article = await app.PublishedAsync(name);

        var hash = SeedName.FromBlobName(name).Hash;
        var activity = await app.WaitFor(
            "the work on it is over",
            () => Task.FromResult(seen.FirstOrDefault(one => Equals(one.GetTagItem("portal.seed"), hash) && one.GetTagItem("portal.article.slug") is not null)),
            one => one is not null);
        Assert.Equal(article.Slug, activity!.GetTagItem("portal.article.slug"));
        Assert.Equal(trace, Assert.Single(activity.Links).Context.TraceId);
        await app.WaitFor("traces arrive", () => Task.FromResult(collector.Text("/v1/traces")), text =>
            text.Contains("ingest seed", StringComparison.Ordinal) && text.Contains(hash, StringComparison.Ordinal) && text.Contains("/api/seeds/", StringComparison.Ordinal));
        await app.WaitFor("measurements arrive", () => Task.FromResult(collector.Text("/v1/metrics")), text =>
            text.Contains("portal.seeds.ingested", StringComparison.Ordinal) && text.Contains("http.server.request.duration", StringComparison.Ordinal));
        await app.WaitFor("logs arrive", () => Task.FromResult(collector.Text("/v1/logs")), text => text.Contains(hash, StringComparison.Ordinal));
        Assert.Contains("SmeFunctions", collector.Text("/v1/traces"), StringComparison.Ordinal);
    }

    // The rules of the text form, as far as they go for these: every name is declared before its samples, every line is one of three.
    private static Dictionary<string, double> Parse(HttpResponseMessage answer, string body)
    {
        Assert.Equal((HttpStatusCode.OK, "text/plain"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.True(answer.Headers.CacheControl?.NoStore);
        var values = new Dictionary<string, double>();
        var types = new Dictionary<string, string>();
        foreach (var line in body.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                var words = line.Split(' ');
                types.Add(words[2], words[3]);
            }
            else if (!line.StartsWith('#'))
            {
                var sample = Sample().Match(line);
                Assert.True(sample.Success, line);
                var name = sample.Groups["name"].Value;
                var family = types.ContainsKey(name) ? name : Suffix().Replace(name, "");
                Assert.True(types.ContainsKey(family), $"{name} is not declared.");
                // Of the portal's own the scope is always the same.
                var labels = Label().Matches(sample.Groups["labels"].Value).Select(label => label.Value).Where(label => !label.StartsWith("otel_", StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal).ToList();
                values.Add(labels.Count == 0 ? name : $"{name}{{{string.Join(',', labels)}}}", double.Parse(sample.Groups["value"].Value, CultureInfo.InvariantCulture));
            }
        }

        return values;
    }

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>[^}]*)\})? (?<value>\S+)( \d+)?$""", RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex Sample();

    [GeneratedRegex("""[a-zA-Z_][a-zA-Z0-9_]*="(\\.|[^"\\])*""" + "\"", RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex Label();

    [GeneratedRegex("_(bucket|sum|count)$", RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex Suffix();

    /// <summary>Takes what is exported to it, as it came.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly ConcurrentDictionary<string, StringBuilder> _received = new();

        private Collector()
        {
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
            _app = builder.Build();
            _app.Run(async http =>
            {
                using var body = new MemoryStream();
                await http.Request.Body.CopyToAsync(body);
                var text = _received.GetOrAdd(http.Request.Path.ToString(), _ => new StringBuilder());
                lock (text)
                {
                    text.Append(Encoding.UTF8.GetString(body.ToArray()));
                }
            });
        }

        public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

        public static async Task<Collector> StartAsync()
        {
            var collector = new Collector();
            await collector._app.StartAsync();
            return collector;
        }

        public string Text(string path)
        {
            if (!_received.TryGetValue(path, out var text))
            {
                return "";
            }

            lock (text)
            {
                return text.ToString();
            }
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();
    }
}

using System.Text.Json;
using SmeFunctions.Portal.Signals;
using SmeFunctions.Portal.Tests.Ingestion;

namespace SmeFunctions.Portal.Tests.Notifications;

public sealed class SignalTests : IAsyncLifetime
{
    private const string Key = "5f2b6c1e9a04d387";
    private const string Endpoint = "/subscriptions/0/resourceGroups/portal/providers/Microsoft.Cdn/profiles/door/afdEndpoints/portal";

    private readonly TestPortal _portal = new();
    private TestReceiver _receiver = null!;

    public async ValueTask InitializeAsync()
    {
        _receiver = await TestReceiver.StartAsync();
        _portal.Portal.PublicUrl = new Uri("https://portal.example/");
    }

    public async ValueTask DisposeAsync()
    {
        _portal.Dispose();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_is_sent_unless_it_is_switched_on()
    {
        await PublishAsync("a");

        Assert.Empty(_receiver.Requests);
        Assert.Empty(_portal.NotificationQueue.Messages);
        Assert.All(await ChecksAsync(), check => Assert.Null(check.Problem));
    }

    [Fact]
    public async Task IndexNow_gets_the_pages_that_changed_in_one_batch()
    {
        _portal.Signals.Options.IndexNowKey = Key;
        _portal.Signals.Options.IndexNowEndpoint = _receiver.Url;

        await PublishAsync("a", "b");

        var body = JsonDocument.Parse(Assert.Single(_receiver.Requests).Body).RootElement;
        Assert.Equal(("portal.example", Key, $"https://portal.example/{Key}.txt"), (Text(body, "host"), Text(body, "key"), Text(body, "keyLocation")));
        Assert.Equal(["https://portal.example/en/articles/2017-01-04-the-a", "https://portal.example/en/articles/2017-01-04-the-b"], body.GetProperty("urlList").EnumerateArray().Select(url => url.GetString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Front_Door_purges_the_pages_and_lists_that_changed()
    {
        _portal.Signals.Options.FrontDoorEndpointId = Endpoint;
        _portal.Signals.Options.ResourceManager = new Uri(_receiver.Url, "/");

        await PublishAsync("a");

        var request = Assert.Single(_receiver.Requests);
        Assert.Equal(($"{Endpoint}/purge?api-version=2025-12-01", $"Bearer token for {new Uri(_receiver.Url, "/.default")}"), (request.Path, request.Headers["authorization"]));
        Assert.Equal(
            ["/", "/api/articles", "/api/sections", "/api/feeds/*", "/sitemap*", "/news-sitemap.xml", "/llms.txt", "/en*", "/api/articles/2017-01-04-the-a*"],
            JsonDocument.Parse(request.Body).RootElement.GetProperty("contentPaths").EnumerateArray().Select(path => path.GetString()));
    }

    [Fact]
    public async Task Front_Door_purges_everything_when_much_changed()
    {
        _portal.Signals.Options.FrontDoorEndpointId = Endpoint;
        _portal.Signals.Options.ResourceManager = new Uri(_receiver.Url, "/");

        await PublishAsync([.. Enumerable.Range(0, 100).Select(i => $"n{i}")]);

        Assert.Equal(["/*"], JsonDocument.Parse(Assert.Single(_receiver.Requests).Body).RootElement.GetProperty("contentPaths").EnumerateArray().Select(path => path.GetString()));
    }

    [Fact]
    public async Task A_hub_is_told_of_each_feed_of_the_language()
    {
        _portal.Feeding.Hubs = [_receiver.Url];

        await PublishAsync("a");

        Assert.Equal(
            ["atom", "json", "rss"],
            _receiver.Requests.Select(request => request.Body).Order(StringComparer.Ordinal).Select(body =>
            {
                Assert.StartsWith("hub.mode=publish&hub.url=https%3A%2F%2Fportal.example%2Fapi%2Ffeeds%2Fen.", body, StringComparison.Ordinal);
                return body[(body.LastIndexOf('.') + 1)..];
            }));
    }

    [Fact]
    public async Task A_signal_that_fails_is_sent_again_and_does_not_keep_the_others_waiting()
    {
        await using var hub = await TestReceiver.StartAsync();
        _portal.Signals.Options.IndexNowKey = Key;
        _portal.Signals.Options.IndexNowEndpoint = _receiver.Url;
        _portal.Feeding.Hubs = [hub.Url];
        _receiver.AnswerWith(503);

        await PublishAsync("a");

        Assert.Equal(3, hub.Requests.Count);
        Assert.Equal("""{"kind":"Changes","consumer":"indexnow"}""", Assert.Single(_portal.NotificationQueue.Messages));
        Assert.Equal("The last one failed at 2026-03-01 04:00 UTC: The receiver answered 503.", (await ChecksAsync()).Single(check => check.Name == "signal indexnow").Problem);

        _receiver.AnswerWith(200);
        await RunAsync();

        Assert.Empty(_portal.NotificationQueue.Messages);
        Assert.Equal(3, hub.Requests.Count);
        Assert.Contains("the-a", _receiver.Requests.Last().Body, StringComparison.Ordinal);
        Assert.Null((await ChecksAsync()).Single(check => check.Name == "signal indexnow").Problem);
    }

    [Fact]
    public async Task What_was_sent_is_not_sent_again()
    {
        _portal.Signals.Options.IndexNowKey = Key;
        _portal.Signals.Options.IndexNowEndpoint = _receiver.Url;

        await PublishAsync("a");
        await PublishAsync("b");
        await PublishAsync("b");

        Assert.Equal(2, _receiver.Requests.Count);
        Assert.DoesNotContain("the-a", _receiver.Requests.Last().Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_that_is_switched_on_late_does_not_send_the_whole_site()
    {
        await PublishAsync("a");
        _portal.Time.Advance(TimeSpan.FromDays(1));
        _portal.Signals.Options.IndexNowKey = Key;
        _portal.Signals.Options.IndexNowEndpoint = _receiver.Url;

        await PublishAsync("b");

        Assert.DoesNotContain("the-a", Assert.Single(_receiver.Requests).Body, StringComparison.Ordinal);
    }

    /// <summary>The table of changes was lost, and another log has begun.</summary>
    [Fact]
    public async Task Another_log_is_not_sent_as_new()
    {
        _portal.Signals.Options.IndexNowKey = Key;
        _portal.Signals.Options.IndexNowEndpoint = _receiver.Url;
        await PublishAsync("a");
        foreach (var row in (await _portal.ChangesTable.QueryAsync<Azure.Data.Tables.TableEntity>("PartitionKey eq 'changes'").ToListAsync()))
        {
            await _portal.ChangesTable.DeleteEntityAsync(row.PartitionKey, row.RowKey, Azure.ETag.All);
        }

        await _portal.Changelog.RecordAsync(["2017-01-04-the-a"], CancellationToken.None);
        _portal.Time.Advance(TimeSpan.FromHours(1));
        await PublishAsync("b");

        Assert.Equal(2, _receiver.Requests.Count);
        Assert.DoesNotContain("the-a", _receiver.Requests.Last().Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("short", false)]
    [InlineData("5f2b6c1e/9a04d387", false)]
    [InlineData("5f2b6c1e9a04d387.txt", false)]
    [InlineData("5f2b6c1e-9a04-d387", true)]
    public void A_key_has_letters_digits_and_hyphens(string key, bool isValid) =>
        Assert.Equal(isValid, !new SignalOptions { IndexNowKey = key }.Validate(new System.ComponentModel.DataAnnotations.ValidationContext(new object())).Any());

    private async Task PublishAsync(params string[] names)
    {
        foreach (var name in names)
        {
            _portal.Put($"en/{name}.md", $"---\ntitle: The {name}\ndate: 2017-01-04\n---\nA text.\n");
            await _portal.IngestAsync($"en/{name}.md");
        }

        var slugs = new List<string>();
        foreach (var name in names)
        {
            slugs.Add((await _portal.RecordAsync($"en/{name}.md")).Slug!);
        }

        await _portal.Changelog.RecordAsync(slugs, CancellationToken.None);
        _portal.NotificationQueue.Messages.Add("""{"kind":"Changes"}""");
        await RunAsync();
    }

    // Each message once more after it failed.
    private async Task RunAsync()
    {
        var failed = new List<string>();
        while (_portal.NotificationQueue.Messages is [var message, ..])
        {
            _portal.NotificationQueue.Messages.RemoveAt(0);
            try
            {
                await _portal.Notifications.HandleAsync(message, CancellationToken.None);
            }
            catch (SignalFailedException)
            {
                failed.Add(message);
            }
        }

        _portal.NotificationQueue.Messages.AddRange(failed);
    }

    private async Task<IReadOnlyList<SmeFunctions.Portal.Health.DiagnosticCheck>> ChecksAsync() => await Task.WhenAll(_portal.Signals.All.Select(signal => signal.CheckAsync(CancellationToken.None)));

    private static string? Text(JsonElement body, string name) => body.GetProperty(name).GetString();
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SmeFunctions.Portal.Tests.Ingestion;
using SmeFunctions.Portal.Tests.Notifications;
using SmeFunctions.Portal.Tests.Storage;
using SmeFunctions.Portal.Webhooks;
using StandardWebhooks;

namespace SmeFunctions.Portal.Tests.Webhooks;

public sealed class WebhookTests : IAsyncLifetime
{
    private readonly TestPortal _portal = new();
    private TestReceiver _receiver = null!;

    public async ValueTask InitializeAsync() => _receiver = await TestReceiver.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _portal.Dispose();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task A_receiver_is_told_of_what_becomes_of_an_article()
    {
        _portal.Portal.PublicUrl = new Uri("https://portal.example/");
        await CreateAsync();

        await ChangeAsync("en/a.md", "---\ntitle: The fair\ndate: 2017-01-04\n---\nA text.\n");
        await ChangeAsync("en/a.md", "---\ntitle: The fair\ndate: 2017-01-04\n---\nAnother text.\n");
        _portal.Seeds.Remove("en/a.md");
        await ChangeAsync("en/a.md");

        var bodies = _receiver.Requests.Select(request => JsonDocument.Parse(request.Body).RootElement).ToList();
        Assert.Equal(["article.published", "article.updated", "article.unpublished"], bodies.Select(body => body.GetProperty("type").GetString()));
        var slug = (await _portal.RecordAsync("en/a.md")).Slug;
        Assert.All(bodies, body => Assert.Equal(
            (slug, "en", "The fair", $"https://portal.example/api/articles/{slug}", $"https://portal.example/en/articles/{slug}"),
            (Data(body, "slug"), Data(body, "lang"), Data(body, "title"), Data(body, "url"), Data(body, "page"))));
        Assert.Equal(3, _receiver.Requests.Select(request => request.Headers["webhook-id"]).Distinct().Count());
        Assert.Empty(_portal.NotificationQueue.Messages);
    }

    /// <summary>The first message comes late: the log has the last change of the article only.</summary>
    [Fact]
    public async Task An_article_that_was_published_and_changed_before_anybody_was_told_is_a_published_one()
    {
        await PublishAsync("en/old.md", "The old one");
        await PublishAsync("en/other.md", "Another old one");
        _portal.NotificationQueue.Messages.Clear();
        _portal.Time.Advance(TimeSpan.FromDays(1));
        await CreateAsync();
        await PublishAsync("en/a.md", "The fair");
        await PublishAsync("en/a.md", "The fair once more");
        await PublishAsync("en/old.md", "The old one once more");

        await RunAsync();

        Assert.Equal(
            ["article.published The fair once more", "article.updated The old one once more"],
            _receiver.Requests.Select(request => JsonDocument.Parse(request.Body).RootElement).Select(body => $"{body.GetProperty("type").GetString()} {Data(body, "title")}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_receiver_is_told_of_a_document_that_is_rejected_once_per_version()
    {
        await CreateAsync();

        await ChangeAsync("en/a.md", "---\ntitle: The fair\ndate: tomorrow\n---\nA text.\n");
        await ChangeAsync("en/a.md");
        await ChangeAsync("en/a.md");
        await ChangeAsync("en/a.md", "---\ntitle: The fair\ndate: yesterday\n---\nA text.\n");

        Assert.Equal(2, _receiver.Requests.Count);
        var body = JsonDocument.Parse(_receiver.Requests.First().Body).RootElement;
        Assert.Equal(("seed.rejected", "en/a.md", "front-matter", "/api/seeds/en/a.md"), (body.GetProperty("type").GetString(), Data(body, "name"), Data(body, "code"), Data(body, "url")));
        Assert.Equal(3, body.GetProperty("data").GetProperty("line").GetInt32());
    }

    [Fact]
    public async Task A_receiver_is_told_of_a_document_on_which_the_portal_fails()
    {
        await CreateAsync();
        _portal.Put("en/a.md", "A text");

        await _portal.Inbox.HandlePoisonAsync("""{"name":"en/a.md"}""", CancellationToken.None);
        await RunAsync();

        Assert.Equal("seed.failed", JsonDocument.Parse(Assert.Single(_receiver.Requests).Body).RootElement.GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_receiver_gets_only_the_events_that_it_has_chosen()
    {
        await CreateAsync(WebhookEventTypes.ArticleUnpublished);

        await ChangeAsync("en/a.md", "---\ntitle: The fair\ndate: 2017-01-04\n---\nA text.\n");
        _portal.Seeds.Remove("en/a.md");
        await ChangeAsync("en/a.md");

        Assert.Contains("article.unpublished", Assert.Single(_receiver.Requests).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_receiver_is_not_told_of_what_was_before()
    {
        await ChangeAsync("en/a.md", "---\ntitle: The fair\ndate: 2017-01-04\n---\nA text.\n");
        _portal.Time.Advance(TimeSpan.FromMinutes(1));
        await CreateAsync();
        await ChangeAsync("en/b.md", "---\ntitle: The port\ndate: 2017-01-04\n---\nA text.\n");

        Assert.Contains("The port", Assert.Single(_receiver.Requests).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delivery_is_signed_by_the_standard()
    {
        var webhook = await CreateAsync();

        await _portal.WebhookService.SendTestAsync(webhook, CancellationToken.None);
        await RunAsync();

        var request = Assert.Single(_receiver.Requests);
        Assert.Equal("application/json", request.Headers["content-type"]);

        // Computed here, and by the library as a receiver would.
        var key = Convert.FromBase64String(webhook.Secret["whsec_".Length..]);
        Assert.Equal(32, key.Length);
        var expected = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{request.Headers["webhook-id"]}.{request.Headers["webhook-timestamp"]}.{request.Body}"));
        Assert.Equal("v1," + Convert.ToBase64String(expected), request.Headers["webhook-signature"]);
        Assert.Equal(_portal.Time.GetUtcNow().ToUnixTimeSeconds(), long.Parse(request.Headers["webhook-timestamp"], System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task For_a_day_after_a_rotation_both_secrets_sign()
    {
        var webhook = await CreateAsync();
        var rotated = (await _portal.WebhookService.RotateAsync(webhook.Id, CancellationToken.None))!;
        Assert.NotEqual(webhook.Secret, rotated.Secret);

        await _portal.WebhookService.SendTestAsync(rotated, CancellationToken.None);
        await RunAsync();
        _portal.Time.Advance(TimeSpan.FromHours(25));
        await _portal.WebhookService.SendTestAsync(rotated, CancellationToken.None);
        await RunAsync();

        var (during, after) = (_receiver.Requests.First(), _receiver.Requests.Last());
        Assert.Equal([Sign(rotated.Secret, during), Sign(webhook.Secret, during)], during.Headers["webhook-signature"].Split(' '));
        Assert.Equal([Sign(rotated.Secret, after)], after.Headers["webhook-signature"].Split(' '));
    }

    [Fact]
    public async Task A_receiver_that_fails_is_asked_again_for_almost_a_day()
    {
        var webhook = await CreateAsync();
        _receiver.AnswerWith(500);
        var start = _portal.Time.GetUtcNow();

        await _portal.WebhookService.SendTestAsync(webhook, CancellationToken.None);
        var last = start;
        await RunAsync(() => last = _portal.Time.GetUtcNow());

        var delivery = await DeliveryAsync(webhook);
        Assert.Equal((WebhookDeliveryStatus.Failed, 8, 500, "The receiver answered 500."), (delivery.Status, delivery.Attempts, delivery.ResponseStatus, delivery.Error));
        Assert.Equal(8, _receiver.Requests.Count);
        Assert.Single(_receiver.Requests.Select(request => request.Headers["webhook-id"]).Distinct());
        Assert.InRange(last - start, TimeSpan.FromHours(23), TimeSpan.FromHours(29));

        // Nothing has succeeded in this time, so it is no longer told.
        var dead = (await _portal.WebhookStore.FindAsync(webhook.Id, CancellationToken.None))!;
        Assert.False(dead.IsEnabled);
        Assert.Equal($"The receiver has accepted nothing since {start:yyyy-MM-dd HH:mm} UTC. The receiver answered 500.", dead.DisabledReason);
    }

    [Fact]
    public async Task A_receiver_that_comes_back_gets_it_and_is_well_again()
    {
        var webhook = await CreateAsync();
        var answers = 0;
        _receiver.Answer = context =>
        {
            context.Response.StatusCode = ++answers < 4 ? 503 : 200;
            return Task.CompletedTask;
        };

        await _portal.WebhookService.SendTestAsync(webhook, CancellationToken.None);
        await RunAsync();

        var delivery = await DeliveryAsync(webhook);
        Assert.Equal((WebhookDeliveryStatus.Delivered, 4, 200, null), (delivery.Status, delivery.Attempts, delivery.ResponseStatus, delivery.Error));
        Assert.Equal((true, null), ((await _portal.WebhookStore.FindAsync(webhook.Id, CancellationToken.None))!.IsEnabled, (await _portal.WebhookStore.FindAsync(webhook.Id, CancellationToken.None))!.FailingSince));
    }

    [Fact]
    public async Task A_receiver_that_is_gone_for_good_is_disabled_at_once()
    {
        var webhook = await CreateAsync();
        _receiver.AnswerWith(410);

        await _portal.WebhookService.SendTestAsync(webhook, CancellationToken.None);
        await RunAsync();

        Assert.Single(_receiver.Requests);
        Assert.Equal((WebhookDeliveryStatus.Failed, false), ((await DeliveryAsync(webhook)).Status, (await _portal.WebhookStore.FindAsync(webhook.Id, CancellationToken.None))!.IsEnabled));
    }

    [Fact]
    public async Task The_time_that_a_receiver_asks_for_is_waited()
    {
        var webhook = await CreateAsync();
        _receiver.Answer = context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "600";
            return Task.CompletedTask;
        };

        await _portal.WebhookService.SendTestAsync(webhook, CancellationToken.None);
        await _portal.Notifications.HandleAsync(_portal.NotificationQueue.Messages[0], CancellationToken.None);

        Assert.Equal(_portal.Time.GetUtcNow() + TimeSpan.FromMinutes(10), (await DeliveryAsync(webhook)).NextAttempt);
    }

    [Theory]
    [InlineData("slow", "The receiver did not answer within 2 s.")]
    [InlineData("redirect", "The receiver redirects, which is not followed.")]
    [InlineData("abort", "The receiver could not be reached")]
    [InlineData("headers", "The receiver could not be reached")]
    public async Task A_receiver_that_is_slow_or_lies_is_a_failure(string behaviour, string error)
    {
        var webhook = await CreateAsync();
        var redirected = false;
        _receiver.Answer = async context =>
        {
            switch (behaviour)
            {
                case "slow":
                    await Task.Delay(TimeSpan.FromSeconds(10), context.RequestAborted);
                    break;
                case "redirect":
                    redirected = context.Request.Path == "/elsewhere";
                    context.Response.Redirect("/elsewhere");
                    break;
                case "abort":
                    context.Abort();
                    break;
                default:
                    context.Response.Headers["x-long"] = new string('x', 30_000);
                    break;
            }
        };

        await _portal.WebhookService.SendTestAsync(webhook, CancellationToken.None);
        await _portal.Notifications.HandleAsync(_portal.NotificationQueue.Messages[0], CancellationToken.None);

        var delivery = await DeliveryAsync(webhook);
        Assert.Equal((WebhookDeliveryStatus.Pending, 1), (delivery.Status, delivery.Attempts));
        Assert.StartsWith(error, delivery.Error, StringComparison.Ordinal);
        Assert.False(redirected);
    }

    [Fact]
    public async Task An_endless_answer_is_not_read()
    {
        var webhook = await CreateAsync();
        _receiver.Answer = async context =>
        {
            var block = new byte[65_536];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
            }
        };

        await _portal.WebhookService.SendTestAsync(webhook, CancellationToken.None);
        await RunAsync();

        Assert.Equal(WebhookDeliveryStatus.Delivered, (await DeliveryAsync(webhook)).Status);
    }

    [Fact]
    public async Task A_receiver_that_does_not_exist_is_a_failure()
    {
        await _receiver.DisposeAsync();
        var webhook = await CreateAsync();

        await _portal.WebhookService.SendTestAsync(webhook, CancellationToken.None);
        await _portal.Notifications.HandleAsync(_portal.NotificationQueue.Messages[0], CancellationToken.None);

        Assert.Equal("The receiver could not be reached (ConnectionError).", (await DeliveryAsync(webhook)).Error);
        _receiver = await TestReceiver.StartAsync();
    }

    /// <summary>A name that leads to a private address is noticed when it is resolved.</summary>
    [Theory]
    [InlineData("https://localhost/hook")]
    [InlineData("https://127.0.0.1/hook")]
    [InlineData("https://[::1]/hook")]
    [InlineData("https://[::ffff:127.0.0.1]/hook")]
    [InlineData("https://169.254.169.254/metadata")]
    [InlineData("https://168.63.129.16/")]
    public async Task Nothing_is_sent_to_an_address_that_is_not_public(string url)
    {
        _portal.Webhooks.AllowPrivateAddresses = false;
        var webhook = await _portal.WebhookStore.SaveAsync(
            new Webhook { Id = "0a", Url = new Uri(url), Events = WebhookEventTypes.All, Secret = Webhook.CreateSecret(), Created = _portal.Time.GetUtcNow(), Since = _portal.Time.GetUtcNow() }, CancellationToken.None);

        await _portal.WebhookService.SendTestAsync(webhook, CancellationToken.None);
        await _portal.Notifications.HandleAsync(_portal.NotificationQueue.Messages[0], CancellationToken.None);

        Assert.Equal("The address of the receiver is not public.", (await DeliveryAsync(webhook)).Error);
    }

    [Fact]
    public async Task A_delivery_is_sent_again_when_an_operator_wants_it()
    {
        var webhook = await CreateAsync();
        await _portal.WebhookService.SendTestAsync(webhook, CancellationToken.None);
        await RunAsync();
        var delivery = await DeliveryAsync(webhook);

        Assert.NotNull(await _portal.WebhookService.ReplayAsync(webhook.Id, delivery.Key, CancellationToken.None));
        await RunAsync();

        Assert.Equal(2, _receiver.Requests.Count);
        Assert.Equal(_receiver.Requests.First().Headers["webhook-id"], _receiver.Requests.Last().Headers["webhook-id"]);
        Assert.Equal(_receiver.Requests.First().Body, _receiver.Requests.Last().Body);
        Assert.Null(await _portal.WebhookService.ReplayAsync(webhook.Id, "0-0", CancellationToken.None));
        Assert.Null(await _portal.WebhookService.ReplayAsync("' or 1 eq 1", delivery.Key, CancellationToken.None));
    }

    [Fact]
    public async Task A_disabled_webhook_gets_nothing_until_it_is_enabled()
    {
        var webhook = await CreateAsync();
        await ChangeAsync("en/first.md", "---\ntitle: The first\ndate: 2017-01-04\n---\nA text.\n");
        await _portal.WebhookService.SetEnabledAsync(webhook.Id, isEnabled: false, CancellationToken.None);
        await ChangeAsync("en/a.md", "---\ntitle: The fair\ndate: 2017-01-04\n---\nA text.\n");
        _portal.Time.Advance(TimeSpan.FromHours(1));
        await _portal.WebhookService.SetEnabledAsync(webhook.Id, isEnabled: true, CancellationToken.None);
        await ChangeAsync("en/b.md", "---\ntitle: The port\ndate: 2017-01-04\n---\nA text.\n");

        Assert.Equal(["The first", "The port"], _receiver.Requests.Select(request => Data(JsonDocument.Parse(request.Body).RootElement, "title")));
    }

    [Fact]
    public async Task Deliveries_go_with_their_webhook_and_after_a_month()
    {
        var (first, second) = (await CreateAsync(), await CreateAsync());
        await ChangeAsync("en/a.md", "---\ntitle: The fair\ndate: 2017-01-04\n---\nA text.\n");
        await _portal.WebhookService.DeleteAsync(first.Id, CancellationToken.None);
        Assert.Empty((await _portal.WebhookService.ListDeliveriesAsync(first.Id, status: null, 10, continuation: null, CancellationToken.None)).Deliveries);

        _portal.Time.Advance(TimeSpan.FromDays(31));
        await ChangeAsync("en/b.md", "---\ntitle: The port\ndate: 2017-01-04\n---\nA text.\n");

        Assert.Contains("The port", (await DeliveryAsync(second)).Payload, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deliveries_are_listed_the_newest_first()
    {
        var webhook = await CreateAsync();
        foreach (var name in (string[])["a", "b", "c"])
        {
            await ChangeAsync($"en/{name}.md", $"---\ntitle: The fair {name}\ndate: 2017-01-04\n---\nA text.\n");
            _portal.Time.Advance(TimeSpan.FromSeconds(1));
        }

        _receiver.AnswerWith(410);
        await ChangeAsync("en/d.md", "---\ntitle: The fair d\ndate: 2017-01-04\n---\nA text.\n");

        Assert.Equal(["d", "c", "b", "a"], (await ListAsync(webhook, status: null)).Select(delivery => delivery.Subject[^1..]));
        Assert.Equal(["d"], (await ListAsync(webhook, WebhookDeliveryStatus.Failed)).Select(delivery => delivery.Subject[^1..]));
    }

    /// <summary>The process dies on the way to each call of storage, or on the way back. The messages come again, and the receiver is told of all.</summary>
    [Theory]
    [InlineData(Fault.FailBefore)]
    [InlineData(Fault.FailAfter)]
    public async Task Whenever_the_process_dies_the_receiver_is_told(Fault fault)
    {
        var expected = await RunWithFaultAsync(int.MaxValue, fault);
        Assert.Equal(["article.published en-2017-01-04-the-fair", "seed.rejected en/wrong.md"], expected.Events.Select(told => told.Replace("2017", "en-2017", StringComparison.Ordinal)));

        for (var at = 0; ; at++)
        {
            var seen = await RunWithFaultAsync(at, fault);
            Assert.Equal(expected.Events, seen.Events);
            if (!seen.HasFailed)
            {
                Assert.True(at >= 12, $"Only {at} calls were met.");
                return;
            }
        }
    }

    [Theory]
    [InlineData("", "url")]
    [InlineData("receiver.example/hook", "url")]
    [InlineData("ftp://receiver.example/hook", "url")]
    [InlineData("http://receiver.example/hook", "url")]
    [InlineData("https://user:password@receiver.example/", "url")]
    [InlineData("https://receiver.example/#part", "url")]
    [InlineData("https://localhost/", "url")]
    [InlineData("https://10.0.0.1/", "url")]
    [InlineData("https://0x7f000001/", "url")]
    [InlineData("https://2130706433/", "url")]
    [InlineData("https://127.1/", "url")]
    [InlineData("https://[::ffff:10.0.0.1]/", "url")]
    [InlineData("https://receiver.example/ article.eaten", "events")]
    public void A_request_that_is_wrong_says_where(string request, string field)
    {
        var parts = request.Split(' ');
        Assert.Equal(field, WebhookRequest.TryCreate(parts[0], parts[1..], "", new WebhookOptions(), out _)!.Value.Field);
    }

    [Fact]
    public void A_request_without_events_means_all() =>
        Assert.Null(WebhookRequest.TryCreate("https://receiver.example/hook", [], "", new WebhookOptions(), out var request) is { } problem ? problem.Message : request!.Events.SequenceEqual(WebhookEventTypes.All) ? null : "Not all.");

    private static async Task<(IReadOnlyList<string> Events, bool HasFailed)> RunWithFaultAsync(int at, Fault fault)
    {
        using var portal = new TestPortal();
        await using var receiver = await TestReceiver.StartAsync();
        Assert.Null(WebhookRequest.TryCreate(receiver.Url.AbsoluteUri, [], "", portal.Webhooks, out var request));
        await portal.WebhookService.CreateAsync(request!, CancellationToken.None);
        portal.Put("en/a.md", "---\ntitle: The fair\ndate: 2017-01-04\n---\nA text.\n");
        portal.Put("en/wrong.md", "---\ntitle: The fair\ndate: tomorrow\n---\nA text.\n");
        await portal.IngestAsync("en/a.md", "en/wrong.md");
        await portal.Changelog.RecordAsync([(await portal.RecordAsync("en/a.md")).Slug!], CancellationToken.None);
        portal.NotificationQueue.Messages.Add("""{"kind":"Changes"}""");

        var calls = 0;
        var hasFailed = false;
        portal.WebhooksTable.Faults = portal.ChangesTable.Faults = _ =>
        {
            if (calls++ != at)
            {
                return Fault.None;
            }

            hasFailed = true;
            return fault;
        };
        await RunAsync(portal);
        return ([.. receiver.Requests.DistinctBy(told => told.Headers["webhook-id"]).Select(told => JsonDocument.Parse(told.Body).RootElement).Select(body => $"{body.GetProperty("type").GetString()} {Data(body, body.GetProperty("type").GetString()!.StartsWith("seed", StringComparison.Ordinal) ? "name" : "slug")}").Order(StringComparer.Ordinal)], hasFailed);
    }

    private async Task<Webhook> CreateAsync(params string[] events)
    {
        Assert.Null(WebhookRequest.TryCreate(_receiver.Url.AbsoluteUri, events, "A test", _portal.Webhooks, out var request));
        return (await _portal.WebhookService.CreateAsync(request!, CancellationToken.None))!;
    }

    // Publishes a document, and tells nobody yet.
    private async Task PublishAsync(string name, string title)
    {
        _portal.Put(name, $"---\ntitle: {title}\ndate: 2017-01-04\n---\nA text.\n");
        await _portal.IngestAsync(name);
        await _portal.Changelog.RecordAsync([(await _portal.RecordAsync(name)).Slug!], CancellationToken.None);
        _portal.NotificationQueue.Messages.Add("""{"kind":"Changes"}""");
    }

    // Ingests a document, and does what follows.
    private async Task ChangeAsync(string name, string? text = null)
    {
        if (text is not null)
        {
            _portal.Put(name, text);
        }

        await _portal.IngestAsync(name);
        if ((await _portal.RecordAsync(name)).Slug is { } slug)
        {
            await _portal.Changelog.RecordAsync([slug], CancellationToken.None);
            _portal.NotificationQueue.Messages.Add("""{"kind":"Changes"}""");
        }

        await RunAsync();
    }

    private Task RunAsync(Action? told = null) => RunAsync(_portal, told);

    // Time passes until no message is left, however long it is hidden.
    private static async Task RunAsync(TestPortal portal, Action? told = null)
    {
        for (var turn = 0; portal.NotificationQueue.Messages is [var message, ..]; turn++)
        {
            Assert.True(turn < 500, "It never comes to rest.");
            portal.NotificationQueue.Messages.RemoveAt(0);
            try
            {
                var webhooks = await portal.WebhookStore.ListAsync(CancellationToken.None);
                var due = message.Contains("Delivery", StringComparison.Ordinal)
                    ? (await portal.WebhookStore.FindDeliveryAsync(Field(message, "webhook"), Field(message, "delivery"), CancellationToken.None))?.NextAttempt
                    : null;
                if (due > portal.Time.GetUtcNow())
                {
                    portal.Time.Advance(due.Value - portal.Time.GetUtcNow());
                }

                await portal.Notifications.HandleAsync(message, CancellationToken.None);
                told?.Invoke();
            }
            catch (Azure.RequestFailedException)
            {
                // The process died; the queue shows the message again.
                portal.NotificationQueue.Messages.Add(message);
            }
        }
    }

    private static string Field(string message, string name) => JsonDocument.Parse(message).RootElement.GetProperty(name).GetString()!;

    private async Task<WebhookDelivery> DeliveryAsync(Webhook webhook) => Assert.Single(await ListAsync(webhook, status: null));

    private async Task<IReadOnlyList<WebhookDelivery>> ListAsync(Webhook webhook, WebhookDeliveryStatus? status) =>
        (await _portal.WebhookService.ListDeliveriesAsync(webhook.Id, status, 100, continuation: null, CancellationToken.None)).Deliveries;

    private static string Sign(string secret, ReceivedRequest request) =>
        new StandardWebhook(secret).Sign(request.Headers["webhook-id"], DateTimeOffset.FromUnixTimeSeconds(long.Parse(request.Headers["webhook-timestamp"], System.Globalization.CultureInfo.InvariantCulture)), request.Body);

    private static string? Data(JsonElement body, string name) => body.GetProperty("data").GetProperty(name).GetString();
}

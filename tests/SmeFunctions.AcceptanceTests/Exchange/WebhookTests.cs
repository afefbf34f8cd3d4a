using System.Net;
using System.Text;
using System.Text.Json;
using SmeFunctions.AcceptanceTests.Running;
using SmeFunctions.Portal.Tests.Notifications;
using StandardWebhooks;

namespace SmeFunctions.AcceptanceTests;

/// <summary>Other systems are told of changes.</summary>
public sealed class WebhookTests(SharedAzurite azurite) : PortalTests(azurite)
{
    private const string AllowLocal = "--Webhooks:AllowPrivateAddresses=true";

    [Fact]
    public async Task A_receiver_is_told_of_articles_and_rejected_documents_until_it_is_deleted()
    {
        await using var receiver = await TestReceiver.StartAsync();
        var app = await OwnAppAsync(AllowLocal);
        var created = await CreateAsync(app, $$"""{"url": "{{receiver.Url}}", "description": "A mirror"}""");
        Assert.Equal(HttpStatusCode.Created, created.Status);
        Assert.Equal("no-store", created.Headers.CacheControl?.ToString());
        using var webhook = JsonDocument.Parse(created.Body);
        var (path, secret) = (created.Headers.Location!.OriginalString, webhook.RootElement.GetProperty("secret").GetString()!);

        await app.PublishAsync("en/fair.md", "# The fair\n\nShips leave in the morning.\n");
        await app.PublishAsync("en/fair.md", "# The fair\n\nShips leave in the evening.\n");
        await app.PutAsync("en/wrong.md", "---\ntitle: A\ndate: tomorrow\n---\nA text.\n");
        await app.SendAsync(HttpMethod.Delete, PortalApp.SeedPath("en/fair.md"));

        // In no order. The first two may be one, if the second came before the first was told.
        var told = await app.WaitFor("all was told", () => Task.FromResult(receiver.Requests.ToList()), requests => requests.Select(TypeOf).Intersect(["article.published", "article.unpublished", "seed.rejected"]).Count() == 3);
        Assert.All(told, request => Assert.Equal(
            new StandardWebhook(secret).Sign(request.Headers["webhook-id"], DateTimeOffset.FromUnixTimeSeconds(long.Parse(request.Headers["webhook-timestamp"], System.Globalization.CultureInfo.InvariantCulture)), request.Body),
            request.Headers["webhook-signature"]));

        var deliveries = await app.WaitFor("all is recorded", async () => (await app.GetAsync(path + "/deliveries")).Text, text => !text.Contains("pending", StringComparison.Ordinal));
        Assert.DoesNotContain("secret", deliveries + (await app.GetAsync(path)).Text, StringComparison.Ordinal);
        using var listed = JsonDocument.Parse(deliveries);
        var delivery = listed.RootElement.GetProperty("items")[0];
        Assert.Equal(("delivered", 204), (delivery.GetProperty("status").GetString(), delivery.GetProperty("responseStatus").GetInt32()));

        var before = receiver.Requests.Count;
        Assert.Equal(HttpStatusCode.Accepted, (await app.SendAsync(HttpMethod.Post, $"{path}/deliveries/{delivery.GetProperty("id").GetString()}")).Status);
        await app.WaitFor("it is told again", () => Task.FromResult(receiver.Requests.Count), count => count > before);

        Assert.Equal(HttpStatusCode.NoContent, (await app.SendAsync(HttpMethod.Delete, path)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync(path)).Status);
    }

    [Fact]
    public async Task A_receiver_that_was_away_is_told_when_it_is_back()
    {
        await using var receiver = await TestReceiver.StartAsync();
        receiver.AnswerWith(503);
        var app = await OwnAppAsync(AllowLocal);
        var path = (await CreateAsync(app, $$"""{"url": "{{receiver.Url}}"}""")).Headers.Location!.OriginalString;
        Assert.Equal(HttpStatusCode.Accepted, (await app.SendAsync(HttpMethod.Post, path + "/test")).Status);
        await app.WaitFor("it was tried", () => Task.FromResult(receiver.Requests.Count), count => count > 0);

        receiver.AnswerWith(200);

        var deliveries = await app.WaitFor("it was delivered", async () => (await app.GetAsync(path + "/deliveries?status=delivered")).Text, text => text.Contains("webhook.test", StringComparison.Ordinal));
        using var listed = JsonDocument.Parse(deliveries);
        Assert.True(listed.RootElement.GetProperty("items")[0].GetProperty("attempts").GetInt32() > 1);
    }

    /// <summary>The process is killed while it tells a slow receiver of many articles. Each is told, and none is told of as another event.</summary>
    [Fact]
    public async Task After_a_kill_the_receiver_is_told_of_every_article()
    {
        ErrorsAreExpected = true;
        await using var receiver = await TestReceiver.StartAsync();
        receiver.Answer = async context =>
        {
            await Task.Delay(50, context.RequestAborted);
            context.Response.StatusCode = 204;
        };
        var app = await OwnAppAsync(AllowLocal, PortalApp.EverySecond, "--SearchSchedule=* * * * * *");
        await CreateAsync(app, $$"""{"url": "{{receiver.Url}}", "events": ["article.published"]}""");
        await app.StopAsync();
        using var processes = new ProcessGroup(app);
        await processes.StartAsync(1);
        string[] names = [.. Enumerable.Range(0, 30).Select(i => $"en/{i:00}.txt")];
        await Task.WhenAll(names.Select(name => app.Seeds.GetBlobClient(name).UploadAsync(new BinaryData(Page.English($"Told {name[3..5]}")))));
        for (var round = 1; round <= 2; round++)
        {
            await app.WaitFor("some is told", () => Task.FromResult(receiver.Requests.Count), count => count >= round * 5);
            await processes.KillAndStartAgainAsync(0);
        }

        var told = await app.WaitFor(
            "all is told",
            () => Task.FromResult(receiver.Requests.Select(request => JsonDocument.Parse(request.Body).RootElement.GetProperty("data").GetProperty("title").GetString()).Distinct().Count()),
            count => count >= names.Length);

        Assert.Equal(names.Length, told);
        Assert.Equal(names.Length, receiver.Requests.Select(request => request.Headers["webhook-id"]).Distinct().Count());
        await processes.KillAllAsync();
        await app.StartAsync();
    }

    [Theory]
    [InlineData("{}", "url")]
    [InlineData("not json", "body")]
    [InlineData("""{"url": "http://receiver.example/"}""", "url")]
    [InlineData("""{"url": "https://169.254.169.254/"}""", "url")]
    [InlineData("""{"url": "https://receiver.example/", "events": "all"}""", "events")]
    [InlineData("""{"url": "https://receiver.example/", "events": ["article.eaten"]}""", "events")]
    [InlineData("""{"url": "https://receiver.example/", "secret": "mine"}""", "secret")]
    public async Task A_request_that_is_wrong_says_where(string body, string field)
    {
        var app = await AppAsync();

        Assert.Equal(field, (await CreateAsync(app, body)).Problem(HttpStatusCode.BadRequest).Parameter);
    }

    private static string? TypeOf(ReceivedRequest request) => JsonDocument.Parse(request.Body).RootElement.GetProperty("type").GetString();

    private static async Task<Answer> CreateAsync(PortalApp app, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await app.SendAsync(HttpMethod.Post, "/api/webhooks", content);
    }
}

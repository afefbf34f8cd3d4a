using System.Net;
using SmeFunctions.AcceptanceTests.Running;

namespace SmeFunctions.AcceptanceTests;

public sealed class OutageTests(SharedAzurite azurite) : PortalTests(azurite)
{
    [Fact]
    public async Task While_storage_is_down_the_portal_says_so_and_afterwards_it_goes_on_by_itself()
    {
        ErrorsAreExpected = true;
        var storage = await OwnStorageAsync();
        var app = await OwnAppOnAsync(storage.ConnectionString, PortalApp.EverySecond, "--Visits:WriteDeadline=00:00:01", "--Reading:LoadTimeout=00:00:01");
        var name = app.Name("en/kept.txt");
        var article = await app.PublishAsync(name, Page.English($"Kept {app.Tag}"));
        await app.VisitAsync(article.Slug);
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/api/health/ready")).Status);
        await app.PutAsync(app.Name("en/queued.txt"), Page.English($"Queued {app.Tag}"));

        await storage.StopAsync();
        var ready = app.GetAsync("/api/health/ready");
        var answers = await Task.WhenAll(
            app.GetAsync("/api/articles/never-read"),
            app.GetAsync("/api/articles?tag=never-read"),
            app.SendAsync(HttpMethod.Post, article.Url + "/visits"),
            app.PutAsync(app.Name("en/new.txt"), Page.English($"New {app.Tag}")),
            app.SendAsync(HttpMethod.Delete, PortalApp.SeedPath(name)),
            app.GetAsync(PortalApp.SeedPath(name)),
            app.GetAsync("/api/seeds"));
        var live = await app.GetAsync("/api/health/live");
        var read = await app.GetAsync(article.Url);

        Assert.Equal(article.Title, read.Ok<ArticleBody>().Title);
        foreach (var answer in answers)
        {
            answer.Problem(HttpStatusCode.ServiceUnavailable);
            Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        }

        Assert.Equal(HttpStatusCode.OK, live.Status);
        var checks = (await ready).Problem(HttpStatusCode.ServiceUnavailable).Checks;
        Assert.Equal(["blob", "queue", "table"], checks?.Keys.Order());
        Assert.DoesNotContain("ok", checks!.Values);

        await storage.StartAgainAsync();
        await app.WaitFor("the app is ready", () => app.GetAsync("/api/health/ready"), answer => answer.Status == HttpStatusCode.OK);
        await app.PublishedAsync(app.Name("en/queued.txt"));
        await app.PublishAsync(app.Name("en/new.txt"), Page.English($"New {app.Tag}"));

        Assert.Equal(article.Title, (await app.ArticleAsync(article.Slug)).Title);
        // Those answered with 503 may count or not.
        Assert.InRange((await app.VisitAsync(article.Slug)).Visits, 2, 3);
    }

    [Fact]
    public async Task An_app_that_starts_while_storage_is_down_works_when_it_is_up()
    {
        ErrorsAreExpected = true;
        var storage = await OwnStorageAsync();
        await storage.StopAsync();

        var app = await OwnAppOnAsync(storage.ConnectionString);
        var live = await app.GetAsync("/api/health/live");
        await storage.StartAgainAsync();
        await app.WaitFor("the app is ready", () => app.GetAsync("/api/health/ready"), answer => answer.Status == HttpStatusCode.OK);

        Assert.Equal(HttpStatusCode.OK, live.Status);
        await app.PublishAsync(app.Name("en/first.txt"), Page.English($"First {app.Tag}"));
    }

    [Fact]
    public async Task Health_is_never_cached_and_says_what_was_checked()
    {
        var app = await AppAsync();

        var live = await app.GetAsync("/api/health/live");
        var ready = await app.GetAsync("/api/health/ready");

        Assert.Equal("""{"status":"live"}""", live.Text);
        Assert.True(live.Headers.CacheControl?.NoStore);
        Assert.True(ready.Headers.CacheControl?.NoStore);
        Assert.Equal("""{"status":"ready","checks":{"blob":"ok","queue":"ok","table":"ok"}}""", ready.Text);
    }
}

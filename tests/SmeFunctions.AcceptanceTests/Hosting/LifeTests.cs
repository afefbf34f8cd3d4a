using System.Globalization;
using System.Net;
using System.Text.Json;
using SmeFunctions.AcceptanceTests.Running;

namespace SmeFunctions.AcceptanceTests;

/// <summary>Documents that say when they are to be seen. Every message comes twice.</summary>
public sealed class LifeTests(SharedAzurite azurite) : PortalTests(azurite)
{
    [Fact]
    public async Task A_draft_is_read_by_its_preview_until_it_is_published()
    {
        var app = await AppAsync();
        var name = app.Name("en/draft.md");
        await PutTwiceAsync(app, name, "draft: true");
        var draft = await app.StatusAsync(name, "draft");

        var preview = await app.GetAsync(draft.Preview!);
        Assert.Equal($"Headline {app.Tag}", preview.Ok<ArticleBody>().Title);
        Assert.True(preview.Headers.CacheControl is { NoStore: true, Private: true });
        Assert.Equal(["noindex"], preview.Headers.GetValues("X-Robots-Tag"));
        Assert.Null(draft.Article);
        (await app.GetAsync(PortalApp.ArticlePath(preview.Read<ArticleBody>().Slug))).Problem(HttpStatusCode.NotFound);
        Assert.Empty((await app.ListAsync($"section=life-{app.Tag}")).Items);
        Assert.Equal(HttpStatusCode.OK, (await app.SendAsync(HttpMethod.Head, draft.Preview!)).Status);

        await PutTwiceAsync(app, name, "draft: false");
        var article = await app.PublishedAsync(name);

        Assert.Equal(article.Slug, Assert.Single((await app.ListAsync($"section=life-{app.Tag}")).Items).Slug);
        Assert.Equal(article.Slug, (await app.GetAsync(draft.Preview!)).Ok<ArticleBody>().Slug);
        Assert.Null((await app.SeedAsync(name)).Preview);

        await PutTwiceAsync(app, name, "draft: true");
        await app.StatusAsync(name, "draft");
        (await app.GetAsync(article.Url)).Problem(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task A_scheduled_document_goes_online_at_its_moment()
    {
        var app = await SweepingAppAsync();
        var name = app.Name("en/fair.md");
        await PutTwiceAsync(app, name, $"publishAt: {Text(DateTimeOffset.UtcNow.AddHours(1))}");
        var scheduled = await app.StatusAsync(name, "scheduled");
        Assert.Null(scheduled.Article);
        Assert.InRange(scheduled.Due ?? default, DateTimeOffset.UtcNow.AddMinutes(50), DateTimeOffset.UtcNow.AddHours(1));
        Assert.Equal($"Headline {app.Tag}", (await app.GetAsync(scheduled.Preview!)).Ok<ArticleBody>().Title);
        Assert.Empty((await app.ListAsync($"section=life-{app.Tag}")).Items);

        var from = DateTimeOffset.UtcNow.AddSeconds(3);
        await PutTwiceAsync(app, name, $"publishAt: {Text(from)}");
        await app.SeenThroughAsync(name);
        var article = await app.PublishedAsync(name);

        Assert.True(DateTimeOffset.UtcNow > from.AddSeconds(-1));
        Assert.Equal(article.Slug, Assert.Single((await app.ListAsync($"section=life-{app.Tag}")).Items).Slug);
        Assert.Null((await app.SeedAsync(name)).Due);
    }

    [Fact]
    public async Task An_article_is_taken_down_at_its_moment_and_comes_back_when_it_is_edited()
    {
        var app = await SweepingAppAsync();
        var name = app.Name("en/fair.md");
        await PutTwiceAsync(app, name, $"unpublishAt: {Text(DateTimeOffset.UtcNow.AddHours(1))}");
        var article = await app.PublishedAsync(name);
        Assert.NotNull((await app.SeedAsync(name)).Due);

        var until = DateTimeOffset.UtcNow.AddSeconds(3);
        await PutTwiceAsync(app, name, $"unpublishAt: {Text(until)}");
        await app.SeenThroughAsync(name);
        var expired = await app.StatusAsync(name, "expired");

        Assert.True(DateTimeOffset.UtcNow > until.AddSeconds(-1));
        Assert.Null(expired.Article);
        (await app.GetAsync(article.Url)).Problem(HttpStatusCode.Gone);
        Assert.Empty((await app.ListAsync($"section=life-{app.Tag}")).Items);
        Assert.Contains(await app.SeedsAsync("expired"), seed => seed.Name == name);

        await PutTwiceAsync(app, name, "draft: false");
        Assert.Equal(article.Slug, (await app.PublishedAsync(name)).Slug);
    }

    [Fact]
    public async Task A_link_to_a_preview_ends_and_no_other_takes_its_place()
    {
        var app = await OwnAppAsync("--Ingestion:PreviewLifetime=00:00:01");
        var name = app.Name("en/draft.md");
        await PutTwiceAsync(app, name, "draft: true");
        var link = (await app.StatusAsync(name, "draft")).Preview!;

        var expired = await app.WaitFor("the link has expired", () => app.GetAsync(link), answer => answer.Status != HttpStatusCode.OK);

        expired.Problem(HttpStatusCode.Gone);
        (await app.GetAsync(link[..link.IndexOf('?', StringComparison.Ordinal)] + "?until=4102444800&signature=AAAA")).Problem(HttpStatusCode.NotFound);
    }

    private static string Text(DateTimeOffset moment) => moment.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static async Task PutTwiceAsync(PortalApp app, string name, string front)
    {
        await app.PutAsync(name, $"---\ntitle: Headline {app.Tag}\nsection: Life {app.Tag}\n{front}\n---\nA sentence of the article.\n");
        await SendTwiceAsync(app, name);
    }

    private static async Task SendTwiceAsync(PortalApp app, string name)
    {
        if (!RunningSite.IsGiven)
        {
            await app.Queue.SendMessageAsync(JsonSerializer.Serialize(new { name }));
        }
    }
}

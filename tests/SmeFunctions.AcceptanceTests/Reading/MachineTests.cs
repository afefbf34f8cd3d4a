using System.Net;
using System.Text.Json;
using SmeFunctions.AcceptanceTests.Running;

namespace SmeFunctions.AcceptanceTests;

/// <summary>What other programs read: Markdown, llms.txt, and the log of changes.</summary>
public sealed class MachineTests(SharedAzurite azurite) : PortalTests(azurite)
{
    [Fact]
    public async Task An_article_is_Markdown_where_that_is_asked_for()
    {
        var app = await AppAsync();
        var article = await app.PublishAsync(app.Name("en/a.md"), $"---\ntitle: A fair {app.Tag}\ndate: 2017-01-04\ntags: [fair]\n---\n\nShips *leave* in the morning.\n\n- One\n- Two\n");
        var path = PortalApp.ArticlePath(article.Slug);

        var byAddress = await app.GetAsync(path + ".md");
        var byHeader = await app.SendAsync(HttpMethod.Get, path, headers: headers => headers.Add("Accept", "text/markdown, */*;q=0.1"));
        var page = await app.GetAsync($"/en/articles/{article.Slug}.md");
        var json = await app.SendAsync(HttpMethod.Get, path, headers: headers => headers.Add("Accept", "application/json, text/markdown;q=0.5"));

        Assert.All([byAddress, byHeader, page], answer => Assert.Equal((HttpStatusCode.OK, "text/markdown"), (answer.Status, answer.ContentHeaders.ContentType?.MediaType)));
        Assert.All([byHeader, page], answer => Assert.Equal(byAddress.Text, answer.Text));
        Assert.Contains("\n\nShips *leave* in the morning.\n\n- One\n- Two\n", byAddress.Text, StringComparison.Ordinal);
        Assert.StartsWith($"---\ntitle: \"A fair {app.Tag}\"\ndate: \"2017-01-04\"\n", byAddress.Text, StringComparison.Ordinal);
        Assert.Equal("application/json", json.ContentHeaders.ContentType?.MediaType);
        Assert.Contains("Accept", json.Headers.Vary);
        Assert.Contains("Accept", byHeader.Headers.Vary);
        var (_, same) = await app.RevalidateAsync(path + ".md");
        Assert.Equal(HttpStatusCode.NotModified, same.Status);
        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync("/api/articles/nothing.md")).Status);
        Assert.Contains($"/en/articles/{article.Slug}.md\"", (await app.GetAsync($"/en/articles/{article.Slug}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Llms_txt_leads_to_the_Markdown_of_the_newest_articles()
    {
        var app = await AppAsync();
        var article = await app.PublishAsync(app.Name("en/a.md"), $"# A fair {app.Tag}\n\nShips leave in the morning.\n");

        var text = await app.WaitFor("the article is in llms.txt", () => app.GetAsync("/llms.txt"), answer => answer.Text.Contains(article.Slug, StringComparison.Ordinal));

        Assert.Equal("text/markdown", text.ContentHeaders.ContentType?.MediaType);
        Assert.StartsWith("# ", text.Text, StringComparison.Ordinal);
        Assert.Contains($"[A fair {app.Tag}](", text.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mirror_follows_what_is_published_changed_and_taken_down()
    {
        var app = await AppAsync();
        var cursor = await LastAsync(app);
        var name = app.Name("en/a.md");
        var article = await app.PublishAsync(name, $"# One {app.Tag}\n\nShips leave in the morning.\n");
        var created = await FollowAsync(app, cursor, article.Slug, "created");

        await app.PublishAsync(name, $"# One {app.Tag}\n\nShips leave in the evening.\n");
        var updated = await FollowAsync(app, created, article.Slug, "updated");
        await app.SendAsync(HttpMethod.Delete, PortalApp.SeedPath(name));
        await FollowAsync(app, updated, article.Slug, "removed");

        var again = await app.GetAsync($"/api/changes?since={updated}");
        Assert.Equal("no-cache", again.Headers.CacheControl?.ToString());
        Assert.Equal(HttpStatusCode.Gone, (await app.GetAsync("/api/changes?since=abc-7")).Status);
        Assert.Equal("since", (await app.GetAsync("/api/changes?since=yesterday")).Problem(HttpStatusCode.BadRequest).Parameter);
    }

    private static async Task<string> LastAsync(PortalApp app)
    {
        var path = "/api/changes?limit=1000";
        while (true)
        {
            using var page = JsonDocument.Parse((await app.GetAsync(path)).Body);
            if (!page.RootElement.GetProperty("hasMore").GetBoolean())
            {
                return page.RootElement.GetProperty("cursor").GetString()!;
            }

            path = page.RootElement.GetProperty("next").GetString()!;
        }
    }

    // Other tests publish at the same time.
    private static async Task<string> FollowAsync(PortalApp app, string since, string slug, string change)
    {
        var answer = await app.WaitFor(
            $"{slug} is {change}",
            async () => (await app.GetAsync($"/api/changes?limit=1000&since={since}")).Text,
            text => Find(text) == change);
        using var page = JsonDocument.Parse(answer);
        return page.RootElement.GetProperty("cursor").GetString()!;

        string? Find(string text)
        {
            using var found = JsonDocument.Parse(text);
            return found.RootElement.GetProperty("items").EnumerateArray().Where(item => item.GetProperty("slug").GetString() == slug).Select(item => item.GetProperty("change").GetString()).FirstOrDefault();
        }
    }
}

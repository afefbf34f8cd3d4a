using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using SmeFunctions.AcceptanceTests.Running;
using SmeFunctions.Portal.Tests.Media;

namespace SmeFunctions.AcceptanceTests;

public sealed partial class PageTests(SharedAzurite azurite) : PortalTests(azurite)
{
    [Fact]
    public async Task An_article_is_a_page_from_its_publication_to_its_removal()
    {
        var app = await ExclusiveAppAsync();
        var name = app.Name("en/page.txt");
        var article = await app.PublishAsync(name, Page.English($"A page {app.Tag}", visits: 5));
        var path = $"/en/articles/{Uri.EscapeDataString(article.Slug)}";

        await app.WaitFor("the page is there", () => app.GetAsync(path), answer => answer.Status == HttpStatusCode.OK);
        var (page, same) = await app.RevalidateAsync(path);
        var head = await app.SendAsync(HttpMethod.Head, path);
        var small = await app.SendAsync(HttpMethod.Get, path, headers: headers => headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("br")));

        Assert.Equal("text/html; charset=utf-8", page.ContentHeaders.ContentType!.ToString());
        Assert.Contains($"<h1>A page {app.Tag}</h1>", page.Text, StringComparison.Ordinal);
        Assert.Contains("Viewed 5 times", page.Text, StringComparison.Ordinal);
        Assert.True(page.Headers.ETag!.IsWeak);
        Assert.True(page.Headers.CacheControl is { Public: true, SharedMaxAge: not null, MaxAge: not null });
        Assert.Contains("script-src 'self'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.NotModified, 0), (same.Status, same.Body.Length));
        Assert.Equal((HttpStatusCode.OK, 0), (head.Status, head.Body.Length));
        Assert.Equal(["br"], small.ContentHeaders.ContentEncoding);

        await app.VisitAsync(article.Slug);
        await app.WaitFor("the page shows the visit", () => app.GetAsync(path), answer => answer.Text.Contains("Viewed 6 times", StringComparison.Ordinal));

        await app.SendAsync(HttpMethod.Delete, PortalApp.SeedPath(name));
        var gone = await app.WaitFor("the page is gone", () => app.GetAsync(path), answer => answer.Status == HttpStatusCode.Gone);
        Assert.Contains("This article was taken down", gone.Text, StringComparison.Ordinal);
        Assert.Equal("text/html; charset=utf-8", gone.ContentHeaders.ContentType!.ToString());
    }

    // Alone on its site: what others publish changes the page's lists.
    [Fact]
    public async Task A_visit_changes_the_number_of_a_page_and_not_its_version()
    {
        var app = await OwnAppAsync();
        var article = await app.PublishAsync(app.Name("en/visited.txt"), Page.English($"Visited {app.Tag}", visits: 5));
        var path = $"/en/articles/{Uri.EscapeDataString(article.Slug)}";
        var page = await app.WaitFor("the page is there", () => app.GetAsync(path), answer => answer.Status == HttpStatusCode.OK);

        await app.VisitAsync(article.Slug);

        var visited = await app.WaitFor("the page shows the visit", () => app.GetAsync(path), answer => answer.Text.Contains("Viewed 6 times", StringComparison.Ordinal));
        Assert.Equal(page.Headers.ETag, visited.Headers.ETag);
    }

    [Fact]
    public async Task Every_link_of_a_page_leads_somewhere()
    {
        var app = await ExclusiveAppAsync();
        await app.PutAsync(app.Name("en/hall.png"), Pictures.Png(40, 30));
        await app.PublishAsync(app.Name("zh/linked.txt"), Page.Chinese($"链接 {app.Tag}"));
        var article = await app.PublishAsync(app.Name("en/linked.md"), $"---\ntitle: Linked {app.Tag}\ndate: 2017-05-06\nsection: News / {app.Tag}\n---\nText.\n\n![Hall](hall.png)\n");
        var pages = new[] { $"/en/articles/{Uri.EscapeDataString(article.Slug)}", "/en", "/zh", $"/en/news/{app.Tag}", "/en/about", "/zh/contact", "/en/articles/never" };
        var links = new HashSet<string>();
        foreach (var path in pages)
        {
            var page = await app.GetAsync(path);
            links.UnionWith(Link().Matches(page.Text).Select(link => WebUtility.HtmlDecode(link.Groups["path"].Value)));
        }

        Assert.True(links.Count > 20, $"Only {links.Count} links.");
        Assert.Contains(links, link => link.StartsWith("/media/", StringComparison.Ordinal));
        Assert.Contains(links, link => link.StartsWith("/assets/", StringComparison.Ordinal));
        // On a site with others, their articles may be taken down between the page and the link.
        var others = RunningSite.IsGiven ? links.Where(link => link.Contains("/articles/", StringComparison.Ordinal) && !link.Contains(app.Tag, StringComparison.Ordinal)) : [];
        foreach (var link in links.Except(others).Where(link => !link.EndsWith("/visits", StringComparison.Ordinal)))
        {
            Assert.True((await app.GetAsync(link)).Status == HttpStatusCode.OK, link);
        }
    }

    [Fact]
    public async Task Feeds_and_sitemaps_lead_to_pages()
    {
        var app = await ExclusiveAppAsync();
        await app.PublishAsync(app.Name("en/fed.txt"), Page.English($"Fed {app.Tag}", day: "2099-05-06"));

        var feed = await app.WaitFor("the feed has it", () => app.GetAsync("/api/feeds/en.rss"), answer => answer.Text.Contains(app.Tag, StringComparison.Ordinal));
        var item = XDocument.Parse(feed.Text).Descendants("item").First(element => element.Element("title")!.Value.Contains(app.Tag, StringComparison.Ordinal));
        var sitemap = XDocument.Parse((await app.GetAsync("/sitemap-pages.xml")).Text);
        var addresses = sitemap.Descendants().Where(element => element.Name.LocalName == "loc").Select(element => element.Value).Append(item.Element("link")!.Value).ToList();

        Assert.Equal(7, addresses.Count);
        foreach (var address in addresses)
        {
            var page = await app.GetAsync(new Uri(address).PathAndQuery);
            Assert.True(page.Status == HttpStatusCode.OK && page.ContentHeaders.ContentType!.MediaType == "text/html", address);
            Assert.Contains($"<link rel=\"canonical\" href=\"{address}\"", page.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/en/nonsense/x", "en")]
    [InlineData("/zh/nonsense", "zh")]
    [InlineData("/en/articles/unknown", "en")]
    [InlineData("/en/articles", "en")]
    [InlineData("/zh/articles/a/b/c", "zh")]
    [InlineData("/zh/about/more", "zh")]
    [InlineData("/nonsense", "zh")]
    [InlineData("/nonsense/further/down", "zh")]
    [InlineData("/fr", "zh")]
    [InlineData("/fr/articles/x", "zh")]
    public async Task An_address_of_nothing_shows_a_page_that_says_so(string path, string lang)
    {
        var app = await AppAsync();

        var answer = await app.SendAsync(HttpMethod.Get, path, headers: headers => headers.Add("Accept-Language", "zh-CN"));

        Assert.Equal((HttpStatusCode.NotFound, "text/html"), (answer.Status, answer.ContentHeaders.ContentType?.MediaType));
        Assert.Contains(lang == "en" ? "There is no such page" : "页面不存在", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/nothing", HttpStatusCode.NotFound, null)]
    [InlineData("/api/articles/unknown", HttpStatusCode.NotFound, "application/problem+json")]
    [InlineData("/media/nothing.png", HttpStatusCode.NotFound, "application/problem+json")]
    [InlineData("/assets/nothing.css", HttpStatusCode.NotFound, "application/problem+json")]
    [InlineData("/wp-login.php", HttpStatusCode.NotFound, "text/html")]
    [InlineData("/wp-login.zip", HttpStatusCode.NotFound, null)]
    [InlineData("/robots.txt", HttpStatusCode.OK, "text/plain")]
    [InlineData("/sitemap.xml", HttpStatusCode.OK, "application/xml")]
    [InlineData("/sitemap-pages.xml", HttpStatusCode.OK, "application/xml")]
    [InlineData("/news-sitemap.xml", HttpStatusCode.OK, "application/xml")]
    public async Task What_is_no_page_is_answered_as_before(string path, HttpStatusCode status, string? type)
    {
        var app = await AppAsync();

        var answer = await app.GetAsync(path);

        Assert.Equal((status, type), (answer.Status, answer.ContentHeaders.ContentType?.MediaType));
    }

    [Fact]
    public async Task The_start_leads_to_a_home_page()
    {
        var app = await AppAsync();
        using var handler = new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false };
        using var http = new HttpClient(handler) { BaseAddress = app.Http.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/", UriKind.Relative));
        request.Headers.Add("Accept-Language", "fr, zh;q=0.8, en;q=0.3");

        using var answer = await http.SendAsync(request);

        Assert.Equal((HttpStatusCode.Found, "/zh"), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        Assert.True(answer.Headers.CacheControl is { NoStore: true, Private: true });
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_draft_is_shown_on_no_page()
    {
        var app = await AppAsync();
        var published = await app.PublishAsync(app.Name("en/seen.md"), $"---\ntitle: Seen {app.Tag}\ndate: 2017-05-06\nsection: {app.Tag}\n---\nText.\n");
        await app.PutAsync(app.Name("en/unseen.md"), $"---\ntitle: Unseen {app.Tag}\ndate: 2017-05-06\nsection: {app.Tag}\ndraft: true\n---\nText.\n");
        await app.StatusAsync(app.Name("en/unseen.md"), "draft");

        foreach (var path in new[] { "/en", $"/en/{app.Tag}", $"/en/articles/{Uri.EscapeDataString(published.Slug)}" })
        {
            Assert.DoesNotContain("Unseen", (await app.GetAsync(path)).Text, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync($"/en/articles/2017-05-06-unseen-{app.Tag}")).Status);
    }

    [Fact]
    public async Task Pages_stay_while_storage_is_down_and_others_say_so_to_people()
    {
        ErrorsAreExpected = true;
        var storage = await OwnStorageAsync();
        var app = await OwnAppOnAsync(storage.ConnectionString, PortalApp.EverySecond, "--Reading:LoadTimeout=00:00:00.2");
        var article = await app.PublishAsync(app.Name("en/kept.txt"), Page.English($"Kept {app.Tag}"));
        var path = $"/en/articles/{Uri.EscapeDataString(article.Slug)}";
        await app.GetAsync(path);
        await app.GetAsync("/en");
        await storage.StopAsync();

        var kept = await app.GetAsync(path);
        var home = await app.GetAsync("/en");
        var other = await app.GetAsync("/zh/articles/never-read");

        Assert.Equal(HttpStatusCode.OK, kept.Status);
        Assert.Equal(HttpStatusCode.OK, home.Status);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "text/html"), (other.Status, other.ContentHeaders.ContentType?.MediaType));
        Assert.Contains("暂时无法访问", other.Text, StringComparison.Ordinal);
        Assert.True(other.Headers.CacheControl?.NoStore);
        Assert.True(other.Headers.RetryAfter?.Delta > TimeSpan.Zero);
    }

    [GeneratedRegex("(href|src|data-visits)=\"(?<path>/[^\"]*)\"", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex Link();
}

using System.Text;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Operations;
using SmeFunctions.Portal.Tests.Media;

namespace SmeFunctions.Portal.Tests.Import;

/// <summary>Exports of WordPress and Ghost.</summary>
public sealed class PostImportTests : IDisposable
{
    private const string Text = "The office takes applications of small firms until the end of the month, by mail or at its desk.";

    private readonly ImportWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("1.0", "http")]
    [InlineData("1.2", "http")]
    [InlineData("1.2", "https")]
    public async Task Posts_and_pages_of_WordPress_come_with_everything_that_they_have(string version, string scheme)
    {
        _world.Portal.Imports.Put("wp.zip", SavedSource.CreateZip(
        [
            ("export.xml", Encoding.UTF8.GetBytes(WithScheme(scheme, version,
                Item(1, "A fair &amp; a market", $"{Text}\n\nSecond paragraph\nwith a break.\n\n[caption id=\"attachment_9\" width=\"300\"]<a href=\"https://old.example/x\"><img src=\"https://old.example/wp-content/uploads/2017/01/harbour-300x200.png\" /></a> Ships in the harbour[/caption]\n\n<a href=\"https://old.example/wp-content/uploads/2017/01/form.pdf\">The form</a> [1]",
                    "<category domain=\"category\" nicename=\"events\">Events</category><category domain=\"post_tag\" nicename=\"fair\">fair</category><wp:postmeta><wp:meta_key>post_views_count</wp:meta_key><wp:meta_value>77</wp:meta_value></wp:postmeta><wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>9</wp:meta_value></wp:postmeta>"),
                Item(2, "关于贷款的通知", "<!-- wp:paragraph --><p>小微企业可以在月底之前向办公室申请贷款，也可以通过邮件申请。</p><!-- /wp:paragraph -->", "<category domain=\"category\" nicename=\"x\">政策</category>", slug: "%e5%85%b3%e4%ba%8e%e8%b4%b7%e6%ac%be"),
                Item(3, "A page", $"<p>{Text}</p>", "", type: "page"),
                Item(4, "A draft", $"<p>{Text}</p>", "", status: "draft"),
                Item(5, "Thrown away", $"<p>{Text}</p>", "", status: "trash"),
                Item(6, "A menu", "", "", type: "nav_menu_item"),
                Item(9, "harbour", "", "<wp:attachment_url>https://old.example/wp-content/uploads/2017/01/harbour.png</wp:attachment_url>", type: "attachment")))),
            ("uploads/2017/01/harbour.png", Pictures.Png(40, 30)),
            ("uploads/2017/01/form.pdf", "%PDF-1.4"u8.ToArray()),
        ]));

        var operation = await _world.ImportAsync("wp.zip");

        Assert.Equal((OperationStatus.Done, 4L), (operation.Status, operation.Changed));
        Assert.Contains("not-published 5: Thrown away", await _world.ReportAsync(operation));
        var article = await ArticleAsync("/2017/01/post-1/");
        Assert.Equal(("A fair & a market", new DateOnly(2017, 1, 4), "Events", "The Editor", "post-1"), (article.Title, article.Published, article.Section.Title, article.Author, article.Slug));
        Assert.Contains("fair", article.Tags);
        Assert.Contains("<p>Second paragraph<br>", article.Html, StringComparison.Ordinal);
        Assert.Contains("Ships in the harbour", article.Html, StringComparison.Ordinal);
        Assert.Contains("[1]", article.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("caption id", article.Html, StringComparison.Ordinal);
        Assert.Contains("src=\"/media/", article.Html, StringComparison.Ordinal);
        Assert.Contains("href=\"/media/", article.Html, StringComparison.Ordinal);
        Assert.Equal("A fair & a market", (await ArticleAsync("/?p=1")).Title);
        Assert.Equal(77, (await _world.RecordAsync("post-1-1.html")).BaseVisits);
        Assert.Equal(("zh", "政策"), ((await ArticleAsync("/2017/01/关于贷款/")).Lang, (await ArticleAsync("/?p=2")).Section.Title));
        Assert.Equal("A page", (await ArticleAsync("/?page_id=3")).Title);
        Assert.Equal(SeedStatus.Draft, (await _world.RecordAsync("post-4-4.html")).Status);
    }

    [Fact]
    public async Task Posts_of_Ghost_come_with_everything_that_they_have()
    {
        _world.Portal.Imports.Put("ghost.zip", SavedSource.CreateZip(
        [
            ("ghost.json", Encoding.UTF8.GetBytes(
                $$$"""
                {"db":[{"meta":{"version":"5.80.0"},"data":{
                  "posts":[
                    {"id":"aa1","title":"A fair in the harbour","slug":"fair","html":"<p>{{{Text}}}</p><figure class=\"kg-card kg-image-card\"><img src=\"__GHOST_URL__/content/images/2017/01/harbour.png\"></figure>","status":"published","visibility":"public","type":"post","published_at":"2017-01-04T08:00:00.000Z","feature_image":"__GHOST_URL__/content/images/2017/01/top.png","custom_excerpt":"In short."},
                    {"id":"aa2","title":"For members","slug":"members","html":"<p>{{{Text}}}</p>","status":"published","visibility":"members","published_at":1483516800000},
                    {"id":"aa3","title":"Without HTML","slug":"none","html":null,"status":"published"},
                    {"id":"aa4","title":"Later","slug":"later","html":"<p>{{{Text}}}</p>","status":"scheduled","published_at":"2030-01-04T08:00:00.000Z"}],
                  "tags":[{"id":"t1","name":"Events","slug":"events"},{"id":"t2","name":"#internal","slug":"hash-internal"},{"id":"t3","name":"fairs","slug":"fairs"}],
                  "posts_tags":[{"post_id":"aa1","tag_id":"t3","sort_order":2},{"post_id":"aa1","tag_id":"t1","sort_order":0},{"post_id":"aa1","tag_id":"t2","sort_order":1}],
                  "users":[{"id":"u1","name":"The Editor","slug":"editor"}],
                  "posts_authors":[{"post_id":"aa1","author_id":"u1","sort_order":0}]}}]}
                """)),
            ("content/images/2017/01/harbour.png", Pictures.Png(40, 30)),
            ("content/images/2017/01/top.png", Pictures.Png(41, 30)),
        ]));

        var operation = await _world.ImportAsync("ghost.zip");

        Assert.Equal(3, operation.Changed);
        Assert.Contains("not-published aa3: Without HTML", await _world.ReportAsync(operation));
        var article = await ArticleAsync("/fair/");
        Assert.Equal(("A fair in the harbour", new DateOnly(2017, 1, 4), "Events", "The Editor", "In short."), (article.Title, article.Published, article.Section.Title, article.Author, article.Summary));
        Assert.Equal(["Events", "fairs"], article.Tags);
        Assert.Equal(2, (await _world.RecordAsync("fair-aa1.html")).Images.Count);
        Assert.Equal(SeedStatus.Draft, (await _world.RecordAsync("members-aa2.html")).Status);
        Assert.Equal(SeedStatus.Scheduled, (await _world.RecordAsync("later-aa4.html")).Status);
    }

    [Fact]
    public async Task An_export_without_its_pictures_is_imported_and_says_so()
    {
        _world.Portal.Imports.Put("wp.xml", Encoding.UTF8.GetBytes(Wxr("1.2", Item(1, "A fair", $"<p>{Text}</p><img src=\"https://old.example/a.png\">", ""))));

        var operation = await _world.ImportAsync("wp.xml");

        Assert.Equal(["document 1: A fair", "missing-file 1: A fair: https://old.example/a.png"], await _world.ReportAsync(operation));
    }

    [Theory]
    [InlineData("<p>The desk is closed on Monday, because the harbour is closed. It opens again on Tuesday.</p>", "The desk is closed on Monday, because the harbour is closed")]
    [InlineData("<p>本周一窗口暂停服务。周二恢复正常，请互相转告。</p>", "本周一窗口暂停服务")]
    public async Task A_note_without_a_headline_has_its_first_words(string html, string title)
    {
        _world.Portal.Imports.Put("wp.xml", Encoding.UTF8.GetBytes(Wxr("1.2", Item(1, "", html, ""))));

        await _world.ImportAsync("wp.xml");

        Assert.Equal(title, (await _world.RecordAsync("post-1-1.html")).Title);
    }

    [Fact]
    public async Task A_broken_export_is_reported_with_its_line()
    {
        var whole = Wxr("1.2", Item(1, "A fair", $"<p>{Text}</p>", ""), Item(2, "Another", $"<p>{Text}</p>", ""));
        _world.Portal.Imports.Put("wp.xml", Encoding.UTF8.GetBytes(whole[..^200]));

        var operation = await _world.ImportAsync("wp.xml");

        Assert.Equal(OperationStatus.Failed, operation.Status);
        Assert.StartsWith("The WordPress export is broken in line ", operation.Error, StringComparison.Ordinal);
        Assert.Empty(_world.SeedNames);
    }

    private async Task<Article> ArticleAsync(string address) =>
        (await _world.Portal.Catalog.ResolveAliasAsync(SmeFunctions.Documents.FormerAddress.CreateSlug(address), CancellationToken.None))!.Value.Stored.Article!;

    private static string WithScheme(string scheme, string version, params string[] items) => Wxr(version, items).Replace("http://wordpress.org/", $"{scheme}://wordpress.org/", StringComparison.Ordinal);

    private static string Wxr(string version, params string[] items) =>
        $"""
        <?xml version="1.0" encoding="UTF-8" ?>
        <rss version="2.0" xmlns:excerpt="http://wordpress.org/export/{version}/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/{version}/">
        <channel><title>Old site</title><link>https://old.example</link><wp:wxr_version>{version}</wp:wxr_version>
        <wp:author><wp:author_login>ed</wp:author_login><wp:author_display_name><![CDATA[The Editor]]></wp:author_display_name></wp:author>
        {string.Join('\n', items)}
        </channel></rss>
        """;

    private static string Item(int id, string title, string content, string more, string type = "post", string status = "publish", string? slug = null) =>
        $"""
        <item><title>{title}</title><link>https://old.example/2017/01/{slug ?? $"post-{id}"}/</link><dc:creator>ed</dc:creator>
        <content:encoded><![CDATA[{content}]]></content:encoded><excerpt:encoded><![CDATA[]]></excerpt:encoded>
        <wp:post_id>{id}</wp:post_id><wp:post_date>2017-01-04 09:00:00</wp:post_date><wp:post_date_gmt>2017-01-04 01:00:00</wp:post_date_gmt><wp:post_name>{slug ?? $"post-{id}"}</wp:post_name>
        <wp:status>{status}</wp:status><wp:post_type>{type}</wp:post_type><wp:post_password></wp:post_password>{more}</item>
        """;
}

using System.Text;
using SmeFunctions.Documents;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Operations;
using SmeFunctions.Portal.Tests.Media;

namespace SmeFunctions.Portal.Tests.Import;

public sealed class SavedSiteTests : IDisposable
{
    private const string List =
        """
        <!doctype html><html><head><title>News - Old site</title></head><body><h1>News of the office</h1><ul>
        <li><a href="2017/fair.html">A fair for small firms opens in the harbour</a> <span>2017-01-04</span></li>
        <li><a href="2017/loan.html">Loans for firms with less than fifty people</a> <span>2017-01-03</span></li>
        <li><a href="2017/tax.html">The tax office explains the new rules to firms</a> <span>2017-01-02</span></li>
        <li><a href="2017/port.html">The port extends its hours from the first of March</a> <span>2017-01-01</span></li>
        </ul><p><a href="index_2.html">Next page of the news</a></p></body></html>
        """;

    private readonly ImportWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_dry_run_reports_and_writes_nothing()
    {
        PutMirror();

        var operation = await _world.ImportAsync("old.zip", isDryRun: true);

        Assert.Equal((OperationStatus.Done, 2L), (operation.Status, operation.Changed));
        Assert.Empty(_world.SeedNames);
        Assert.Equal(
            [
                "document www.old.example/news/2017/fair.html", "document www.old.example/report.txt", "file www.old.example/files/form.pdf", "file www.old.example/img/harbour.png",
                "missing-file www.old.example/news/2017/fair.html: gone.png", "navigation www.old.example/news/index.html", "rejected www.old.example/empty.html",
            ],
            await _world.ReportAsync(operation));
        Assert.Equal(2, operation.Counts["document"]);
    }

    [Fact]
    public async Task Pages_come_with_their_pictures_files_addresses_and_days()
    {
        PutMirror();

        var operation = await _world.ImportAsync("old.zip");

        Assert.Equal((OperationStatus.Done, 2L, 2L * 8), (operation.Status, operation.Changed, operation.Total));
        var record = await _world.RecordAsync("www.old.example/news/2017/fair.html");
        Assert.Equal((SeedStatus.Published, "A fair for small firms"), (record.Status, record.Title));
        Assert.Single(record.Images, image => image.Media is not null);
        Assert.Single(record.Attachments);
        var article = (await _world.Portal.ArticleStore.FindAsync(record.Slug!, CancellationToken.None)).Article!;
        Assert.Equal((new DateOnly(2017, 1, 4), "The Letter"), (article.Published, article.Source));
        Assert.Contains("<img src=\"/media/", article.Html, StringComparison.Ordinal);
        Assert.Contains("href=\"/media/", article.Html, StringComparison.Ordinal);
        foreach (var address in new[] { "/news/2017/fair.html", "/NEWS/2017/fair.html", "/news/2017/fair" })
        {
            Assert.Equal("A fair for small firms", await _world.FindByAddressAsync(address));
        }

        // Not on a page of its own, because a page offers it.
        Assert.Equal(SeedStatus.Published, (await _world.RecordAsync("www.old.example/files/form.pdf")).Status);
        Assert.False((await _world.RecordAsync("www.old.example/files/form.pdf")).IsOnline);
    }

    [Fact]
    public async Task An_import_that_is_repeated_changes_nothing_and_keeps_corrections()
    {
        PutMirror();
        await _world.ImportAsync("old.zip");
        var etags = _world.Portal.Seeds.Blobs.ToDictionary(blob => blob.Key, blob => blob.Value.ETag);

        await _world.ImportAsync("old.zip");
        Assert.Equal(etags, _world.Portal.Seeds.Blobs.ToDictionary(blob => blob.Key, blob => blob.Value.ETag));

        _world.Portal.Put("en/old/www.old.example/report.txt", "A corrected headline\n\nA text that somebody wrote here.");
        await _world.Portal.IngestAsync("en/old/www.old.example/report.txt");
        var operation = await _world.ImportAsync("old.zip");
        Assert.Contains("exists www.old.example/report.txt", await _world.ReportAsync(operation));
        Assert.Equal("A corrected headline", (await _world.RecordAsync("www.old.example/report.txt")).Title);
    }

    [Theory]
    [InlineData("view.php?id=3.html", "", "/view.php?id=3")]
    [InlineData("view.php@id=3.html", "", "/view.php?id=3")]
    [InlineData("www.old.example/show.asp?no=7&lang=en", "", "/show.asp?no=7&lang=en")]
    [InlineData("news/index.html", "", "/news/")]
    [InlineData("news/default.aspx", "", "/news")]
    [InlineData("mirror/old.example+8080/a.shtml", "", "/a.shtml")]
    [InlineData("a/b.html", "https://old.example/portal/", "/portal/a/b.html")]
    [InlineData("notice 4.html", "", "/notice%204.html")]
    public async Task Old_addresses_lead_to_the_article(string path, string address, string old)
    {
        _world.PutZip("old.zip", (path, SavedSource.Page("A fair for small firms", "")));

        await _world.ImportAsync("old.zip", address: address);

        Assert.Equal("A fair for small firms", await _world.FindByAddressAsync(old));
    }

    [Theory]
    [InlineData("<!-- Mirrored from old.example/index.php?id=12 by HTTrack Website Copier/3.x [XR&CO'2014], Sat, 07 Jan 2017 10:00:00 GMT -->", "/index.php?id=12")]
    [InlineData("<!-- saved from url=(0034)https://old.example/news/12.html -->", "/news/12.html")]
    [InlineData("<link rel=\"canonical\" href=\"https://old.example/n/12\">", "/n/12")]
    public async Task What_a_program_wrote_into_the_page_is_its_address(string head, string old)
    {
        _world.PutZip("old.zip", ("x/y.html", SavedSource.Page("A fair for small firms", "", head)));

        await _world.ImportAsync("old.zip");

        Assert.Equal("A fair for small firms", await _world.FindByAddressAsync(old));
    }

    [Theory]
    [InlineData("2016/0304/page.html", 2016, 3, 4)]
    [InlineData("content_20180506_77.html", 2018, 5, 6)]
    [InlineData("a/2015-07-08/x.html", 2015, 7, 8)]
    public async Task A_page_without_a_day_has_that_of_its_path(string path, int year, int month, int day)
    {
        _world.PutZip("old.zip", (path, SavedSource.Page("A fair for small firms", "").Replace("Published: 2017-01-04 Source: The Letter", "", StringComparison.Ordinal)));

        await _world.ImportAsync("old.zip");

        var slug = (await _world.RecordAsync(path)).Slug!;
        Assert.Equal(new DateOnly(year, month, day), (await _world.Portal.ArticleStore.FindAsync(slug, CancellationToken.None)).Article!.Published);
    }

    [Fact]
    public async Task Visits_are_those_of_the_file_beside_the_pages()
    {
        _world.PutZip("old.zip", ("a/b.html", SavedSource.Page("A fair for small firms", "")), ("visits.csv", "address,visits\nhttps://old.example/a/b.html,1200\n/a/b.html,34\n/a/c.html,5\n"));

        await _world.ImportAsync("old.zip");

        Assert.Equal(1_234, (await _world.RecordAsync("a/b.html")).BaseVisits);
    }

    [Fact]
    public async Task Absolute_addresses_of_the_site_name_its_files()
    {
        _world.Portal.Imports.Put("old.zip", SavedSource.CreateZip(
        [
            ("www.old.example/a.html", Encoding.UTF8.GetBytes(SavedSource.Page("A fair for small firms", "<p><img src=\"http://www.old.example/img/harbour.png\"> <a href='https://www.old.example/other.html'>Another page</a></p>"))),
            ("www.old.example/img/harbour.png", Pictures.Png(40, 30)),
        ]));

        await _world.ImportAsync("old.zip");

        var record = await _world.RecordAsync("www.old.example/a.html");
        Assert.Single(record.Images);
        Assert.Contains("https://www.old.example/other.html", (await _world.Portal.ArticleStore.FindAsync(record.Slug!, CancellationToken.None)).Article!.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_of_blobs_is_a_source_too()
    {
        _world.Portal.Imports.Put("site/a.html", Encoding.UTF8.GetBytes(SavedSource.Page("A fair for small firms", "")));
        _world.Portal.Imports.Put("site/list/index.html", Encoding.UTF8.GetBytes(List));
        _world.Portal.Imports.Put("other/b.html", Encoding.UTF8.GetBytes(SavedSource.Page("Of another source", "")));

        var operation = await _world.ImportAsync("site/");

        Assert.Equal(["document a.html", "navigation list/index.html"], await _world.ReportAsync(operation));
    }

    [Fact]
    public async Task Names_in_the_encoding_of_Chinese_Windows_are_read()
    {
        var gb = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;
        _world.Portal.Imports.Put("old.zip", SavedSource.CreateZip([("新闻/展会.html", Encoding.UTF8.GetBytes(SavedSource.Page("A fair for small firms", "")))], gb));

        await _world.ImportAsync("old.zip");

        Assert.Equal(SeedStatus.Published, (await _world.RecordAsync("新闻/展会.html")).Status);
    }

    [Theory]
    [InlineData("site/content/posts/fair.md", "/posts/fair/", "/images/harbour.png", "site/static/images/harbour.png")]
    [InlineData("content/en/posts/fair/index.md", "/en/posts/fair/", "harbour.png", "content/en/posts/fair/harbour.png")]
    [InlineData("blog/_posts/2017-01-04-fair.markdown", "/2017/01/04/fair.html", "/assets/harbour.png", "blog/assets/harbour.png")]
    public async Task A_folder_of_Markdown_is_imported(string path, string old, string image, string file)
    {
        _world.Portal.Imports.Put("blog.zip", SavedSource.CreateZip(
        [
            (path, Encoding.UTF8.GetBytes($"---\ntitle: A fair for small firms\ntags: [fair]\naliases: [/very/old]\n---\n\nThe fair opens in the harbour.\n\n![Ships]({image})\n")),
            (file, Pictures.Png(40, 30)),
            ("site/content/_index.md", "---\ntitle: A section\n---\n"u8.ToArray()),
            ("README.md", "# A site\n\nHow to build it."u8.ToArray()),
            ("themes/plain/layouts/page.html", "<html><body>{{ .Content }}</body></html>"u8.ToArray()),
        ]));

        var operation = await _world.ImportAsync("blog.zip");

        Assert.Equal(1, operation.Changed);
        Assert.Equal("A fair for small firms", await _world.FindByAddressAsync(old));
        Assert.Equal("A fair for small firms", await _world.FindByAddressAsync("/very/old"));
        Assert.Single((await _world.RecordAsync(path)).Images);
    }

    [Fact]
    public void Addresses_that_servers_answer_alike_are_one_alias()
    {
        string[] same = ["/a/b/", "/a/b", "/A/B/index.html", "/a/b/default.aspx", "/a/b#top", "/a/b.html", "/a/b.HTM?"];
        Assert.Single(same.Select(FormerAddress.CreateSlug).Distinct());
        Assert.Equal(FormerAddress.CreateSlug("/新闻/1"), FormerAddress.CreateSlug("/%E6%96%B0%E9%97%BB/1"));
        Assert.NotEqual(FormerAddress.CreateSlug("/a?id=1"), FormerAddress.CreateSlug("/a?id=2"));
        Assert.All(same, address => Assert.True(Slugs.IsSlug(FormerAddress.CreateSlug(address))));
    }

    private void PutMirror() => _world.Portal.Imports.Put("old.zip", SavedSource.CreateZip(
    [
        ("www.old.example/news/index.html", Encoding.UTF8.GetBytes(List)),
        ("www.old.example/news/2017/fair.html", Encoding.UTF8.GetBytes(SavedSource.Page(
            "A fair for small firms", "<p><img src=\"../../img/harbour.png\" alt=\"Ships\"><img src=\"gone.png\" alt=\"\"> The form is <a href=\"../../files/form.pdf\">here</a>.</p>"))),
        ("www.old.example/img/harbour.png", Pictures.Png(40, 30)),
        ("www.old.example/img/unused.png", Pictures.Png(41, 30)),
        ("www.old.example/files/form.pdf", "%PDF-1.4 no document of its own"u8.ToArray()),
        ("www.old.example/style.css", "body { color: black }"u8.ToArray()),
        ("www.old.example/empty.html", "<!doctype html><title>Empty</title><body></body>"u8.ToArray()),
        ("www.old.example/report.txt", Encoding.UTF8.GetBytes("A report of the office\n\nIt was written in the year before, and is read by nobody.")),
    ]));

    /// <summary>A page of several headlines that are links: to articles of the same site, or to the shops of what it tells of.</summary>
    [Theory]
    [InlineData("post-{0}.html", true)]
    [InlineData("/2017/post-{0}.html", true)]
    [InlineData("https://www.old.example/post-{0}.html", true)]
    [InlineData("https://news.old.example/post-{0}.html", true)]
    [InlineData("//old.example/post-{0}.html", true)]
    [InlineData("https://shop.example/product-{0}", false)]
    [InlineData("https://bold.example/product-{0}", false)]
    [InlineData("http://shop-{0}.example/", false)]
    public async Task A_list_of_headlines_leads_to_pages_of_its_own_site(string address, bool isNavigation)
    {
        var body = string.Concat(Enumerable.Range(1, 5).Select(i => $"<h2><a href=\"{string.Format(System.Globalization.CultureInfo.InvariantCulture, address, i)}\">The product number {i} of this year</a></h2><p>Firms of the harbour use it to count what comes in, to write to their customers, and to plan the next day.</p>"));
        _world.PutZip("old.zip", ("list.html", SavedSource.Page("Five products for small firms", body, "<link rel=\"canonical\" href=\"https://www.old.example/list.html\">")));

        var operation = await _world.ImportAsync("old.zip");

        Assert.Equal([isNavigation ? "navigation list.html" : "document list.html"], await _world.ReportAsync(operation));
    }
}

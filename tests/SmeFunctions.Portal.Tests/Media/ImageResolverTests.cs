using SmeFunctions.Documents.Images;
using SmeFunctions.Documents.Tests;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Tests.Ingestion;
using SmeFunctions.Portal.Tests.Storage;

namespace SmeFunctions.Portal.Tests.Media;

/// <summary>Documents with images, in whatever order they and their images come, change and go.</summary>
public sealed class ImageResolverTests : IDisposable
{
    private const string Document = "en/2017/a.md";
    private const string Image = "en/2017/pics/a b.png";

    private readonly TestPortal _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task An_image_is_kept_by_its_content_and_is_no_article()
    {
        PutImage(Image, Pictures.Png(30, 20));

        await _world.HandleAsync(Image);
        var writes = (_world.Media.Writes, await _world.RecordAsync(Image));
        await _world.HandleAsync(Image);

        var record = await _world.RecordAsync(Image);
        var (name, blob) = Assert.Single(_world.Media.Blobs);
        Assert.Equal((SeedStatus.Published, new SeedMedia(name, 30, 20) { Bytes = Pictures.Png(30, 20).Length }, false), (record.Status, record.Media, record.IsOnline));
        Assert.Equal(("image/png", "public, max-age=31536000, immutable"), (blob.Headers!.ContentType, blob.Headers.CacheControl));
        Assert.Equal(writes, (_world.Media.Writes, record));
        Assert.Empty(_world.ArticleRows.Rows);
        Assert.Empty(_world.Articles.Blobs);
        Assert.Empty(_world.Queue.Messages);
    }

    [Fact]
    public async Task An_image_that_is_there_first_is_shown_at_once()
    {
        PutImage(Image, Pictures.Png(30, 20));
        _world.Put(Document, Markdown());
        await _world.HandleAsync(Image);
        await _world.HandleAsync(Document);

        Assert.Equal($"<p>A text.</p>\n<p><img src=\"{Address()}\" alt=\"The quay\" width=\"30\" height=\"20\"></p>", await HtmlAsync());
        Assert.Empty((await _world.RecordAsync(Document)).Warnings);
    }

    [Fact]
    public async Task An_image_that_comes_later_changes_or_goes_is_followed()
    {
        _world.Put(Document, Markdown());
        await _world.HandleAsync(Document);
        Assert.Equal("<p>A text.</p>", await HtmlAsync());
        Assert.Equal([$"The image 'pics/a b.png' is not there: when it is uploaded as '{Image}', the article shows it."], (await _world.RecordAsync(Document)).Warnings);

        PutImage(Image, Pictures.Png(30, 20));
        await DrainAsync(Image);
        Assert.Contains($"src=\"{Address()}\"", await HtmlAsync(), StringComparison.Ordinal);
        Assert.Empty((await _world.RecordAsync(Document)).Warnings);

        PutImage(Image, Pictures.Png(60, 40));
        await DrainAsync(Image);
        Assert.Contains("width=\"60\" height=\"40\"", await HtmlAsync(), StringComparison.Ordinal);
        Assert.Equal(2, _world.Media.Blobs.Count);

        // A broken version is rejected, and the last good one stays.
        PutImage(Image, Pictures.Png(0, 0));
        await DrainAsync(Image);
        Assert.Equal(("broken-image", 60), ((await _world.RecordAsync(Image)).Error!.Code, (await _world.RecordAsync(Image)).Media!.Width));
        Assert.Contains("width=\"60\"", await HtmlAsync(), StringComparison.Ordinal);

        _world.Seeds.Remove(Image);
        await DrainAsync(Image);
        Assert.Equal("<p>A text.</p>", await HtmlAsync());
        Assert.Null((await _world.RecordAsync(Image)).Media);
        Assert.Equal(2, _world.Media.Blobs.Count);
    }

    [Fact]
    public async Task Looking_again_at_either_changes_nothing()
    {
        PutImage(Image, Pictures.Png(30, 20));
        _world.Put(Document, Markdown());
        await DrainAsync(Document);
        await DrainAsync(Image);
        var before = (_world.Articles.Writes, _world.ArticleRows.Transactions, await _world.RecordAsync(Document), await _world.RecordAsync(Image));

        await DrainAsync(Image);
        await DrainAsync(Document);

        Assert.Equal(
            (before.Writes, before.Transactions, before.Item3.ETag, before.Item4.ETag),
            (_world.Articles.Writes, _world.ArticleRows.Transactions, (await _world.RecordAsync(Document)).ETag, (await _world.RecordAsync(Image)).ETag));
    }

    [Fact]
    public async Task The_sweep_finds_an_article_that_shows_what_is_not_there()
    {
        _world.Put(Document, Markdown());
        await DrainAsync(Document);
        PutImage(Image, Pictures.Png(30, 20));
        await _world.HandleAsync(Image);
        _world.Queue.Messages.Clear();

        // While the image's own message may be under way, it is left alone.
        Assert.Equal(0, await _world.Sweeper.ReconcileAsync(full: true, CancellationToken.None));
        _world.Time.Advance(TimeSpan.FromSeconds(30));
        var asked = await _world.Sweeper.ReconcileAsync(full: true, CancellationToken.None);
        Assert.Equal([Document], _world.Queue.Names);
        await DrainAsync();

        Assert.Equal(1, asked);
        Assert.Contains(Address(), await HtmlAsync(), StringComparison.Ordinal);
        _world.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, await _world.Sweeper.ReconcileAsync(full: true, CancellationToken.None));
    }

    [Theory]
    [InlineData("en/2017/a.html", "<h1>A headline</h1><p>A text.</p><p><img src=\"./pics/a%20b.png?v=2\" alt=\"The quay\" width=9></p>")]
    [InlineData("en/2017/a.html", "<html><head><title>A headline</title></head><body><article><h1>A headline</h1><p>A text.</p><p><img src=\"../2017/pics/a%20b.png\" alt=\"The quay\"></p></article></body></html>")]
    [InlineData("en/2017/a.html", "<html><head><title>A headline</title><link rel=canonical href=\"https://a.example/x/\"></head><body><h1>A headline</h1><p>A text.</p><p><img src=\"/en/2017/pics/a%20b.png\" alt=\"The quay\"></p></body></html>")]
    public async Task Pages_name_images_as_they_do(string name, string page)
    {
        PutImage(Image, Pictures.Png(30, 20));
        _world.Put(name, page);
        await DrainAsync(Image);
        await DrainAsync(name);

        Assert.Equal($"<p>A text.</p>\n<p><img src=\"{Address()}\" alt=\"The quay\" width=\"30\" height=\"20\"></p>", await HtmlAsync(name));
    }

    [Fact]
    public async Task A_page_from_the_web_shows_the_image_there_until_one_is_uploaded()
    {
        const string Page = "<html><head><title>A headline</title><link rel=canonical href=\"https://a.example/x/y.html\"></head><body><h1>A headline</h1><p>A text.</p><p><img src=\"pics/a%20b.png\" alt=\"\"></p></body></html>";
        _world.Put("en/2017/a.html", Page);
        await DrainAsync("en/2017/a.html");
        Assert.Equal("<p>A text.</p>\n<p><img src=\"https://a.example/x/pics/a%20b.png\" alt=\"\"></p>", await HtmlAsync("en/2017/a.html"));

        PutImage(Image, Pictures.Png(30, 20));
        await DrainAsync(Image);

        Assert.Contains($"src=\"{Address()}\"", await HtmlAsync("en/2017/a.html"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Images_within_documents_are_kept_by_their_content_too()
    {
        var data = Convert.ToBase64String(Pictures.Png(7, 5));
        _world.Put(Document, $"# A headline\n\nA text.\n\n![One](data:image/png;base64,{data}) ![Same](data:image/png;base64,{data})\n\n![Bad](data:image/png;base64,{Convert.ToBase64String("no image"u8)})\n");
        _world.Seeds.Put("en/2017/w.docx", WordFile.With(
            WordFile.P("A Word headline", "Title") + WordFile.P("A text.") + "<w:p><w:r><w:drawing><wp:inline><wp:docPr id=\"1\" name=\"n\" descr=\"The quay\"/><a:graphic><a:graphicData uri=\"p\"><pic:pic><pic:blipFill><a:blip r:embed=\"i\"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
            + "<w:p><w:r><w:pict><v:shape alt=\"Gone\"><v:imagedata r:id=\"j\"/></v:shape></w:pict></w:r></w:p>",
            [("word/media/image 1.png", WordFile.Png)],
            ("word/_rels/document.xml.rels", WordFile.Rels(("i", "image", "media/image%201.png", false), ("j", "image", "media/missing.png", false)))));

        await DrainAsync(Document);
        await DrainAsync("en/2017/w.docx");

        Assert.Equal(2, _world.Media.Blobs.Count);
        ImageFile.TryRead(Pictures.Png(7, 5), out var own, out _);
        ImageFile.TryRead(WordFile.Png, out var word, out _);
        Assert.Equal(
            $"<p>A text.</p>\n<p><img src=\"/media/{own!.Name}\" alt=\"One\" width=\"7\" height=\"5\"> <img src=\"/media/{own.Name}\" alt=\"Same\" width=\"7\" height=\"5\"></p>", await HtmlAsync());
        Assert.Equal($"<p>A text.</p>\n<p><img src=\"/media/{word!.Name}\" alt=\"The quay\" width=\"1\" height=\"1\"></p>", await HtmlAsync("en/2017/w.docx"));
        Assert.Contains("An image was left out: its address is none that could be shown.", (await _world.RecordAsync(Document)).Warnings);
        Assert.Contains((await _world.RecordAsync("en/2017/w.docx")).Warnings, warning => warning.StartsWith("An image in the document is not shown.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_published_is_the_same_when_it_is_read_again()
    {
        PutImage(Image, Pictures.Png(30, 20));
        _world.Put(Document, Markdown());
        await DrainAsync(Image);
        await DrainAsync(Document);
        var html = await HtmlAsync();

        _world.Put("en/2017/again.html", "<h1>Another headline</h1>" + html);
        await DrainAsync("en/2017/again.html");

        Assert.Equal(html, await HtmlAsync("en/2017/again.html"));
    }

    [Fact]
    public async Task A_document_that_becomes_an_image_is_no_article_any_more_and_the_other_way_round()
    {
        const string Both = "en/2017/both";
        _world.Put(Both, TestPortal.Page("A headline"));
        await DrainAsync(Both);
        var slug = (await _world.RecordAsync(Both)).Slug!;

        PutImage(Both, Pictures.Png(3, 2));
        await DrainAsync(Both);
        Assert.IsType<ArticleResult.Gone>(await _world.Catalog.FindAsync(slug, CancellationToken.None));
        Assert.NotNull((await _world.RecordAsync(Both)).Media);

        _world.Put(Both, TestPortal.Page("A headline"));
        await DrainAsync(Both);
        Assert.IsType<ArticleResult.Found>(await _world.Catalog.FindAsync(slug, CancellationToken.None));
        Assert.Null((await _world.RecordAsync(Both)).Media);
    }

    [Fact]
    public async Task Too_many_images_are_left_out_with_a_warning()
    {
        _world.Put(Document, "---\ndate: 2017-01-04\n---\n# A headline\n\nA text.\n\n" + string.Concat(Enumerable.Range(0, 150).Select(i => $"![x](pics/{i}.png)\n\n")) + "![y](../../../../x.png)\n");
        await DrainAsync(Document);

        var record = await _world.RecordAsync(Document);
        Assert.Equal(100, record.Images.Count);
        Assert.Equal(11, record.Warnings.Count);
        Assert.Equal("141 more image(s) are not shown.", record.Warnings[^1]);
    }

    [Theory]
    [InlineData(Fault.RetriedByClient)]
    [InlineData(Fault.FailAfter)]
    [InlineData(Fault.FailBefore)]
    public async Task Ends_right_whichever_write_was_lost_or_its_answer(Fault fault)
    {
        foreach (var store in (string[])["ledger", "article", "media"])
        {
            for (var which = 1; which <= 6; which++)
            {
                foreach (var order in (string[][])[[Document, Image], [Image, Document]])
                {
                    using var world = new TestPortal();
                    var left = which;
                    Fault Next() => --left == 0 ? fault : Fault.None;
                    world.SeedsTable.Faults = call => store == "ledger" && call.IsWrite ? Next() : Fault.None;
                    world.Articles.Faults = writes => store == "article" && writes ? Next() : Fault.None;
                    world.Media.Faults = writes => store == "media" && writes ? Next() : Fault.None;
                    world.Seeds.Put(Image, Pictures.Png(30, 20));
                    world.Put(Document, Markdown());

                    await world.IngestAsync(order);
                    Assert.Contains("width=\"30\"", await HtmlAsync(world, Document), StringComparison.Ordinal);

                    world.Seeds.Put(Image, Pictures.Png(60, 40));
                    await world.IngestAsync(Image);
                    Assert.Contains("width=\"60\"", await HtmlAsync(world, Document), StringComparison.Ordinal);
                    Assert.Equal((0, 0), ((await world.RecordAsync(Document)).Attempts, (await world.RecordAsync(Image)).Attempts));
                }
            }
        }
    }

    [Fact]
    public async Task An_image_whose_asking_was_lost_asks_again()
    {
        _world.Put(Document, Markdown());
        await DrainAsync(Document);
        PutImage(Image, Pictures.Png(30, 20));
        _world.Queue.Failure = new Azure.RequestFailedException(503, "Busy.", "ServerBusy", null);
        await Assert.ThrowsAsync<Azure.RequestFailedException>(() => _world.HandleAsync(Image));
        _world.Queue.Failure = null;

        await DrainAsync(Image);

        Assert.Contains(Address(), await HtmlAsync(), StringComparison.Ordinal);
    }

    private static string Markdown() => "---\ndate: 2017-01-04\n---\n# A headline\n\nA text.\n\n![The quay](<pics/a b.png>)\n";

    private static async Task<string> HtmlAsync(TestPortal world, string name) =>
        (await world.ArticleAsync(name)).Html;

    private Task DrainAsync(params string[] names) => _world.IngestAsync(names);

    private Task<string> HtmlAsync(string name = Document) => HtmlAsync(_world, name);

    private void PutImage(string name, byte[] content) => _world.Seeds.Put(name, content);

    private string Address() => "/media/" + _world.Media.Blobs.Keys.Single();
}

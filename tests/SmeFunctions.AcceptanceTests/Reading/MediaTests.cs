using System.Net;
using System.Net.Http.Headers;
using SmeFunctions.AcceptanceTests.Running;
using SmeFunctions.Documents.Tests;
using SmeFunctions.Portal.Tests.Media;

namespace SmeFunctions.AcceptanceTests;

/// <summary>Images: beside documents and within them, and how readers get them.</summary>
public sealed class MediaTests(SharedAzurite azurite) : PortalTests(azurite)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_article_shows_the_image_beside_its_document_whichever_comes_first(bool imageFirst)
    {
        var app = await AppAsync();
        var (document, image) = (app.Name("en/fair.md"), app.Name("en/pics/quay side.png"));
        var content = Pictures.Png(300, 200, mark: (byte)(imageFirst ? 1 : 2));
        if (imageFirst)
        {
            await app.PutAsync(image, content);
            await app.StatusAsync(image, "published");
        }

        var article = await app.PublishAsync(document, Markdown(app));
        if (!imageFirst)
        {
            Assert.DoesNotContain("<img", article.Html);
            Assert.Contains((await app.SeedAsync(document)).Warnings, warning => warning.Contains("pics/quay side.png"));
            await app.PutAsync(image, content);
        }

        article = await app.WaitFor("the image is shown", () => app.ArticleAsync(article.Slug), now => now.Html.Contains("<img"));
        var seed = await app.StatusAsync(image, "published");

        Assert.Contains($"<img src=\"{seed.Media}\" alt=\"The quay\" width=\"300\" height=\"200\">", article.Html);
        Assert.Null(seed.Article);
        Assert.Equal(content, (await app.GetAsync(seed.Media!)).Body);
        // The record follows its article: it is written when the article is stored.
        await app.WaitFor("the warning is gone", () => app.SeedAsync(document), now => !now.Warnings.Any(warning => warning.Contains("quay side")));
    }

    [Fact]
    public async Task An_image_that_is_overwritten_or_deleted_is_followed_and_its_old_address_stays()
    {
        var app = await SweepingAppAsync();
        var (document, image) = (app.Name("en/fair.md"), app.Name("en/pics/quay side.png"));
        await app.Seeds.GetBlobClient(image).UploadAsync(new BinaryData(Pictures.Png(30, 20, mark: 3)), overwrite: true);
        var first = await app.StatusAsync(image, "published");
        var article = await app.PublishAsync(document, Markdown(app));
        Assert.Contains(first.Media!, article.Html);

        await app.Seeds.GetBlobClient(image).UploadAsync(new BinaryData(Pictures.Png(60, 40, mark: 3)), overwrite: true);
        await app.WaitFor("the new image is shown", () => app.ArticleAsync(article.Slug), now => now.Html.Contains("width=\"60\" height=\"40\""));
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync(first.Media!)).Status);

        await app.Seeds.DeleteBlobAsync(image);
        await app.WaitFor("no image is shown", () => app.ArticleAsync(article.Slug), now => !now.Html.Contains("<img"));
        Assert.Null((await app.StatusAsync(image, "removed")).Media);
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync(first.Media!)).Status);
    }

    [Fact]
    public async Task A_Word_document_is_published_with_its_image()
    {
        var app = await AppAsync();
        var name = app.Name("en/report.docx");
        var word = WordFile.With(
            WordFile.P($"Word report {app.Tag}", "Title") + WordFile.P("Source: The Harbour Letter    2017-03-08") + WordFile.P("A text.")
            + "<w:p><w:r><w:drawing><wp:inline><wp:docPr id=\"1\" name=\"n\" descr=\"The quay\"/><a:graphic><a:graphicData uri=\"p\"><pic:pic><pic:blipFill><a:blip r:embed=\"i\"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>",
            [("word/media/image1.png", WordFile.Png)],
            ("word/_rels/document.xml.rels", WordFile.Rels(("i", "image", "media/image1.png", false))));

        await app.PutAsync(name, word);
        var article = await app.PublishedAsync(name);

        Assert.Equal(($"Word report {app.Tag}", "2017-03-08", "The Harbour Letter"), (article.Title, article.Published, article.Source));
        var address = article.Html.Split('"').Single(part => part.StartsWith("/media/", StringComparison.Ordinal));
        Assert.Equal($"<p>A text.</p>\n<p><img src=\"{address}\" alt=\"The quay\" width=\"1\" height=\"1\"></p>", article.Html);
        Assert.Equal(WordFile.Png, (await app.GetAsync(address)).Body);
    }

    [Fact]
    public async Task A_large_image_is_sent_whole_in_parts_and_not_at_all()
    {
        var app = await AppAsync();
        var name = app.Name("en/large.png");
        var noise = new byte[3_000_000];
        new Random(17).NextBytes(noise);
        byte[] content = [.. Pictures.Png(3_000, 2_000), .. noise];
        await app.PutAsync(name, content);
        var address = (await app.StatusAsync(name, "published")).Media!;

        var whole = await app.GetAsync(address);
        var part = await app.SendAsync(HttpMethod.Get, address, headers: headers => headers.Range = new RangeHeaderValue(1_500_000, 1_500_009));
        var beyond = await app.SendAsync(HttpMethod.Get, address, headers: headers => headers.Range = new RangeHeaderValue(9_000_000, null));
        var head = await app.SendAsync(HttpMethod.Head, address);
        var same = await app.SendAsync(HttpMethod.Get, address, headers: headers => headers.IfNoneMatch.Add(whole.Headers.ETag!));
        var unlike = await app.SendAsync(HttpMethod.Get, address, headers: headers =>
        {
            headers.Range = new RangeHeaderValue(0, 9);
            headers.IfRange = new RangeConditionHeaderValue(new EntityTagHeaderValue("\"other\""));
        });

        Assert.Equal((HttpStatusCode.OK, "image/png"), (whole.Status, whole.ContentHeaders.ContentType?.MediaType));
        Assert.True(content.AsSpan().SequenceEqual(whole.Body));
        Assert.False(whole.Headers.ETag!.IsWeak);
        Assert.Equal("public, max-age=31536000, immutable", whole.Headers.CacheControl?.ToString());
        Assert.Equal("nosniff", whole.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal(HttpStatusCode.PartialContent, part.Status);
        Assert.Equal(content[1_500_000..1_500_010], part.Body);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.Status);
        Assert.Null(beyond.Headers.CacheControl);
        Assert.Equal((HttpStatusCode.OK, 0, (long?)content.Length), (head.Status, head.Body.Length, head.ContentHeaders.ContentLength));
        Assert.Equal((HttpStatusCode.NotModified, 0), (same.Status, same.Body.Length));
        Assert.Equal((HttpStatusCode.OK, content.Length), (unlike.Status, unlike.Body.Length));
    }

    [Theory]
    [InlineData("/media/0123456789abcdef0123456789abcdef.png")]
    [InlineData("/media/a.svg")]
    [InlineData("/media/..%2Fseeds")]
    public async Task An_image_that_is_not_there_is_404(string address)
    {
        var app = await AppAsync();

        (await app.GetAsync(address)).Problem(HttpStatusCode.NotFound);
    }

    private static string Markdown(PortalApp app) => $"---\ndate: 2017-05-06\n---\n# Illustrated {app.Tag}\n\nA text.\n\n![The quay](<pics/quay side.png>)\n";
}

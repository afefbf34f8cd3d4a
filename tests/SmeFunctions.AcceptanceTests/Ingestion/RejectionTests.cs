using System.Text;
using Azure.Storage.Blobs.Specialized;
using SmeFunctions.AcceptanceTests.Running;
using SmeFunctions.Documents.Tests;

namespace SmeFunctions.AcceptanceTests;

/// <summary>Documents that cannot be articles, and articles that cannot be written.</summary>
public sealed class RejectionTests(SharedAzurite azurite) : PortalTests(azurite)
{
    public static TheoryData<string, byte[], string> BadDocuments => new()
    {
        { "empty", [], "empty" },
        { "white space", " \r\n\t\n　\n"u8.ToArray(), "empty" },
        { "nothing but lines of the site", Encoding.UTF8.GetBytes("Make SME Portal Your Home Page 简体中文\n\nAbout SME Portal Online | Contact Us\nViewed  0  Times\n"), "no-title" },
        { "a headline alone", "A headline without a text\n\n2017-01-04     SME Portal Online     visits:0\n"u8.ToArray(), "no-text" },
        { "random bytes", RandomBytes(), "not-text" },
        { "half a picture", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13], "broken-image" },
        { "a drawing", "<svg xmlns=\"http://www.w3.org/2000/svg\"><text>A text.</text></svg>"u8.ToArray(), "unsupported-format" },
        { "a workbook", WordFile.Zip(("xl/workbook.xml", "<workbook/>"u8.ToArray())), "unsupported-format" },
        { "half a Word document", WordFile.Of(WordFile.P("A title", "Title") + WordFile.P("A text."))[..^40], "broken-document" },
        { "XML", "<?xml version=\"1.0\"?><report><title>A title</title><text>A text.</text></report>"u8.ToArray(), "unsupported-format" },
        { "HTML without a text", "<!DOCTYPE html><html><body><h1>A title</h1><script>document.write('A text.')</script></body></html>"u8.ToArray(), "no-text" },
        { "wrong front matter", "---\ntitle: A title\ndate: tomorrow\n---\nA text.\n"u8.ToArray(), "front-matter" },
    };

    [Theory]
    [MemberData(nameof(BadDocuments), DisableDiscoveryEnumeration = true)]
    public async Task A_bad_document_is_rejected_with_a_reason_and_the_good_version_stays(string what, byte[] content, string code)
    {
        var app = await SweepingAppAsync();
        var name = app.Name("en/bad.txt");
        var fresh = app.Name("en/fresh.txt");
        var good = await app.PublishAsync(name, Page.English($"Good {app.Tag}"));

        await app.Seeds.GetBlobClient(name).UploadAsync(new BinaryData(content), overwrite: true);
        await app.Seeds.GetBlobClient(fresh).UploadAsync(new BinaryData(content), overwrite: true);
        var rejected = await app.StatusAsync(name, "rejected");
        var never = await app.StatusAsync(fresh, "rejected");

        Assert.Equal(code, rejected.Error?.Code);
        Assert.True(rejected.Error?.Message is { Length: > 20 } sentence && sentence.EndsWith('.'), what);
        Assert.Equal(good.Url, rejected.Article);
        Assert.Equivalent(good, await app.ArticleAsync(good.Slug), strict: true);
        Assert.Equal((code, null), (never.Error?.Code, never.Article));
        Assert.Contains(await app.SeedsAsync("rejected"), seed => seed.Name == name);
    }

    [Fact]
    public async Task A_rejected_document_that_is_mended_is_published()
    {
        var app = await AppAsync();
        var name = app.Name("en/mended.txt");
        await app.PutAsync(name, " \n ");
        await app.StatusAsync(name, "rejected");

        var article = await app.PublishAsync(name, Page.English($"Mended {app.Tag}"));

        Assert.Equal($"Mended {app.Tag}", article.Title);
        Assert.Null((await app.SeedAsync(name)).Error);
    }

    [Fact]
    public async Task What_cannot_be_written_is_listed_as_failed_and_published_once_it_can()
    {
        ErrorsAreExpected = true;
        var app = await ExclusiveAppAsync();
        var name = app.Name("en/held.txt");
        var good = await app.PublishAsync(name, Page.English($"Good {app.Tag}"));
        var lease = app.Articles.GetBlobClient(good.Slug + ".json").GetBlobLeaseClient();
        await lease.AcquireAsync(BlobLeaseClient.InfiniteLeaseDuration);

        await app.PutAsync(name, Page.English($"Held back {app.Tag}"));
        for (var attempts = 1; attempts <= 5; attempts++)
        {
            await app.AttemptsAsync(name, attempts);
        }

        var failed = await app.StatusAsync(name, "failed");

        Assert.NotNull(failed.Error);
        Assert.Contains("Lease", failed.Error.Message);
        Assert.Equal(5, failed.Attempts);
        Assert.Equal(good.Url, failed.Article);
        Assert.Contains(await app.SeedsAsync("failed"), seed => seed.Name == name);
        Assert.Equal(good.Title, (await app.ArticleAsync(good.Slug)).Title);

        await lease.ReleaseAsync();
        var article = await app.PublishAsync(name, Page.English($"At last {app.Tag}"));

        Assert.Equal((good.Slug, $"At last {app.Tag}"), (article.Slug, article.Title));
        var seed = await app.SeedAsync(name);
        Assert.Equal((null, 0), (seed.Error, seed.Attempts));
    }

    private static byte[] RandomBytes()
    {
        // Seeded: none of the signatures, and certainly no UTF-8.
        var bytes = new byte[4_096];
#pragma warning disable CA5394 // Nothing is kept secret here.
        new Random(20170104).NextBytes(bytes);
#pragma warning restore CA5394
        return bytes;
    }
}

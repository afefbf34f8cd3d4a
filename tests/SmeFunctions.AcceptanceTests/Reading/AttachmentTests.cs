using System.Net;
using System.Net.Http.Headers;
using SmeFunctions.AcceptanceTests.Running;

namespace SmeFunctions.AcceptanceTests;

/// <summary>Files for download: linked, named or beside documents, and how readers get them.</summary>
public sealed class AttachmentTests(SharedAzurite azurite) : PortalTests(azurite)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_article_offers_a_linked_file_whichever_comes_first(bool isFileFirst)
    {
        var app = await AppAsync();
        var (document, file) = (app.Name("zh/通知.md"), app.Name("zh/附件/申报表 1.doc"));
        byte[] content = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, (byte)(isFileFirst ? 1 : 2)];
        if (isFileFirst)
        {
            await app.PutAsync(file, content);
            await app.StatusAsync(file, "published");
        }

        var article = await app.PublishAsync(document, $"# 关于申报的通知 {app.Tag}\n\n2020-03-12\n\n企业填写申报表，交到窗口办理。\n\n[申报表](<附件/申报表 1.doc>)\n");
        if (!isFileFirst)
        {
            Assert.Empty(article.Attachments);
            await app.PutAsync(file, content);
        }

        article = await app.WaitFor("the file is offered", () => app.ArticleAsync(article.Slug), now => now.Attachments.Length > 0);
        var attachment = Assert.Single(article.Attachments);
        var download = await app.GetAsync(attachment.Url);

        Assert.Equal(("申报表 1.doc", 9, "application/msword"), (attachment.Name, attachment.Bytes, attachment.Type));
        Assert.Equal(content, download.Body);
        Assert.Equal("application/msword", download.ContentHeaders.ContentType?.ToString());
        Assert.Equal(("attachment", "申报表 1.doc"), (download.ContentHeaders.ContentDisposition!.DispositionType, download.ContentHeaders.ContentDisposition.FileNameStar));
        Assert.Contains("sandbox", string.Concat(download.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Contains(attachment.Url, (await app.GetAsync($"/zh/articles/{Uri.EscapeDataString(article.Slug)}")).Text, StringComparison.Ordinal);

        var part = await app.SendAsync(HttpMethod.Get, attachment.Url, headers: headers => headers.Range = new RangeHeaderValue(2, 4));
        Assert.Equal(HttpStatusCode.PartialContent, part.Status);
        Assert.Equal(content[2..5], part.Body);
    }

    [Fact]
    public async Task A_file_that_is_overwritten_or_deleted_is_followed()
    {
        var app = await SweepingAppAsync();
        var (document, file) = (app.Name("en/notice.md"), app.Name("en/form.xlsx"));
        await app.PutAsync(file, [1, 2, 3]);
        var article = await app.PublishAsync(document, $"# A notice {app.Tag}\n\nFirms fill in a form.\n\nAttachments: form.xlsx\n");
        article = await app.WaitFor("the file is offered", () => app.ArticleAsync(article.Slug), now => now.Attachments.Length > 0);
        var first = Assert.Single(article.Attachments);

        await app.Seeds.GetBlobClient(file).UploadAsync(new BinaryData(new byte[] { 4, 5, 6, 7 }), overwrite: true);
        article = await app.WaitFor("the new file is offered", () => app.ArticleAsync(article.Slug), now => now.Attachments is [{ Bytes: 4 }]);
        Assert.NotEqual(first.Url, article.Attachments[0].Url);

        await app.Seeds.DeleteBlobAsync(file);
        await app.WaitFor("no file is offered", () => app.ArticleAsync(article.Slug), now => now.Attachments.Length == 0);
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync(first.Url)).Status);
    }

    [Fact]
    public async Task A_PDF_document_is_an_article_that_offers_the_file_itself()
    {
        var app = await AppAsync();
        var name = app.Name("zh/guarantee.pdf");
        var content = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Documents", "guarantee-notice.zh.pdf"));

        await app.PutAsync(name, content);
        var article = await app.PublishedAsync(name);

        Assert.Equal(("关于设立小微出口企业信用担保窗口的通知", "2020-03-12"), (article.Title, article.Published));
        var original = Assert.Single(article.Attachments);
        Assert.Equal(("guarantee.pdf", content.Length, "application/pdf"), (original.Name, original.Bytes, original.Type));
        Assert.Equal(content, (await app.GetAsync(original.Url)).Body);
    }

    [Fact]
    public async Task A_document_without_a_headline_has_the_name_of_its_file()
    {
        var app = await AppAsync();
        var name = app.Name($"en/loans of {app.Tag}.csv");

        var article = await app.PublishAsync(name, "Firm,Town,Loans\nMill,Lea,12\nQuay Foods,Harbour,7\n");

        Assert.Equal($"loans of {app.Tag}", article.Title);
        Assert.Contains("<td>Quay Foods</td>", article.Html, StringComparison.Ordinal);
        Assert.Contains((await app.SeedAsync(name)).Warnings, warning => warning.Contains("name of its file", StringComparison.Ordinal));
    }
}

using System.Text;
using SmeFunctions.AcceptanceTests.Running;

namespace SmeFunctions.AcceptanceTests;

/// <summary>Editors who correct a document by a file beside it.</summary>
public sealed class MetadataFileTests(SharedAzurite azurite) : PortalTests(azurite)
{
    [Fact]
    public async Task A_corrected_date_stays_when_the_document_is_uploaded_again()
    {
        var app = await AppAsync();
        var name = app.Name("en/fair.txt");
        var article = await app.PublishAsync(name, Page.English($"Correct {app.Tag}", "2017-05-06"));

        await app.PutAsync(name + ".meta.yaml", "date: 2017-05-07\n");
        await WaitForAsync(app, article.Slug, found => found.Published == "2017-05-07");
        await app.PutAsync(name, Page.English($"Correct again {app.Tag}", "2017-05-06"));
        await WaitForAsync(app, article.Slug, found => found.Title == $"Correct again {app.Tag}");

        Assert.Equal("2017-05-07", (await app.ArticleAsync(article.Slug)).Published);
        Assert.Equal("published", (await app.SeedAsync(name + ".meta.yaml")).Status);

        await app.SendAsync(HttpMethod.Delete, PortalApp.SeedPath(name + ".meta.yaml"));
        await WaitForAsync(app, article.Slug, found => found.Published == "2017-05-06");
    }

    [Fact]
    public async Task Files_laid_into_the_container_are_applied()
    {
        var app = await SweepingAppAsync();
        var name = app.Name("zh/通知.txt");
        await app.Seeds.UploadBlobAsync(name + ".meta.yaml", new BinaryData(Encoding.UTF8.GetBytes($"title: 更正后的标题 {app.Tag}\ndraft: false\n")));
        await app.Seeds.UploadBlobAsync(name, new BinaryData(Encoding.UTF8.GetBytes(Page.Chinese($"标题 {app.Tag}"))));

        Assert.Equal($"更正后的标题 {app.Tag}", (await app.PublishedAsync(name)).Title);
    }

    [Fact]
    public async Task A_wrong_one_names_its_line_and_the_article_stays()
    {
        var app = await AppAsync();
        var name = app.Name("en/fair.txt");
        var article = await app.PublishAsync(name, Page.English($"Right {app.Tag}"));

        await app.PutAsync(name + ".meta.yaml", "source: Us\ndate: soon\n");
        var file = await app.StatusAsync(name + ".meta.yaml", "rejected");

        Assert.Equal(("metadata", 2), (file.Error?.Code, file.Error?.Line));
        Assert.Equal("metadata", (await app.StatusAsync(name, "rejected")).Error?.Code);
        Assert.Equal($"Right {app.Tag}", (await app.ArticleAsync(article.Slug)).Title);
    }

    private static Task<ArticleBody> WaitForAsync(PortalApp app, string slug, Func<ArticleBody, bool> isSo) => app.WaitFor("the correction is applied", () => app.ArticleAsync(slug), isSo);
}

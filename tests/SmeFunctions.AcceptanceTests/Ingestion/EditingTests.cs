using System.Net;
using SmeFunctions.AcceptanceTests.Running;

namespace SmeFunctions.AcceptanceTests;

/// <summary>Editors who work on the container itself, with any tool: nobody sends a message for them.</summary>
public sealed class EditingTests(SharedAzurite azurite) : PortalTests(azurite)
{
    [Fact]
    public async Task A_document_laid_into_the_container_is_published()
    {
        var app = await SweepingAppAsync();
        var name = app.Name("en/plain.txt");

        await UploadAsync(app, name, Page.English($"Plain upload {app.Tag}"));
        var article = await app.PublishedAsync(name);

        Assert.Equal($"Plain upload {app.Tag}", article.Title);
    }

    [Fact]
    public async Task An_overwritten_document_changes_its_article_under_the_same_address()
    {
        var app = await SweepingAppAsync();
        var name = app.Name("en/changed.txt");
        await UploadAsync(app, name, Page.English($"First title {app.Tag}", "2017-05-06"));
        var first = await app.PublishedAsync(name);

        await UploadAsync(app, name, Page.English($"Second title {app.Tag}", "2017-08-09", $"Moved {app.Tag}"));
        var second = await app.PublishedAsync(name);

        Assert.Equal((first.Slug, $"Second title {app.Tag}"), (second.Slug, second.Title));
        Assert.Equal("2017-08-09", second.Published);
        var listed = Assert.Single((await app.ListAsync($"section=moved-{app.Tag}")).Items);
        Assert.Equal((first.Slug, "2017-08-09"), (listed.Slug, listed.Published));
        Assert.DoesNotContain((await app.ListAsync("section=news&from=2017-05-06&to=2017-05-06&limit=100")).Items, item => item.Slug == first.Slug);
    }

    [Fact]
    public async Task A_document_deleted_from_the_container_takes_its_article_down()
    {
        var app = await SweepingAppAsync();
        var name = app.Name("en/deleted.txt");
        var article = await app.PublishAsync(name, Page.English($"Deleted {app.Tag}", section: $"Gone {app.Tag}"));
        Assert.Single((await app.ListAsync($"section=gone-{app.Tag}")).Items);

        await app.Seeds.DeleteBlobAsync(name);
        var seed = await app.StatusAsync(name, "removed");

        Assert.Null(seed.Article);
        Assert.Null(seed.Etag);
        (await app.GetAsync(article.Url)).Problem(HttpStatusCode.Gone);
        Assert.Empty((await app.ListAsync($"section=gone-{app.Tag}")).Items);
    }

    [Fact]
    public async Task A_document_deleted_over_HTTP_takes_its_article_down()
    {
        var app = await AppAsync();
        var name = app.Name("en/deleted.txt");
        var article = await app.PublishAsync(name, Page.English($"Deleted {app.Tag}", section: $"Gone {app.Tag}"));

        var accepted = await app.SendAsync(HttpMethod.Delete, PortalApp.SeedPath(name));
        await app.StatusAsync(name, "removed");
        var again = await app.SendAsync(HttpMethod.Delete, PortalApp.SeedPath(name));

        Assert.Equal(HttpStatusCode.Accepted, accepted.Status);
        Assert.Equal(PortalApp.SeedPath(name), accepted.Headers.Location?.OriginalString);
        (await app.GetAsync(article.Url)).Problem(HttpStatusCode.Gone);
        (await app.SendAsync(HttpMethod.Post, article.Url + "/visits")).Problem(HttpStatusCode.NotFound);
        Assert.Empty((await app.ListAsync($"section=gone-{app.Tag}")).Items);
        again.Problem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_document_that_comes_back_has_its_old_address_and_visits()
    {
        var app = await SweepingAppAsync();
        var name = app.Name("en/back.txt");
        var article = await app.PublishAsync(name, Page.English($"Comes back {app.Tag}", visits: 7));
        await app.VisitAsync(article.Slug);
        await app.VisitAsync(article.Slug);

        await app.Seeds.DeleteBlobAsync(name);
        await app.StatusAsync(name, "removed");
        await UploadAsync(app, name, Page.English($"Came back {app.Tag}", visits: 7));
        var back = await app.PublishedAsync(name);

        Assert.Equal(article.Slug, back.Slug);
        Assert.Equal($"Came back {app.Tag}", back.Title);
        Assert.Equal(9, back.Visits);
    }

    private static async Task UploadAsync(PortalApp app, string name, string text) =>
        await app.Seeds.GetBlobClient(name).UploadAsync(new BinaryData(text), overwrite: true);
}

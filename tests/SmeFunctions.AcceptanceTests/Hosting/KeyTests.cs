using System.Net;
using SmeFunctions.AcceptanceTests.Running;

namespace SmeFunctions.AcceptanceTests;

public sealed class KeyTests(SharedAzurite azurite) : PortalTests(azurite)
{
    private const string Key = "a-key-of-this-test";

    [Fact]
    public async Task With_keys_asked_for_uploads_need_one_and_readers_none()
    {
        var app = await OwnAppAsync("--enableAuth=true", $"--FunctionsKeys:default={Key}");
        var path = PortalApp.SeedPath(app.Name("en/keyed.txt"));
        using var body = new StringContent(Page.English($"Keyed {app.Tag}"));

        foreach (var (method, address) in new[] { (HttpMethod.Put, path), (HttpMethod.Get, path), (HttpMethod.Delete, path), (HttpMethod.Get, "/api/seeds"), (HttpMethod.Get, "/api/metrics"), (HttpMethod.Get, "/api/health/doctor") })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await app.SendAsync(method, address)).Status);
            Assert.Equal(HttpStatusCode.Unauthorized, (await app.SendAsync(method, address, headers: headers => headers.Add("x-functions-key", "another"))).Status);
            Assert.Equal(HttpStatusCode.Unauthorized, (await app.SendAsync(method, address + "?code=another")).Status);
        }

        Assert.Empty(await app.Seeds.GetBlobsAsync().ToListAsync());
        Assert.Equal(HttpStatusCode.Accepted, (await app.SendAsync(HttpMethod.Put, path, body, headers => headers.Add("x-functions-key", Key))).Status);
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync($"{path}?code={Key}")).Status);
        Assert.Single((await app.GetAsync($"/api/seeds?code={Key}")).Ok<PageBody<SeedBody>>().Items);
        var listed = Assert.Single((await app.WaitFor("it is listed", () => app.ListAsync(""), page => page.Items.Length > 0)).Items);
        Assert.Equal(listed.Title, (await app.ArticleAsync(listed.Slug)).Title);
        Assert.Equal(1, (await app.VisitAsync(listed.Slug)).Visits);
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/api/health/live")).Status);
        Assert.Equal(HttpStatusCode.OK, (await app.GetAsync("/api/health/ready")).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await app.SendAsync(HttpMethod.Delete, $"{path}?code={Key}")).Status);
    }

    [Fact]
    public async Task The_address_of_the_next_page_does_not_give_the_key_away()
    {
        var app = await OwnAppAsync("--enableAuth=true", $"--FunctionsKeys:default={Key}");
        foreach (var name in (string[])["one.txt", "two.txt"])
        {
            await app.Seeds.GetBlobClient(name).UploadAsync(new BinaryData("text"));
        }

        var page = (await app.GetAsync($"/api/seeds?limit=1&code={Key}")).Ok<PageBody<SeedBody>>();

        Assert.NotNull(page.Next);
        Assert.DoesNotContain(Key, page.Next);
    }
}

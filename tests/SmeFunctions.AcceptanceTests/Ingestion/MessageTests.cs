using System.Text.Json;
using SmeFunctions.AcceptanceTests.Running;

namespace SmeFunctions.AcceptanceTests;

/// <summary>Messages of the queue, as they come in life: twice, at once, in other forms, and broken.</summary>
public sealed class MessageTests(SharedAzurite azurite) : PortalTests(azurite)
{
    [Fact]
    public async Task A_message_that_comes_twice_changes_nothing()
    {
        var app = await OwnAppAsync();
        var name = app.Name("en/twice.txt");
        var article = await app.PublishAsync(name, Page.English($"Twice {app.Tag}"));
        var tag = (await app.GetAsync(article.Url)).Headers.ETag;

        await app.Queue.SendMessageAsync(Message(name));
        await app.Queue.SendMessageAsync(Message(name));
        await app.QuietQueuesAsync();

        Assert.Equal(tag, (await app.GetAsync(article.Url)).Headers.ETag);
        Assert.Single((await app.ListAsync("limit=100")).Items);
    }

    [Fact]
    public async Task A_message_that_comes_twenty_times_at_once_makes_one_article()
    {
        // Workers that meet on one document try again; a try given back to the queue is logged.
        ErrorsAreExpected = true;
        var app = await OwnAppAsync();
        var name = app.Name("en/twenty.txt");
        await app.Seeds.GetBlobClient(name).UploadAsync(new BinaryData(Page.English($"Twenty {app.Tag}", visits: 5)));

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.Queue.SendMessageAsync(Message(name))));
        await app.QuietQueuesAsync();

        var seed = await app.SeedAsync(name);
        Assert.Equal(("published", null, 0), (seed.Status, seed.Error, seed.Attempts));
        var listed = Assert.Single((await app.ListAsync("limit=100")).Items);
        Assert.Equal((seed.Slug, 5), (listed.Slug, listed.Visits));
        Assert.Equal(1, await app.Articles.GetBlobsAsync().CountAsync());
    }

    [Theory]
    [InlineData("""{"eventType":"Microsoft.Storage.BlobCreated","subject":"/blobServices/default/containers/%C/blobs/%N","data":{"api":"PutBlob"}}""")]
    [InlineData("""{"specversion":"1.0","type":"Microsoft.Storage.BlobCreated","subject":"/blobServices/default/containers/%C/blobs/%N","data":{}}""")]
    [InlineData("""{"name":"%N"}""")]
    [InlineData("""[{"name":"%N"},{"name":"%N"}]""")]
    [InlineData("""[{"specversion":"1.0","id":"1","source":"/","type":"Microsoft.Storage.BlobRenamed","subject":"/blobServices/default/containers/%C/blobs/en/elsewhere.txt","data":{"sourceUrl":"https://a.dfs.core.windows.net/%C/%N","destinationUrl":"https://a.dfs.core.windows.net/%C/en/elsewhere.txt"}}]""")]
    public async Task A_message_in_any_of_its_forms_publishes(string form)
    {
        var app = await OwnAppAsync();
        var name = app.Name("en/form.txt");
        await app.Seeds.GetBlobClient(name).UploadAsync(new BinaryData(Page.English($"Form {app.Tag}")));

        await app.Queue.SendMessageAsync(form.Replace("%C", app.SeedsContainer, StringComparison.Ordinal).Replace("%N", name, StringComparison.Ordinal));

        Assert.Equal($"Form {app.Tag}", (await app.PublishedAsync(name)).Title);
    }

    [Theory]
    [InlineData("certainly no JSON", "message-not-json")]
    [InlineData("[1, 2]", "message-not-understood")]
    [InlineData("""{"id":"1","eventTime":"2026-03-01T04:00:00Z","dataVersion":"","eventType":"Microsoft.Storage.BlobCreated","topic":"/subscriptions/1/resourceGroups/1/providers/Microsoft.Storage/storageAccounts/elsewhere","subject":"/blobServices/default/containers/seeds/blobs/en/x.txt","data":{}}""", "other-account")]
    [InlineData("{}", "message-not-understood")]
    [InlineData("""{"subject":"/somewhere/else"}""", "message-not-understood")]
    [InlineData("""{"subject":"/blobServices/default/containers/holidays/blobs/en/x.txt"}""", "other-container")]
    public async Task A_message_that_names_no_document_is_listed_as_rejected(string message, string code)
    {
        var app = await OwnAppAsync();

        await app.Queue.SendMessageAsync(message);
        await app.Queue.SendMessageAsync(message);
        await app.QuietQueuesAsync();

        var seed = Assert.Single(await app.SeedsAsync("rejected"));
        Assert.Equal(code, seed.Error?.Code);
        Assert.Contains(message, Assert.Single(seed.Warnings));
        Assert.Empty(await app.SeedsAsync("failed"));
    }

    [Fact]
    public async Task A_message_that_is_not_base64_is_listed_as_rejected()
    {
        var app = await OwnAppAsync();

        await app.RawQueue.SendMessageAsync("not in base64!");
        var seed = Assert.Single(await app.WaitFor("it is recorded", () => app.SeedsAsync("rejected"), seeds => seeds.Count > 0));
        await app.QuietQueuesAsync();

        Assert.Contains("not in base64!", Assert.Single(seed.Warnings));
    }

    [Fact]
    public async Task A_message_about_a_document_that_never_was_says_no_more_than_that_it_is_not_there()
    {
        var app = await OwnAppAsync();

        await app.Queue.SendMessageAsync(Message(app.Name("en/never.txt")));
        await app.QuietQueuesAsync();

        foreach (var status in (string[])["published", "rejected", "failed"])
        {
            Assert.Empty(await app.SeedsAsync(status));
        }

        var removed = Assert.Single(await app.SeedsAsync("removed"));
        Assert.Equal((app.Name("en/never.txt"), 0), (removed.Name, removed.Attempts));
    }

    [Fact]
    public async Task Broken_messages_hold_up_no_good_one()
    {
        var app = await OwnAppAsync();
        var names = Enumerable.Range(0, 10).Select(i => app.Name($"en/{i}.txt")).ToList();

        foreach (var name in names)
        {
            await app.Queue.SendMessageAsync("broken " + name);
            await app.PutAsync(name, Page.English($"Good {name}"));
        }

        await app.QuietQueuesAsync();

        Assert.Equal(10, (await app.ListAsync("limit=100")).Items.Length);
        Assert.Equal(10, (await app.SeedsAsync("rejected")).Count);
    }

    private static string Message(string name) => JsonSerializer.Serialize(new { name });
}

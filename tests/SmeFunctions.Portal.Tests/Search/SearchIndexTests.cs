using System.Globalization;
using Azure.Storage.Blobs.Models;
using SmeFunctions.Portal.Operations;
using SmeFunctions.Portal.Search;
using SmeFunctions.Portal.Tests.Storage;

namespace SmeFunctions.Portal.Tests.Search;

/// <summary>The index on real blobs: what becomes of it when articles change, writers race or die, and storage fails.</summary>
public sealed class SearchIndexTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    [Fact]
    public async Task An_article_is_found_once_the_index_is_built_and_not_after_it_was_taken_down()
    {
        await using var site = await SearchSite.CreateAsync(azurite.ConnectionString);
        var instance = site.Start();
        await site.StoreAsync("mill", SearchSite.Create("mill", "A paper mill sells its steam", "The mill sells steam."));
        Assert.Null(await instance.Index.SearchAsync(new SearchRequest { Text = "mill", Today = new DateOnly(2018, 1, 1) }, CancellationToken.None));

        await instance.Events.PublishAsync("mill", CancellationToken.None);
        await instance.HandleEventsAsync();
        Assert.Null(await instance.Index.FindVersionAsync(CancellationToken.None));
        await instance.RunOperationsAsync();
        Assert.Equal(["mill"], await instance.FindAsync("steam"));

        await site.StoreAsync("mill", article: null);
        await instance.Events.PublishAsync("mill", CancellationToken.None);
        await instance.HandleEventsAsync();
        Assert.Empty(await instance.FindAsync("steam"));
    }

    [Fact]
    public async Task An_article_that_changes_its_language_is_in_one_index_only()
    {
        await using var site = await SearchSite.CreateAsync(azurite.ConnectionString);
        var instance = await site.StartBuiltAsync();
        await site.PublishAsync(instance, SearchSite.Create("a", "Harbour news", "The harbour opens."));
        await site.PublishAsync(instance, SearchSite.Create("a", "海港新闻", "海港开放了。", "zh"));

        Assert.Empty(await instance.FindAsync("harbour"));
        Assert.Equal(["a"], await instance.FindAsync("海港"));
        var manifest = (await instance.Manifests.FindAsync(known: null, CancellationToken.None))!.Manifest!;
        Assert.Equal((0, 1), (manifest.Languages["en"].Documents, manifest.Languages["zh"].Documents));
    }

    [Fact]
    public async Task Repeated_and_late_messages_change_nothing()
    {
        await using var site = await SearchSite.CreateAsync(azurite.ConnectionString);
        var instance = await site.StartBuiltAsync();
        await site.PublishAsync(instance, SearchSite.Create("a", "The first title", "Text."));
        await site.PublishAsync(instance, SearchSite.Create("a", "The second title", "Text."));
        var before = await instance.Manifests.FindAsync(known: null, CancellationToken.None);

        await instance.Indexer.HandleAsync("""{"slug":"unknown","at":"2016-01-01T00:00:00Z"}""", CancellationToken.None);
        Assert.Same(before, await instance.Manifests.FindAsync(before, CancellationToken.None));

        await instance.Indexer.HandleAsync("""{"slug":"a","at":"2016-01-01T00:00:00Z"}""", CancellationToken.None);
        Assert.Empty(await instance.FindAsync("first"));
        var result = await instance.SearchAsync("title");
        Assert.Equal((1, "The second title"), (result.Total, Assert.Single(result.Hits).Article.Title));
    }

    [Fact]
    public async Task Waiting_messages_share_a_commit()
    {
        await using var site = await SearchSite.CreateAsync(azurite.ConnectionString);
        var instance = await site.StartBuiltAsync();
        for (var i = 0; i < 100; i++)
        {
            await site.StoreAsync($"a{i}", SearchSite.Create($"a{i}", $"Title {i}", "Text."));
            await instance.Events.PublishAsync($"a{i}", CancellationToken.None);
        }

        await instance.Indexer.HandleAsync("""{"slug":"a0","at":"2016-01-01T00:00:00Z"}""", CancellationToken.None);

        Assert.Equal(100, (await instance.SearchAsync("title", request => request with { Limit = 1 })).Total);
        Assert.Equal(0, (await instance.Account.SearchEvents.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task Of_two_writers_the_one_without_the_lease_puts_its_message_back()
    {
        await using var site = await SearchSite.CreateAsync(azurite.ConnectionString);
        var (first, second) = (await site.StartBuiltAsync(), site.Start());
        await site.StoreAsync("a", SearchSite.Create("a", "A title", "Text."));
        var lease = await first.Manifests.TryAcquireLeaseAsync(CancellationToken.None);

        await second.Indexer.HandleAsync("""{"slug":"a","at":"2016-01-01T00:00:00Z"}""", CancellationToken.None);
        Assert.Equal(1, (await first.Account.SearchEvents.GetPropertiesAsync()).Value.ApproximateMessagesCount);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.Indexer.IndexAsync(["a"], new CancellationTokenSource(500).Token));

        await first.Manifests.ReleaseLeaseAsync(lease!, CancellationToken.None);
        await second.Indexer.IndexAsync(["a"], CancellationToken.None);
        Assert.Equal(["a"], await first.FindAsync("title"));
    }

    [Fact]
    public async Task Two_writers_that_race_lose_nothing()
    {
        await using var site = await SearchSite.CreateAsync(azurite.ConnectionString);
        var (first, second) = (await site.StartBuiltAsync(), site.Start());
        for (var i = 0; i < 40; i++)
        {
            await site.StoreAsync($"a{i}", SearchSite.Create($"a{i}", "A title", "Text.", i % 2 == 0 ? "en" : "zh"));
        }

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 3 == 0 ? first : second).Indexer.IndexAsync([$"a{i}"], CancellationToken.None)));

        foreach (var instance in new[] { first, second, site.Start() })
        {
            Assert.Equal(40, (await instance.SearchAsync("title", request => request with { Limit = 1 })).Total);
        }
    }

    [Fact]
    public async Task A_writer_without_disk_changes_nothing_and_leaves_the_lease()
    {
        await using var site = await SearchSite.CreateAsync(azurite.ConnectionString);
        var other = await site.StartBuiltAsync();
        await site.PublishAsync(other, SearchSite.Create("a", "A harbour", "Text."));
        var file = Path.GetTempFileName();
        var full = site.Start(configure: options => options.LocalDirectory = Path.Combine(file, "search"));
        await site.StoreAsync("b", SearchSite.Create("b", "A second harbour", "Text."));

        await Assert.ThrowsAnyAsync<IOException>(() => full.Indexer.IndexAsync(["b"], CancellationToken.None));

        Assert.Equal(["a"], await other.FindAsync("harbour"));
        Assert.Equal(LeaseState.Available, (await site.Account.Search.GetBlobClient("manifest.json").GetPropertiesAsync()).Value.LeaseState);
        await other.Indexer.IndexAsync(["b"], CancellationToken.None);
        Assert.Equal(["a", "b"], (await other.FindAsync("harbour")).Order());
        File.Delete(file);
    }

    [Fact]
    public async Task A_writer_that_lost_its_lease_cannot_replace_the_manifest()
    {
        await using var site = await SearchSite.CreateAsync(azurite.ConnectionString);
        var (slow, fast) = (await site.StartBuiltAsync(), site.Start());
        var stored = (await slow.Manifests.FindAsync(known: null, CancellationToken.None))!;
        var lease = (await slow.Manifests.TryAcquireLeaseAsync(CancellationToken.None))!;

        // As after its time is over.
        await slow.Manifests.ReleaseLeaseAsync(lease, CancellationToken.None);
        await site.StoreAsync("a", SearchSite.Create("a", "A title", "Text."));
        await fast.Indexer.IndexAsync(["a"], CancellationToken.None);

        Assert.Null(await slow.Manifests.TryReplaceAsync(stored.Manifest! with { Commit = "slow" }, stored.ETag, lease, CancellationToken.None));
        Assert.Equal(["a"], await slow.FindAsync("title"));
    }

    [Theory]
    [InlineData(Fault.FailBefore)]
    [InlineData(Fault.FailAfter)]
    [InlineData(Fault.TimeoutAfter)]
    [InlineData(Fault.ResetBefore)]
    [InlineData(Fault.ResetAfter)]
    [InlineData(Fault.Busy)]
    public async Task The_index_equals_the_articles_whichever_request_fails(Fault fault)
    {
        await using var site = await SearchSite.CreateAsync(azurite.ConnectionString);
        using var transport = new FaultyTransport();
        await site.StartBuiltAsync();
        var requests = 0;
        transport.Faults = _ =>
        {
            Interlocked.Increment(ref requests);
            return Fault.None;
        };
        await site.PublishAsync(site.Start(transport), SearchSite.Create("first", "A title", "Text."));
        Assert.InRange(requests, 5, 60);

        // Each request fails once, with its retries: a burst that the client does not survive.
        for (var failing = 0; failing < requests; failing++)
        {
            var slug = string.Create(CultureInfo.InvariantCulture, $"a{failing}");
            var (at, count) = (failing, 0);
            transport.Faults = _ => Interlocked.Increment(ref count) is var n && n > at && n <= at + 3 ? fault : Fault.None;
            await site.StoreAsync(slug, SearchSite.Create(slug, "A title", "Text."));
            await site.Start().Events.PublishAsync(slug, CancellationToken.None);
            var instance = site.Start(transport);
            await instance.HandleEventsAsync();
            transport.Faults = _ => Fault.None;
            await instance.HandleEventsAsync();
            await instance.DisposeAsync();
        }

        var reader = site.Start();
        await Task.Delay(TimeSpan.FromSeconds(1.2));
        await reader.HandleEventsAsync();
        await WaitForEventsAsync(reader);
        Assert.Equal(requests + 1, (await reader.SearchAsync("title", request => request with { Limit = 1 })).Total);
    }

    [Theory]
    [InlineData("{\"version\":\"0.0\",\"commit\":\"x\",\"committed\":\"2026-01-01T00:00:00Z\",\"isComplete\":true}")]
    [InlineData("not JSON")]
    public async Task An_index_of_another_version_is_built_again_and_never_served_half(string manifest)
    {
        await using var site = await SearchSite.CreateAsync(azurite.ConnectionString);
        var instance = await site.StartBuiltAsync();
        await site.IndexManyAsync(instance, 120);
        await site.Account.Search.GetBlobClient("manifest.json").UploadAsync(BinaryData.FromString(manifest), overwrite: true);

        var other = site.Start();
        Assert.Null(await other.Index.FindVersionAsync(CancellationToken.None));
        await other.Indexer.MaintainAsync(CancellationToken.None);
        await other.Indexer.IndexAsync(["a1"], CancellationToken.None);
        Assert.Null(await other.Index.FindVersionAsync(CancellationToken.None));

        await other.RunOperationsAsync();
        Assert.Equal(120, (await other.SearchAsync("title", request => request with { Limit = 1 })).Total);
        var operation = Assert.Single((await other.Operations.ListAsync(10, continuation: null, CancellationToken.None)).Operations, found => found.Changed > 0);
        Assert.Equal((OperationKind.Reindex, OperationStatus.Done, 120L), (operation.Kind, operation.Status, operation.Examined));
    }

    [Fact]
    public async Task A_missing_segment_is_built_again()
    {
        await using var site = await SearchSite.CreateAsync(azurite.ConnectionString);
        var instance = await site.StartBuiltAsync();
        await site.IndexManyAsync(instance, 30);
        await foreach (var blob in site.Account.Search.GetBlobsAsync())
        {
            if (blob.Name.EndsWith(".cfs", StringComparison.Ordinal))
            {
                await site.Account.Search.DeleteBlobAsync(blob.Name);
            }
        }

        var other = site.Start();
        await other.Indexer.IndexAsync(["a1"], CancellationToken.None);
        await other.RunOperationsAsync();

        Assert.Equal(30, (await other.SearchAsync("title", request => request with { Limit = 1 })).Total);
    }

    [Fact]
    public async Task Files_that_no_manifest_names_are_deleted_after_their_grace_time()
    {
        await using var site = await SearchSite.CreateAsync(azurite.ConnectionString);
        var instance = await site.StartBuiltAsync();
        for (var i = 0; i < 12; i++)
        {
            await site.PublishAsync(instance, SearchSite.Create("a", $"Title {i}", "Text."));
        }

        var before = await site.Account.Search.GetBlobsAsync().CountAsync();
        await instance.Indexer.MaintainAsync(CancellationToken.None);
        Assert.Equal(before, await site.Account.Search.GetBlobsAsync().CountAsync());

        instance.Options.KeepFilesFor = TimeSpan.Zero;
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        await instance.Indexer.MaintainAsync(CancellationToken.None);
        var manifest = (await instance.Manifests.FindAsync(known: null, CancellationToken.None))!.Manifest!;
        Assert.Equal(manifest.Languages.Values.Sum(index => index.Files.Count) + 1, await site.Account.Search.GetBlobsAsync().CountAsync());
        Assert.Equal(["a"], await site.Start().FindAsync("title"));
        await site.PublishAsync(instance, SearchSite.Create("b", "Title", "Text."));
        Assert.Equal(["a", "b"], (await instance.FindAsync("title")).Order());
    }

    [Fact]
    public async Task A_reindex_removes_what_is_no_article()
    {
        await using var site = await SearchSite.CreateAsync(azurite.ConnectionString);
        var instance = await site.StartBuiltAsync();
        await site.IndexManyAsync(instance, 60);
        await site.Account.Articles.GetBlobClient("a7.json").DeleteAsync();
        await site.StoreAsync("a8", SearchSite.Create("a8", "Another headline", "Text."));
        Assert.Equal(SearchState.Outdated, await instance.Inventory.CompareAsync(SearchSite.Create("a8", "Another headline", "Text."), CancellationToken.None));

        await instance.Operations.StartAsync(OperationKind.Reindex, CancellationToken.None);
        await instance.RunOperationsAsync();

        Assert.Equal(58, (await instance.SearchAsync("title", request => request with { Limit = 1 })).Total);
        Assert.Equal(["a8"], await instance.FindAsync("headline"));
        Assert.Equal(SearchState.Current, await instance.Inventory.CompareAsync(SearchSite.Create("a8", "Another headline", "Text."), CancellationToken.None));
        Assert.Equal(SearchState.Missing, await instance.Inventory.CompareAsync(SearchSite.Create("a7", "Title 7", "Text."), CancellationToken.None));
    }

    [Fact]
    public async Task A_damaged_article_keeps_no_other_out()
    {
        await using var site = await SearchSite.CreateAsync(azurite.ConnectionString);
        var instance = await site.StartBuiltAsync();
        await site.Account.Articles.GetBlobClient("bad.json").UploadAsync(BinaryData.FromString("{"));
        await site.StoreAsync("good", SearchSite.Create("good", "A title", "Text."));

        await instance.Indexer.IndexAsync(["bad", "good"], CancellationToken.None);

        Assert.Equal(["good"], await instance.FindAsync("title"));
    }

    [Fact]
    public async Task An_article_that_Lucene_refuses_keeps_no_other_out()
    {
        await using var site = await SearchSite.CreateAsync(azurite.ConnectionString);
        var instance = await site.StartBuiltAsync();

        // A term of more than 32,766 bytes.
        await site.PublishAsync(instance, SearchSite.Create("bad", "A title", "Text.", section: new string('x', 40_000)), SearchSite.Create("good", "A title", "Text."));

        Assert.Equal(["good"], await instance.FindAsync("title"));
        await site.PublishAsync(instance, SearchSite.Create("bad", "A title", "Text."));
        Assert.Equal(["bad", "good"], (await instance.FindAsync("title")).Order());
    }

    [Fact]
    public async Task A_poison_message_comes_again_later_and_nonsense_does_not()
    {
        await using var site = await SearchSite.CreateAsync(azurite.ConnectionString);
        var instance = site.Start();

        await instance.Indexer.HandlePoisonAsync("nonsense", CancellationToken.None);
        Assert.Equal(0, (await instance.Account.SearchEvents.GetPropertiesAsync()).Value.ApproximateMessagesCount);

        await instance.Indexer.HandlePoisonAsync("""{"slug":"a","at":"2016-01-01T00:00:00Z"}""", CancellationToken.None);
        Assert.Equal(1, (await instance.Account.SearchEvents.GetPropertiesAsync()).Value.ApproximateMessagesCount);
        Assert.Empty((await instance.Account.SearchEvents.PeekMessagesAsync(1)).Value);
    }

    private static async Task WaitForEventsAsync(SearchSite.Instance instance)
    {
        for (var i = 0; i < 40 && (await instance.Account.SearchEvents.GetPropertiesAsync()).Value.ApproximateMessagesCount > 0; i++)
        {
            await Task.Delay(500);
            await instance.HandleEventsAsync();
        }
    }
}

using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Reading;
using SmeFunctions.Portal.Tests.Ingestion;
using SmeFunctions.Portal.Tests.Storage;

namespace SmeFunctions.Portal.Tests.Articles;

/// <summary>The store through the real client library to the emulator: what the containers in memory pretend to be.</summary>
public sealed class ArticleStoreTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    [Fact]
    public async Task An_article_that_is_known_is_not_sent_again_by_the_emulator_nor_by_the_container_in_memory()
    {
        using var world = new TestPortal();
        var container = new BlobContainerClient(azurite.ConnectionString, "known");
        await container.CreateAsync(cancellationToken: TestContext.Current.CancellationToken);
        world.Put("en/a.txt", TestPortal.Page("A headline"));
        await world.HandleAsync("en/a.txt");
        var (name, content) = world.Articles.Blobs.Single();

        foreach (var articles in (BlobContainerClient[])[container, world.Articles])
        {
            await articles.GetBlobClient(name).UploadAsync(new BinaryData(content.Content), new BlobUploadOptions(), TestContext.Current.CancellationToken);
            using var cache = new ReadingCache(Options.Create(new ReadingOptions()), TimeProvider.System, NullLoggerFactory.Instance);
            var store = new ArticleStore(Of(articles, world.Account), new ArticleChangeNotifier(cache));

            var first = await store.FindAsync(name[..^".json".Length], known: null, TestContext.Current.CancellationToken);
            var same = await store.FindAsync(name[..^".json".Length], first, TestContext.Current.CancellationToken);
            var answer = await articles.GetBlobClient(name).DownloadContentAsync(
                new BlobDownloadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = first.ETag } }, TestContext.Current.CancellationToken);
            await articles.GetBlobClient(name).UploadAsync(new BinaryData(content.Content), new BlobUploadOptions(), TestContext.Current.CancellationToken);
            var other = await store.FindAsync(name[..^".json".Length], first, TestContext.Current.CancellationToken);

            Assert.Same(first, same);
            Assert.NotNull(first.Article);
            Assert.Equal((304, false), (answer.GetRawResponse().Status, answer.HasValue));
            Assert.NotSame(first, other);
            Assert.Equal(first.Article.Title, other.Article?.Title);
        }
    }

    [Fact]
    public async Task Marks_keep_what_they_say_in_the_emulator()
    {
        using var world = new TestPortal();
        var container = new BlobContainerClient(azurite.ConnectionString, "marks");
        await container.CreateAsync(cancellationToken: TestContext.Current.CancellationToken);
        using var cache = new ReadingCache(Options.Create(new ReadingOptions()), TimeProvider.System, NullLoggerFactory.Instance);
        var (account, changes) = (Of(container, world.Account), new ArticleChangeNotifier(cache));
        var (store, aliases, stop) = (new ArticleStore(account, changes), new AliasStore(account, changes), TestContext.Current.CancellationToken);

        var nothing = await aliases.ReadSnapshotAsync("旧", stop);
        var etag = await aliases.RedirectAsync("旧", "展会", "zh/展.md", nothing, stop);
        var led = await store.FindAsync("旧", stop);
        var (listed, _) = await new ArticleInventory(account).ListStoredAsync(10, continuation: null, stop);
        var seen = await aliases.ReadSnapshotAsync("旧", stop);
        await Assert.ThrowsAsync<RequestFailedException>(() => aliases.RedirectAsync("旧", "other", "en/b.md", nothing, stop));
        await aliases.ReleaseAsync("旧", "zh/展.md", isGone: true, seen, stop);
        await Assert.ThrowsAsync<RequestFailedException>(() => aliases.RedirectAsync("旧", "other", "en/b.md", seen, stop));
        var free = await aliases.ReadSnapshotAsync("旧", stop);

        Assert.Equal(AliasSnapshot.None, nothing);
        Assert.Equal(("展会", false), (led.AliasOf, led.IsGone));
        Assert.Equal(new ArticleBlobItem("旧", "旧.json", "zh/展.md", IsGone: false, "展会", IsFree: false), Assert.Single(listed));
        Assert.Equal(new AliasSnapshot(etag, "zh/展.md", IsAlias: true, WasPublic: false), seen);
        Assert.Equal((null, true), (free.Owner, free.WasPublic));
        Assert.True((await store.FindAsync("旧", stop)).IsGone);
    }

    private static ContentAccount Of(BlobContainerClient articles, ContentAccount others) => new()
    {
        Articles = articles,
        Seeds = others.Seeds,
        SeedVersions = others.SeedVersions,
        Media = others.Media,
        Operations = others.Operations,
        Imports = others.Imports,
        Exports = others.Exports,
        Search = others.Search,
        SeedEvents = others.SeedEvents,
        SearchEvents = others.SearchEvents,
        OperationEvents = others.OperationEvents,
        OperationsTable = others.OperationsTable,
        SeedsTable = others.SeedsTable,
        ArticlesTable = others.ArticlesTable,
        ChangesTable = others.ChangesTable,
        NotificationEvents = others.NotificationEvents,
        WebhooksTable = others.WebhooksTable,
        VisitsTable = others.VisitsTable,
        VisitsTableForCounting = others.VisitsTableForCounting,
    };
}

using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Operations;

namespace SmeFunctions.Portal.Tests.Ingestion;

/// <summary>A file beside a document that corrects it. CrashTests has what becomes of it when a worker dies.</summary>
public sealed class MetadataFileTests : IDisposable
{
    private const string Name = "en/a.txt";
    private const string Metadata = Name + ".meta.yaml";

    private readonly TestPortal _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(Name, Metadata)]
    [InlineData(Metadata, Name)]
    public async Task Corrects_its_document_whichever_comes_first(string first, string second)
    {
        foreach (var name in new[] { first, second })
        {
            Put(name, name == Metadata ? "title: Corrected\ndate: 2018-02-03" : TestPortal.Page("A headline"));
            await IngestAsync(name);
        }

        var article = await ArticleAsync();
        Assert.Equal(("Corrected", new DateOnly(2018, 2, 3), "The Letter"), (article.Title, article.Published, article.Source));
        Assert.Equal((SeedStatus.Published, SeedStatus.Published), ((await _world.RecordAsync(Name)).Status, (await _world.RecordAsync(Metadata)).Status));
        Assert.Single(_world.Articles.Blobs);
    }

    [Theory]
    [InlineData("publishAt", SeedStatus.Scheduled, SeedStatus.Published)]
    [InlineData("unpublishAt", SeedStatus.Published, SeedStatus.Expired)]
    public async Task A_settled_document_that_is_scheduled_changes_in_time(string key, SeedStatus before, SeedStatus after)
    {
        Put(Name, TestPortal.Page("A headline"));
        await SettleAsync();

        Put(Metadata, $"{key}: {_world.Time.GetUtcNow().AddMinutes(2):O}");
        await SettleAsync();
        Assert.Equal(before, (await _world.RecordAsync(Name)).Status);
        _world.Time.Advance(TimeSpan.FromMinutes(2));
        await _world.Sweeper.ReconcileAsync(CancellationToken.None);
        await _world.DrainAsync();

        Assert.Equal(after, (await _world.RecordAsync(Name)).Status);
    }

    [Fact]
    public async Task A_settled_document_whose_schedule_is_deleted_and_written_again_changes_in_time()
    {
        Put(Name, TestPortal.Page("A headline"));
        Put(Metadata, $"publishAt: {_world.Time.GetUtcNow().AddMinutes(9):O}");
        await SettleAsync();
        _world.Seeds.Remove(Metadata);
        await SettleAsync();
        Assert.Equal(SeedStatus.Published, (await _world.RecordAsync(Name)).Status);

        Put(Metadata, $"publishAt: {_world.Time.GetUtcNow().AddMinutes(2):O}");
        await SettleAsync();
        Assert.Equal(SeedStatus.Scheduled, (await _world.RecordAsync(Name)).Status);
        _world.Time.Advance(TimeSpan.FromMinutes(2));
        await _world.Sweeper.ReconcileAsync(CancellationToken.None);
        await _world.DrainAsync();

        Assert.Equal(SeedStatus.Published, (await _world.RecordAsync(Name)).Status);
    }

    [Fact]
    public async Task A_document_that_is_uploaded_again_stays_corrected()
    {
        Put(Name, TestPortal.Page("A headline"));
        Put(Metadata, "date: 2018-02-03");
        await IngestAsync(Name, Metadata);

        Put(Name, TestPortal.Page("Another headline"));
        await IngestAsync(Name);

        Assert.Equal(("Another headline", new DateOnly(2018, 2, 3)), ((await ArticleAsync()).Title, (await ArticleAsync()).Published));
    }

    [Fact]
    public async Task A_deleted_one_is_taken_back()
    {
        Put(Name, TestPortal.Page("A headline"));
        Put(Metadata, "title: Corrected\ndraft: true");
        await IngestAsync(Name, Metadata);
        Assert.Equal(SeedStatus.Draft, (await _world.RecordAsync(Name)).Status);

        _world.Seeds.Remove(Metadata);
        await IngestAsync(Metadata);

        Assert.Equal((SeedStatus.Published, SeedStatus.Removed), ((await _world.RecordAsync(Name)).Status, (await _world.RecordAsync(Metadata)).Status));
        Assert.Equal("A headline", (await ArticleAsync()).Title);
    }

    [Fact]
    public async Task A_wrong_one_is_rejected_with_its_line_and_its_document_and_the_article_stays()
    {
        Put(Name, TestPortal.Page("A headline"));
        Put(Metadata, "title: Corrected");
        await IngestAsync(Name, Metadata);

        Put(Metadata, "title: Corrected again\ndate: soon");
        await IngestAsync(Metadata);

        var record = await _world.RecordAsync(Metadata);
        Assert.Equal((SeedStatus.Rejected, "metadata", 2), (record.Status, record.Error?.Code, record.Error?.Line));
        var document = await _world.RecordAsync(Name);
        Assert.Equal((SeedStatus.Rejected, "metadata", true), (document.Status, document.Error?.Code, document.IsOnline));
        Assert.Equal("Corrected", (await ArticleAsync()).Title);

        // The version that was applied before, once more.
        Put(Metadata, "title: Corrected");
        await IngestAsync(Metadata);
        Assert.Equal(SeedStatus.Published, (await _world.RecordAsync(Name)).Status);
    }

    /// <summary>The file may say that the document is a draft, so it is not published without it.</summary>
    [Fact]
    public async Task A_document_with_a_wrong_one_is_not_published_until_that_is_right()
    {
        Put(Name, TestPortal.Page("A headline"));
        Put(Metadata, "draft: perhaps");
        await IngestAsync(Name, Metadata);

        var record = await _world.RecordAsync(Name);
        Assert.Equal((SeedStatus.Rejected, "metadata", false), (record.Status, record.Error?.Code, record.IsOnline));
        Assert.Contains("a.txt.meta.yaml, line 1: 'draft'", record.Error!.Message, StringComparison.Ordinal);

        Put(Metadata, "draft: false");
        await IngestAsync(Metadata);
        Assert.Equal(SeedStatus.Published, (await _world.RecordAsync(Name)).Status);
    }

    [Fact]
    public async Task A_document_with_a_wrong_one_is_published_when_that_is_deleted()
    {
        Put(Name, TestPortal.Page("A headline"));
        Put(Metadata, "draft: perhaps");
        await IngestAsync(Name, Metadata);

        _world.Seeds.Remove(Metadata);
        await SweepAsync();

        Assert.Equal(SeedStatus.Published, (await _world.RecordAsync(Name)).Status);
    }

    [Fact]
    public async Task Its_headline_is_that_of_a_document_that_has_none()
    {
        Put("en/IMG_1.md", "A text without a headline.");
        await IngestAsync("en/IMG_1.md");
        Assert.Equal("no-title", (await _world.RecordAsync("en/IMG_1.md")).Error?.Code);

        Put("en/IMG_1.md.meta.yaml", "title: The headline\ndate: 2017-01-04\nslug: the-slug");
        await IngestAsync("en/IMG_1.md.meta.yaml");

        Assert.Equal("The headline", (await _world.ArticleStore.FindAsync("the-slug", CancellationToken.None)).Article!.Title);
    }

    [Fact]
    public async Task What_it_does_not_know_is_a_warning_of_both()
    {
        Put(Name, TestPortal.Page("A headline"));
        Put(Metadata, "titel: Corrected");
        await IngestAsync(Name, Metadata);

        foreach (var name in new[] { Name, Metadata })
        {
            Assert.Equal(["'titel' in the metadata file is no key that the portal knows."], (await _world.RecordAsync(name)).Warnings);
        }
    }

    [Fact]
    public async Task The_same_again_changes_nothing()
    {
        Put(Name, TestPortal.Page("A headline"));
        Put(Metadata, "title: Corrected");
        await IngestAsync(Name, Metadata);
        var (articles, record) = (_world.Articles.Writes, await _world.RecordAsync(Name));

        Put(Metadata, "title: Corrected");
        await IngestAsync(Metadata, Name, Metadata);

        Assert.Equal((articles, record.ETag), (_world.Articles.Writes, (await _world.RecordAsync(Name)).ETag));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_reconciler_finds_what_was_changed_deleted_or_lost(bool full)
    {
        Put(Name, TestPortal.Page("A headline"));
        await SweepAsync(full);
        Put(Metadata, "title: Corrected");
        await SweepAsync(full);
        Assert.Equal("Corrected", (await ArticleAsync()).Title);

        // The message that the file sends for its document is lost.
        Put(Metadata, "title: Corrected again");
        await _world.HandleAsync(Metadata);
        _world.Queue.Messages.Clear();
        _world.Time.Advance(TimeSpan.FromMinutes(6));
        await SweepAsync(full);
        Assert.Equal("Corrected again", (await ArticleAsync()).Title);

        _world.Seeds.Remove(Metadata);
        await SweepAsync(full);
        Assert.Equal("A headline", (await ArticleAsync()).Title);
        Assert.Equal(0, await _world.Sweeper.ReconcileAsync(full, CancellationToken.None));
    }

    [Fact]
    public async Task The_reconciler_settles_with_a_wrong_one()
    {
        Put(Name, TestPortal.Page("A headline"));
        Put(Metadata, "title: [");
        await SweepAsync();

        Assert.Equal(0, await _world.Sweeper.ReconcileAsync(full: true, CancellationToken.None));
        Assert.Equal(0, await _world.Sweeper.ReconcileAsync(full: false, CancellationToken.None));
    }

    [Theory]
    [InlineData("title: Corrected")]
    [InlineData("title: [")]
    public async Task The_reconciler_settles_with_one_of_a_document_that_is_rejected(string yaml)
    {
        _world.Ingestion.MaxSeedBytes = 1_000;
        Put(Name, new string('a', 2_000));
        Put("en/b.txt", "");
        Put(Metadata, yaml);
        Put("en/b.txt.meta.yaml", yaml);
        await SweepAsync();

        Assert.Equal(("too-large", true), ((await _world.RecordAsync(Name)).Error?.Code, (await _world.RecordAsync("en/b.txt")).Status == SeedStatus.Rejected));
        Assert.Equal(0, await _world.Sweeper.ReconcileAsync(full: true, CancellationToken.None));
        Assert.Equal(0, await _world.Sweeper.ReconcileAsync(full: false, CancellationToken.None));
    }

    [Fact]
    public async Task One_without_a_document_waits_for_it()
    {
        Put(Metadata, "title: Corrected");
        await SweepAsync();
        Assert.Equal(0, await _world.Sweeper.ReconcileAsync(full: true, CancellationToken.None));
        Assert.Empty(_world.Articles.Blobs);

        Put(Name, TestPortal.Page("A headline"));
        await SweepAsync();
        Assert.Equal("Corrected", (await ArticleAsync()).Title);
    }

    [Fact]
    public async Task One_of_an_image_changes_nothing()
    {
        Put("en/a.png.meta.yaml", "title: A picture");
        _world.Seeds.Put("en/a.png", Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="));
        await SweepAsync();

        Assert.Equal(0, await _world.Sweeper.ReconcileAsync(full: true, CancellationToken.None));
        Assert.NotNull((await _world.RecordAsync("en/a.png")).Media);
        Assert.Empty(_world.Articles.Blobs);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_lead_picture_is_shown_whether_it_comes_before_or_after(bool isBefore)
    {
        var pixel = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
        if (isBefore)
        {
            _world.Seeds.Put("en/pics/a.png", pixel);
            await IngestAsync("en/pics/a.png");
        }

        Put(Name, TestPortal.Page("A headline"));
        Put(Metadata, "image: pics/a.png");
        await IngestAsync(Name, Metadata);
        if (!isBefore)
        {
            Assert.Contains((await _world.RecordAsync(Name)).Warnings, warning => warning.Contains("pics/a.png", StringComparison.Ordinal));
            _world.Seeds.Put("en/pics/a.png", pixel);
            await IngestAsync("en/pics/a.png");
        }

        Assert.StartsWith("<figure><img src=\"/media/", (await ArticleAsync()).Html, StringComparison.Ordinal);
        Assert.DoesNotContain((await _world.RecordAsync(Name)).Warnings, warning => warning.Contains("pics/a.png", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Validation_finds_nothing_and_a_rebuild_keeps_the_correction()
    {
        Put(Name, TestPortal.Page("A headline"));
        Put(Metadata, "title: Corrected");
        await IngestAsync(Name, Metadata);

        foreach (var kind in new[] { OperationKind.Validate, OperationKind.Rebuild, OperationKind.Validate })
        {
            var operation = await _world.OperatorDesk.StartAsync(kind, CancellationToken.None);
            while (_world.OperationQueue.Messages is [var message, ..])
            {
                _world.OperationQueue.Messages.RemoveAt(0);
                await _world.Runner.HandleAsync(message, CancellationToken.None);
            }

            await _world.DrainAsync();
            Assert.Empty((await _world.OperatorDesk.ListFindingsAsync(operation.Id, 100, continuation: null, CancellationToken.None)).Findings);
        }

        Assert.Equal("Corrected", (await ArticleAsync()).Title);
    }

    private void Put(string name, string text) => _world.Put(name, text);

    private async Task IngestAsync(params string[] names)
    {
        foreach (var name in names)
        {
            await _world.HandleAsync(name);
            await _world.DrainAsync();
        }
    }

    // By the timer alone, as where storage sends no events; 45 seconds.
    private async Task SettleAsync()
    {
        for (var i = 0; i < 3; i++)
        {
            await _world.Sweeper.ReconcileAsync(CancellationToken.None);
            await _world.DrainAsync();
            _world.Time.Advance(TimeSpan.FromSeconds(15));
        }
    }

    private async Task SweepAsync(bool full = false)
    {
        for (var i = 0; i < 3; i++)
        {
            await _world.Sweeper.ReconcileAsync(full, CancellationToken.None);
            await _world.DrainAsync();
            _world.Time.Advance(TimeSpan.FromMinutes(6));
        }
    }

    private async Task<Article> ArticleAsync() => (await _world.ArticleStore.FindAsync((await _world.RecordAsync(Name)).Slug!, CancellationToken.None)).Article!;
}

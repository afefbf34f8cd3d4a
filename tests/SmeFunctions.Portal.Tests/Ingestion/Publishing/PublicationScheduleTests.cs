using SmeFunctions.Documents;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Portal.Tests.Ingestion;

/// <summary>Drafts, and documents that are to be seen from one moment on, or until one. The world's clock says 12:00 in Shanghai.</summary>
public sealed class PublicationScheduleTests : IDisposable
{
    private const string Name = "en/a.md";
    private const string Slug = "2026-02-01-a-headline";

    private readonly TestPortal _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_draft_is_nowhere_to_be_seen()
    {
        Put("draft: true");

        await LookTwiceAsync();
        var record = await RecordAsync();

        Assert.Equal((SeedStatus.Draft, null, false, "A headline", null), (record.Status, record.Slug, record.IsOnline, record.Title, record.Due));
        Assert.Equal(0, _world.Articles.Writes);
        Assert.Empty(_world.ArticleRows.Rows);
        Assert.IsType<ArticleResult.NotFound>(await FindAsync(Slug));
        Assert.Null(await _world.VisitService.CountAsync(Slug, isMachine: false, CancellationToken.None));
    }

    [Fact]
    public async Task A_draft_that_is_one_no_more_is_published_under_the_title_it_has_then()
    {
        Put("draft: true");
        await LookTwiceAsync();
        Put("draft: false", title: "A better headline");

        await LookTwiceAsync();

        Assert.Equal("2026-02-01-a-better-headline", (await RecordAsync()).Slug);
        Assert.IsType<ArticleResult.Found>(await FindAsync("2026-02-01-a-better-headline"));
        Assert.Equal(2, _world.ListRows.Count);
    }

    [Fact]
    public async Task An_article_that_becomes_a_draft_is_gone_and_comes_back_under_its_address()
    {
        Put("");
        await LookTwiceAsync();
        Put("draft: true", title: "Under edit");

        await LookTwiceAsync();

        Assert.Equal((SeedStatus.Draft, false), ((await RecordAsync()).Status, (await RecordAsync()).IsOnline));
        Assert.IsType<ArticleResult.Gone>(await FindAsync(Slug));
        Assert.Empty(_world.ListRows);

        Put("", title: "Edited");
        await LookTwiceAsync();

        Assert.Equal("Edited", Assert.IsType<ArticleResult.Found>(await FindAsync(Slug)).Article.Title);
        Assert.Equal(2, _world.ListRows.Count);
    }

    [Fact]
    public async Task A_draft_is_no_ones_translation()
    {
        _world.Put("zh/a.md", "---\ntitle: 一个标题\ndate: 2026-02-01\n---\n一个句子。\n");
        await _world.HandleAsync("zh/a.md");
        Put("");
        await LookTwiceAsync();
        await _world.HandleAsync("zh/a.md");
        Assert.Single((await ArticleAsync("2026-02-01-一个标题")).Translations);
        _world.Queue.Messages.Clear();

        Put("draft: true");
        await LookTwiceAsync();

        Assert.Equal(["zh/a.md"], _world.Queue.Names.Distinct());
        await _world.HandleAsync("zh/a.md");
        Assert.Empty((await ArticleAsync("2026-02-01-一个标题")).Translations);
    }

    [Fact]
    public async Task A_scheduled_document_goes_online_at_its_moment_and_not_before()
    {
        Put("publishAt: 2026-03-01 12:01");
        Assert.Equal(1, await SweepAsync());
        await LookTwiceAsync();
        var record = await RecordAsync();
        Assert.Equal((SeedStatus.Scheduled, At(12, 1), null), (record.Status, record.Due, record.Slug));
        Assert.IsType<ArticleResult.NotFound>(await FindAsync(Slug));

        _world.Time.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(1));
        Assert.Equal(0, await SweepAsync());
        await LookTwiceAsync();
        Assert.Equal(record.ETag, (await RecordAsync()).ETag);

        _world.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(1, await SweepAsync());
        await LookTwiceAsync();

        record = await RecordAsync();
        Assert.Equal((SeedStatus.Published, null, Slug), (record.Status, record.Due, record.Slug));
        Assert.Equal(At(12, 1), (await ArticleAsync(Slug)).Updated);
        Assert.Equal(2, _world.ListRows.Count);
        Assert.Equal(0, await SweepAsync());
    }

    /// <summary>In a backlog it takes a while until a document is looked at, and it may be due a moment after that.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(15)]
    [InlineData(45)]
    [InlineData(85)]
    [InlineData(165)]
    [InlineData(285)]
    public async Task A_moment_is_kept_to_the_minute_however_long_the_look_at_its_document_took(int seconds)
    {
        var due = _world.Time.GetUtcNow().AddSeconds(seconds + 5);
        Put($"publishAt: {due:O}");
        while (_world.Time.GetUtcNow() < due.AddMinutes(1))
        {
            await SweepAsync();
            if (_world.Time.GetUtcNow() >= due.AddSeconds(-5))
            {
                await _world.DrainAsync();
            }

            _world.Time.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Equal(SeedStatus.Published, (await RecordAsync()).Status);
    }

    [Fact]
    public async Task A_document_without_a_date_has_that_of_its_moment()
    {
        // 17:00 UTC on the 5th is the 6th in Shanghai.
        _world.Put(Name, "---\ntitle: A headline\npublishAt: 2026-03-05T17:00:00Z\n---\nA sentence.\n");
        await LookTwiceAsync();
        _world.Time.Advance(TimeSpan.FromDays(6));

        await LookTwiceAsync();

        Assert.Equal("2026-03-06-a-headline", (await RecordAsync()).Slug);
        Assert.Empty((await RecordAsync()).Warnings);
    }

    [Fact]
    public async Task An_article_is_taken_down_at_its_moment_and_put_up_again_by_editing()
    {
        Put("unpublishAt: 2026-03-01T12:30+08:00");
        await LookTwiceAsync();
        Assert.Equal((SeedStatus.Published, At(12, 30)), ((await RecordAsync()).Status, (await RecordAsync()).Due));

        _world.Time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(1, await SweepAsync());
        await LookTwiceAsync();

        var record = await RecordAsync();
        Assert.Equal((SeedStatus.Expired, null, false), (record.Status, record.Due, record.IsOnline));
        Assert.IsType<ArticleResult.Gone>(await FindAsync(Slug));
        Assert.Empty(_world.ListRows);
        Assert.Equal(0, await SweepAsync());

        Put("unpublishAt: 2026-03-02");
        await LookTwiceAsync();

        Assert.Equal((SeedStatus.Published, Slug), ((await RecordAsync()).Status, (await RecordAsync()).Slug));
        Assert.IsType<ArticleResult.Found>(await FindAsync(Slug));
    }

    [Fact]
    public async Task A_document_whose_time_is_past_when_it_comes_is_never_online()
    {
        Put("unpublishAt: 2026-03-01 11:59");

        await LookTwiceAsync();

        Assert.Equal(SeedStatus.Expired, (await RecordAsync()).Status);
        Assert.IsType<ArticleResult.NotFound>(await FindAsync(Slug));
        Assert.Equal(0, _world.Articles.Writes);
    }

    [Fact]
    public async Task An_article_that_is_put_off_is_gone_until_its_new_moment()
    {
        Put("");
        await LookTwiceAsync();
        Put("publishAt: 2026-03-01 13:00");

        await LookTwiceAsync();
        Assert.Equal(SeedStatus.Scheduled, (await RecordAsync()).Status);
        Assert.IsType<ArticleResult.Gone>(await FindAsync(Slug));
        _world.Time.Advance(TimeSpan.FromHours(1));
        await LookTwiceAsync();

        Assert.IsType<ArticleResult.Found>(await FindAsync(Slug));
    }

    [Fact]
    public async Task A_document_that_nobody_would_ever_see_is_rejected()
    {
        Put("publishAt: 2026-03-02\nunpublishAt: 2026-03-01T16:00:00Z");

        await LookTwiceAsync();

        Assert.Equal(
            new DocumentError("unpublished-before-published", "'unpublishAt' (2026-03-01 16:00:00 UTC) is not after 'publishAt' (2026-03-01 16:00:00 UTC): nobody would ever see the document."),
            (await RecordAsync()).Error);
    }

    [Fact]
    public async Task The_last_good_version_is_taken_down_at_its_moment_though_a_newer_one_was_rejected()
    {
        Put("unpublishAt: 2026-03-01 12:30");
        await LookTwiceAsync();
        Put("unpublishAt: soon");
        await LookTwiceAsync();
        Assert.Equal((SeedStatus.Rejected, true, At(12, 30)), ((await RecordAsync()).Status, (await RecordAsync()).IsOnline, (await RecordAsync()).Due));

        _world.Time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(1, await SweepAsync());
        await LookTwiceAsync();

        Assert.Equal((SeedStatus.Rejected, false, null), ((await RecordAsync()).Status, (await RecordAsync()).IsOnline, (await RecordAsync()).Due));
        Assert.IsType<ArticleResult.Gone>(await FindAsync(Slug));
        Assert.Equal(0, await SweepAsync());
    }

    [Fact]
    public async Task A_scheduled_document_whose_newer_version_is_rejected_does_not_go_online()
    {
        Put("publishAt: 2026-03-01 12:30");
        await LookTwiceAsync();
        Put("publishAt: soon");
        await LookTwiceAsync();

        _world.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(0, await SweepAsync());
        Assert.Equal((SeedStatus.Rejected, null), ((await RecordAsync()).Status, (await RecordAsync()).Due));
    }

    [Fact]
    public async Task A_draft_that_is_deleted_leaves_no_key_to_its_previews()
    {
        Put("draft: true");
        await LookTwiceAsync();
        Assert.Equal(SeedRecord.PreviewKeyLength, (await RecordAsync()).PreviewKey!.Length);
        _world.Seeds.Remove(Name);

        await LookTwiceAsync();

        Assert.Equal((SeedStatus.Removed, null), ((await RecordAsync()).Status, (await RecordAsync()).PreviewKey));
        Assert.Equal(0, _world.Articles.Writes);
    }

    [Fact]
    public async Task The_slug_that_a_document_asks_for_is_taken_at_its_first_publication_only()
    {
        Put("slug: spring-fair");
        await LookTwiceAsync();
        Assert.Equal(("spring-fair", 0), ((await RecordAsync()).Slug, (await RecordAsync()).Warnings.Count));

        Put("slug: autumn-fair");
        await LookTwiceAsync();

        Assert.Equal("spring-fair", (await RecordAsync()).Slug);
        Assert.Equal(["The article keeps the slug 'spring-fair' of its first publication; 'autumn-fair' is not used."], (await RecordAsync()).Warnings);
        Assert.IsType<ArticleResult.NotFound>(await FindAsync("autumn-fair"));
    }

    [Fact]
    public async Task A_slug_that_another_document_has_is_not_given_twice()
    {
        Put("slug: spring-fair");
        await LookTwiceAsync();
        _world.Put("en/b.md", "---\ntitle: Another\ndate: 2026-02-01\nslug: spring-fair\n---\nA sentence.\n");

        await _world.HandleAsync("en/b.md");
        await _world.HandleAsync("en/b.md");

        var other = await _world.RecordAsync("en/b.md");
        Assert.Equal($"spring-fair-{other.Name.Hash[..8]}", other.Slug);
        Assert.Equal([$"The slug 'spring-fair' is that of another document; the article has '{other.Slug}'."], other.Warnings);
        Assert.Equal("A headline", (await ArticleAsync("spring-fair")).Title);
    }

    [Fact]
    public async Task A_seed_that_failed_is_not_asked_for_at_its_moment()
    {
        Put("publishAt: 2026-03-01 12:30");
        await LookTwiceAsync();
        _world.Time.Advance(TimeSpan.FromHours(1));

        await _world.Inbox.HandlePoisonAsync($$"""{"name":"{{Name}}"}""", CancellationToken.None);

        Assert.Equal(SeedStatus.Failed, (await RecordAsync()).Status);
        Assert.Equal(0, await SweepAsync());
    }

    [Theory]
    [InlineData(false, null, null, SeedStatus.Published, null)]
    [InlineData(true, null, null, SeedStatus.Draft, null)]
    [InlineData(true, 1, 2, SeedStatus.Draft, null)]
    [InlineData(false, 1, null, SeedStatus.Scheduled, 1)]
    [InlineData(false, 0, null, SeedStatus.Published, null)]
    [InlineData(false, 1, 2, SeedStatus.Scheduled, 1)]
    [InlineData(false, -1, 2, SeedStatus.Published, 2)]
    [InlineData(false, -2, -1, SeedStatus.Expired, null)]
    [InlineData(false, null, 0, SeedStatus.Expired, null)]
    internal void Says_what_becomes_of_a_document_and_when_that_changes(bool isDraft, int? from, int? until, SeedStatus status, int? due)
    {
        var now = _world.Time.GetUtcNow();
        DateTimeOffset? After(int? hours) => hours is { } count ? now.AddHours(count) : null;

        Assert.Equal((status, After(due)), new PublicationSchedule(isDraft, After(from), After(until)).GetStatus(now));
    }

    [Fact]
    public void Takes_a_moment_without_an_offset_for_the_portals()
    {
        Assert.True(DocumentTime.TryParse("2026-03-01 12:30", out var moment));
        var document = new ParsedDocument { Title = "A headline", Html = "", Text = "", PublishAt = moment };

        Assert.Equal(At(12, 30), PublicationSchedule.Create(document, new PortalOptions().FindTimeZone()).From);
    }

    private static DateTimeOffset At(int hour, int minute) => new DateTimeOffset(2026, 3, 1, hour, minute, 0, TimeSpan.FromHours(8)).ToUniversalTime();

    private void Put(string front, string title = "A headline") =>
        _world.Put(Name, $"---\ntitle: {title}\ndate: 2026-02-01\n{front}\n---\nA sentence.\n");

    // Every message may come twice.
    private async Task LookTwiceAsync()
    {
        await _world.HandleAsync(Name);
        var first = await RecordAsync();
        await _world.HandleAsync(Name);
        Assert.Equal(first.ETag, (await RecordAsync()).ETag);
    }

    private Task<int> SweepAsync() => _world.Sweeper.ReconcileAsync(CancellationToken.None);

    private Task<SeedRecord> RecordAsync() => _world.RecordAsync(Name);

    private async Task<ArticleResult> FindAsync(string slug) => await _world.Catalog.FindAsync(slug, CancellationToken.None);

    private async Task<ArticleView> ArticleAsync(string slug) => Assert.IsType<ArticleResult.Found>(await FindAsync(slug)).Article;
}

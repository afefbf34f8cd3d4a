using System.Text.Json;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Reading;
using SmeFunctions.Portal.Tests.Ingestion;
using SmeFunctions.Portal.Tests.Storage;

namespace SmeFunctions.Portal.Tests.Reading;

public sealed class ArticleCatalogTests : IDisposable
{
    private const string Slug = "2017-01-04-en-a-txt";

    private readonly TestPortal _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_hot_article_costs_no_storage_call()
    {
        await PublishAsync("en/a.txt");
        await FindAsync(Slug);
        var reads = CountReads();

        for (var i = 0; i < 100; i++)
        {
            Assert.NotNull(await FindAsync(Slug));
        }

        Assert.Equal(0, reads());
    }

    [Fact]
    public async Task Is_read_once_however_many_ask_at_the_same_time()
    {
        await PublishAsync("en/a.txt");
        var reads = CountReads();

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => FindAsync(Slug))));

        Assert.Equal(1, reads());
    }

    [Fact]
    public async Task What_has_not_changed_is_not_read_again_but_only_looked_at()
    {
        _world.Reading.FreshFor = TimeSpan.Zero;
        await PublishAsync("en/a.txt");
        var first = await FindAsync(Slug);

        var second = await FindAsync(Slug);

        Assert.Same(first!.Cached, second!.Cached);
    }

    [Fact]
    public async Task What_another_process_changes_is_seen_when_it_is_no_longer_fresh()
    {
        _world.Reading.FreshFor = TimeSpan.Zero;
        await PublishAsync("en/a.txt");
        var first = await FindAsync(Slug);
        var blob = _world.Articles.Blobs[Slug + ".json"];
        _world.Articles.Put(
            Slug + ".json",
            [.. JsonSerializer.SerializeToUtf8Bytes(JsonSerializer.Deserialize(blob.Content, ArticleJson.Readable.Article)! with { Title = "Another" }, ArticleJson.Readable.Article)],
            blob.Metadata);

        var second = await FindAsync(Slug);

        Assert.Equal(("en/a.txt", "Another"), (first!.Article.Title, second!.Article.Title));
        Assert.NotEqual(first.GetResponse().ETag, second.GetResponse().ETag);
    }

    [Fact]
    public async Task What_this_process_changes_is_seen_at_once_in_articles_and_lists()
    {
        await PublishAsync("en/a.txt");
        await FindAsync(Slug);
        await ListAsync(new ArticleQuery());
        _world.Put("en/a.txt", TestPortal.Page("en/a.txt", text: "Changed."));
        await _world.HandleAsync("en/a.txt");

        Assert.Equal("Changed.", (await FindAsync(Slug))!.Article.Text);
        Assert.Equal("Changed.", Assert.Single((await ListAsync(new ArticleQuery())).Items).Summary);
        _world.Seeds.Remove("en/a.txt");
        await _world.HandleAsync("en/a.txt");
        Assert.IsType<ArticleResult.Gone>(await _world.Catalog.FindAsync(Slug, CancellationToken.None));
        Assert.Empty((await ListAsync(new ArticleQuery())).Items);
    }

    [Fact]
    public async Task What_was_read_before_is_given_while_storage_does_not_answer_and_says_so()
    {
        _world.Reading.FreshFor = TimeSpan.Zero;
        await PublishAsync("en/a.txt");
        var before = await FindAsync(Slug);
        var list = await ListAsync(new ArticleQuery());
        _world.Articles.Faults = _ => Fault.Busy;
        _world.ArticlesTable.Faults = _ => Fault.Busy;
        _world.Time.Advance(TimeSpan.FromMinutes(10));

        var stale = await FindAsync(Slug);
        var staleList = await ListAsync(new ArticleQuery());

        Assert.Equal((null, null), (before!.StaleAge, list.StaleAge));
        Assert.Equal((TimeSpan.FromMinutes(10), "en/a.txt"), (stale!.StaleAge, stale.Article.Title));
        Assert.Equal((TimeSpan.FromMinutes(10), "en/a.txt"), (staleList.StaleAge, Assert.Single(staleList.Items).Title));
        await Assert.ThrowsAsync<Azure.RequestFailedException>(async () => await FindAsync("2017-01-04-never-read"));
    }

    [Fact]
    public async Task A_reader_waits_for_slow_storage_no_longer_than_is_set_and_gets_what_was_read_before()
    {
        _world.Reading.FreshFor = TimeSpan.Zero;
        _world.Reading.LoadTimeout = TimeSpan.FromMilliseconds(50);
        await PublishAsync("en/a.txt");
        var before = await FindAsync(Slug);
        var blob = _world.Articles.Blobs[Slug + ".json"];
        _world.Articles.Put(
            Slug + ".json",
            JsonSerializer.SerializeToUtf8Bytes(before!.Cached.Stored.Article! with { Title = "Another" }, ArticleJson.Readable.Article),
            blob.Metadata);
        var answers = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _world.Articles.Travel = () => answers.Task;

        var meanwhile = await FindAsync(Slug).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        answers.SetResult();
        var then = await FindAsync(Slug);
        for (var tries = 0; then!.Article.Title != "Another" && tries < 400; tries++)
        {
            await Task.Delay(25, TestContext.Current.CancellationToken);
            then = await FindAsync(Slug);
        }

        Assert.Same(before.Cached, meanwhile!.Cached);
        Assert.Equal("Another", then.Article.Title);
    }

    [Fact]
    public async Task The_number_shown_last_is_given_while_there_is_no_newer_one()
    {
        await PublishAsync("en/a.txt");
        await _world.VisitService.CountAsync(Slug, isMachine: false, CancellationToken.None);
        _ = (await FindAsync(Slug))!.GetResponse();
        _ = (await ListAsync(new ArticleQuery())).GetResponse("/", []);
        _world.VisitsTable.Faults = _ => Fault.Busy;
        // Longer than folded rows stay: nothing that is held can be relied on.
        _world.Time.Advance(TimeSpan.FromHours(2));

        Assert.Equal(1, (await FindAsync(Slug))!.Visits);
        Assert.Equal(1, Assert.Single((await ListAsync(new ArticleQuery())).Items).Visits);
    }

    [Fact]
    public async Task The_answer_is_made_once_for_a_number_of_visits()
    {
        await PublishAsync("en/a.txt");
        var first = (await FindAsync(Slug))!.GetResponse();
        var same = (await FindAsync(Slug))!.GetResponse();
        await _world.VisitService.CountAsync(Slug, isMachine: false, CancellationToken.None);
        var atOnce = (await FindAsync(Slug))!.GetResponse();
        _world.Time.Advance(_world.Reading.VisitCountsFreshFor);
        var visited = (await FindAsync(Slug))!.GetResponse();

        Assert.Same(first, same);
        Assert.Same(first, atOnce);
        Assert.NotSame(first, visited);
        Assert.Equal(first.ETag, visited.ETag);
        Assert.Contains("\"visits\":1", Text(visited), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_kept_takes_no_more_memory_than_is_set()
    {
        const int Articles = 200;
        const int Limit = 1_000_000;
        _world.Reading.CacheMegabytes = 1;
        using var memory = new MemoryCache(new MemoryCacheOptions { SizeLimit = Limit, TrackStatistics = true });
        using var cache = new ReadingCache(Options.Create(_world.Reading), _world.Time, memory);
        var article = new Article
        {
            Slug = "an-article",
            Lang = "en",
            Title = "A headline",
            Published = new DateOnly(2017, 1, 4),
            Section = new Section("news", "News"),
            Breadcrumb = [],
            Summary = "",
            Html = new string('x', 5_000),
            Text = new string('x', 5_000),
            Updated = DateTimeOffset.UnixEpoch,
            Translations = [],
        };
        var kept = new CachedArticle(new StoredArticle(article, default));
        var read = 0;
        async Task AskAsync(int number) => await cache.GetAsync<CachedArticle>(
            $"article|{number}",
            TimeSpan.FromMinutes(10),
            (_, _) =>
            {
                read++;
                return Task.FromResult(kept);
            },
            one => one.Size,
            CancellationToken.None);

        for (var i = 0; i < Articles; i++)
        {
            await AskAsync(i);
            Assert.InRange(memory.GetCurrentStatistics()!.CurrentEstimatedSize!.Value, 1, Limit);
        }

        // All of them together would be nine times as much. What is not kept any more is read again.
        Assert.InRange(memory.Count, 5, Limit / kept.Size);
        Assert.Equal(Articles, read);
        for (var i = 0; i < Articles; i++)
        {
            await AskAsync(i);
        }

        Assert.InRange(read, (2 * Articles) - (Limit / kept.Size), 2 * Articles);
    }

    [Fact]
    public async Task Names_the_neighbours_of_an_article_in_its_section()
    {
        await PublishAsync("en/2017-01-01.txt", "2017-01-01");
        await PublishAsync("en/2017-01-03.txt", "2017-01-03");
        await PublishAsync("en/2017-02-20.txt", "2017-02-20");
        await PublishAsync("en/2019-12-31.txt", "2019-12-31");
        _world.Put("en/apart.txt", TestPortal.Page("Apart", "2017-01-02").Replace("| News", "| Trade", StringComparison.Ordinal));
        await _world.HandleAsync("en/apart.txt");

        foreach (var (day, previous, next) in ((string, string?, string?)[])
            [
                ("2017-01-01", null, "2017-01-03"), ("2017-01-03", "2017-01-01", "2017-02-20"),
                ("2017-02-20", "2017-01-03", "2019-12-31"), ("2019-12-31", "2017-02-20", null),
            ])
        {
            var article = (await FindAsync($"{day}-en-{day}-txt"))!.Article;
            Assert.Equal((previous, next), (Day(article.Previous), Day(article.Next)));
        }
    }

    [Theory]
    [InlineData(Fault.Busy)]
    [InlineData(Fault.ResetBefore)]
    [InlineData(Fault.TimeoutBefore)]
    public async Task An_article_is_sent_without_its_neighbours_when_these_cannot_be_read(Fault fault)
    {
        await PublishAsync("en/a.txt");
        await PublishAsync("en/b.txt", "2017-01-05");
        _world.ArticlesTable.Faults = _ => fault;

        var without = (await FindAsync(Slug))!.Article;
        _world.ArticlesTable.Faults = _ => Fault.None;
        var with = (await FindAsync(Slug))!.Article;

        Assert.Equal((null, "en/b.txt"), (without.Next?.Title, with.Next?.Title));
    }

    [Fact]
    public async Task A_new_neighbour_changes_the_ETag()
    {
        await PublishAsync("en/a.txt");
        var before = (await FindAsync(Slug))!.GetResponse().ETag;
        await PublishAsync("en/b.txt", "2017-01-05");
        var after = (await FindAsync(Slug))!.GetResponse().ETag;

        Assert.NotEqual(before, after);
    }

    [Fact]
    public async Task Names_what_is_about_the_same()
    {
        await PublishMarkdownAsync("en/one.md", "Customs forms explained", "[export, customs]");
        await PublishMarkdownAsync("en/two.md", "Nothing in common but a tag", "[Customs]", day: "2017-01-05");
        await PublishMarkdownAsync("en/three.md", "Nothing in common at all", "[health]", day: "2017-01-06", section: "Health");
        await PublishMarkdownAsync("en/four.md", "Customs forms of last year", "[]", day: "2017-01-07", section: "Health");
        await PublishMarkdownAsync("zh/five.md", "报关单", "[customs]", day: "2017-01-08");
        await PublishMarkdownAsync("en/six.md", "Its neighbour", "[customs]", day: "2016-12-31");
        await PublishMarkdownAsync("en/seven.md", "A tag and the section", "[customs]", day: "2016-01-02");
        await PublishMarkdownAsync("en/eight.md", "A tag alone", "[customs]", day: "2016-01-03", section: "Health");
        await PublishMarkdownAsync("en/nine.md", "The section alone", "[]", day: "2016-01-01");

        var article = (await FindAsync("2017-01-04-customs-forms-explained"))!.Article;

        Assert.Equal(("Its neighbour", "Nothing in common but a tag"), (article.Previous?.Title, article.Next?.Title));
        Assert.Equal(["A tag and the section", "A tag alone"], article.Related.Select(link => link.Title));
    }

    [Fact]
    public async Task Lists_by_tag_and_source_in_any_way_of_writing()
    {
        await PublishMarkdownAsync("en/one.md", "One", "[Green Finance, export]", source: "Trade Letter");
        await PublishMarkdownAsync("en/two.md", "Two", "[green-finance]", source: "Another");
        await PublishMarkdownAsync("zh/three.md", "三", "[绿色金融, C++]", source: "外贸通讯");

        Assert.Equal(["One", "Two"], await TitlesAsync(ArticleList.ForTag("green-finance")));
        Assert.Equal(["三"], await TitlesAsync(ArticleList.ForTag("绿色金融")));
        Assert.Equal(["One"], await TitlesAsync(ArticleList.ForSource("trade-letter")));
        await PublishMarkdownAsync("en/one.md", "One", "[export]", source: "Another");
        Assert.Equal(["Two"], await TitlesAsync(ArticleList.ForTag("green-finance")));
        Assert.Equal(["One", "Two"], await TitlesAsync(ArticleList.ForSource("another")));
    }

    [Fact]
    public async Task An_article_with_all_the_tags_it_can_have_is_moved_and_taken_down_whole()
    {
        var tags = $"[{string.Join(", ", Enumerable.Range(0, 20).Select(i => $"tag {i}"))}]";
        var others = $"[{string.Join(", ", Enumerable.Range(0, 20).Select(i => $"other {i}"))}]";
        await PublishMarkdownAsync("en/one.md", "One", tags, section: "A/B/C/D/E");
        await PublishMarkdownAsync("en/one.md", "One", others, section: "F/G/H/I/J");
        Assert.Equal(1 + 5 + 20 + 1, _world.ListRows.Count);

        // As after a crash: what is there is looked for.
        await _world.Ingester.IngestAgainAsync(Portal.Ingestion.SeedName.FromBlobName("en/one.md"), CancellationToken.None);
        Assert.Equal(1 + 5 + 20 + 1, _world.ListRows.Count);
        _world.Seeds.Remove("en/one.md");
        await _world.HandleAsync("en/one.md");

        Assert.Empty(_world.ListRows);
    }

    private static string? Day(ArticleLink? link) => link?.Published.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static string Text(Portal.Reading.CachedResponse answer) =>
        System.Text.Encoding.UTF8.GetString(answer.GetContent(Portal.Reading.ContentEncoding.Identity).Body);

    private async Task PublishAsync(string name, string day = "2017-01-04")
    {
        _world.Put(name, TestPortal.Page(name, day));
        await _world.HandleAsync(name);
    }

    private async Task PublishMarkdownAsync(
        string name, string title, string tags, string day = "2017-01-04", string section = "Trade", string source = "Letter")
    {
        _world.Put(name, $"---\ntitle: {title}\ndate: {day}\nsection: {section}\nsource: {source}\ntags: {tags}\n---\n\nA text of one sentence.\n");
        await _world.HandleAsync(name);
        Assert.Null((await _world.RecordAsync(name)).Error);
    }

    private async Task<ArticleResult.Found?> FindAsync(string slug) =>
        await _world.Catalog.FindAsync(slug, CancellationToken.None) as ArticleResult.Found;

    private async Task<ArticlePage> ListAsync(ArticleQuery query) => await _world.Catalog.ListAsync(query, CancellationToken.None);

    private async Task<IEnumerable<string>> TitlesAsync(ArticleList list) => (await ListAsync(new ArticleQuery { List = list })).Items.Select(item => item.Title).Order();

    /// <summary>Counts blob and list reads from now on.</summary>
    private Func<int> CountReads()
    {
        var blobs = 0;
        _world.Articles.Faults = writes =>
        {
            blobs += writes ? 0 : 1;
            return Fault.None;
        };
        return () => blobs;
    }
}

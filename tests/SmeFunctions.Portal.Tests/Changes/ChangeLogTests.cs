using SmeFunctions.Portal.Changes;
using SmeFunctions.Portal.Tests.Ingestion;
using SmeFunctions.Portal.Tests.Storage;

namespace SmeFunctions.Portal.Tests.Changes;

public sealed class ChangeLogTests : IDisposable
{
    private readonly TestPortal _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Tells_what_was_created_updated_and_removed_in_order()
    {
        await PublishAsync("en/a.md", "First");
        await PublishAsync("en/b.md", "Second");
        var start = (await _world.Changelog.ReadAsync(after: null, 10, Token))!;
        Assert.Equal(["First", "Second"], start.Changes.Select(change => change.Title));

        await PublishAsync("en/a.md", "First", "Another text.");
        _world.Seeds.Remove("en/b.md");
        await _world.HandleAsync("en/b.md");
        await RecordAsync();
        var next = (await _world.Changelog.ReadAsync(start.Next, 10, Token))!;

        Assert.Equal([("First", false), ("Second", true)], next.Changes.Select(change => (change.Title, change.IsRemoved)));
        Assert.Equal((false, 4L), (next.HasMore, next.Next.Sequence));

        // From the start, each is there once, and what was removed is new to nobody.
        Assert.Equal(2, (await _world.Changelog.ReadAsync(after: null, 10, Token))!.Changes.Count);
    }

    [Fact]
    public async Task Records_nothing_where_nothing_differs()
    {
        await PublishAsync("en/a.md", "First");
        var slug = (await _world.RecordAsync("en/a.md")).Slug!;

        Assert.Equal(0, await _world.Changelog.RecordAsync([slug, "never-there"], Token));
        await _world.Ingester.IngestAgainAsync(SmeFunctions.Portal.Ingestion.SeedName.FromBlobName("en/a.md"), Token);
        Assert.Equal(0, await _world.Changelog.RecordAsync([slug], Token));
    }

    [Fact]
    public async Task Pages_follow_one_another_without_a_gap()
    {
        for (var i = 0; i < 25; i++)
        {
            await PublishAsync($"en/{i}.md", $"Headline {i}");
        }

        var titles = new List<string>();
        var page = (await _world.Changelog.ReadAsync(after: null, 10, Token))!;
        titles.AddRange(page.Changes.Select(change => change.Title));
        while (page.HasMore)
        {
            page = (await _world.Changelog.ReadAsync(page.Next, 10, Token))!;
            titles.AddRange(page.Changes.Select(change => change.Title));
        }

        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"Headline {i}"), titles);
        Assert.Equal([], (await _world.Changelog.ReadAsync(page.Next, 10, Token))!.Changes);
    }

    [Theory]
    [InlineData("0123abcd-3")]
    [InlineData("{log}-9")]
    public async Task A_position_of_another_log_is_refused(string text)
    {
        await PublishAsync("en/a.md", "First");
        var log = (await _world.Changelog.ReadAsync(after: null, 10, Token))!.Next.Log;

        Assert.True(ChangeCursor.TryParse(text.Replace("{log}", log, StringComparison.Ordinal), out var cursor));
        Assert.Null(await _world.Changelog.ReadAsync(cursor, 10, Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("abc-")]
    [InlineData("xyz-1")]
    [InlineData("abc--1")]
    [InlineData("abc-99999999999999999999")]
    public void A_position_that_is_none_is_refused(string text) => Assert.False(ChangeCursor.TryParse(text, out _));

    /// <summary>
    /// Several processes publish, change and take down the same articles at random, storage fails now and then, and a mirror polls meanwhile. In the end, the
    /// mirror has exactly the articles of the portal.
    /// </summary>
    [Fact]
    public async Task A_mirror_that_polls_misses_nothing_while_processes_write()
    {
        for (var seed = 1; seed <= 25; seed++)
        {
            using var world = new TestPortal();
            await RunAsync(world, new Random(seed));
        }
    }

    private static async Task RunAsync(TestPortal world, Random random)
    {
        var faults = new Random(random.Next());
        world.ChangesTable.Faults = _ => faults.Next(12) switch { 0 => Fault.FailBefore, 1 => Fault.FailAfter, _ => Fault.None };
        world.ChangesTable.Travel = async () => await Task.Yield();
        var mirror = new Dictionary<string, string>();
        var isOver = false;
        var polling = Task.Run(async () =>
        {
            ChangeCursor? cursor = null;
            for (var last = false; !last;)
            {
                last = isOver;
                try
                {
                    do
                    {
                        var page = (await world.Changelog.ReadAsync(cursor, 3, Token))!;
                        foreach (var change in page.Changes)
                        {
                            Assert.True(change.Sequence > (cursor?.Sequence ?? 0));
                            if (change.IsRemoved)
                            {
                                mirror.Remove(change.Slug);
                            }
                            else
                            {
                                mirror[change.Slug] = change.Version;
                            }
                        }

                        cursor = page.Next;
                        if (!page.HasMore)
                        {
                            break;
                        }
                    }
                    while (true);
                }
                catch (Azure.RequestFailedException)
                {
                    last = false;
                }

                await Task.Yield();
            }
        }, Token);

        // One queue for all processes: a message that fails comes again.
        var pending = new System.Collections.Concurrent.ConcurrentQueue<string>();
        for (var round = 0; round < 12; round++)
        {
            var name = $"en/{random.Next(5)}.md";
            if (random.Next(3) == 0)
            {
                world.Seeds.Remove(name);
            }
            else
            {
                world.Put(name, $"---\ntitle: Headline\nslug: article-{name[3]}\ndate: 2017-01-04\n---\n\nText {random.Next(4)}.\n");
            }

            await world.HandleAsync(name);
            pending.Enqueue($"article-{name[3]}");
            if (random.Next(2) == 0)
            {
                await Task.WhenAll(WorkAsync(world, pending), WorkAsync(world, pending));
            }
        }

        await Task.WhenAll(WorkAsync(world, pending), WorkAsync(world, pending));
        isOver = true;
        await polling;
        var actual = new Dictionary<string, string>();
        for (var i = 0; i < 5; i++)
        {
            var stored = await world.ArticleStore.FindAsync($"article-{i}", Token);
            if (stored.Article is not null)
            {
                actual[$"article-{i}"] = stored.ContentVersion;
            }
        }

        Assert.Equal(actual.OrderBy(article => article.Key), mirror.OrderBy(article => article.Key));
    }

    private static async Task WorkAsync(TestPortal world, System.Collections.Concurrent.ConcurrentQueue<string> pending)
    {
        while (pending.TryDequeue(out var slug))
        {
            try
            {
                await Task.Yield();
                await world.Changelog.RecordAsync([slug], Token);
            }
            catch (Azure.RequestFailedException)
            {
                pending.Enqueue(slug);
            }
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task PublishAsync(string name, string title, string text = "A text.")
    {
        _world.Put(name, $"---\ntitle: {title}\n---\n\n{text}\n");
        await _world.HandleAsync(name);
        await RecordAsync();
    }

    // What the queue of articles does.
    private async Task RecordAsync()
    {
        foreach (var message in _world.SearchQueue.Messages)
        {
            await _world.Changelog.RecordAsync([SmeFunctions.Portal.Search.SearchEventPublisher.Parse(message).Slug], Token);
        }

        _world.SearchQueue.Messages.Clear();
    }
}

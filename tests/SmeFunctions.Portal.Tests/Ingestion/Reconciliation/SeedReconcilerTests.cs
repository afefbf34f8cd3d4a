using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Portal.Tests.Ingestion;

public sealed class SeedReconcilerTests : IDisposable
{
    private readonly TestPortal _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Asks_for_what_is_new_changed_or_gone_and_nothing_else()
    {
        foreach (var name in (string[])["en/same.txt", "en/changed.txt", "en/gone.txt"])
        {
            _world.Put(name, TestPortal.Page($"A headline of {name}"));
            await _world.HandleAsync(name);
        }

        _world.Put("en/rejected.txt", "No text");
        await _world.HandleAsync("en/rejected.txt");
        _world.Put("en/changed.txt", TestPortal.Page("Another headline"));
        _world.Put("en/new.txt", TestPortal.Page("New"));
        _world.Seeds.Remove("en/gone.txt");

        var asked = await _world.Sweeper.ReconcileAsync(CancellationToken.None);

        Assert.Equal(["en/changed.txt", "en/gone.txt", "en/new.txt"], _world.Queue.Names.Order());
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task Leaves_time_for_others_after_a_run_that_took_long()
    {
        _world.Put("en/a.txt", TestPortal.Page("A headline"));
        var start = _world.Time.GetUtcNow();
        _world.Seeds.Travel = () =>
        {
            _world.Time.Advance(TimeSpan.FromSeconds(1));
            return Task.CompletedTask;
        };
        Assert.Equal(1, await _world.Sweeper.ReconcileWhenDueAsync(CancellationToken.None));
        var took = _world.Time.GetUtcNow() - start;
        _world.Seeds.Travel = () => Task.CompletedTask;
        _world.Put("en/b.txt", TestPortal.Page("Another headline"));

        _world.Time.Advance((took * 9) - TimeSpan.FromSeconds(1));
        Assert.Equal(0, await _world.Sweeper.ReconcileWhenDueAsync(CancellationToken.None));
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await _world.Sweeper.ReconcileWhenDueAsync(CancellationToken.None));

        // That run took no time.
        _world.Put("en/c.txt", TestPortal.Page("A third headline"));
        Assert.Equal(1, await _world.Sweeper.ReconcileWhenDueAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData(20, 60)]
    [InlineData(1, 9)]
    public async Task Is_never_away_for_more_than_a_minute_and_not_at_all_after_a_failure(int seconds, int pause)
    {
        _world.Seeds.Faults = _ => Storage.Fault.FailBefore;
        await Assert.ThrowsAnyAsync<Azure.RequestFailedException>(() => _world.Sweeper.ReconcileWhenDueAsync(CancellationToken.None));
        _world.Seeds.Faults = _ => Storage.Fault.None;
        _world.Put("en/a.txt", TestPortal.Page("A headline"));
        var isBack = false;
        _world.Seeds.Travel = () =>
        {
            // On the way back, once.
            _world.Time.Advance(isBack ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero);
            isBack = true;
            return Task.CompletedTask;
        };
        Assert.Equal(1, await _world.Sweeper.ReconcileWhenDueAsync(CancellationToken.None));
        _world.Seeds.Travel = () => Task.CompletedTask;
        _world.Put("en/b.txt", TestPortal.Page("Another headline"));

        _world.Time.Advance(TimeSpan.FromSeconds(pause) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, await _world.Sweeper.ReconcileWhenDueAsync(CancellationToken.None));
        _world.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, await _world.Sweeper.ReconcileWhenDueAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Asks_for_one_that_was_laid_in_published_and_deleted_between_two_sweeps()
    {
        await _world.Sweeper.ReconcileAsync(CancellationToken.None);
        _world.Put("en/a.txt", TestPortal.Page("A headline"));
        await _world.HandleAsync("en/a.txt");
        _world.Seeds.Remove("en/a.txt");

        Assert.Equal(1, await _world.Sweeper.ReconcileAsync(CancellationToken.None));
        await _world.DrainAsync();

        Assert.Equal(SeedStatus.Removed, (await _world.RecordAsync("en/a.txt")).Status);
        Assert.Empty(_world.ListRows);
    }

    [Fact]
    public async Task Asks_again_only_after_a_while_or_for_another_version()
    {
        _world.Put("en/a.txt", TestPortal.Page("A headline"));

        Assert.Equal(1, await _world.Sweeper.ReconcileAsync(CancellationToken.None));
        _world.Time.Advance(_world.Ingestion.RequestAgainAfter - TimeSpan.FromSeconds(1));
        Assert.Equal(0, await _world.Sweeper.ReconcileAsync(CancellationToken.None));
        _world.Put("en/a.txt", TestPortal.Page("Another headline"));
        Assert.Equal(1, await _world.Sweeper.ReconcileAsync(CancellationToken.None));
        Assert.Equal(0, await _world.Sweeper.ReconcileAsync(CancellationToken.None));
        _world.Time.Advance(_world.Ingestion.RequestAgainAfter);
        Assert.Equal(1, await _world.Sweeper.ReconcileAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Leaves_alone_what_was_removed_what_failed_and_is_gone_and_messages()
    {
        _world.Put("en/removed.txt", TestPortal.Page("A headline"));
        await _world.HandleAsync("en/removed.txt");
        _world.Seeds.Remove("en/removed.txt");
        await _world.HandleAsync("en/removed.txt");
        await _world.Inbox.HandlePoisonAsync("""{"name":"en/failed.txt"}""", CancellationToken.None);
        await _world.Inbox.HandleAsync("not json", CancellationToken.None);

        var asked = await _world.Sweeper.ReconcileAsync(CancellationToken.None);

        Assert.Equal(0, asked);
        Assert.Equal(SeedStatus.Failed, (await _world.RecordAsync("en/failed.txt")).Status);
        Assert.Empty(_world.Queue.Messages);
    }

    [Fact]
    public async Task Asks_once_more_for_one_that_failed_ever_more_rarely_until_it_comes_through()
    {
        _world.Put("en/a.txt", TestPortal.Page("A headline"));
        var waits = new List<double>();
        for (var round = 0; round < 12; round++)
        {
            await FailAsync("en/a.txt");
            var record = await _world.RecordAsync("en/a.txt");
            waits.Add((record.Due!.Value - _world.Time.GetUtcNow()).TotalMinutes);
            Assert.Equal((SeedStatus.Failed, 5 * (round + 1)), (record.Status, record.Attempts));

            // Twice the same message given up is one round.
            await _world.Inbox.HandlePoisonAsync("""{"name":"en/a.txt"}""", CancellationToken.None);
            Assert.Equal(record.Due, (await _world.RecordAsync("en/a.txt")).Due);

            _world.Time.Advance(record.Due.Value - _world.Time.GetUtcNow() - TimeSpan.FromSeconds(1));
            Assert.Equal(0, await _world.Sweeper.ReconcileAsync(CancellationToken.None));
            _world.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(1, await _world.Sweeper.ReconcileAsync(CancellationToken.None));
            _world.Time.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal(0, await _world.Sweeper.ReconcileAsync(CancellationToken.None));
            _world.Queue.Messages.Clear();
        }

        Assert.Equal([2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360, 360], waits);
        await _world.HandleAsync("en/a.txt");
        Assert.Equal((SeedStatus.Published, null, 0), ((await _world.RecordAsync("en/a.txt")).Status, (await _world.RecordAsync("en/a.txt")).Due, (await _world.RecordAsync("en/a.txt")).Attempts));
        _world.Time.Advance(TimeSpan.FromHours(7));
        Assert.Equal(0, await _world.Sweeper.ReconcileAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Asks_once_more_for_one_that_failed_at_being_removed()
    {
        _world.Put("en/a.txt", TestPortal.Page("A headline"));
        await _world.HandleAsync("en/a.txt");
        await _world.Sweeper.ReconcileAsync(CancellationToken.None);
        _world.Seeds.Remove("en/a.txt");
        await FailAsync("en/a.txt");

        Assert.Equal(0, await _world.Sweeper.ReconcileAsync(CancellationToken.None));
        var calls = _world.SeedsTable.Calls.Count;
        Assert.Equal(0, await _world.Sweeper.ReconcileAsync(CancellationToken.None));
        Assert.Equal(calls, _world.SeedsTable.Calls.Count);
        _world.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await _world.Sweeper.ReconcileAsync(CancellationToken.None));
        await _world.DrainAsync();

        Assert.Equal(SeedStatus.Removed, (await _world.RecordAsync("en/a.txt")).Status);
        Assert.Empty(_world.ListRows);
    }

    [Fact]
    public async Task Asks_for_the_translation_that_was_never_told_when_the_message_is_lost()
    {
        foreach (var name in (string[])["en/a.txt", "zh/a.txt"])
        {
            _world.Put(name, TestPortal.Page(name == "en/a.txt" ? "A headline" : "一个标题"));
            await _world.HandleAsync(name);
            await _world.Sweeper.ReconcileAsync(CancellationToken.None);
            _world.Queue.Messages.Clear();
        }

        await ComesToAskForAsync("en/a.txt");
        await _world.DrainAsync();
        Assert.Single((await _world.RecordAsync("en/a.txt")).Translations);

        await RestsAsync();
        _world.Seeds.Remove("zh/a.txt");
        await _world.HandleAsync("zh/a.txt");
        _world.Queue.Messages.Clear();
        await ComesToAskForAsync("en/a.txt");
        await _world.DrainAsync();
        Assert.Empty((await _world.RecordAsync("en/a.txt")).Translations);
        await RestsAsync();
    }

    [Fact]
    public async Task Asks_for_the_documents_that_were_never_told_of_an_image_when_the_message_is_lost()
    {
        _world.Put("en/a.md", "---\ntitle: A headline\n---\nText ![](a.png)\n");
        await _world.HandleAsync("en/a.md");
        _world.Seeds.Put("en/a.png", Media.Pictures.Png(3, 2));
        await _world.Sweeper.ReconcileAsync(CancellationToken.None);
        await _world.HandleAsync("en/a.png");
        _world.Queue.Messages.Clear();

        await ComesToAskForAsync("en/a.md");
        await _world.DrainAsync();

        Assert.NotNull((await _world.RecordAsync("en/a.md")).Images.Single().Media);
        await RestsAsync();
    }

    // Not at once, while the message may be under way; and again if this one is lost as well.
    private async Task ComesToAskForAsync(string name)
    {
        Assert.Equal(0, await _world.Sweeper.ReconcileAsync(CancellationToken.None));
        _world.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(1, await _world.Sweeper.ReconcileAsync(CancellationToken.None));
        Assert.Equal([name], _world.Queue.Names);
        _world.Queue.Messages.Clear();
        _world.Time.Advance(_world.Ingestion.RequestAgainAfter);
        Assert.Equal(1, await _world.Sweeper.ReconcileAsync(CancellationToken.None));
        Assert.Equal([name], _world.Queue.Names);
    }

    private async Task RestsAsync()
    {
        _world.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, await _world.Sweeper.ReconcileAsync(CancellationToken.None));
        var calls = _world.SeedsTable.Calls.Count;
        Assert.Equal(0, await _world.Sweeper.ReconcileAsync(CancellationToken.None));
        Assert.Equal(calls, _world.SeedsTable.Calls.Count);
    }

    private async Task FailAsync(string name)
    {
        var message = WorldView.Message(name);
        for (var i = 0; i < 5; i++)
        {
            _world.Articles.Faults = _ => Storage.Fault.Busy;
            _world.ArticlesTable.Faults = _ => Storage.Fault.Busy;
            await Assert.ThrowsAnyAsync<Azure.RequestFailedException>(() => _world.Inbox.HandleAsync(message, CancellationToken.None));
            _world.Articles.Faults = _ => Storage.Fault.None;
            _world.ArticlesTable.Faults = _ => Storage.Fault.None;
        }

        await _world.Inbox.HandlePoisonAsync(message, CancellationToken.None);
    }

    [Fact]
    public async Task Comes_to_rest_when_everything_it_asked_for_is_seen_through()
    {
        _world.Put("en/a.txt", TestPortal.Page("A headline"));
        _world.Put("zh/a.txt", TestPortal.Page("一个标题"));
        _world.Put("en/b.txt", "No text");
        for (var i = 0; i < 3; i++)
        {
            await _world.Sweeper.ReconcileAsync(CancellationToken.None);
            foreach (var message in _world.Queue.Messages.ToList())
            {
                _world.Queue.Messages.Remove(message);
                await _world.Inbox.HandleAsync(message, CancellationToken.None);
            }
        }

        _world.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(0, await _world.Sweeper.ReconcileAsync(CancellationToken.None));
        Assert.Empty(_world.Queue.Messages);
    }
}

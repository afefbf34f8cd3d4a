using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Portal.Tests.Ingestion;

public sealed class SeedSweeperTests : IDisposable
{
    private readonly PortalWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Asks_for_what_is_new_changed_or_gone_and_nothing_else()
    {
        foreach (var name in (string[])["en/same.txt", "en/changed.txt", "en/gone.txt"])
        {
            _world.Put(name, PortalWorld.Page($"A headline of {name}"));
            await _world.HandleAsync(name);
        }

        _world.Put("en/rejected.txt", "No text");
        await _world.HandleAsync("en/rejected.txt");
        _world.Put("en/changed.txt", PortalWorld.Page("Another headline"));
        _world.Put("en/new.txt", PortalWorld.Page("New"));
        _world.Seeds.Remove("en/gone.txt");

        var asked = await _world.Sweeper.SweepAsync(CancellationToken.None);

        Assert.Equal(["en/changed.txt", "en/gone.txt", "en/new.txt"], _world.Queue.Names.Order());
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task Asks_again_only_after_a_while_or_for_another_version()
    {
        _world.Put("en/a.txt", PortalWorld.Page("A headline"));

        Assert.Equal(1, await _world.Sweeper.SweepAsync(CancellationToken.None));
        _world.Time.Advance(_world.Ingestion.AskAgainAfter - TimeSpan.FromSeconds(1));
        Assert.Equal(0, await _world.Sweeper.SweepAsync(CancellationToken.None));
        _world.Put("en/a.txt", PortalWorld.Page("Another headline"));
        Assert.Equal(1, await _world.Sweeper.SweepAsync(CancellationToken.None));
        Assert.Equal(0, await _world.Sweeper.SweepAsync(CancellationToken.None));
        _world.Time.Advance(_world.Ingestion.AskAgainAfter);
        Assert.Equal(1, await _world.Sweeper.SweepAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Leaves_alone_what_was_removed_what_failed_and_is_gone_and_messages()
    {
        _world.Put("en/removed.txt", PortalWorld.Page("A headline"));
        await _world.HandleAsync("en/removed.txt");
        _world.Seeds.Remove("en/removed.txt");
        await _world.HandleAsync("en/removed.txt");
        await _world.Inbox.HandlePoisonAsync("""{"name":"en/failed.txt"}""", CancellationToken.None);
        await _world.Inbox.HandleAsync("not json", CancellationToken.None);

        var asked = await _world.Sweeper.SweepAsync(CancellationToken.None);

        Assert.Equal(0, asked);
        Assert.Equal(SeedStatus.Failed, (await _world.RecordAsync("en/failed.txt")).Status);
        Assert.Empty(_world.Queue.Messages);
    }

    [Fact]
    public async Task Does_not_ask_again_for_a_version_that_failed_for_good()
    {
        _world.Put("en/a.txt", PortalWorld.Page("A headline"));
        await _world.Inbox.HandlePoisonAsync("""{"name":"en/a.txt"}""", CancellationToken.None);

        Assert.Equal(0, await _world.Sweeper.SweepAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Comes_to_rest_when_everything_it_asked_for_is_seen_through()
    {
        _world.Put("en/a.txt", PortalWorld.Page("A headline"));
        _world.Put("zh/a.txt", PortalWorld.Page("一个标题"));
        _world.Put("en/b.txt", "No text");
        for (var i = 0; i < 3; i++)
        {
            await _world.Sweeper.SweepAsync(CancellationToken.None);
            foreach (var message in _world.Queue.Messages.ToList())
            {
                _world.Queue.Messages.Remove(message);
                await _world.Inbox.HandleAsync(message, CancellationToken.None);
            }
        }

        _world.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(0, await _world.Sweeper.SweepAsync(CancellationToken.None));
        Assert.Empty(_world.Queue.Messages);
    }
}

using System.Globalization;
using System.Text;
using Azure;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Tests.Storage;

namespace SmeFunctions.Portal.Tests.Ingestion;

/// <summary>What a reconciliation costs, and that it forgets nothing whatever becomes of its memory.</summary>
public sealed class ReconcileCostTests : IDisposable
{
    private readonly TestPortal _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_sweep_costs_a_call_for_each_5_000_seeds_and_one_for_each_that_changed()
    {
        var names = await SettleAsync(11_999);
        Assert.Equal(new Cost(Listings: 3, Ledger: 12, Memory: 2, Asked: 0), await CostAsync());
        Assert.Equal(new Cost(Listings: 3, Ledger: 0, Memory: 0, Asked: 0), await CostAsync());

        _world.Put(names[1], "changed");
        _world.Put(names[2], "changed");
        _world.Seeds.Remove(names[3]);
        _world.Put("en/new.txt", "new");
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        var changed = await CostAsync();
        Assert.Equal(new Cost(Listings: 3, Ledger: 4, Memory: 1, Asked: 4), changed);
        Assert.Equal(new[] { "en/new.txt", names[1], names[2], names[3] }.Order(), _world.Queue.Names.Order());

        // Asked for a moment ago: nothing is asked about them. A while later, not seen through yet: the status store is asked how far they are, and each time
        // it takes twice as long to the next, up to half a minute; the queue is left alone.
        Assert.Equal(new Cost(Listings: 3, Ledger: 0, Memory: 0, Asked: 0), await CostAsync());
        _world.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(new Cost(Listings: 3, Ledger: 4, Memory: 0, Asked: 0), await CostAsync());
        _world.Time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(new Cost(Listings: 3, Ledger: 0, Memory: 0, Asked: 0), await CostAsync());
        foreach (var name in _world.Queue.Names.ToList())
        {
            await _world.HandleAsync(name);
        }

        _world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new Cost(Listings: 3, Ledger: 4, Memory: 0, Asked: 0), await CostAsync());
        Assert.Equal(new Cost(Listings: 3, Ledger: 0, Memory: 0, Asked: 0), await CostAsync());
    }

    [Fact]
    public async Task A_seed_that_is_due_costs_one_call()
    {
        var names = await SettleAsync(10, due: _world.Time.GetUtcNow().AddMinutes(5));
        await SettleAsync(10, prefix: "zh");
        await CostAsync();
        Assert.Equal(new Cost(1, 0, 0, 0), await CostAsync());

        _world.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(new Cost(1, 10, 0, 10), await CostAsync());
        Assert.Equal(names.Order(), _world.Queue.Names.Order());
        Assert.Equal(new Cost(1, 0, 0, 0), await CostAsync());
        _world.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(new Cost(1, 10, 0, 0), await CostAsync());
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(new Cost(1, 10, 0, 10), await CostAsync());
    }

    [Fact]
    public async Task A_backlog_is_compared_by_pages()
    {
        await SettleAsync(999);
        await CostAsync();
        for (var i = 0; i < 3_000; i++)
        {
            _world.Put(Name("zh", i), "new");
        }

        var cost = await CostAsync();

        Assert.Equal((3_000, 1), (cost.Asked, cost.Ledger));
        await SettleAsync(3_000, prefix: "zh");
        cost = await CostAsync();
        Assert.Equal((0, 4), (cost.Asked, cost.Ledger));
        Assert.Equal(0, (await CostAsync()).Ledger);
    }

    [Fact]
    public async Task A_backlog_is_asked_for_in_messages_of_several_seeds()
    {
        for (var i = 0; i < 3_000; i++)
        {
            _world.Put(Name("zh", i), TestPortal.Page($"A headline {i}"));
        }

        // Names that fill a message by themselves.
        for (var i = 0; i < 40; i++)
        {
            _world.Put(Name(new string('博', 1_000), i), TestPortal.Page($"A headline {i}"));
        }

        Assert.Equal(3_040, await _world.Sweeper.ReconcileAsync(CancellationToken.None));

        Assert.InRange(_world.Queue.Messages.Count, 3_000 / 16, 200);
        Assert.Equal(3_040, _world.Queue.Names.Distinct().Count());
        Assert.All(_world.Queue.Messages, message => Assert.InRange(Encoding.UTF8.GetByteCount(message), 1, 48 * 1024));
        await _world.DrainAsync();
        Assert.Equal(3_040, await _world.Ledger.ReadAllAsync(CancellationToken.None).CountAsync(seed => seed.Status == SeedStatus.Published));
    }

    [Fact]
    public async Task A_backlog_says_what_nobody_knows_anything_of()
    {
        await SettleAsync(1, prefix: "en");
        for (var i = 0; i < 300; i++)
        {
            _world.Put(Name("en", i + 1_000), TestPortal.Page($"A headline {i}"));
        }

        string[] pairs = ["en/pair.txt", "zh/pair.md", Name("zh", 0)];
        Array.ForEach(pairs, name => _world.Put(name, TestPortal.Page("One of two")));

        await _world.Sweeper.ReconcileAsync(CancellationToken.None);

        var messages = _world.Queue.Messages.Select(message => SeedMessage.Parse(message, new SeedSource("", "seeds", new HashSet<string>()))).ToList();
        var isNew = messages.SelectMany(message => message.Names.Select(name => (name.Value, IsNew: message.IsNew(name)))).ToDictionary();
        Assert.Equal(303, isNew.Count);
        Assert.Equal(pairs.Order(), isNew.Where(seed => !seed.Value).Select(seed => seed.Key).Order());
    }

    [Fact]
    public async Task What_nobody_knows_anything_of_is_published_in_seven_calls_and_what_is_looked_up_first_in_eight()
    {
        foreach (var (isNew, calls) in (List<(bool, int)>)[(true, 7), (false, 8)])
        {
            _world.Put($"en/{isNew}.txt", TestPortal.Page($"A headline {isNew}"));
            var before = Calls();

            await _world.Inbox.HandleAsync(WorldView.Message($"en/{isNew}.txt", isNew), CancellationToken.None);

            Assert.Equal(calls, Calls() - before);
            Assert.Equal(SeedStatus.Published, (await _world.RecordAsync($"en/{isNew}.txt")).Status);
        }

        int Calls() => _world.Seeds.Calls + _world.SeedVersions.Calls + _world.Articles.Calls + _world.SeedsTable.Calls.Count + _world.ArticlesTable.Calls.Count + _world.Queue.Messages.Count;
    }

    [Fact]
    public async Task A_restart_costs_the_reading_of_the_memory()
    {
        await SettleAsync(1_999);
        await CostAsync();

        Assert.Equal(new Cost(Listings: 1, Ledger: 0, Memory: 1, Asked: 0), await CostAsync(_world.NewSweeper()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("certainly no archive")]
    public async Task Without_a_memory_or_with_a_broken_one_the_whole_ledger_is_compared(string content)
    {
        var names = await SettleAsync(1_999);
        await CostAsync();
        _world.Seeds.Remove(names[7]);
        _world.Operations.Remove("sweep.json.gz");
        if (content.Length > 0)
        {
            _world.Operations.Put("sweep.json.gz", Encoding.UTF8.GetBytes(content));
        }

        var reconciler = _world.NewSweeper();

        Assert.Equal(new Cost(Listings: 1, Ledger: 2, Memory: 2, Asked: 1), await CostAsync(reconciler));
        Assert.Equal([names[7]], _world.Queue.Names);
        Assert.Equal(1, (await CostAsync(_world.NewSweeper())).Memory);
    }

    [Fact]
    public async Task An_old_memory_hides_nothing()
    {
        var names = await SettleAsync(100);
        await CostAsync();
        var old = _world.Operations.Blobs["sweep.json.gz"].Content;

        // While nobody reconciliations: a change seen through, one that is not, a deletion, one seen through, and one that is new and due.
        foreach (var name in names[..2])
        {
            _world.Put(name, TestPortal.Page("Changed"));
        }

        await _world.HandleAsync(names[0]);
        _world.Seeds.Remove(names[2]);
        _world.Seeds.Remove(names[3]);
        await _world.HandleAsync(names[3]);
        await SettleAsync(1, prefix: "zh", due: _world.Time.GetUtcNow());
        _world.Operations.Put("sweep.json.gz", old);

        Assert.Equal(new Cost(Listings: 1, Ledger: 5, Memory: 2, Asked: 3), await CostAsync(_world.NewSweeper()));
        Assert.Equal(new[] { names[1], names[2], Name("zh", 0) }.Order(), _world.Queue.Names.Order());
    }

    [Fact]
    public async Task Two_sweepers_at_once_lose_nothing_of_what_either_saw()
    {
        await SettleAsync(10);
        await CostAsync();
        var other = _world.NewSweeper();
        await other.ReconcileAsync(CancellationToken.None);

        // Only the first sees this one in the container, and stores that; only the second sees that one.
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        _world.Put("en/this.txt", TestPortal.Page("This one"));
        await _world.Sweeper.ReconcileAsync(CancellationToken.None);
        await _world.HandleAsync("en/this.txt");
        _world.Seeds.Remove("en/this.txt");
        _world.Put("en/that.txt", TestPortal.Page("That one"));
        await other.ReconcileAsync(CancellationToken.None);
        await _world.HandleAsync("en/that.txt");
        _world.Seeds.Remove("en/that.txt");
        _world.Queue.Messages.Clear();

        await other.ReconcileAsync(CancellationToken.None);
        Assert.Equal(["en/that.txt", "en/this.txt"], _world.Queue.Names.Order());
        await _world.HandleAsync("en/that.txt");
        await _world.HandleAsync("en/this.txt");
        _world.Time.Advance(TimeSpan.FromHours(1));
        foreach (var reconciler in new[] { other, _world.Sweeper, _world.NewSweeper() })
        {
            Assert.Equal(0, await reconciler.ReconcileAsync(CancellationToken.None));
        }
    }

    [Fact]
    public async Task A_full_comparison_finds_what_came_and_went_between_two_sweeps_in_another_process()
    {
        await SettleAsync(10);
        await CostAsync();
        _world.Put("en/short.txt", TestPortal.Page("Shortly there"));
        await _world.HandleAsync("en/short.txt");
        _world.Seeds.Remove("en/short.txt");
        _world.Seen.TakeAll();

        Assert.Equal(0, await _world.Sweeper.ReconcileAsync(CancellationToken.None));
        Assert.Equal(1, await _world.Sweeper.ReconcileAsync(full: true, CancellationToken.None));

        Assert.Equal(["en/short.txt"], _world.Queue.Names);
        _world.Time.Advance(_world.Ingestion.RequestAgainAfter);
        Assert.Equal(1, await _world.Sweeper.ReconcileAsync(CancellationToken.None));
    }

    [Fact]
    public async Task The_whole_ledger_is_compared_once_an_hour_by_whoever_sweeps()
    {
        await SettleAsync(10);
        await CostAsync();
        _world.Time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1));
        Assert.Equal(0, (await CostAsync(_world.NewSweeper())).Ledger);
        _world.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(new Cost(1, 1, 2, 0), await CostAsync(_world.NewSweeper()));
        Assert.Equal(new Cost(1, 0, 1, 0), await CostAsync(_world.NewSweeper()));
    }

    [Fact]
    public async Task The_memory_is_stored_when_it_changed_and_not_at_every_sweep()
    {
        await CostAsync();
        for (var second = 1; second <= 120; second++)
        {
            _world.Time.Advance(TimeSpan.FromSeconds(1));
            await SettleAsync(1, prefix: $"s{second}");
            await CostAsync();
        }

        var writes = _world.Operations.Writes;
        _world.Time.Advance(TimeSpan.FromMinutes(57));
        await CostAsync();

        Assert.Equal(3, writes);
        Assert.Equal(writes, _world.Operations.Writes);
    }

    [Theory]
    [InlineData(Fault.FailAfter)]
    [InlineData(Fault.FailBefore)]
    [InlineData(Fault.RetriedByClient)]
    public async Task A_memory_that_could_not_be_stored_is_stored_later(Fault fault)
    {
        await SettleAsync(10);
        _world.Operations.Faults = writes => writes ? fault : Fault.None;
        if (fault == Fault.RetriedByClient)
        {
            Assert.Equal(0, await _world.Sweeper.ReconcileAsync(CancellationToken.None));
        }
        else
        {
            await Assert.ThrowsAsync<RequestFailedException>(() => _world.Sweeper.ReconcileAsync(CancellationToken.None));
        }

        _world.Operations.Faults = _ => Fault.None;
        for (var i = 0; i < 3; i++)
        {
            _world.Time.Advance(TimeSpan.FromMinutes(1));
            await CostAsync();
        }

        Assert.Equal(new Cost(1, 0, 1, 0), await CostAsync(_world.NewSweeper()));
        Assert.Equal(new Cost(1, 0, 0, 0), await CostAsync());
    }

    private static string Name(string prefix, int i) => string.Create(CultureInfo.InvariantCulture, $"{prefix}/{i:00000}.txt");

    // As the ingester would leave them.
    private async Task<List<string>> SettleAsync(int count, string prefix = "en", DateTimeOffset? due = null)
    {
        var names = Enumerable.Range(0, count).Select(i => Name(prefix, i)).ToList();
        foreach (var name in names)
        {
            await _world.Ledger.SaveAsync(
                new SeedRecord { Name = SeedName.FromBlobName(name), Status = SeedStatus.Published, SeedETag = _world.Put(name, "settled"), Due = due },
                CancellationToken.None);
        }

        return names;
    }

    private async Task<Cost> CostAsync(SeedReconciler? reconciler = null)
    {
        var (listings, statusStore, memory) = (_world.Seeds.Calls, _world.SeedsTable.Calls.Count, _world.Operations.Calls);
        var asked = await (reconciler ?? _world.Sweeper).ReconcileAsync(CancellationToken.None);
        return new Cost(_world.Seeds.Calls - listings, _world.SeedsTable.Calls.Count - statusStore, _world.Operations.Calls - memory, asked);
    }

    private sealed record Cost(int Listings, int Ledger, int Memory, int Asked);
}

using SmeFunctions.Portal.Tests.Storage;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Portal.Tests.Visits;

public sealed class VisitCompactorTests : IDisposable
{
    private const string Slug = "2017-01-04-china-asean";
    private readonly TestVisits _world = new();
    private readonly VisitProcess _process;

    public VisitCompactorTests() => _process = _world.Start();

    public void Dispose() => _process.Dispose();

    [Fact]
    public async Task Adds_idle_rows_to_the_total_and_the_day()
    {
        await CountAsync(3);
        _world.Time.Advance(_world.Options.CompactAfter);

        var result = await _world.Folder().CompactAsync();
        var history = await _world.StoredAsync(Slug, 1);

        Assert.Equal(new CompactionResult(1, 3, 0), result);
        Assert.Equal(3, history.Visits);
        Assert.Equal([new(new(2026, 3, 1), 3)], history.Days);
        Assert.Equal(3, _world.Server.Rows.Single(row => row.RowKey == VisitKeys.GetTotalKey(Slug)).GetInt64("Visits"));
        Assert.Equal(3, _world.Server.Rows.Single(row => row.RowKey == VisitKeys.GetDayKey(Slug, 20260301)).GetInt64("Visits"));
        Assert.Equal(3, _world.Server.Rows.Single(row => row.RowKey == VisitKeys.GetSiteDayKey(20260301)).GetInt64("Visits"));
    }

    [Fact]
    public async Task Leaves_rows_alone_that_are_in_use_by_the_clock_of_the_storage()
    {
        await CountAsync(1);
        var ahead = new SkewedTime(_world.Time) { Offset = TimeSpan.FromDays(1) };

        var result = await _world.Folder(time: ahead).CompactAsync();

        Assert.Equal(0, result.Rows);
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(3, 0)]
    public async Task Compacts_earlier_where_more_rows_are_open_than_the_limit(int limit, int compacted)
    {
        _world.Options.ManyOpenRows = limit;
        foreach (var slug in Enumerable.Range(0, 1000).Select(i => $"article-{i}").Where(slug => VisitKeys.GetPartition(slug) == VisitKeys.GetPartition(Slug)).Take(3))
        {
            await _process.Counter.CountAsync(slug);
        }

        _world.Time.Advance(_world.Options.CompactAfterWhenMany);

        Assert.Equal(compacted, (await _world.Folder().CompactAsync()).Rows);
    }

    [Fact]
    public async Task A_writer_goes_on_with_a_new_row_after_its_row_was_folded()
    {
        await CountAsync(3);
        _world.Time.Advance(_world.Options.CompactAfter);
        await _world.Folder().CompactAsync();

        var answer = await _world.WaitAsync(_process.Counter.CountAsync(Slug).AsTask());

        Assert.Equal(new VisitResult(4, 4, null), answer);
        Assert.Equal(4, (await _world.StoredAsync(Slug)).Visits);
    }

    [Fact]
    public async Task A_writer_whose_row_was_folded_under_its_hands_finds_out_by_its_write()
    {
        await CountAsync(3);
        _world.FoldAtOnce();
        await _world.Folder().CompactAsync();

        var answer = await _process.Counter.CountAsync(Slug);

        Assert.Equal(new VisitResult(4, 4, null), answer);
        Assert.Equal(4, (await _world.StoredAsync(Slug)).Visits);
    }

    [Fact]
    public async Task A_writer_finds_its_last_batch_in_the_tombstone()
    {
        await CountAsync(3);
        _world.FoldAtOnce();
        var folded = false;
        _process.Table.Faults = call => call.IsWrite && !folded ? Fault.TimeoutAfter : Fault.None;
        _process.Table.Travel = async () =>
        {
            // Between the write and the answer that never comes.
            if (!folded && _process.Table.Calls[^1].IsWrite && Open() == 4)
            {
                folded = true;
                await _world.Folder().CompactAsync();
            }
        };

        var answer = await _world.WaitAsync(_process.Counter.CountAsync(Slug).AsTask());

        Assert.True(folded);
        Assert.Equal(4, answer.Visits);
        Assert.Equal(4, (await _world.StoredAsync(Slug)).Visits);
    }

    [Fact]
    public async Task A_writer_that_sleeps_past_the_tombstone_counts_nothing_twice()
    {
        await CountAsync(3);
        _world.FoldAtOnce();
        var slept = false;
        _process.Table.Faults = call => call.IsWrite && !slept ? Fault.TimeoutAfter : Fault.None;
        _process.Table.Travel = async () =>
        {
            if (!slept && _process.Table.Calls[^1].IsWrite && Open() == 4)
            {
                slept = true;
                await _world.Folder().CompactAsync();
                _world.Time.Advance(_world.Options.TombstoneFor + TimeSpan.FromMinutes(1));
                await _world.Folder().CompactAsync();
            }
        };

        var answer = await _world.WaitAsync(_process.Counter.CountAsync(Slug).AsTask());
        var next = await _world.WaitAsync(_process.Counter.CountAsync(Slug).AsTask());

        Assert.True(slept);
        Assert.False(answer.IsStored);
        Assert.Equal(5, next.Visits);
        Assert.Equal(5, (await _world.StoredAsync(Slug)).Visits);
    }

    [Fact]
    public async Task A_read_that_took_longer_than_tombstones_live_proves_nothing()
    {
        _world.FoldAtOnce();
        _world.Options.TombstoneFor = TimeSpan.FromMinutes(5);
        _process.FailWrites(Fault.TimeoutAfter);
        var slept = false;
        _process.Table.Travel = async () =>
        {
            if (!slept && _process.Table.Calls[^1] is { IsWrite: false, RowKey: { } key } && key.StartsWith("w|", StringComparison.Ordinal))
            {
                slept = true;
                await _world.Folder().CompactAsync();
                _world.Time.Advance(TimeSpan.FromMinutes(6));
                await _world.Folder().CompactAsync();
            }
        };

        var answer = await _world.WaitAsync(_process.Counter.CountAsync(Slug).AsTask());

        Assert.True(slept);
        Assert.False(answer.IsStored);
        Assert.Equal(1, (await _world.StoredAsync(Slug)).Visits);
    }

    [Fact]
    public async Task A_row_found_stored_and_long_folded_is_not_written_again()
    {
        _process.FailWrites(Fault.FailAfter);
        await _world.WaitAsync(_process.Counter.CountAsync(Slug).AsTask());
        _world.Time.Advance(_world.Options.CompactAfter);
        await _world.Folder().CompactAsync();
        _world.Time.Advance(_world.Options.TombstoneFor * 2);
        await _world.Folder().CompactAsync();

        var answer = await _world.WaitAsync(_process.Counter.CountAsync(Slug).AsTask());

        Assert.Equal(2, answer.Visits);
        Assert.Equal(2, (await _world.StoredAsync(Slug)).Visits);
    }

    [Fact]
    public async Task Two_folds_at_once_add_each_row_once()
    {
        await CountAsync(3);
        _world.FoldAtOnce();
        var slow = new FakeTable(_world.Server);
        slow.Travel = async () =>
        {
            if (slow.Calls[^1].IsWrite)
            {
                slow.Travel = () => Task.CompletedTask;
                await _world.Folder().CompactAsync();
            }
        };

        await _world.WaitAsync(_world.Folder(slow).CompactAsync());

        Assert.Equal(3, (await _world.StoredAsync(Slug)).Visits);
    }

    [Theory]
    [MemberData(nameof(VisitCounterTests.Faults), MemberType = typeof(VisitCounterTests))]
    public async Task Adds_each_row_once_when_the_fold_meets(Fault fault)
    {
        await CountAsync(3);
        _world.FoldAtOnce();
        var faults = new Queue<Fault>([fault]);
        var table = new FakeTable(_world.Server) { Faults = call => call.IsWrite && faults.TryDequeue(out var next) ? next : Fault.None };

        await _world.WaitAsync(_world.Folder(table).CompactAsync());

        Assert.Empty(faults);
        Assert.Equal(0, Open());
        Assert.Equal(3, (await _world.StoredAsync(Slug)).Visits);
    }

    [Fact]
    public async Task Fits_any_number_of_rows_into_transactions_of_100()
    {
        var slugs = Enumerable.Range(0, 2000).Select(i => $"article-{i}").ToList();
        foreach (var slug in slugs)
        {
            await _process.Counter.CountAsync(slug);
        }

        using (var other = _world.Start())
        {
            await Task.WhenAll(Enumerable.Range(0, 150).Select(i => other.Counter.CountAsync("article-1").AsTask()));
        }

        for (var i = 0; i < 120; i++)
        {
            using var another = _world.Start();
            await another.Counter.CountAsync("article-2");
        }

        _world.FoldAtOnce();

        var result = await _world.Folder().CompactAsync();

        Assert.Equal(2000 + 150 + 120, result.Visits);
        Assert.Equal(151, (await _world.StoredAsync("article-1")).Visits);
        Assert.Equal(121, (await _world.StoredAsync("article-2")).Visits);
        Assert.Equal(1, (await _world.StoredAsync("article-3")).Visits);
    }

    [Fact]
    public async Task Deletes_tombstones_when_no_writer_can_be_in_doubt()
    {
        await CountAsync(1);
        _world.Time.Advance(_world.Options.CompactAfter);
        await _world.Folder().CompactAsync();
        _world.Time.Advance(_world.Options.TombstoneFor - TimeSpan.FromSeconds(1));
        var early = await _world.Folder().CompactAsync();
        _world.Time.Advance(TimeSpan.FromSeconds(2));

        var late = await _world.Folder().CompactAsync();

        Assert.Equal(0, early.Deleted);
        Assert.Equal(1, late.Deleted);
        Assert.Equal(1, (await _world.StoredAsync(Slug)).Visits);
    }

    private async Task CountAsync(int visits)
    {
        for (var i = 0; i < visits; i++)
        {
            await _process.Counter.CountAsync(Slug);
        }
    }

    private long Open() => _world.Server.Rows
        .Where(row => row.RowKey.StartsWith("w|", StringComparison.Ordinal) && row.GetInt64("Sequence") == 0)
        .Sum(row => row.GetInt64("Visits")!.Value);
}

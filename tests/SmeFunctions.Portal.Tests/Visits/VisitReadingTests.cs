using SmeFunctions.Portal.Tests.Storage;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Portal.Tests.Visits;

public sealed class VisitReadingTests : IDisposable
{
    private const string Slug = "2017-01-04-china-asean";
    private readonly TestVisits _world = new();
    private readonly VisitProcess _process;

    public VisitReadingTests() => _process = _world.Start();

    public void Dispose() => _process.Dispose();

    [Fact]
    public async Task A_base_is_set_once_and_counts_in_every_total()
    {
        await _process.Counter.CountAsync(Slug);

        var first = await _process.Counter.SetBaseAsync(Slug, 1000);
        var same = await _process.Counter.SetBaseAsync(Slug, 1000);
        var other = await _process.Counter.SetBaseAsync(Slug, 2000);
        _world.Time.Advance(_world.Options.FreshFor * 2);
        var answer = await _process.Counter.CountAsync(Slug);
        var history = await _world.StoredAsync(Slug, 1);
        using var statistics = _world.Statistics();

        Assert.Equal((true, true, false), (first, same, other));
        Assert.Equal(new VisitResult(1002, 2, null), answer);
        Assert.Equal((1002, 1000), (history.Visits, history.Base));
        Assert.Equal([new(Slug, 1002)], await statistics.ListTopAsync(VisitWindow.All, 10));
        Assert.Equal([new(Slug, 2)], await statistics.ListTopAsync(VisitWindow.Today, 10));
    }

    [Theory]
    [MemberData(nameof(VisitCounterTests.Faults), MemberType = typeof(VisitCounterTests))]
    public async Task A_base_is_set_when_the_write_meets(Fault fault)
    {
        _process.FailWrites(fault);

        var isSet = await _world.WaitAsync(_process.Counter.SetBaseAsync(Slug, 7));

        Assert.True(isSet);
        Assert.Equal(7, (await _world.StoredAsync(Slug)).Base);
    }

    [Fact]
    public async Task A_base_of_zero_is_one_too()
    {
        var zero = await _process.Counter.SetBaseAsync(Slug, 0);
        var later = await _process.Counter.SetBaseAsync(Slug, 5);

        Assert.True(zero);
        Assert.False(later);
        Assert.Equal(0, await _process.Numbers.GetAsync(Slug));
    }

    [Fact]
    public async Task A_base_fails_when_storage_is_down()
    {
        _process.Table.Faults = _ => Fault.Busy;

        var exception = await Assert.ThrowsAsync<VisitsUnavailableException>(() => _world.WaitAsync(_process.Counter.SetBaseAsync(Slug, 5)));

        Assert.Equal(_world.Options.RetryAfter, exception.RetryAfter);
    }

    [Fact]
    public async Task A_history_has_no_gaps_and_ends_today()
    {
        await _process.Counter.CountAsync(Slug);
        _world.Time.Advance(TimeSpan.FromDays(2));
        await _world.Folder().CompactAsync();
        await _process.Counter.CountAsync(Slug);
        await _process.Counter.CountAsync(Slug);

        var history = await _world.StoredAsync(Slug, 4);

        Assert.Equal(3, history.Visits);
        Assert.Equal([new(new(2026, 2, 28), 0), new(new(2026, 3, 1), 1), new(new(2026, 3, 2), 0), new(new(2026, 3, 3), 2)], history.Days);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(401)]
    public async Task A_history_has_1_to_400_days(int days) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _world.StoredAsync(Slug, days));

    [Fact]
    public async Task Windows_hold_their_days_folded_or_open()
    {
        await VisitAsync("first", 5);
        _world.Time.Advance(TimeSpan.FromDays(8));
        await _world.Folder().CompactAsync();
        await VisitAsync("second", 3);
        _world.Time.Advance(TimeSpan.FromDays(2));
        await _world.Folder().CompactAsync();
        await VisitAsync("third", 2);
        await VisitAsync("first", 1);
        using var statistics = _world.Statistics();

        Assert.Equal([new("third", 2), new("first", 1)], await statistics.ListTopAsync(VisitWindow.Today, 10));
        Assert.Equal([new("second", 3), new("third", 2), new("first", 1)], await statistics.ListTopAsync(VisitWindow.SevenDays, 10));
        Assert.Equal([new("first", 6), new("second", 3), new("third", 2)], await statistics.ListTopAsync(VisitWindow.ThirtyDays, 10));
        Assert.Equal([new("first", 6), new("second", 3)], await statistics.ListTopAsync(VisitWindow.All, 2));
        Assert.Equal([new("second", 3)], await statistics.ListTopAsync(VisitWindow.All, 2, slug => slug == "second"));
    }

    [Fact]
    public async Task A_window_moves_on_without_a_visit()
    {
        await VisitAsync("first", 5);
        await _process.Counter.StopAsync(CancellationToken.None);
        _world.Time.Advance(TimeSpan.FromDays(1));
        await _world.Folder().CompactAsync();
        using var statistics = _world.Statistics();

        var before = await statistics.ListTopAsync(VisitWindow.SevenDays, 1);
        _world.Time.Advance(TimeSpan.FromDays(6));
        var after = await statistics.ListTopAsync(VisitWindow.SevenDays, 1);

        Assert.Equal([new("first", 5)], before);
        Assert.Empty(after);
    }

    [Fact]
    public async Task The_busiest_now_is_found_though_it_was_never_among_the_best()
    {
        // The ranking of one partition is full with articles of two visits; one of a single visit has no place in it.
        var slugs = Enumerable.Range(0, 100_000).Select(i => $"article-{i}").Where(s => VisitKeys.GetPartition(s) == 3).Take(VisitRanking.MaxEntries + 1).ToList();
        await Task.WhenAll(slugs.Concat(slugs.Skip(1)).Select(slug => _process.Counter.CountAsync(slug).AsTask()));
        _world.Time.Advance(_world.Options.CompactAfter);
        await _world.Folder().CompactAsync();
        await VisitAsync(slugs[0], 4);
        using var statistics = _world.Statistics();

        var top = await statistics.ListTopAsync(VisitWindow.All, 2);

        Assert.Equal([new(slugs[0], 5), new(slugs.Skip(1).Order(StringComparer.Ordinal).First(), 2)], top);
    }

    [Fact]
    public async Task Lists_of_the_site_are_read_once_in_a_while()
    {
        await VisitAsync("first", 1);
        var table = new FakeTable(_world.Server);
        using var statistics = _world.Statistics(table);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => statistics.ListTopAsync(VisitWindow.All, 5)));
        var calls = table.Calls.Count;
        await VisitAsync("first", 1);
        var cached = await statistics.ListDaysAsync(1);
        var callsAfter = table.Calls.Count;
        _world.Time.Advance(_world.Options.StatisticsFreshFor + TimeSpan.FromSeconds(1));
        var fresh = await statistics.ListDaysAsync(1);

        Assert.Equal(3 * VisitKeys.Partitions, calls);
        Assert.Equal(calls, callsAfter);
        Assert.Equal(1, cached[0].Visits);
        Assert.Equal(2, fresh[0].Visits);
    }

    [Fact]
    public async Task The_ranking_survives_the_longest_slugs()
    {
        var slugs = Enumerable.Range(0, 100_000).Select(i => new string('中', 190) + i).Where(s => VisitKeys.GetPartition(s) == 3).Take(700).ToList();
        await Task.WhenAll(slugs.Select(slug => _process.Counter.CountAsync(slug).AsTask()));
        _world.Time.Advance(_world.Options.CompactAfter);

        await _world.Folder().CompactAsync();
        using var statistics = _world.Statistics();

        Assert.Equal(VisitRanking.MaxEntries, (await statistics.ListTopAsync(VisitWindow.Today, 2000)).Count);
    }

    [Fact]
    public async Task A_number_costs_no_storage_call_while_it_is_fresh()
    {
        await VisitAsync(Slug, 2);
        var calls = _process.Table.Calls.Count;

        var numbers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => _process.Numbers.GetAsync(Slug).AsTask()));

        Assert.All(numbers, number => Assert.Equal(2, number));
        Assert.Equal(calls, _process.Table.Calls.Count);
    }

    [Fact]
    public async Task Visits_counted_elsewhere_show_when_the_number_is_no_longer_fresh()
    {
        using var other = _world.Start();
        await VisitAsync(Slug, 2);
        await other.Counter.CountAsync(Slug);

        var cached = await _process.Numbers.GetAsync(Slug);
        _world.Time.Advance(_world.Options.FreshFor + TimeSpan.FromMilliseconds(1));
        var fresh = await _process.Numbers.GetAsync(Slug);

        Assert.Equal(2, cached);
        Assert.Equal(3, fresh);
    }

    [Fact]
    public async Task The_more_there_is_to_read_the_older_the_numbers_of_others_may_be()
    {
        _world.Options.ViewRowsPerSecond = 2;
        _world.Options.Jitter = () => 0;
        using var other = _world.Start();
        foreach (var slug in Enumerable.Range(0, 100).Select(i => $"article-{i}").Where(slug => VisitKeys.GetPartition(slug) == VisitKeys.GetPartition(Slug)))
        {
            await other.Counter.CountAsync(slug);
        }

        await other.Counter.CountAsync(Slug);
        await _process.Numbers.GetAsync(Slug);
        await other.Counter.CountAsync(Slug);

        var open = _world.Server.Rows.Where(row => row.RowKey.StartsWith("w|", StringComparison.Ordinal) && row.PartitionKey == VisitKeys.GetPartitionName(VisitKeys.GetPartition(Slug))).ToList();
        // Those that wrote read them, and this process does. A process whose first write meets its first snapshot has written under two names.
        var readers = open.Select(row => row.GetString(VisitEntities.Writer)).Distinct().Count() + 1.0;
        var lasts = TimeSpan.FromSeconds(open.Count * readers / _world.Options.ViewRowsPerSecond);
        _world.Time.Advance(lasts - TimeSpan.FromMilliseconds(1));
        var before = await _process.Numbers.GetAsync(Slug);
        // Once more what is there, then the next look.
        _world.Time.Advance(_world.Options.FreshFor + TimeSpan.FromSeconds(1));
        var after = await _process.Numbers.GetAsync(Slug);

        Assert.True(lasts > _world.Options.FreshFor);
        Assert.Equal((1, 2), (before, after));
    }

    [Fact]
    public async Task Own_visits_show_at_once_however_rarely_the_rows_of_others_are_read()
    {
        _world.Options.ViewRowsPerSecond = 1;
        using var other = _world.Start();
        foreach (var slug in Enumerable.Range(0, 1000).Select(i => $"article-{i}").Where(slug => VisitKeys.GetPartition(slug) == VisitKeys.GetPartition(Slug)))
        {
            await other.Counter.CountAsync(slug);
        }

        await _process.Counter.CountAsync(Slug);
        var before = _world.Server.EntitiesRead;
        _world.Time.Advance(_world.Options.FreshFor * 2);
        var answer = await _process.Counter.CountAsync(Slug);

        Assert.Equal(2, answer.Visits);
        Assert.Equal(2, await _process.Numbers.GetAsync(Slug));
        Assert.Equal(before, _world.Server.EntitiesRead);
    }

    [Fact]
    public async Task Older_numbers_are_given_when_storage_is_down()
    {
        await VisitAsync(Slug, 2);
        _process.Table.Faults = _ => Fault.Busy;
        _world.Time.Advance(TimeSpan.FromMinutes(1));

        var number = await _process.Numbers.GetAsync(Slug);

        Assert.Equal(2, number);
        await Assert.ThrowsAsync<Azure.RequestFailedException>(async () => await _process.Numbers.GetAsync("never-asked-for"));
    }

    [Fact]
    public async Task A_list_costs_one_query_per_partition_once_its_articles_are_known()
    {
        var slugs = Enumerable.Range(0, 100).Select(i => $"article-{i}").ToList();
        foreach (var slug in slugs)
        {
            await _process.Counter.CountAsync(slug);
        }

        using var reader = _world.Start();

        var first = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => reader.Numbers.GetManyAsync(slugs).AsTask()));
        var cold = reader.Table.Calls.Count;
        _world.Time.Advance(_world.Options.FreshFor + TimeSpan.FromMilliseconds(1));
        await reader.Numbers.GetManyAsync(slugs.Append("never"));
        var warm = reader.Table.Calls.Count - cold;

        Assert.All(first, numbers => Assert.True(numbers.Count == 100 && numbers.Values.All(number => number == 1)));
        Assert.Equal(100 + VisitKeys.Partitions, cold);
        Assert.Equal(1 + VisitKeys.Partitions, warm);
    }

    [Fact]
    public async Task A_total_read_before_a_fold_that_the_view_has_passed_is_read_again()
    {
        _world.FoldAtOnce();
        var slugs = Enumerable.Range(0, 1000).Select(i => $"article-{i}").Where(s => VisitKeys.GetPartition(s) == 3).Take(2).ToList();
        await VisitAsync(slugs[0], 1);
        using var reader = _world.Start();
        await reader.Numbers.GetAsync(slugs[1]);
        var held = new TaskCompletionSource();
        var journeys = 0;
        reader.Table.Travel = () => reader.Table.Calls[^1].RowKey == VisitKeys.GetTotalKey(slugs[0]) && ++journeys == 2 ? held.Task : Task.CompletedTask;

        var number = reader.Numbers.GetAsync(slugs[0]).AsTask();
        while (Volatile.Read(ref journeys) < 2)
        {
            await Task.Delay(1);
        }

        await _world.Folder().CompactAsync();
        _world.Time.Advance(_world.Options.FreshFor + TimeSpan.FromMilliseconds(1));
        await reader.Numbers.GetAsync(slugs[1]);
        held.SetResult();

        Assert.Equal(1, await number);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_row_folded_while_its_writer_waits_for_an_answer_is_shown_once(bool isWrite)
    {
        _world.FoldAtOnce();
        var slugs = Enumerable.Range(0, 1000).Select(i => $"article-{i}").Where(s => VisitKeys.GetPartition(s) == 3).Take(2).ToList();
        _process.FailWrites(isWrite ? Fault.None : Fault.FailAfter);
        await VisitAsync(slugs[0], 1);
        var held = new TaskCompletionSource();
        var journeys = 0;
        _process.Table.Travel = () =>
            _process.Table.Calls[^1] is { RowKey: { } key } call && call.IsWrite == isWrite && key.StartsWith($"w|{slugs[0]}|", StringComparison.Ordinal) && ++journeys == 2
                ? held.Task
                : Task.CompletedTask;

        var visit = _process.Counter.CountAsync(slugs[0]).AsTask();
        await _world.Folder().CompactAsync();
        _world.Time.Advance(_world.Options.FreshFor + TimeSpan.FromMilliseconds(1));
        await _process.Numbers.GetAsync(slugs[1]);
        held.SetResult();
        var answer = await _world.WaitAsync(visit);

        Assert.Equal(2, journeys);
        Assert.Equal(2, answer.Visits);
        Assert.Equal(2, await _process.Numbers.GetAsync(slugs[0]));
    }

    [Fact]
    public async Task A_history_read_while_rows_are_folded_is_of_one_moment()
    {
        _world.FoldAtOnce();
        await VisitAsync(Slug, 3);
        var table = new FakeTable(_world.Server);
        table.Travel = async () =>
        {
            // After the total was read, before the rest is.
            if (table.Calls.Count == 2)
            {
                table.Travel = () => Task.CompletedTask;
                await _world.Folder().CompactAsync();
            }
        };
        using var statistics = _world.Statistics(table);

        var history = await statistics.ReadAsync(Slug, 1);

        Assert.Equal(3, history.Visits);
        Assert.Equal(3, history.Days[0].Visits);
    }

    [Fact]
    public async Task A_view_of_several_pages_read_while_rows_are_folded_is_of_one_moment()
    {
        _world.FoldAtOnce();
        var slugs = Enumerable.Range(0, 100_000).Select(i => $"article-{i}").Where(s => VisitKeys.GetPartition(s) == 3).Take(1200).ToList();
        await Task.WhenAll(slugs.Select(slug => _process.Counter.CountAsync(slug).AsTask()));
        using var reader = _world.Start();
        await reader.Numbers.GetManyAsync(slugs);
        _world.Time.Advance(_world.Options.FreshFor * 2);
        var pages = 0;
        reader.Table.Travel = async () =>
        {
            // Once the first page has been read and before the second is.
            if (reader.Table.Calls[^1].RowKey is null && ++pages == 3)
            {
                await _world.Folder().CompactAsync();
            }
        };

        var during = await reader.Numbers.GetManyAsync(slugs);
        _world.Time.Advance(_world.Options.FreshFor * 2);
        var after = await reader.Numbers.GetManyAsync(slugs);

        Assert.True(pages >= 4);
        Assert.All(during.Values, number => Assert.Equal(1, number));
        Assert.All(after.Values, number => Assert.Equal(1, number));
    }

    private async Task VisitAsync(string slug, int visits)
    {
        for (var i = 0; i < visits; i++)
        {
            Assert.True((await _world.WaitAsync(_process.Counter.CountAsync(slug).AsTask())).IsStored);
        }
    }
}

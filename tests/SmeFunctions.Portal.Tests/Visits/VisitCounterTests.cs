using Azure;
using SmeFunctions.Portal.Tests.Storage;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Portal.Tests.Visits;

public sealed class VisitCounterTests : IDisposable
{
    private const string Slug = "2017-01-04-china-asean";
    private readonly TestVisits _world = new();
    private readonly VisitProcess _process;

    public VisitCounterTests() => _process = _world.Start();

    public void Dispose() => _process.Dispose();

    [Fact]
    public async Task Answers_with_the_number_of_the_visit()
    {
        var first = await _process.Counter.CountAsync(Slug);
        var second = await _process.Counter.CountAsync(Slug);

        Assert.Equal(new VisitResult(1, 1, null), first);
        Assert.Equal(new VisitResult(2, 2, null), second);
        Assert.Equal(2, (await _world.StoredAsync(Slug)).Visits);
    }

    [Fact]
    public async Task Answers_only_after_the_write()
    {
        var gate = new TaskCompletionSource();
        _process.Table.Travel = () => gate.Task;

        var visit = _process.Counter.CountAsync(Slug).AsTask();
        await Task.Delay(20);
        var early = visit.IsCompleted;
        gate.SetResult();
        var answer = await visit;

        Assert.False(early);
        Assert.True(answer.IsStored);
    }

    [Fact]
    public async Task Visits_that_arrive_during_a_write_share_the_next_one()
    {
        await _process.Counter.CountAsync(Slug);
        var gate = new TaskCompletionSource();
        _process.Table.Travel = () => gate.Task;
        var before = _world.Server.Transactions;

        var visits = Enumerable.Range(0, 500).Select(_ => _process.Counter.CountAsync(Slug).AsTask()).ToList();
        gate.SetResult();
        var answers = await Task.WhenAll(visits);

        Assert.Equal(2, _world.Server.Transactions - before);
        Assert.Equal(Enumerable.Range(2, 500).Select(n => (long)n), answers.Select(a => a.Visits).Order());
        Assert.Equal(501, (await _world.StoredAsync(Slug)).Visits);
    }

    [Fact]
    public async Task Articles_of_a_partition_share_a_write_of_at_most_100_rows()
    {
        var slugs = Enumerable.Range(0, 100_000).Select(i => $"article-{i}").Where(s => VisitKeys.GetPartition(s) == 3).Take(250).ToList();
        var gate = new TaskCompletionSource();
        _process.Table.Travel = () => gate.Task;

        var visits = slugs.ConvertAll(slug => _process.Counter.CountAsync(slug).AsTask());
        gate.SetResult();
        var answers = await Task.WhenAll(visits);

        Assert.All(answers, answer => Assert.Equal(1, answer.Visits));
        Assert.Equal(1 + 3, _world.Server.Transactions);
        Assert.Equal(250, _world.Server.Rows.Count);
    }

    public static TheoryData<Fault> Faults =>
    [
        Fault.FailBefore, Fault.FailAfter, Fault.Busy, Fault.TimeoutBefore, Fault.TimeoutAfter, Fault.ResetBefore, Fault.ResetAfter, Fault.RetriedByClient,
    ];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Counts_once_when_the_first_write_of_a_row_meets(Fault fault)
    {
        _process.FailWrites(fault);

        var answer = await _world.WaitAsync(_process.Counter.CountAsync(Slug).AsTask());
        var next = await _world.WaitAsync(_process.Counter.CountAsync(Slug).AsTask());

        Assert.Equal(1, answer.Visits);
        Assert.Equal(2, next.Visits);
        Assert.Equal(2, (await _world.StoredAsync(Slug)).Visits);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Counts_once_when_an_update_meets(Fault fault)
    {
        await _process.Counter.CountAsync(Slug);
        _process.FailWrites(fault, fault, fault);

        var answer = await _world.WaitAsync(_process.Counter.CountAsync(Slug).AsTask());
        var next = await _world.WaitAsync(_process.Counter.CountAsync(Slug).AsTask());

        Assert.Equal(2, answer.Visits);
        Assert.Equal(3, next.Visits);
        Assert.Equal(3, (await _world.StoredAsync(Slug)).Visits);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Counts_once_when_a_transaction_of_several_articles_meets(Fault fault)
    {
        var slugs = Enumerable.Range(0, 1000).Select(i => $"article-{i}").Where(s => VisitKeys.GetPartition(s) == 3).Take(5).ToList();
        for (var round = 1; round <= 3; round++)
        {
            var gate = new TaskCompletionSource();
            _process.Table.Travel = () => gate.Task;
            _process.FailWrites(Fault.None, fault, fault);

            var visits = slugs.ConvertAll(slug => _process.Counter.CountAsync(slug).AsTask());
            gate.SetResult();
            var answers = await _world.WaitAsync(Task.WhenAll(visits));

            Assert.All(answers, answer => Assert.Equal(round, answer.Visits));
        }

        foreach (var slug in slugs)
        {
            Assert.Equal(3, (await _world.StoredAsync(slug)).Visits);
        }
    }

    [Fact]
    public async Task A_write_that_lands_after_its_visits_were_refused_counts_them_once()
    {
        await _process.Counter.CountAsync(Slug);
        _process.FailWrites([.. Enumerable.Repeat(Fault.Late, 100)]);

        var refused = await _world.WaitAsync(_process.Counter.CountAsync(Slug).AsTask());
        _process.FailWrites();
        var landed = 0;
        foreach (var late in _process.Table.Late)
        {
            try
            {
                late();
                landed++;
            }
            catch (RequestFailedException exception) when (exception.Status == 412)
            {
                // Tried more than once: only the first to land is stored.
            }
        }

        var answer = await _world.WaitAsync(_process.Counter.CountAsync(Slug).AsTask());

        Assert.Equal(_world.Options.RetryAfter, refused.RetryAfter);
        Assert.True(_process.Table.Late.Count > 1);
        Assert.Equal(1, landed);
        Assert.Equal(3, answer.Visits);
        Assert.Equal(3, (await _world.StoredAsync(Slug)).Visits);
    }

    [Fact]
    public async Task Refuses_in_time_when_storage_is_down_and_recovers_by_itself()
    {
        _process.Table.Faults = _ => Fault.Busy;
        var start = _world.Time.GetUtcNow();

        var refused = await _world.WaitAsync(_process.Counter.CountAsync(Slug).AsTask());
        var waited = _world.Time.GetUtcNow() - start;
        _process.Table.Faults = _ => Fault.None;
        var answer = await _world.WaitAsync(_process.Counter.CountAsync(Slug).AsTask());

        Assert.False(refused.IsStored);
        Assert.InRange(waited, _world.Options.WriteDeadline, _world.Options.WriteDeadline + TimeSpan.FromSeconds(1));
        Assert.InRange(_process.Table.Calls.Count, 6, 60);
        Assert.Equal(new VisitResult(1, 1, null), answer);
        Assert.Equal(0, _process.Counter.Waiting);
    }

    [Fact]
    public async Task Refuses_at_once_what_is_more_than_may_wait()
    {
        _world.Options.MaxWaiting = 10;
        using var process = _world.Start();
        var gate = new TaskCompletionSource();
        process.Table.Travel = () => gate.Task;

        var waiting = Enumerable.Range(0, 10).Select(_ => process.Counter.CountAsync(Slug).AsTask()).ToList();
        var refused = process.Counter.CountAsync(Slug);
        var isImmediate = refused.IsCompleted;
        gate.SetResult();
        var answers = await Task.WhenAll(waiting);
        var later = await process.Counter.CountAsync(Slug);

        Assert.True(isImmediate);
        Assert.Equal(_world.Options.RetryAfter, (await refused).RetryAfter);
        Assert.All(answers, answer => Assert.True(answer.IsStored));
        Assert.Equal(11, later.Visits);
    }

    [Fact]
    public async Task Stores_what_it_has_accepted_before_it_stops()
    {
        var gate = new TaskCompletionSource();
        _process.Table.Travel = () => gate.Task;
        var visits = Enumerable.Range(0, 20).Select(i => _process.Counter.CountAsync(i % 2 == 0 ? Slug : "another").AsTask()).ToList();

        var stop = _process.Counter.StopAsync(CancellationToken.None);
        var early = stop.IsCompleted;
        var refused = await _process.Counter.CountAsync(Slug);
        gate.SetResult();
        await stop;
        var answers = await Task.WhenAll(visits).WaitAsync(TimeSpan.FromMinutes(1));

        Assert.False(early);
        Assert.False(refused.IsStored);
        Assert.All(answers, answer => Assert.True(answer.IsStored));
        Assert.Equal(20, (await _world.StoredAsync(Slug)).Visits + (await _world.StoredAsync("another")).Visits);
    }

    [Fact]
    public async Task Answers_everyone_when_a_stop_can_wait_no_longer()
    {
        _process.Table.Faults = _ => Fault.Busy;
        var visits = Enumerable.Range(0, 20).Select(i => _process.Counter.CountAsync($"article-{i}").AsTask()).ToList();

        await _process.Counter.StopAsync(new CancellationToken(canceled: true));
        var answers = await Task.WhenAll(visits).WaitAsync(TimeSpan.FromMinutes(1));

        Assert.All(answers, answer => Assert.False(answer.IsStored));
    }

    [Fact]
    public async Task Counts_the_visit_of_a_client_that_went_away()
    {
        var gate = new TaskCompletionSource();
        _process.Table.Travel = () => gate.Task;
        using var client = new CancellationTokenSource();

        var visit = _process.Counter.CountAsync(Slug, client.Token).AsTask();
        await client.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => visit);
        gate.SetResult();
        await _process.Counter.StopAsync(CancellationToken.None);

        Assert.Equal(1, (await _world.StoredAsync(Slug)).Visits);
    }

    [Fact]
    public async Task Counts_a_visit_for_the_day_of_the_portal_on_which_it_was_accepted()
    {
        var time = new SkewedTime(_world.Time);
        using var process = _world.Start(time);
        _world.Time.SetUtcNow(new DateTimeOffset(2026, 3, 1, 15, 59, 59, TimeSpan.Zero));
        var gate = new TaskCompletionSource();
        process.Table.Travel = () => gate.Task;

        var before = process.Counter.CountAsync(Slug).AsTask();
        time.Offset = TimeSpan.FromSeconds(1);
        var after = process.Counter.CountAsync(Slug).AsTask();
        time.Offset = TimeSpan.Zero;
        var back = process.Counter.CountAsync(Slug).AsTask();
        gate.SetResult();
        await Task.WhenAll(before, after, back);
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        var history = await _world.StoredAsync(Slug, 2);

        Assert.Equal(3, history.Visits);
        Assert.Equal([new(new(2026, 3, 1), 2), new(new(2026, 3, 2), 1)], history.Days);
        Assert.Equal(2, Math.Max((await before).Today, (await back).Today));
        Assert.Equal(1, (await after).Today);
    }

    [Fact]
    public async Task A_write_does_not_carry_on_the_context_of_the_request_that_began_it()
    {
        var request = new AsyncLocal<string?>();
        var seen = new List<string?>();
        var gate = new TaskCompletionSource();
        _process.Table.Travel = async () =>
        {
            await gate.Task;
            lock (seen)
            {
                seen.Add(request.Value);
            }
        };
        request.Value = "a request";

        var visit = _process.Counter.CountAsync(Slug).AsTask();
        var next = _process.Counter.CountAsync(Slug).AsTask();
        request.Value = null;
        gate.SetResult();
        await Task.WhenAll(visit, next);

        Assert.NotEmpty(seen);
        Assert.All(seen, Assert.Null);
    }

    [Fact]
    public async Task Counts_machines_apart()
    {
        await _process.Counter.CountAsync(Slug);
        await _process.Counter.CountBotAsync(Slug);
        await _process.Counter.CountBotAsync("another");
        using var statistics = _world.Statistics();

        var today = Assert.Single(await statistics.ListDaysAsync(1));

        Assert.Equal(new SiteDayVisits(new(2026, 3, 1), 1, 2), today);
        Assert.Equal(1, (await _world.StoredAsync(Slug)).Visits);
    }

    [Fact]
    public async Task A_slug_of_no_article_never_becomes_a_key()
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await _process.Counter.CountAsync("a/b"));
        await Assert.ThrowsAsync<ArgumentException>(async () => await _process.Counter.CountBotAsync(VisitKeys.Bots));

        Assert.Empty(_world.Server.Rows);
    }

    [Fact]
    public async Task Gathers_returning_clients_into_one_write()
    {
        _world.Options.GatherFrom = 8;
        using var process = _world.Start();
        await process.Counter.CountAsync(Slug);
        var gate = new TaskCompletionSource();
        process.Table.Travel = () => gate.Task;
        var many = Enumerable.Range(0, 41).Select(_ => process.Counter.CountAsync(Slug).AsTask()).ToList();
        gate.SetResult();
        await Task.WhenAll(many);
        var before = _world.Server.Transactions;

        var returning = Enumerable.Range(0, 40).Select(_ => process.Counter.CountAsync(Slug).AsTask()).ToList();
        await _world.WaitAsync(Task.WhenAll(returning));

        Assert.InRange(_world.Server.Transactions - before, 1, 2);
        Assert.Equal(82, (await _world.StoredAsync(Slug)).Visits);
    }

    [Fact]
    public async Task An_article_that_nobody_asked_for_in_an_hour_leaves_memory_and_one_that_is_asked_for_stays()
    {
        var idle = Enumerable.Range(0, 1_000).Select(i => $"article-{i}").Where(slug => VisitKeys.GetPartition(slug) == VisitKeys.GetPartition(Slug)).ToList();
        foreach (var slug in idle)
        {
            await _process.Counter.CountAsync(slug);
        }

        for (var i = 0; i <= 4; i++)
        {
            await _process.Counter.CountAsync(Slug);
            Assert.Equal(i < 4 ? idle.Count + 1 : 1, _process.Counter.CachedArticles);
            _world.Time.Advance(TimeSpan.FromMinutes(15));
            await _world.Folder().CompactAsync();
        }

        Assert.Equal(6, (await _process.Counter.CountAsync(Slug)).Visits);
    }

    [Fact]
    public async Task Idle_counters_leave_memory_and_nothing_is_lost()
    {
        _world.Options.MaxCachedArticles = VisitKeys.Partitions * 20;
        using var process = _world.Start();
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 2_000; i++)
            {
                await process.Counter.CountAsync($"article-{i}");
            }
        }

        var answer = await process.Counter.CountAsync("article-7");

        Assert.InRange(process.Counter.CachedArticles, 1, _world.Options.MaxCachedArticles);
        Assert.Equal(3, answer.Visits);
        Assert.Equal(2, (await _world.StoredAsync("article-8")).Visits);
    }
}

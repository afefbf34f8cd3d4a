using System.Diagnostics.CodeAnalysis;
using Azure;
using SmeFunctions.Portal.Tests.Storage;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Portal.Tests.Visits;

/// <summary>
/// Several processes, folds and a faulty network on one thread, every interleaving chosen by a seed. A plain counter beside it knows what
/// was promised: each visit answered as stored counts once, each that was not may count or not, none twice.
/// </summary>
[SuppressMessage("Security", "CA5394", Justification = "It has to be the same for the same seed.")]
internal sealed partial class VisitSimulation : SynchronizationContext
{
    private static readonly Fault[] _allFaults = Enum.GetValues<Fault>();
    private readonly Random _random;
    private readonly List<(SendOrPostCallback Callback, object? State)> _ready = [];
    private readonly TestVisits _world = new();
    private readonly List<Actor> _actors = [];
    private readonly List<FakeTable> _tables = [];
    private readonly Dictionary<string, Promise> _promises = [];
    private readonly Dictionary<string, HashSet<long>> _bases = [];
    private readonly int[] _partitions;
    private readonly string[] _slugs;
    private readonly List<(Actor Actor, Task Task)> _tasks = [];
    private double _faultRate;

    /// <summary>Days beyond are not shown yet, though a clock that ran ahead may have counted for them.</summary>
    private DateOnly _checkedAt;

    public VisitSimulation(int seed)
    {
        _random = new Random(seed);
        _faultRate = _random.Next(4) switch { 0 => 0, 1 => 0.05, 2 => 0.3, _ => 0.6 };
        _world.Options.Jitter = _random.NextDouble;
        _world.Options.CompactAfter = TimeSpan.FromSeconds((_random.Next(3) * 300) - 1);
        _world.Options.GatherFrom = _random.Next(2) == 0 ? 2 : 1000;
        _world.Options.ViewRowsPerSecond = _random.Next(2) == 0 ? 1 : 1_000_000;
        _world.Options.MaxCachedArticles = VisitKeys.Partitions * (_random.Next(2) == 0 ? 2 : 1000);
        // One partition, or two that take turns: said by the seed itself, so that what is drawn from it stays the same.
        _partitions = seed % 3 == 0 ? [3, 5] : [3];
        _world.Options.MaxParallelWrites = 1;
        _world.Options.ManyOpenRows = seed % 2 == 0 ? 1 : 500;
        _slugs = [.. Enumerable.Range(0, 1000).Select(i => $"article-{i}").Where(s => _partitions.Contains(VisitKeys.GetPartition(s))).Take(1 + _random.Next(4))];
        foreach (var slug in _slugs.Append(VisitKeys.Bots))
        {
            _promises[slug] = new Promise();
            _bases[slug] = [];
        }
    }

    /// <summary>Throws what is wrong.</summary>
    public static void Run(int seed)
    {
        var outer = Current;
        var simulation = new VisitSimulation(seed);
        SetSynchronizationContext(simulation);
        try
        {
            simulation.Play();
            simulation.Check();
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_ready)
        {
            _ready.Add((d, state));
        }
    }

    private void Play()
    {
        for (var i = 0; i < 1 + _random.Next(3); i++)
        {
            _actors.Add(new Actor(this));
        }

        for (var operations = 60 + _random.Next(120); operations > 0; operations--)
        {
            Operate();
            for (var steps = _random.Next(12); steps > 0; steps--)
            {
                Step();
            }
        }
    }

    private void Operate()
    {
        var actor = _actors[_random.Next(_actors.Count)];
        switch (_random.Next(40))
        {
            case < 24:
                Visit(actor, _slugs[_random.Next(_slugs.Length)]);
                break;
            case < 26:
                Visit(actor, VisitKeys.Bots);
                break;
            case < 29:
                Fold();
                break;
            case < 30:
                SetBase(actor, _slugs[_random.Next(_slugs.Length)], _random.Next(3) * 100);
                break;
            case < 31:
                actor.Time.Offset = TimeSpan.FromHours(_random.Next(-30, 30));
                break;
            case < 32:
                // Killed: its requests may still arrive, its answers never do.
                actor.IsKilled = true;
                actor.Table.Faults = _ => Fault.Late;
                _actors[_actors.IndexOf(actor)] = new Actor(this);
                break;
            case < 34:
                actor.IsAsleep = !actor.IsAsleep;
                break;
            case < 38:
                _world.Time.Advance(TimeSpan.FromMilliseconds(_random.Next(3000)));
                break;
            case < 39:
                _world.Time.Advance(TimeSpan.FromMinutes(_random.Next(200)));
                break;
            default:
                Land(all: false);
                break;
        }
    }

    private void Step()
    {
        (SendOrPostCallback Callback, object? State) next;
        lock (_ready)
        {
            if (_ready.Count == 0)
            {
                return;
            }

            var i = _random.Next(_ready.Count);
            next = _ready[i];
            _ready.RemoveAt(i);
        }

        next.Callback(next.State);
    }

    /// <summary>Requests that nobody waits for reach the storage.</summary>
    private void Land(bool all)
    {
        foreach (var table in _tables)
        {
            while (table.Late.Count > 0)
            {
                var i = _random.Next(table.Late.Count);
                var late = table.Late[i];
                table.Late.RemoveAt(i);
                try
                {
                    late();
                }
                catch (RequestFailedException)
                {
                    // Nobody hears the answer.
                }

                if (!all)
                {
                    return;
                }
            }
        }
    }

    private async Task TravelAsync(Actor? actor)
    {
        for (var hops = _random.Next(3); hops > 0 || actor is { IsAsleep: true } or { IsKilled: true }; hops--)
        {
            if (actor is { IsKilled: true })
            {
                await new TaskCompletionSource().Task;
            }

            if (actor is { IsAsleep: true })
            {
                await actor.AwakeAsync();
            }

            await Task.Yield();
        }
    }

    private FakeTable Connect(Actor? actor)
    {
        var table = new FakeTable(_world.Server)
        {
            Faults = _ => _random.NextDouble() < _faultRate ? _allFaults[_random.Next(_allFaults.Length)] : Fault.None,
            Travel = () => TravelAsync(actor),
        };
        _tables.Add(table);
        return table;
    }

    private void Visit(Actor actor, string slug)
    {
        var promise = _promises[slug];
        promise.Asked++;
        _tasks.Add((actor, AwaitAsync()));

        async Task AwaitAsync()
        {
            var known = actor.Stored.GetValueOrDefault(slug);
            var answer = slug == VisitKeys.Bots
                ? await actor.Counter.CountBotAsync(_slugs[0])
                : await actor.Counter.CountAsync(slug);
            if (answer.IsStored)
            {
                promise.Stored++;
                promise.Highest = Math.Max(promise.Highest, answer.Visits);
                actor.Stored[slug] = actor.Stored.GetValueOrDefault(slug) + 1;
                if (slug != VisitKeys.Bots)
                {
                    Assert.True(answer.Visits > known, $"{slug}: {known} stored before, then answered {answer}");
                    Assert.InRange(answer.Today, 1, answer.Visits);
                }
            }
        }
    }

    private void Fold()
    {
        var actor = new Actor(this);
        var folder = _world.Folder(Connect(actor), new SkewedTime(_world.Time) { Offset = TimeSpan.FromHours(_random.Next(-30, 30)) });
        _tasks.Add((actor, AwaitAsync()));

        async Task AwaitAsync()
        {
            try
            {
                foreach (var partition in _partitions)
                {
                    await folder.CompactPartitionAsync(VisitKeys.GetPartitionName(partition));
                }
            }
            catch (Exception exception) when (exception is RequestFailedException or OperationCanceledException)
            {
                // The next run does it.
            }
        }
    }

    private void SetBase(Actor actor, string slug, long visits)
    {
        if (actor.IsSettingBase)
        {
            return;
        }

        actor.IsSettingBase = true;
        _tasks.Add((actor, AwaitAsync()));

        async Task AwaitAsync()
        {
            try
            {
                if (await actor.Counter.SetBaseAsync(slug, visits))
                {
                    _bases[slug].Add(visits);
                }
            }
            catch (VisitsUnavailableException)
            {
                // Set or not.
            }
            finally
            {
                actor.IsSettingBase = false;
            }
        }
    }

    private void Settle(Func<bool> isDone)
    {
        for (var rounds = 0; !isDone(); rounds++)
        {
            Assert.True(rounds < 20_000, "It never ends.");
            for (var steps = 0; steps < 200 && _ready.Count > 0; steps++)
            {
                Step();
            }

            if (!isDone() && _ready.Count == 0)
            {
                _world.Time.Advance(TimeSpan.FromMilliseconds(200));
            }
        }
    }

    private T Await<T>(Task<T> task)
    {
        Settle(() => task.IsCompleted);
        return task.GetAwaiter().GetResult();
    }

    private void Check()
    {
        // Visits of killed processes never get an answer; everyone else's does, with storage down or up.
        foreach (var actor in _actors)
        {
            actor.IsAsleep = false;
        }

        if (_random.Next(2) == 0)
        {
            Land(all: true);
        }

        var answered = _actors.ConvertAll(actor => actor.Counter.StopAsync(CancellationToken.None));
        Settle(() => answered.TrueForAll(task => task.IsCompleted));
        _faultRate = 0;
        foreach (var table in _tables.Where(table => table.Faults(default) == Fault.None))
        {
            table.Faults = _ => Fault.None;
        }

        Land(all: true);
        Settle(() => _ready.Count == 0 && _tasks.TrueForAll(t => t.Actor.IsKilled || t.Task.IsCompleted));
        foreach (var (_, broken) in _tasks.Where(t => t.Task.IsFaulted))
        {
            broken.GetAwaiter().GetResult();
        }

        _checkedAt = DateOnly.FromDateTime(_world.Time.GetUtcNow().UtcDateTime);
        var open = Counts();
        foreach (var actor in _actors)
        {
            CheckNumbers(actor);
        }

        for (var folds = 0; folds < 3; folds++)
        {
            Fold();
            Assert.Equal(open, Counts());
            _world.Time.Advance(TimeSpan.FromMinutes(50));
            foreach (var actor in _actors)
            {
                CheckNumbers(actor);
            }
        }

        // A folder's clock may have been a day and more ahead: its tombstones stay as much longer.
        _world.Time.Advance(TimeSpan.FromDays(3));
        Fold();
        Assert.Equal(open, Counts());
        Assert.DoesNotContain(_world.Server.Rows, row => row.RowKey.StartsWith("w|", StringComparison.Ordinal));

        void Fold() => Array.ForEach(_partitions, partition => Await(_world.Folder().CompactPartitionAsync(VisitKeys.GetPartitionName(partition))));
    }

    /// <summary>What storage says of every article and the site, checked against the promises.</summary>
    private string Counts()
    {
        using var statistics = _world.Statistics();
        var counts = new List<string>();
        var series = Await(statistics.ListDaysAsync(400));
        foreach (var (slug, promise) in _promises)
        {
            if (slug == VisitKeys.Bots)
            {
                var bots = Total(row => row.RowKey[0] == 's' ? row.GetInt64("Bots") ?? 0 : 0) + Open(slug);
                Assert.InRange(bots, promise.Stored, promise.Asked);
                counts.Add($"{slug} {bots}");
                continue;
            }

            var history = Await(statistics.ReadAsync(slug, 400));
            var visits = history.Visits - history.Base;
            Assert.InRange(visits, promise.Stored, promise.Asked);
            Assert.True(promise.Highest <= history.Visits, $"{slug}: answered {promise.Highest}, has {history.Visits}");
            Assert.True(_bases[slug].Count <= 1, "Two bases were set.");
            Assert.Equal(_bases[slug].SingleOrDefault(history.Base), history.Base);
            Assert.Equal(visits, Total(row => row.RowKey.StartsWith($"d|{slug}|", StringComparison.Ordinal) ? row.GetInt64("Visits")!.Value : 0) + Open(slug));
            var top = Await(statistics.ListTopAsync(VisitWindow.All, 100));
            Assert.Equal(history.Visits, top.SingleOrDefault(article => article.Slug == slug).Visits);
            counts.Add($"{slug} {history.Visits} {string.Join(' ', history.Days.Where(d => d.Visits > 0 && d.Date <= _checkedAt))}");
        }

        counts.Add(string.Join(' ', series.Where(day => (day.Visits > 0 || day.Bots > 0) && day.Date <= _checkedAt)));
        return string.Join('\n', counts);
    }

    private void CheckNumbers(Actor actor)
    {
        // The view of many rows is older; never as old as tombstones get.
        _world.Time.Advance(_world.Options.ViewRowsPerSecond == 1 ? _world.Options.TombstoneFor * 0.7 : _world.Options.FreshFor + TimeSpan.FromMilliseconds(1));
        var numbers = Await(actor.Numbers.GetManyAsync(_slugs).AsTask());
        using var statistics = _world.Statistics();
        foreach (var slug in _slugs)
        {
            Assert.Equal(Await(statistics.ReadAsync(slug, 1)).Visits, numbers[slug]);
        }
    }

    private long Total(Func<Azure.Data.Tables.TableEntity, long> visits) => _world.Server.Rows.Sum(visits);

    private long Open(string slug) => Total(row =>
        row.RowKey.StartsWith($"w|{slug}|", StringComparison.Ordinal) && row.GetInt64("Sequence") == 0 ? row.GetInt64("Visits")!.Value : 0);
}

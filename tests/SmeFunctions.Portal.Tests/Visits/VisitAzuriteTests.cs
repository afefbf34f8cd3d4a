using Azure.Core;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Tests.Storage;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Portal.Tests.Visits;

/// <summary>The protocol through the real client library to the emulator.</summary>
public sealed class VisitAzuriteTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>, IAsyncLifetime
{
    private static readonly string _chinese = "2017-01-04-" + new string('中', VisitKeys.MaxSlugLength - 11);
    private readonly string _name = "T" + Guid.NewGuid().ToString("N");
    private readonly FaultyTransport _transport = new();
    private readonly VisitOptions _options = new()
    {
        RetryDelay = TimeSpan.FromMilliseconds(2),
        // The date of a response has no fractions: a row just written is up to a second younger than none.
        CompactAfter = TimeSpan.FromSeconds(-1),
        FreshFor = TimeSpan.FromMilliseconds(20),
    };

    public async ValueTask InitializeAsync() => await Connect(VisitOptions.CreateClientOptions()).CreateAsync();

    public ValueTask DisposeAsync()
    {
        _transport.Dispose();
        return ValueTask.CompletedTask;
    }

    public static TheoryData<Fault> Faults =>
        [Fault.FailBefore, Fault.FailAfter, Fault.Busy, Fault.TimeoutBefore, Fault.TimeoutAfter, Fault.ResetBefore, Fault.ResetAfter];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Counts_once_when_every_third_write_meets(Fault fault)
    {
        using var counter = Counter(VisitOptions.CreateClientOptions());
        FailEveryThirdWrite(fault);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            for (var n = 0; n < 10; n++)
            {
                Assert.True((await counter.CountAsync(i % 2 == 0 ? _chinese : "article-" + i)).IsStored);
            }
        }));
        _transport.Faults = _ => Fault.None;
        using var statistics = Statistics();

        Assert.Equal(100, (await statistics.ReadAsync(_chinese, 2)).Visits);
        Assert.Equal(10, (await statistics.ReadAsync("article-3", 2)).Visits);
        Assert.Equal(200, (await statistics.ListDaysAsync(2)).Sum(day => day.Visits));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Counts_once_when_a_transaction_meets(Fault fault)
    {
        using var counter = Counter(VisitOptions.CreateClientOptions());
        var slugs = Enumerable.Range(0, 1000).Select(i => $"article-{i}").Where(s => VisitKeys.GetPartition(s) == 3).Take(20).ToList();
        FailEveryThirdWrite(fault);

        for (var round = 1; round <= 6; round++)
        {
            var answers = await Task.WhenAll(slugs.Select(slug => counter.CountAsync(slug).AsTask()));
            Assert.All(answers, answer => Assert.Equal((round, round), (answer.Visits, answer.Today)));
        }
    }

    [Theory]
    [InlineData(Fault.FailAfter)]
    [InlineData(Fault.TimeoutAfter)]
    public async Task Counts_once_through_a_client_that_retries_by_itself(Fault fault)
    {
        var options = new TableClientOptions();
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        using var counter = Counter(options);
        FailEveryThirdWrite(fault);

        for (var visit = 1; visit <= 20; visit++)
        {
            Assert.Equal(visit, (await counter.CountAsync(_chinese)).Visits);
        }
    }

    [Fact]
    public async Task Folds_and_goes_on()
    {
        using var one = Counter(VisitOptions.CreateClientOptions());
        using var other = Counter(VisitOptions.CreateClientOptions());
        await one.SetBaseAsync(_chinese, 1000);
        for (var round = 0; round < 5; round++)
        {
            await one.CountAsync(_chinese);
            await other.CountAsync(_chinese);
            await other.CountBotAsync(_chinese);
            await one.CountAsync("article");
            Assert.Equal(4, (await Folder().CompactAsync()).Rows);
        }

        await Task.Delay(_options.FreshFor * 2);
        var answer = await one.CountAsync(_chinese);
        await Task.Delay(_options.FreshFor * 2);
        var numbers = await new VisitCountReader(other).GetManyAsync([_chinese, "article", "never"]);
        using var statistics = Statistics();
        var history = await statistics.ReadAsync(_chinese, 2);
        var series = await statistics.ListDaysAsync(2);

        Assert.Equal(1011, answer.Visits);
        Assert.Equal(new Dictionary<string, long> { [_chinese] = 1011, ["article"] = 5, ["never"] = 0 }, numbers);
        Assert.Equal((1011, 1000, 11), (history.Visits, history.Base, history.Days.Sum(day => day.Visits)));
        Assert.Equal((16, 5), (series.Sum(day => day.Visits), series.Sum(day => day.Bots)));
        Assert.Equal([new(_chinese, 1011), new("article", 5)], await statistics.ListTopAsync(VisitWindow.All, 10));
        Assert.Equal([new(_chinese, 11), new("article", 5)], await statistics.ListTopAsync(VisitWindow.SevenDays, 10));
    }

    [Fact]
    public async Task Deletes_old_tombstones()
    {
        using var counter = Counter(VisitOptions.CreateClientOptions());
        await counter.CountAsync("article");
        var folded = await Folder().CompactAsync();
        _options.TombstoneFor = TimeSpan.Zero;
        await Task.Delay(1100);

        var result = await Folder().CompactAsync();
        using var statistics = Statistics();

        Assert.Equal((1, 1), (folded.Rows, result.Deleted));
        Assert.Equal(1, (await statistics.ReadAsync("article", 1)).Visits);
    }

    private void FailEveryThirdWrite(Fault fault)
    {
        var writes = 0;
        _transport.Faults = request => request.Method != RequestMethod.Get && Interlocked.Increment(ref writes) % 3 == 0 ? fault : Fault.None;
    }

    private TableClient Connect(TableClientOptions options)
    {
        options.Transport = _transport;
        return new TableClient(azurite.ConnectionString, _name, options);
    }

    private VisitCounter Counter(TableClientOptions options) =>
        new(Connect(options), Options.Create(_options), TimeProvider.System, NullLogger<VisitCounter>.Instance);

    private VisitCompactor Folder() =>
        new(Connect(VisitOptions.CreateClientOptions()), Options.Create(_options), TimeProvider.System, NullLogger<VisitCompactor>.Instance);

    private VisitStatistics Statistics() => new(Connect(VisitOptions.CreateClientOptions()), Options.Create(_options), TimeProvider.System);
}

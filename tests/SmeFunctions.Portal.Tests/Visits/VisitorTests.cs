using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Tests.Ingestion;
using SmeFunctions.Portal.Tests.Storage;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Portal.Tests.Visits;

/// <summary>How many different visitors there were, and how many visits of one are counted.</summary>
public sealed class VisitorTests : IDisposable
{
    private readonly TestPortal _world = new();
    private readonly VisitOptions _options = new() { EstimateVisitors = true };

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(7, 0)]
    [InlineData(100, 0.03)]
    [InlineData(10_000, 0.06)]
    [InlineData(300_000, 0.06)]
    public void A_sketch_is_about_right(int values, double error)
    {
        var sketch = new VisitorSketch();
        for (var i = 0; i < values; i++)
        {
            sketch.Add(Hash(i));
            sketch.Add(Hash(i));
        }

        Assert.InRange(sketch.Estimate(), (long)(values * (1 - error)), (long)Math.Ceiling(values * (1 + error)));
    }

    [Fact]
    public void Sketches_that_are_merged_twice_are_those_of_all()
    {
        var (all, one, other) = (new VisitorSketch(), new VisitorSketch(), new VisitorSketch());
        for (var i = 0; i < 3_000; i++)
        {
            all.Add(Hash(i));
            (i % 3 == 0 ? one : other).Add(Hash(i));
            (i % 5 == 0 ? one : other).Add(Hash(i));
        }

        Assert.True(one.Merge(other));
        Assert.False(one.Merge(other));

        Assert.Equal(all.ToArray(), one.ToArray());
        Assert.Throws<ArgumentException>(() => new VisitorSketch([1, 2]));
    }

    [Fact]
    public async Task A_visitor_is_one_in_all_processes_of_a_day_and_another_the_next_day()
    {
        using var one = Create();
        using var other = Create();
        for (var i = 0; i < 20; i++)
        {
            await one.AddAsync(Request($"203.0.113.{i}"), Token);
            await other.AddAsync(Request($"203.0.113.{i % 10}"), Token);
            await other.AddAsync(Request($"203.0.113.{i}", "Another browser"), Token);
        }

        await one.StoreAsync(Token);
        var today = new VisitClock(_world.Time, _options.TimeZone).Today;
        Assert.Equal(40, (await other.ReadAsync(30, Token))[today]);
        var salt = await SaltAsync();

        _world.Time.Advance(TimeSpan.FromDays(1));
        await other.AddAsync(Request("203.0.113.1"), Token);
        var read = await other.ReadAsync(30, Token);

        Assert.Equal((40, 1), (read[today], read[today.AddDays(1)]));
        Assert.NotEqual(salt, await SaltAsync());
    }

    [Theory]
    [InlineData(Fault.FailBefore)]
    [InlineData(Fault.FailAfter)]
    [InlineData(Fault.RetriedByClient)]
    public async Task Whichever_call_fails_the_next_attempt_stores_the_same(Fault fault)
    {
        for (var failing = 1; failing <= 5; failing++)
        {
            using var world = new TestPortal();
            using var counter = Create(world);
            var calls = 0;
            world.VisitsTable.Faults = _ => ++calls == failing ? fault : Fault.None;
            for (var i = 0; i < 5; i++)
            {
                await RepeatAsync(() => counter.AddAsync(Request($"203.0.113.{i}"), Token));
            }

            await RepeatAsync(() => counter.StoreAsync(Token));
            world.VisitsTable.Faults = _ => Fault.None;

            Assert.Equal(5, Assert.Single(await counter.ReadAsync(1, Token)).Value);
        }

        static async Task RepeatAsync(Func<Task> run)
        {
            try
            {
                await run();
            }
            catch (Exception e) when (e is Azure.RequestFailedException or TaskCanceledException)
            {
                await run();
            }
        }
    }

    [Fact]
    public async Task Nothing_that_is_stored_names_a_visitor()
    {
        using var counter = Create();
        await counter.AddAsync(Request("203.0.113.77", "A rare browser"), Token);
        await counter.StoreAsync(Token);

        var rows = await _world.VisitsTable.QueryAsync<Azure.Data.Tables.TableEntity>("PartitionKey eq 'visitors'", cancellationToken: Token).ToListAsync(Token);

        Assert.Equal(2, rows.Count);
        Assert.Equal(4_096, rows.Single(row => row.RowKey != "salt").GetBinary("Sketch").Length);
        Assert.DoesNotContain(rows.SelectMany(row => row.Select(property => property.Value)).OfType<string>(), text => text.Contains("203", StringComparison.Ordinal) || text.Contains("rare", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("203.0.113.7:49152", "203.0.113.7")]
    [InlineData("1.2.3.4, 203.0.113.7:49152", "203.0.113.7")]
    [InlineData("[2001:db8::7]:49152", "2001:db8::7")]
    [InlineData("2001:db8::7", "2001:db8::7")]
    [InlineData("unknown", "127.0.0.1")]
    [InlineData("", "127.0.0.1")]
    public void The_last_entry_of_the_header_is_the_client(string header, string expected)
    {
        var request = Request(header);

        Assert.Equal(expected, ClientAddress.Read(request, "X-Forwarded-For"));
        Assert.Equal("127.0.0.1", ClientAddress.Read(request, ""));
    }

    [Fact]
    public void The_limit_is_for_each_client()
    {
        _options.MaxPerClientAndMinute = 2;
        using var limiter = new VisitRateLimiter(Options.Create(_options));

        Assert.Equal([true, true, false, false], Enumerable.Range(0, 4).Select(_ => limiter.TryAcquire(Request("203.0.113.7")) is null));
        Assert.Null(limiter.TryAcquire(Request("203.0.113.8")));
        Assert.InRange(limiter.TryAcquire(Request("203.0.113.7"))!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static byte[] Hash(int value) => SHA256.HashData(Encoding.UTF8.GetBytes(value.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    private static HttpRequest Request(string address, string agent = "A browser")
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = System.Net.IPAddress.Loopback;
        http.Request.Headers["X-Forwarded-For"] = address;
        http.Request.Headers.UserAgent = agent;
        return http.Request;
    }

    private VisitorCounter Create(TestPortal? world = null) =>
        new((world ?? _world).Account, Options.Create(_options), (world ?? _world).Time, NullLogger<VisitorCounter>.Instance);

    private async Task<byte[]> SaltAsync() =>
        (await _world.VisitsTable.GetEntityIfExistsAsync<Azure.Data.Tables.TableEntity>("visitors", "salt", cancellationToken: Token)).Value!.GetBinary("Salt");
}

using System.Net;
using System.Net.Sockets;
using SmeFunctions.AcceptanceTests.Running;

namespace SmeFunctions.AcceptanceTests;

/// <summary>Counts equal the visits that were answered, whatever is killed or stopped meanwhile.</summary>
public sealed class VisitCrashTests(SharedAzurite azurite) : PortalTests(azurite)
{
    private const string FoldEverySecond = "--CompactSchedule=* * * * * *";
    private const string FoldSoon = "--Visits:CompactAfter=00:00:01";

    [Fact]
    public async Task Three_processes_on_one_store_that_are_killed_in_turn_count_every_visit_they_answered()
    {
        ErrorsAreExpected = true;
        var app = await OwnAppAsync(FoldEverySecond, FoldSoon);
        var article = await app.PublishAsync(app.Name("en/killed.txt"), Page.English($"Killed {app.Tag}"));
        await app.StopAsync();
        using var processes = new ProcessGroup(app);
        await processes.StartAsync(3);

        using var visitors = new VisitorGroup(article.Url, [.. processes.Addresses]);
        for (var round = 0; round < 6; round++)
        {
            await visitors.AnsweredAsync(more: 200);
            await processes.KillAndStartAgainAsync(round % 3);
        }

        await visitors.AnsweredAsync(more: 200);
        await visitors.LeaveAsync();
        await processes.KillAllAsync();
        await app.StartAsync();

        Assert.True(visitors.Unanswered > 0, "No visit was under way when a process was killed.");
        var visits = (await app.VisitAsync(article.Slug)).Visits - 1;
        Assert.InRange(visits, visitors.Answered, visitors.Answered + visitors.Unanswered);
    }

    [Fact]
    public async Task A_store_that_is_restarted_while_visitors_come_loses_none()
    {
        ErrorsAreExpected = true;
        var storage = await OwnStorageAsync();
        var app = await OwnAppOnAsync(storage.ConnectionString, FoldEverySecond, FoldSoon);
        var article = await app.PublishAsync(app.Name("en/restarted.txt"), Page.English($"Restarted {app.Tag}"));

        using var visitors = new VisitorGroup(article.Url, [app.Http.BaseAddress!]);
        for (var round = 0; round < 2; round++)
        {
            await visitors.AnsweredAsync(more: 200);
            await storage.StopAsync();
            await storage.StartAgainAsync();
        }

        await visitors.AnsweredAsync(more: 200);
        await visitors.LeaveAsync();

        var visits = (await app.VisitAsync(article.Slug)).Visits - 1;
        Assert.InRange(visits, visitors.Answered, visitors.Answered + visitors.Unanswered);
    }

    /// <summary>Visitors who come again and again, each to the next process.</summary>
    private sealed class VisitorGroup : IDisposable
    {
        private const int Size = 12;

        private readonly CancellationTokenSource _leave = new();
        private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };
        private readonly Task _visits;
        private int _answered;
        private int _unanswered;

        public VisitorGroup(string article, IReadOnlyList<Uri> sites)
        {
            _visits = Task.WhenAll(Enumerable.Range(0, Size).Select(i => Task.Run(() => VisitAsync(article, sites, i))));
        }

        public int Answered => Volatile.Read(ref _answered);

        public int Unanswered => Volatile.Read(ref _unanswered);

        public async Task AnsweredAsync(int more)
        {
            for (var goal = Answered + more; Answered < goal;)
            {
                Assert.False(_visits.IsCompleted, "The visitors have left.");
                await Task.Delay(10);
            }
        }

        public async Task LeaveAsync()
        {
            await _leave.CancelAsync();
            await _visits;
        }

        public void Dispose()
        {
            _leave.Cancel();
            _leave.Dispose();
            _http.Dispose();
        }

        private async Task VisitAsync(string article, IReadOnlyList<Uri> sites, int visitor)
        {
            for (var visit = visitor; !_leave.IsCancellationRequested; visit++)
            {
                try
                {
                    using var answer = await _http.PostAsync(new Uri(sites[visit % sites.Count], article + "/visits"), content: null, CancellationToken.None);
                    Interlocked.Increment(ref answer.StatusCode == HttpStatusCode.OK ? ref _answered : ref _unanswered);
                }
                // A connection that is reset while it opens surfaces as a bare SocketException.
                catch (Exception e) when (e is HttpRequestException or SocketException or TaskCanceledException)
                {
                    Interlocked.Increment(ref _unanswered);
                }
            }
        }
    }
}

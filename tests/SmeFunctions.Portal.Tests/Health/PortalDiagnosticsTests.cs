using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using SmeFunctions.Portal.Feeds;
using SmeFunctions.Portal.Health;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Search;
using SmeFunctions.Portal.Tests.Notifications;
using SmeFunctions.Portal.Webhooks;

namespace SmeFunctions.Portal.Tests.Health;

public sealed class PortalDiagnosticsTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero));
    private readonly FakeAccount _account;
    private readonly PortalOptions _portal = new() { PublicUrl = new Uri("https://portal.example") };
    private readonly Dictionary<string, string?> _settings = new()
    {
        ["SeedEventsQueue"] = "seed-events",
        ["OperationsQueue"] = "operations",
        ["SearchEventsQueue"] = "search-events",
        ["NotificationEventsQueue"] = "notification-events",
        ["SearchSchedule"] = "0 * * * * *",
        ["ReconcileSchedule"] = "0 * * * * *",
        ["CompactSchedule"] = "0 */5 * * * *",
        ["SectionsSchedule"] = "*/30 * * * * *",
    };

    public PortalDiagnosticsTests() => _account = new FakeAccount(_time);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Finds_nothing_wrong_where_nothing_is(bool identity)
    {
        var checks = await ExamineAsync(identity);

        Assert.All(checks, check => Assert.Null(check.Problem));
        Assert.All(checks, check => Assert.Null(check.Remedy));
        Assert.Equal(
            ["clock", "container articles", "container exports", "container imports", "container media", "container operations", "container search", "container seed-versions", "container seeds", "languages", "public-url", "queue notification-events", "queue notification-events-poison", "queue operations",
             "queue operations-poison", "queue search-events", "queue search-events-poison", "queue seed-events", "queue seed-events-poison", "search", "settings", "signal front-door", "signal indexnow", "signal websub", "signing", "sweep", "table Articles", "table Changes", "table Operations",
             "table Seeds", "table Visits", "table Webhooks", "webhooks"],
            checks.Select(check => check.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Writes_nothing_that_anybody_takes_up()
    {
        await ExamineAsync();

        // All writes of blobs and rows carry a condition that nothing meets; messages are invisible for nearly all of their life.
        var changes = _account.Requests.Where(request => !request.StartsWith("GET", StringComparison.Ordinal)).ToList();
        Assert.All(changes.Where(change => change.Contains(" blob ", StringComparison.Ordinal)), change => Assert.EndsWith("/~doctor", Uri.UnescapeDataString(change)));
        Assert.All(
            changes.Where(change => change.StartsWith("POST queue", StringComparison.Ordinal)),
            change => Assert.Contains("visibilitytimeout=60&messagettl=61", change, StringComparison.Ordinal));
        Assert.Equal(4, changes.Count(change => change.StartsWith("POST queue", StringComparison.Ordinal)));
        Assert.Equal(4, changes.Count(change => change.StartsWith("DELETE queue", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("PUT blob /seeds/", "container seeds", "write: refused (AuthorizationPermissionMismatch).", "Storage Blob Data Contributor")]
    [InlineData("DELETE blob /articles/", "container articles", "delete: refused (AuthorizationPermissionMismatch).", "Storage Blob Data Contributor")]
    [InlineData("GET blob /media/", "container media", "read: refused (AuthorizationPermissionMismatch).", "Storage Blob Data Contributor")]
    [InlineData("PUT blob /operations/", "container operations", "write: refused (AuthorizationPermissionMismatch).", "Storage Blob Data Contributor")]
    [InlineData("POST queue /seed-events/", "queue seed-events", "send and delete: refused (AuthorizationPermissionMismatch).", "Storage Queue Data Contributor")]
    [InlineData("DELETE queue /operations/", "queue operations", "send and delete: refused (AuthorizationPermissionMismatch).", "Storage Queue Data Contributor")]
    [InlineData("GET table /Visits", "table Visits", "read: refused (AuthorizationPermissionMismatch).", "Storage Table Data Contributor")]
    [InlineData("DELETE table /Operations", "table Operations", "delete: refused (AuthorizationPermissionMismatch).", "Storage Table Data Contributor")]
    public async Task Names_the_role_that_is_missing(string request, string name, string problem, string role)
    {
        _account.Refusal = asked => asked.StartsWith(request, StringComparison.Ordinal) && !asked.Contains("sweep.json", StringComparison.Ordinal)
            ? (403, "AuthorizationPermissionMismatch") : null;

        var ill = Assert.Single(await ExamineAsync(), check => check.Problem is not null);

        Assert.Equal((name, problem), (ill.Name, ill.Problem));
        Assert.Contains($"'{role}'", ill.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_all_rights_that_are_missing_in_one_line()
    {
        _account.Refusal = asked => asked.Contains(" table /Articles", StringComparison.Ordinal) ? (403, "AuthorizationPermissionMismatch") : null;

        var ill = Assert.Single(await ExamineAsync(), check => check.Problem is not null);

        Assert.Equal("read, write, delete: refused (AuthorizationPermissionMismatch).", ill.Problem);
    }

    [Theory]
    [InlineData(" blob /media/", 404, "ContainerNotFound", "container media", "it is not there (ContainerNotFound).", "Restart the app")]
    [InlineData(" table /Seeds", 404, "TableNotFound", "table Seeds", "it is not there (TableNotFound).", "Restart the app")]
    [InlineData(" queue /seed-events/", 404, "QueueNotFound", "queue seed-events", "it is not there (QueueNotFound).", "Restart the app")]
    [InlineData(" table /Seeds", 403, "AuthenticationFailed", "table Seeds", "refused (AuthenticationFailed).", "clock")]
    [InlineData(" table /Seeds", 403, "AuthorizationFailure", "table Seeds", "refused (AuthorizationFailure).", "firewall")]
    [InlineData(" table /Seeds", 503, "ServerBusy", "table Seeds", "storage answers 503 (ServerBusy).", "storage-throttling")]
    [InlineData(" table /Seeds", 0, "", "table Seeds", "no answer.", "setting Content")]
    public async Task Says_what_else_is_wrong(string request, int status, string code, string name, string problem, string remedy)
    {
        _account.Refusal = asked => asked.Contains(request, StringComparison.Ordinal) ? (status, code) : null;

        var ill = Assert.Single(await ExamineAsync(), check => check.Problem is not null);

        Assert.Equal(name, ill.Name);
        Assert.EndsWith(problem, ill.Problem, StringComparison.Ordinal);
        Assert.Contains(remedy, ill.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_links_cannot_be_signed()
    {
        _account.Refusal = asked => asked.StartsWith("POST blob", StringComparison.Ordinal) ? (403, "AuthorizationPermissionMismatch") : null;

        var ill = Assert.Single(await ExamineAsync(identity: true), check => check.Problem is not null);

        Assert.Equal("signing", ill.Name);
        Assert.Contains("'Storage Blob Delegator'", ill.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_there_is_no_identity()
    {
        _account.Refusal = asked => asked == "TOKEN" ? (401, "") : null;

        var ill = Assert.Single(await ExamineAsync(identity: true), check => check.Name == "container seeds");

        Assert.Equal("read, list, write, delete: the identity has no token.", ill.Problem);
        Assert.Contains("Content__clientId", ill.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-61)]
    [InlineData(62)]
    public async Task Compares_its_clock_with_the_storages(int seconds)
    {
        _account.Skew = TimeSpan.FromSeconds(seconds < 0 ? seconds - 1 : seconds);

        var ill = Assert.Single(await ExamineAsync(), check => check.Problem is not null);

        Assert.Equal(("clock", $"This machine's clock and the storage's are {Math.Abs(seconds)} s apart."), (ill.Name, ill.Problem));
    }

    [Theory]
    [InlineData(-60)]
    [InlineData(60)]
    public async Task Takes_clocks_that_are_nearly_the_same(int seconds)
    {
        _account.Skew = TimeSpan.FromSeconds(seconds);

        Assert.All(await ExamineAsync(), check => Assert.Null(check.Problem));
    }

    [Fact]
    public async Task Says_how_long_no_sweep_was_through()
    {
        _account.SweptAt = _time.GetUtcNow().AddDays(-3);
        var old = Assert.Single(await ExamineAsync(), check => check.Problem is not null);
        _account.SweptAt = null;
        var never = Assert.Single(await ExamineAsync(), check => check.Problem is not null);

        Assert.Equal(("sweep", "The last one that looked at everything was at 2025-12-30 00:00 UTC."), (old.Name, old.Problem));
        Assert.StartsWith("No sweep was ever through", never.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_what_waits_in_the_poison_queues()
    {
        _account.PoisonMessages = 3;

        var ill = (await ExamineAsync()).Where(check => check.Problem is not null).ToList();

        Assert.Equal(["queue search-events-poison", "queue notification-events-poison", "queue seed-events-poison", "queue operations-poison"], ill.Select(check => check.Name));
        Assert.All(ill, check => Assert.StartsWith("3 messages", check.Problem, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_poison_queue_that_was_never_needed_is_none()
    {
        _account.Refusal = asked => asked.Contains("-poison", StringComparison.Ordinal) ? (404, "QueueNotFound") : null;

        Assert.All(await ExamineAsync(), check => Assert.Null(check.Problem));
    }

    [Fact]
    public async Task Looks_at_the_settings()
    {
        _settings.Remove("CompactSchedule");
        _portal.PublicUrl = null;
        _portal.Languages = ["en", "fr"];

        var ill = (await ExamineAsync()).Where(check => check.Problem is not null).ToDictionary(check => check.Name);

        Assert.Equal(["languages", "public-url", "settings"], ill.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("Not set: CompactSchedule.", ill["settings"].Problem);
        Assert.Equal("Set Portal__Names__fr.", ill["languages"].Remedy);
        Assert.Contains("Portal__PublicUrl", ill["public-url"].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quotes_nothing_that_could_be_secret()
    {
        _account.Refusal = _ => (403, "AuthenticationFailed");

        var checks = await ExamineAsync(identity: true);

        Assert.DoesNotContain(checks, check => $"{check.Problem}{check.Remedy}".Contains("secret", StringComparison.OrdinalIgnoreCase));
        Assert.True(checks.Count(check => check.Problem is not null) > 10);
    }

    [Fact]
    public async Task Says_what_is_wrong_with_the_search_index()
    {
        foreach (var (manifest, problem) in new[]
        {
            (null, "There is no search index; a new site has one after its first article."),
            ("{\"version\":\"0\",\"commit\":\"c\",\"committed\":\"2026-01-01T00:00:00Z\"}", "The search index is of another version of the app, or damaged."),
            ("<", "The search index is of another version of the app, or damaged."),
            (FakeAccount.CreateSearchManifest(isComplete: false), "The search index is being built: GET /api/operations has the progress."),
        })
        {
            _account.SearchManifest = manifest;

            var check = Assert.Single(await ExamineAsync(), check => check.Name == "search");

            Assert.Equal(problem, check.Problem);
            Assert.Contains("POST /api/operations/reindex", check.Remedy, StringComparison.Ordinal);
        }
    }

    private Task<IReadOnlyList<DiagnosticCheck>> ExamineAsync(bool identity = false)
    {
        var account = _account.Open(identity);
        return new PortalDiagnostics(
            account,
            new ConfigurationBuilder().AddInMemoryCollection(_settings).Build(),
            Options.Create(_portal),
            Options.Create(new IngestionOptions()),
            new SearchManifestStore(account, Microsoft.Extensions.Logging.Abstractions.NullLogger<SearchManifestStore>.Instance),
            new WebhookStore(account),
            new TestSignals(account, _portal, new FeedOptions(), _time).All,
            _time).RunAsync(CancellationToken.None);
    }
}

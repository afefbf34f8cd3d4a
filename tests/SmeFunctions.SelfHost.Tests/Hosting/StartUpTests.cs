using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SmeFunctions.SelfHost.Hosting;
using SmeFunctions.SelfHost.Settings;

namespace SmeFunctions.SelfHost.Tests.Hosting;

public class StartUpTests
{
    [Fact]
    public void A_later_source_of_settings_wins_over_an_earlier_one()
    {
        const string Variable = "SME_RUNTIME_TEST__BOTH";
        const string Overridden = "SME_RUNTIME_TEST__LINE";
        using var folder = TestApp.Folder()
            .With("appsettings.json", """{ "A": "app", "B": "app", "SME_RUNTIME_TEST": { "BOTH": "app" }, "D": "app" }""")
            .With(LocalSettings.FileName, $$"""{ "Values": { "B": "local", "{{Variable}}": "local", "D": "local" } }""");
        Environment.SetEnvironmentVariable(Variable, "variable");
        Environment.SetEnvironmentVariable(Overridden, "variable");
        try
        {
            var settings = SelfHostApplicationBuilder.Create([], folder.Path, ["--D", "line", $"--{Overridden}", "line"]).Configuration;

            Assert.Equal("app", settings["A"]);
            Assert.Equal("local", settings["B"]);
            Assert.Equal("variable", settings["SME_RUNTIME_TEST:BOTH"]);
            Assert.Equal("line", settings["D"]);
            Assert.Equal("line", settings["SME_RUNTIME_TEST:LINE"]);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
            Environment.SetEnvironmentVariable(Overridden, null);
        }
    }

    [Fact]
    public void Malformed_appsettings_are_named()
    {
        using var folder = TestApp.Folder().With("appsettings.json", "{");

        var e = Assert.Throws<StartupException>(() => SelfHostApplicationBuilder.Create([], folder.Path, []));

        Assert.Contains("appsettings.json", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_everything_that_is_missing_at_once()
    {
        var e = await Assert.ThrowsAsync<StartupException>(() => TestApp.StartAsync([typeof(Unset)]));

        Assert.Equal(
            [
                "Unset.Handle (Handle): the setting 'SomeQueue' of the queue's name is missing.",
                "Unset.Handle (Handle): The connection 'Elsewhere' is not set; give it a connection string or 'Elsewhere__queueServiceUri'.",
                "Unset.Tick (Tick): the setting 'SomeSchedule' of the schedule is missing.",
            ],
            e.Problems);
    }

    [Fact]
    public async Task Says_which_settings_make_no_queue_and_no_schedule()
    {
        var e = await Assert.ThrowsAsync<StartupException>(() => TestApp.StartAsync(
            [typeof(Unset)], ["--SomeQueue", "no_queue", "--SomeSchedule", "daily", "--Elsewhere__accountName", "mine"]));

        Assert.Equal(
            [
                "Unset.Handle (Handle): 'no_queue' is not a queue's name: 3 to 63 lower-case letters, digits and single dashes.",
                "Unset.Tick (Tick): 'daily' is neither a schedule of five or six cron fields nor a time span, written hh:mm:ss.",
            ],
            e.Problems);
    }

    [Fact]
    public async Task The_home_page_must_be_off_to_serve_the_root()
    {
        var e = await Assert.ThrowsAsync<StartupException>(() => TestApp.StartAsync([typeof(Home)]));
        await using var app = await TestApp.StartAsync([typeof(Home)], ["--AzureWebJobsDisableHomepage", "true"]);

        Assert.Equal("Home.Run (Home): the host's home page takes '/' unless the setting AzureWebJobsDisableHomepage is true.", e.Message);
        Assert.Equal("home", await app.Client.GetStringAsync(new Uri("/", UriKind.Relative)));
    }

    [Fact]
    public void A_function_class_that_cannot_be_made_is_found_at_the_start()
    {
        using var folder = TestApp.Folder();

        var e = Assert.Throws<StartupException>(() =>
        {
            var builder = SelfHostApplicationBuilder.Create([typeof(NeedsSeen)], folder.Path, []);
            builder.Build();
        });

        Assert.Equal("NeedsSeen.Run (NeedsSeen): no service 'Seen' is registered, which the constructor takes.", e.Message);
    }

    [Fact]
    public async Task Apps_run_side_by_side()
    {
        var (one, other) = (new Seen(), new Seen());
        await using var first = await TestApp.StartAsync([typeof(NeedsSeen)], configure: builder => one.AddTo(builder.Services));
        await using var second = await TestApp.StartAsync([typeof(NeedsSeen)], configure: builder => other.AddTo(builder.Services));

        await first.Client.GetStringAsync(new Uri("seen", UriKind.Relative));

        Assert.Single(one.Steps);
        Assert.Empty(other.Steps);
        Assert.NotSame(first.Services.GetRequiredService<Seen>(), second.Services.GetRequiredService<Seen>());
    }

    [Fact]
    public void The_functions_are_those_of_the_assembly_that_asks()
    {
        // This test's own assembly: it holds broken functions and no host.json lies beside it.
        var builder = SelfHostApplicationBuilder.Create(typeof(StartUpTests).Assembly, []);

        var e = Assert.Throws<StartupException>(() => builder.Build());

        Assert.StartsWith("host.json is not in", e.Message, StringComparison.Ordinal);
        Assert.Equal(typeof(StartUpTests).Assembly.GetName().Name, builder.Environment.ApplicationName);
    }

    internal sealed class Unset
    {
        [Function("Handle")]
        public Task Handle([QueueTrigger("%SomeQueue%", Connection = "Elsewhere")] string message) => Task.FromResult(message);

        [Function("Tick")]
        public void Tick([TimerTrigger("%SomeSchedule%")] TimerInfo timer) => timer.IsPastDue = false;
    }

    internal sealed class Home
    {
        [Function(nameof(Home))]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "/")] HttpRequest request) =>
            Results.Text(request.Path == "/" ? "home" : string.Empty);
    }

    internal sealed class NeedsSeen(Seen seen)
    {
        [Function(nameof(NeedsSeen))]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "seen")] HttpRequest request)
        {
            seen.Steps.Enqueue(request.Path);
            return Results.Ok();
        }
    }
}

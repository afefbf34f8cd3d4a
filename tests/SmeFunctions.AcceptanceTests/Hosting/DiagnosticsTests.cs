using System.Net;
using SmeFunctions.AcceptanceTests.Running;

namespace SmeFunctions.AcceptanceTests;

public sealed class DiagnosticsTests(SharedAzurite azurite) : PortalTests(azurite)
{
    [Fact]
    public async Task Finds_nothing_wrong_with_a_portal_that_is_as_it_should_be()
    {
        var app = await OwnAppAsync(PortalApp.EverySecond, "--SearchSchedule=* * * * * *");

        var diagnosis = await app.WaitFor(
            "the first reconciliation was through", async () => (await app.GetAsync("/api/health/doctor")).Ok<DiagnosisBody>(), now => now.Status == "well");

        Assert.Equal(33, diagnosis.Checks.Length);
        Assert.All(diagnosis.Checks, check => Assert.Equal((true, null, null), (check.Ok, check.Problem, check.Remedy)));
    }

    [Fact]
    public async Task Says_of_every_part_of_a_portal_whether_it_is_well()
    {
        var app = await AppAsync();

        var diagnosis = (await app.GetAsync("/api/health/doctor")).Ok<DiagnosisBody>();

        Assert.Equal(33, diagnosis.Checks.Length);
        Assert.All(diagnosis.Checks, check => Assert.Equal((check.Ok, check.Ok), (check.Problem is null, check.Remedy is null)));
        Assert.Equal(diagnosis.Checks.All(check => check.Ok), diagnosis.Status == "well");
    }

    [Fact]
    public async Task Leaves_nothing_behind()
    {
        var app = await OwnAppAsync(PortalApp.EverySecond, "--SearchSchedule=* * * * * *");
        for (var i = 0; i < 3; i++)
        {
            (await app.GetAsync("/api/health/doctor")).Ok<DiagnosisBody>();
        }

        await app.QuietQueuesAsync();
        Assert.Empty(await app.Seeds.GetBlobsAsync().ToListAsync());
        Assert.Empty(await app.Articles.GetBlobsAsync().ToListAsync());
        Assert.Empty((await app.GetAsync("/api/seeds")).Ok<PageBody<SeedBody>>().Items);
        Assert.Equal(0, (await app.Queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task Says_what_is_gone_and_how_to_mend_it()
    {
        var app = await OwnAppAsync(PortalApp.EverySecond, "--SearchSchedule=* * * * * *");
        await app.WaitFor("all is well", async () => (await app.GetAsync("/api/health/doctor")).Ok<DiagnosisBody>(), now => now.Status == "well");

        await app.Articles.DeleteAsync();
        await app.ArticlesTable.DeleteAsync();
        await app.PoisonQueue.CreateIfNotExistsAsync();
        var diagnosis = (await app.GetAsync("/api/health/doctor")).Ok<DiagnosisBody>();

        Assert.Equal("ill", diagnosis.Status);
        var ill = diagnosis.Checks.Where(check => !check.Ok).ToDictionary(check => check.Name);
        Assert.Equal([$"container {app.Articles.Name}", $"table {app.ArticlesTable.Name}"], ill.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("read, list, write, delete: it is not there (ContainerNotFound).", ill[$"container {app.Articles.Name}"].Problem);
        Assert.StartsWith("Restart the app", ill[$"table {app.ArticlesTable.Name}"].Remedy, StringComparison.Ordinal);

        await app.StopAsync();
        await app.StartAsync();
        await app.WaitFor("all is well again", async () => (await app.GetAsync("/api/health/doctor")).Ok<DiagnosisBody>(), now => now.Status == "well");
    }

    [Fact]
    public async Task Answers_a_HEAD_and_refuses_parameters()
    {
        var app = await AppAsync();

        var head = await app.SendAsync(HttpMethod.Head, "/api/health/doctor");

        Assert.Equal((HttpStatusCode.OK, 0), (head.Status, head.Body.Length));
        Assert.True(head.Headers.CacheControl?.NoStore);
        Assert.Equal("deep", (await app.GetAsync("/api/health/doctor?deep=1")).Problem(HttpStatusCode.BadRequest).Parameter);
    }
}

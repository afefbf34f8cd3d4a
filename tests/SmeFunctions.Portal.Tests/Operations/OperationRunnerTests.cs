using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Operations;
using SmeFunctions.Portal.Tests.Ingestion;
using SmeFunctions.Portal.Tests.Storage;

namespace SmeFunctions.Portal.Tests.Operations;

public sealed class OperationRunnerTests : IDisposable
{
    private readonly OperationWorld _operations = new();

    private PortalWorld World => _operations.World;

    public void Dispose() => _operations.Dispose();

    [Fact]
    public async Task A_sweep_asks_for_what_is_new_changed_or_gone()
    {
        await _operations.PublishAsync("en/same.txt", "en/changed.txt", "en/gone.txt");
        World.Put("en/changed.txt", PortalWorld.Page("Another headline"));
        World.Put("en/new.txt", PortalWorld.Page("New"));
        World.Seeds.Remove("en/gone.txt");

        var operation = await _operations.RunAsync(OperationKind.Sweep);

        Assert.Equal(["en/changed.txt", "en/gone.txt", "en/new.txt"], World.Queue.Names.Order());
        Assert.Equal((OperationStatus.Done, 3 + 3, 3, 0), (operation.Status, operation.Looked, operation.Changed, operation.Found));
    }

    [Fact]
    public async Task A_retry_takes_up_what_failed_or_was_rejected_and_nothing_else()
    {
        await _operations.PublishAsync("en/fine.txt");
        await _operations.RejectAsync("en/still.txt");
        World.Put("en/failed.txt", PortalWorld.Page("It failed"));
        await World.Inbox.HandlePoisonAsync("""{"name":"en/failed.txt"}""", CancellationToken.None);
        var writes = World.Articles.Writes;

        var operation = await _operations.RunAsync(OperationKind.Retry);

        Assert.Equal((3, 1), (operation.Looked, operation.Changed));
        Assert.Equal("It failed", (await _operations.ArticleAsync("en/failed.txt"))?.Title);
        Assert.Equal(SeedStatus.Rejected, (await World.RecordAsync("en/still.txt")).Status);
        Assert.Equal(writes + 1, World.Articles.Writes);
    }

    [Fact]
    public async Task One_seed_that_does_not_come_right_holds_up_no_other()
    {
        await _operations.PublishAsync("en/a.txt", "en/b.txt");
        World.Operating.Parallel = 1;
        var failed = false;
        World.Articles.Faults = writes => writes && !failed && (failed = true) ? Fault.FailBefore : Fault.None;
        World.Put("en/a.txt", PortalWorld.Page("en/a.txt", text: "New."));
        World.Put("en/b.txt", PortalWorld.Page("en/b.txt", text: "New."));

        var operation = await _operations.RunAsync(OperationKind.Rebuild);

        Assert.Equal((OperationStatus.Done, 1), (operation.Status, operation.Found));
        var finding = Assert.Single(await _operations.FindingsAsync(operation));
        Assert.Equal("not-ingested", finding.Code);
        Assert.Equal([finding.Subject], World.Queue.Names);
        Assert.Equal("New.", (await _operations.ArticleAsync(finding.Subject == "en/a.txt" ? "en/b.txt" : "en/a.txt"))?.Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Goes_on_slice_by_slice_until_it_is_done_also_when_each_message_comes_twice(bool twice)
    {
        await _operations.PublishAsync([.. Enumerable.Range(0, 7).Select(i => $"en/{i}.txt")]);
        World.Operating.PageSize = 2;
        World.Operating.SliceTime = TimeSpan.Zero;

        var operation = await World.OperatorDesk.StartAsync(OperationKind.Validate, CancellationToken.None);
        var slices = 0;
        while (World.OperationQueue.Messages is [var message, ..])
        {
            World.OperationQueue.Messages.RemoveAt(0);
            await World.Runner.HandleAsync(message, CancellationToken.None);
            if (twice && slices == 0)
            {
                await World.Runner.HandleAsync(message, CancellationToken.None);
            }

            slices++;
        }

        operation = await _operations.FindAsync(operation.Id);
        Assert.Equal((OperationStatus.Done, 0, 7 + 7 + 7 + (7 * 4)), (operation.Status, operation.Found, operation.Looked));
        Assert.True(slices >= 4 + 4 + 4 + 14, $"{slices} slices");
    }

    [Theory]
    [InlineData(Fault.FailBefore)]
    [InlineData(Fault.FailAfter)]
    public async Task Ends_the_same_whichever_of_its_notes_fails(Fault fault)
    {
        for (var failing = 0; failing < 12; failing++)
        {
            using var world = new PortalWorld();
            world.Operating.PageSize = 1;
            for (var i = 0; i < 3; i++)
            {
                world.Put($"en/{i}.txt", PortalWorld.Page($"Headline {i}"));
                await world.HandleAsync($"en/{i}.txt");
            }

            world.Articles.Put("nobody.json", "{}"u8.ToArray());
            await world.OperatorDesk.StartAsync(OperationKind.Validate, CancellationToken.None);
            var writes = 0;
            world.OperationsTable.Faults = call => call.IsWrite && writes++ == failing ? fault : Fault.None;

            for (var tries = 0; world.OperationQueue.Messages is [var message, ..]; tries++)
            {
                Assert.True(tries < 5);
                try
                {
                    await world.Runner.HandleAsync(message, CancellationToken.None);
                    world.OperationQueue.Messages.RemoveAt(0);
                }
                catch (Azure.RequestFailedException)
                {
                    // The host gives the message out again.
                }
            }

            var (operations, _) = await world.OperatorDesk.ListAsync(10, continuation: null, CancellationToken.None);
            var operation = Assert.Single(operations);
            Assert.Equal((OperationStatus.Done, 3 + 3 + 4 + (3 * 4), 1), (operation.Status, operation.Looked, operation.Found));
            Assert.Equal("nobody.json", Assert.Single((await world.OperatorDesk.ListFindingsAsync(operation.Id, 10, continuation: null, CancellationToken.None)).Findings).Subject);
        }
    }

    [Fact]
    public async Task Is_found_also_when_its_start_was_answered_with_an_error()
    {
        World.OperationsTable.Faults = _ => Fault.FailBefore;
        await Assert.ThrowsAsync<Azure.RequestFailedException>(() => World.OperatorDesk.StartAsync(OperationKind.Sweep, CancellationToken.None));
        World.OperationsTable.Faults = _ => Fault.None;

        await World.Runner.HandleAsync(Assert.Single(World.OperationQueue.Messages), CancellationToken.None);

        Assert.Equal(OperationStatus.Done, Assert.Single((await World.OperatorDesk.ListAsync(10, continuation: null, CancellationToken.None)).Operations).Status);
    }

    [Fact]
    public async Task Starts_once_also_when_its_message_is_faster_than_its_row()
    {
        World.OperationsTable.Faults = call =>
        {
            if (call.IsWrite && World.OperationQueue.Messages is [var message])
            {
                World.OperationQueue.Messages.Clear();
                World.Runner.HandleAsync(message, CancellationToken.None).GetAwaiter().GetResult();
            }

            return Fault.None;
        };

        var operation = await World.OperatorDesk.StartAsync(OperationKind.Sweep, CancellationToken.None);

        Assert.Equal(OperationStatus.Done, (await _operations.FindAsync(operation.Id)).Status);
    }

    [Fact]
    public async Task Counts_more_findings_than_it_keeps()
    {
        World.Operating.MaxFindings = 3;
        for (var i = 0; i < 5; i++)
        {
            World.Articles.Put($"nobody-{i}.json", "{}"u8.ToArray());
        }

        var operation = await _operations.RunAsync(OperationKind.Validate);

        Assert.Equal(5, operation.Found);
        Assert.Equal(3, (await _operations.FindingsAsync(operation)).Count);
    }

    [Fact]
    public async Task A_message_given_up_on_makes_it_failed_and_one_that_is_done_stays_so()
    {
        var lost = await World.OperatorDesk.StartAsync(OperationKind.Rebuild, CancellationToken.None);
        await World.Runner.HandlePoisonAsync(Assert.Single(World.OperationQueue.Messages), CancellationToken.None);
        World.OperationQueue.Messages.Clear();
        var done = await World.OperatorDesk.StartAsync(OperationKind.Rebuild, CancellationToken.None);
        var message = Assert.Single(World.OperationQueue.Messages);
        await World.Runner.HandleAsync(message, CancellationToken.None);
        await World.Runner.HandlePoisonAsync(message, CancellationToken.None);

        var failed = await _operations.FindAsync(lost.Id);
        Assert.Equal(OperationStatus.Failed, failed.Status);
        Assert.NotNull(failed.Error);
        Assert.Equal(OperationStatus.Done, (await _operations.FindAsync(done.Id)).Status);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"id":"a","kind":"demolish","started":"2026-01-01T00:00:00Z"}""")]
    public async Task A_message_that_names_none_is_an_error(string message) =>
        await Assert.ThrowsAsync<System.Text.Json.JsonException>(() => World.Runner.HandleAsync(message, CancellationToken.None));
}

using SmeFunctions.Portal.Operations;
using SmeFunctions.Portal.Tests.Ingestion;
using SmeFunctions.Portal.Tests.Storage;

namespace SmeFunctions.Portal.Tests.Operations;

/// <summary>How an operation goes on from slice to slice, and comes to its end.</summary>
public sealed class OperationRunnerTests : OperationTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Goes_on_slice_by_slice_until_it_is_done_also_when_each_message_comes_twice(bool twice)
    {
        await PublishAsync([.. Enumerable.Range(0, 7).Select(i => $"en/{i}.txt")]);
        _world.Operating.PageSize = 2;
        _world.Operating.SliceTime = TimeSpan.Zero;

        var operation = await _world.OperatorDesk.StartAsync(OperationKind.Validate, CancellationToken.None);
        var slices = 0;
        while (_world.OperationQueue.Messages is [var message, ..])
        {
            _world.OperationQueue.Messages.RemoveAt(0);
            await _world.Runner.HandleAsync(message, CancellationToken.None);
            if (twice && slices == 0)
            {
                await _world.Runner.HandleAsync(message, CancellationToken.None);
            }

            slices++;
        }

        operation = await FindAsync(operation.Id);
        Assert.Equal((OperationStatus.Done, 0, 7 + 7 + 7 + (7 * 4)), (operation.Status, operation.Found, operation.Examined));
        Assert.True(slices >= 4 + 4 + 4 + 14, $"{slices} slices");
    }

    [Theory]
    [InlineData(Fault.FailBefore)]
    [InlineData(Fault.FailAfter)]
    public async Task Ends_the_same_whichever_of_its_notes_fails(Fault fault)
    {
        for (var failing = 0; failing < 12; failing++)
        {
            using var world = new TestPortal();
            world.Operating.PageSize = 1;
            for (var i = 0; i < 3; i++)
            {
                world.Put($"en/{i}.txt", TestPortal.Page($"Headline {i}"));
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
            Assert.Equal((OperationStatus.Done, 3 + 3 + 4 + (3 * 4), 1), (operation.Status, operation.Examined, operation.Found));
            Assert.Equal("nobody.json", Assert.Single((await world.OperatorDesk.ListFindingsAsync(operation.Id, 10, continuation: null, CancellationToken.None)).Findings).Subject);
        }
    }

    [Fact]
    public async Task Is_found_also_when_its_start_was_answered_with_an_error()
    {
        _world.OperationsTable.Faults = _ => Fault.FailBefore;
        await Assert.ThrowsAsync<Azure.RequestFailedException>(() => _world.OperatorDesk.StartAsync(OperationKind.Sweep, CancellationToken.None));
        _world.OperationsTable.Faults = _ => Fault.None;

        await _world.Runner.HandleAsync(Assert.Single(_world.OperationQueue.Messages), CancellationToken.None);

        Assert.Equal(OperationStatus.Done, Assert.Single((await _world.OperatorDesk.ListAsync(10, continuation: null, CancellationToken.None)).Operations).Status);
    }

    [Fact]
    public async Task Starts_once_also_when_its_message_is_faster_than_its_row()
    {
        _world.OperationsTable.Faults = call =>
        {
            if (call.IsWrite && _world.OperationQueue.Messages is [var message])
            {
                _world.OperationQueue.Messages.Clear();
                _world.Runner.HandleAsync(message, CancellationToken.None).GetAwaiter().GetResult();
            }

            return Fault.None;
        };

        var operation = await _world.OperatorDesk.StartAsync(OperationKind.Sweep, CancellationToken.None);

        Assert.Equal(OperationStatus.Done, (await FindAsync(operation.Id)).Status);
    }

    [Fact]
    public async Task Counts_more_findings_than_it_keeps()
    {
        _world.Operating.MaxFindings = 3;
        for (var i = 0; i < 5; i++)
        {
            _world.Articles.Put($"nobody-{i}.json", "{}"u8.ToArray());
        }

        var operation = await RunAsync(OperationKind.Validate);

        Assert.Equal(5, operation.Found);
        Assert.Equal(3, (await FindingsAsync(operation)).Count);
    }

    [Fact]
    public async Task A_message_given_up_on_makes_it_failed_and_one_that_is_done_stays_so()
    {
        var lost = await _world.OperatorDesk.StartAsync(OperationKind.Rebuild, CancellationToken.None);
        await _world.Runner.HandlePoisonAsync(Assert.Single(_world.OperationQueue.Messages), CancellationToken.None);
        _world.OperationQueue.Messages.Clear();
        var done = await _world.OperatorDesk.StartAsync(OperationKind.Rebuild, CancellationToken.None);
        var message = Assert.Single(_world.OperationQueue.Messages);
        await _world.Runner.HandleAsync(message, CancellationToken.None);
        await _world.Runner.HandlePoisonAsync(message, CancellationToken.None);

        var failed = await FindAsync(lost.Id);
        Assert.Equal(OperationStatus.Failed, failed.Status);
        Assert.NotNull(failed.Error);
        Assert.Equal(OperationStatus.Done, (await FindAsync(done.Id)).Status);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"id":"a","kind":"demolish","started":"2026-01-01T00:00:00Z"}""")]
    public async Task A_message_that_names_none_is_an_error(string message) =>
        await Assert.ThrowsAsync<System.Text.Json.JsonException>(() => _world.Runner.HandleAsync(message, CancellationToken.None));
}

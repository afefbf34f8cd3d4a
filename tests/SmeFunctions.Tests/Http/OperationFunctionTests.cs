using SmeFunctions.Http;
using SmeFunctions.Portal.Tests.Ingestion;

namespace SmeFunctions.Tests.Http;

public sealed class OperationFunctionTests : IDisposable
{
    private readonly TestPortal _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("sweep", "seeds")]
    [InlineData("rebuild", "seeds")]
    [InlineData("validate", "seeds")]
    [InlineData("retry", "records")]
    public async Task StartOperation_answers_202_with_the_address_of_its_progress(string kind, string part)
    {
        var started = await StartAsync(kind);
        var asked = await GetAsync(started.Header("Location")!);

        Assert.Equal(202, started.Status);
        Assert.StartsWith("/api/operations/", started.Header("Location"));
        foreach (var call in (Call[])[started, asked])
        {
            Assert.Equal((kind, "queued", part, 0), ((string?)call.Json["kind"], (string?)call.Json["status"], (string?)call.Json["part"], (int?)call.Json["looked"]));
        }

        Assert.Empty(asked.Json["findings"]!.AsArray());
        Assert.Single(_world.OperationQueue.Messages);
    }

    [Theory]
    [InlineData("demolish", "")]
    [InlineData("Sweep", "")]
    [InlineData("0", "")]
    public async Task StartOperation_answers_404_to_a_kind_there_is_not(string kind, string query)
    {
        (await StartAsync(kind, query)).AssertProblem(404, "not-found");
        Assert.Empty(_world.OperationQueue.Messages);
    }

    [Fact]
    public async Task StartOperation_refuses_parameters()
    {
        (await StartAsync("sweep", "?now=1")).AssertProblem(400, "bad-request", "now");
        Assert.Empty(_world.OperationQueue.Messages);
    }

    [Fact]
    public async Task GetOperation_pages_through_what_it_found()
    {
        for (var i = 0; i < 5; i++)
        {
            _world.Articles.Put($"nobody-{i}.json", "{}"u8.ToArray());
        }

        var address = (await StartAsync("validate")).Header("Location")!;
        await _world.Runner.HandleAsync(_world.OperationQueue.Messages.Single(), CancellationToken.None);

        var first = await GetAsync(address, "?limit=3");
        var next = (string)first.Json["next"]!;
        var second = await GetAsync(address, next[next.IndexOf('?')..]);

        Assert.Equal(("done", 5, 5), ((string?)first.Json["status"], (int?)first.Json["found"], (int?)second.Json["found"]));
        Assert.Equal(
            Enumerable.Range(0, 5).Select(i => $"nobody-{i}.json"),
            first.Json["findings"]!.AsArray().Concat(second.Json["findings"]!.AsArray()).Select(finding => (string)finding!["subject"]!).Order());
        Assert.Null(second.Json["next"]);
    }

    [Fact]
    public async Task GetOperation_answers_404_and_400()
    {
        (await GetAsync("/api/operations/0000000000000000ffffffff")).AssertProblem(404, "not-found");
        (await GetAsync("/api/operations/it's|?")).AssertProblem(404, "not-found");
        (await GetAsync("/api/operations/00", "?limit=0")).AssertProblem(400, "bad-request", "limit");
        (await GetAsync("/api/operations/00", "?page=0")).AssertProblem(400, "bad-request", "page");
    }

    [Fact]
    public async Task ListOperations_has_the_newest_first()
    {
        foreach (var kind in (string[])["sweep", "validate", "rebuild"])
        {
            await StartAsync(kind);
            _world.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        var first = await ListAsync("?limit=2");
        var next = (string)first.Json["next"]!;
        var second = await ListAsync(next[next.IndexOf('?')..]);

        Assert.Equal(
            ["rebuild", "validate", "sweep"],
            first.Json["items"]!.AsArray().Concat(second.Json["items"]!.AsArray()).Select(item => (string)item!["kind"]!));
        Assert.Null(second.Json["next"]);
        (await ListAsync("?limit=101")).AssertProblem(400, "bad-request", "limit");
        (await ListAsync("?cursor=!!")).AssertProblem(400, "bad-request", "cursor");
    }

    private Task<Call> StartAsync(string kind, string query = "") =>
        new Call(query, "POST").SendAsync(request => new StartOperation(_world.OperatorDesk).Run(request, kind, CancellationToken.None));

    private Task<Call> GetAsync(string address, string query = "") =>
        new Call(query).SendAsync(request => new GetOperation(_world.OperatorDesk, _world.ExportLinks).Run(request, address["/api/operations/".Length..], CancellationToken.None));

    private Task<Call> ListAsync(string query) =>
        new Call(query).SendAsync(request => new ListOperations(_world.OperatorDesk).Run(request, CancellationToken.None));
}

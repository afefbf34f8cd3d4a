using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Operations;

namespace SmeFunctions.Portal.Tests.Ingestion;

public sealed class SeedAliasTests : IDisposable
{
    private readonly TestPortal _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Leads_from_every_old_slug_to_the_article_and_costs_nothing_more_when_asked_again()
    {
        await PublishAsync("en/a.md", "the-fair", "aliases: [old, 旧-展会]");
        var (writes, calls) = (_world.Articles.Writes, _world.Articles.Calls);

        await _world.HandleAsync("en/a.md");

        Assert.Equal((writes, calls), (_world.Articles.Writes, _world.Articles.Calls));
        Assert.Equal(("the-fair", "the-fair"), (await TargetAsync("old"), await TargetAsync("旧-展会")));
        Assert.Empty((await _world.RecordAsync("en/a.md")).Warnings);
        Assert.Equal(3, writes);
    }

    [Fact]
    public async Task A_change_that_leaves_the_aliases_alone_costs_no_call_for_them()
    {
        await PublishAsync("en/a.md", "the-fair", "");
        await PublishAsync("en/b.md", "the-other", "aliases: old");
        async Task<int> CostAsync(string name, string slug, string front)
        {
            var before = _world.Articles.Calls + _world.SeedsTable.Calls.Count;
            _world.Time.Advance(TimeSpan.FromMinutes(1));
            await PublishAsync(name, slug, front, "Another sentence.");
            return _world.Articles.Calls + _world.SeedsTable.Calls.Count - before;
        }

        Assert.Equal(await CostAsync("en/a.md", "the-fair", ""), await CostAsync("en/b.md", "the-other", "aliases: old"));
    }

    [Fact]
    public async Task One_that_the_document_no_longer_names_leads_nowhere()
    {
        await PublishAsync("en/a.md", "the-fair", "aliases: [old, older]");

        await PublishAsync("en/a.md", "the-fair", "aliases: older");

        Assert.Equal((null, "the-fair"), (await TargetAsync("old"), await TargetAsync("older")));
        Assert.IsType<ArticleResult.NotFound>(await FindAsync("old"));
        Assert.IsType<ArticleResult.Moved>(await FindAsync("older"));
    }

    [Fact]
    public async Task Of_an_article_that_was_taken_down_it_is_gone_and_free_for_others()
    {
        await PublishAsync("en/a.md", "the-fair", "aliases: old");
        await RemoveAsync("en/a.md");
        Assert.IsType<ArticleResult.Gone>(await FindAsync("old"));
        Assert.Empty((await _world.RecordAsync("en/a.md")).Aliases);

        await PublishAsync("en/b.md", "the-fair-moved", "aliases: [old, the-fair]");

        Assert.Equal(("the-fair-moved", "the-fair-moved"), (await TargetAsync("old"), await TargetAsync("the-fair")));
        await PublishAsync("en/b.md", "the-fair-moved", "");
        Assert.IsType<ArticleResult.Gone>(await FindAsync("old"));
        Assert.IsType<ArticleResult.Gone>(await FindAsync("the-fair"));
    }

    [Fact]
    public async Task A_document_that_comes_back_gets_another_slug_when_its_own_leads_elsewhere()
    {
        await PublishAsync("en/a.md", "the-fair", "");
        await RemoveAsync("en/a.md");
        await PublishAsync("en/b.md", "the-other", "aliases: the-fair");

        await PublishAsync("en/a.md", "the-fair", "");

        var record = await _world.RecordAsync("en/a.md");
        Assert.StartsWith("the-fair-", record.Slug, StringComparison.Ordinal);
        Assert.Contains("is that of another document", Assert.Single(record.Warnings), StringComparison.Ordinal);
        Assert.Equal("the-other", await TargetAsync("the-fair"));
    }

    [Fact]
    public async Task A_slug_in_use_is_no_alias_and_the_editor_hears_of_it()
    {
        await PublishAsync("en/a.md", "the-fair", "");

        await PublishAsync("en/b.md", "the-other", "aliases: [the-fair, old, the-other]");

        Assert.Equal(["The alias 'the-fair' is not used: it is the slug of another document."], (await _world.RecordAsync("en/b.md")).Warnings);
        Assert.IsType<ArticleResult.Found>(await FindAsync("the-fair"));
        Assert.Equal("the-other", await TargetAsync("old"));
    }

    [Fact]
    public async Task Of_two_documents_with_the_same_alias_the_first_has_it()
    {
        await PublishAsync("en/a.md", "the-fair", "aliases: old");

        await PublishAsync("en/b.md", "the-other", "aliases: old");

        Assert.Equal(["The alias 'old' is not used: it is an alias of another document."], (await _world.RecordAsync("en/b.md")).Warnings);
        Assert.Equal("the-fair", await TargetAsync("old"));
        await PublishAsync("en/a.md", "the-fair", "");
        await _world.Ingester.IngestAgainAsync(SeedName.FromBlobName("en/b.md"), CancellationToken.None);
        Assert.Empty((await _world.RecordAsync("en/b.md")).Warnings);
        Assert.Equal("the-other", await TargetAsync("old"));
    }

    [Fact]
    public async Task An_article_does_not_get_the_address_of_an_alias_until_that_is_left()
    {
        await PublishAsync("en/a.md", "the-fair", "aliases: wanted");
        await PublishAsync("en/b.md", "wanted", "");
        Assert.StartsWith("wanted-", (await _world.RecordAsync("en/b.md")).Slug, StringComparison.Ordinal);

        await PublishAsync("en/a.md", "the-fair", "");
        await PublishAsync("en/c.md", "wanted", "");

        Assert.Equal("wanted", (await _world.RecordAsync("en/c.md")).Slug);
        Assert.IsType<ArticleResult.Found>(await FindAsync("wanted"));
        await RemoveAsync("en/c.md");
        Assert.IsType<ArticleResult.Gone>(await FindAsync("wanted"));
    }

    [Fact]
    public async Task Two_that_want_the_same_at_the_same_moment_come_to_an_end_in_which_one_has_it()
    {
        var workers = new[] { "en/a.md", "en/b.md", "en/c.md" };
        foreach (var name in workers)
        {
            _world.Put(name, Doc(name[3..4], "aliases: old"));
        }

        Worker.Watch(_world);
        await Task.WhenAll(workers.Select(async name =>
        {
            var worker = new Worker(_world) { At = async _ => await Task.Yield() };
            Assert.True(await worker.HandleAsync(WorldView.Message(name)));
        }));

        var target = await TargetAsync("old");
        var records = await Task.WhenAll(workers.Select(_world.RecordAsync));
        Assert.Equal([target], records.Where(record => record.Aliases.Count == 1).Select(record => record.Slug));
        Assert.Equal(2, records.Count(record => record.Warnings.Count == 1));
        await _world.ShowAsync();
    }

    [Fact]
    public async Task A_draft_and_a_rejected_document_take_none()
    {
        await PublishAsync("en/a.md", "the-fair", "aliases: old\ndraft: true");
        await PublishAsync("en/b.md", "the-other", "aliases: older\ndraft: perhaps");

        Assert.Empty(_world.Articles.Blobs);
    }

    [Fact]
    public async Task Validation_finds_what_does_not_lead_where_it_should_and_a_rebuild_mends_it()
    {
        await PublishAsync("en/a.md", "the-fair", "aliases: [old, older]");
        await PublishAsync("en/b.md", "the-other", "aliases: former");
        await PublishAsync("en/b.md", "the-other", "");
        Assert.Empty(await RunAsync(OperationKind.Validate));
        _world.Articles.Remove("old.json");
        await _world.Aliases.RedirectAsync("nobodys", "the-fair", "en/a.md", AliasSnapshot.None, CancellationToken.None);

        var found = await RunAsync(OperationKind.Validate);
        var mended = await RunAsync(OperationKind.Rebuild);

        Assert.Equal([("alias-missing", "en/a.md"), ("orphan-alias", "nobodys.json")], found);
        Assert.Equal([("orphan-alias", "nobodys.json")], mended);
        Assert.Empty(await RunAsync(OperationKind.Validate));
        Assert.Equal(("the-fair", "the-fair", null), (await TargetAsync("old"), await TargetAsync("older"), await TargetAsync("nobodys")));
        Assert.True(_world.Articles.Blobs.ContainsKey("former.json"));
    }

    [Fact]
    public async Task Visits_by_an_old_slug_are_those_of_the_article()
    {
        await PublishAsync("en/a.md", "the-fair", "aliases: old");

        await _world.VisitService.CountAsync("old", isMachine: false, CancellationToken.None);
        var answer = await _world.VisitService.CountAsync("the-fair", isMachine: false, CancellationToken.None);

        Assert.Equal(2, answer?.Visits);
        Assert.Equal(2, (await _world.VisitService.FindHistoryAsync("old", 3, CancellationToken.None))?.Visits);
    }

    private static string Doc(string slug, string front, string text = "A sentence.") =>
        $"---\ntitle: A headline\ndate: 2026-02-01\nslug: {slug}\n{front}\n---\n{text}\n";

    private async Task PublishAsync(string name, string slug, string front, string text = "A sentence.")
    {
        _world.Put(name, Doc(slug, front, text));
        await _world.HandleAsync(name);
    }

    private async Task RemoveAsync(string name)
    {
        _world.Seeds.Remove(name);
        await _world.HandleAsync(name);
    }

    private async Task<string?> TargetAsync(string slug) => (await _world.ArticleStore.FindAsync(slug, CancellationToken.None)).AliasOf;

    private async Task<ArticleResult> FindAsync(string slug) => await _world.Catalog.FindAsync(slug, CancellationToken.None);

    private async Task<List<(string Code, string Subject)>> RunAsync(OperationKind kind)
    {
        var operation = await _world.OperatorDesk.StartAsync(kind, CancellationToken.None);
        while (_world.OperationQueue.Messages is [var message, ..])
        {
            _world.OperationQueue.Messages.RemoveAt(0);
            await _world.Runner.HandleAsync(message, CancellationToken.None);
        }

        await _world.DrainAsync();
        return [.. (await _world.OperatorDesk.ListFindingsAsync(operation.Id, 100, continuation: null, CancellationToken.None)).Findings.Select(finding => (finding.Code, finding.Subject)).Order()];
    }
}

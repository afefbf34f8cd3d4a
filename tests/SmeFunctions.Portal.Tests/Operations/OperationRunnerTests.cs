using System.Text;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Operations;
using SmeFunctions.Portal.Tests.Ingestion;
using SmeFunctions.Portal.Tests.Media;
using SmeFunctions.Portal.Tests.Storage;

namespace SmeFunctions.Portal.Tests.Operations;

public sealed class OperationRunnerTests : IDisposable
{
    private readonly PortalWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_sweep_asks_for_what_is_new_changed_or_gone()
    {
        await PublishAsync("en/same.txt", "en/changed.txt", "en/gone.txt");
        _world.Put("en/changed.txt", PortalWorld.Page("Another headline"));
        _world.Put("en/new.txt", PortalWorld.Page("New"));
        _world.Seeds.Remove("en/gone.txt");

        var operation = await RunAsync(OperationKind.Sweep);

        Assert.Equal(["en/changed.txt", "en/gone.txt", "en/new.txt"], _world.Queue.Names.Order());
        Assert.Equal((OperationStatus.Done, 3 + 3, 3, 0), (operation.Status, operation.Looked, operation.Changed, operation.Found));
    }

    [Fact]
    public async Task A_validation_of_a_sound_site_finds_nothing_and_writes_nothing()
    {
        await PublishAsync("en/a.txt", "zh/a.txt", "en/b.txt");
        await RejectAsync("en/c.txt");
        _world.Put("en/draft.md", "---\ntitle: A draft\ndraft: true\n---\n\nA text of one sentence.\n");
        await _world.HandleAsync("en/draft.md");
        _world.Seeds.Put("en/pics/a.png", Pictures.Png(3, 2));
        await _world.HandleAsync("en/pics/a.png");
        _world.Put("en/illustrated.md", "---\ntitle: Illustrated\ndate: 2017-01-04\n---\n\nA text.\n\n![A picture](pics/a.png)\n\n![Another](pics/none.png)\n");
        await _world.HandleAsync("en/illustrated.md");
        _world.Put("en/removed.txt", PortalWorld.Page("Removed"));
        await _world.HandleAsync("en/removed.txt");
        _world.Seeds.Remove("en/removed.txt");
        await _world.HandleAsync("en/removed.txt");
        await SettleAsync();
        var before = Snapshot();

        var operation = await RunAsync(OperationKind.Validate);

        Assert.Empty(await FindingsAsync(operation));
        Assert.Equal((OperationStatus.Done, 0, 0), (operation.Status, operation.Found, operation.Changed));
        Assert.Equal(before, Snapshot());
        Assert.Empty(_world.Queue.Messages);
        Assert.Contains("/media/", (await ArticleAsync("en/illustrated.md"))!.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rebuild_of_a_sound_site_leaves_it_so()
    {
        await PublishAsync("en/a.txt", "zh/a.txt");
        _world.Put("en/draft.md", "---\ntitle: A draft\ndraft: true\n---\n\nA text of one sentence.\n");
        await _world.HandleAsync("en/draft.md");
        _world.Seeds.Put("en/pics/a.png", Pictures.Png(3, 2));
        await _world.HandleAsync("en/pics/a.png");
        _world.Put("en/illustrated.md", "---\ntitle: Illustrated\ndate: 2017-01-04\n---\n\nA text.\n\n![A picture](pics/a.png)\n");
        await _world.HandleAsync("en/illustrated.md");
        await SettleAsync();
        var before = _world.ListRows.Select(row => $"{row.PartitionKey} {row.RowKey}: {row["Summary"]}").ToList();

        var rebuilt = await RunAsync(OperationKind.Rebuild);
        await SettleAsync();

        Assert.Equal((OperationStatus.Done, 0), (rebuilt.Status, rebuilt.Found));
        Assert.Equal(before, _world.ListRows.Select(row => $"{row.PartitionKey} {row.RowKey}: {row["Summary"]}"));
        Assert.Equal(SeedStatus.Draft, (await _world.RecordAsync("en/draft.md")).Status);
        Assert.Equal(0, (await RunAsync(OperationKind.Validate)).Found);
    }

    [Fact]
    public async Task A_validation_reports_every_difference_and_mends_none()
    {
        await DamageAsync();
        var before = Snapshot();

        var operation = await RunAsync(OperationKind.Validate);

        Assert.Equal(
            [
                ("article-differs", "en/differs.txt"),
                ("article-missing", "en/lost.txt"),
                ("behind", "en/behind.txt"),
                ("not-removed", "en/gone.txt"),
                ("orphan-article", "nobody.json"),
                ("orphan-article", "note.txt"),
                ("orphan-row", "en a|79829895|2017-01-04-en-lost-txt"),
                ("orphan-row", "en a|79829895|nobody"),
                ("orphan-row", "en g|2017-01-04-en-lost-txt"),
                ("orphan-row", "en o|the-letter|79829895|2017-01-04-en-lost-txt"),
                ("orphan-row", "en s|news|79829895|2017-01-04-en-lost-txt"),
                ("row-differs", "en/row.txt s|news|79829895|2017-01-04-en-row-txt"),
                ("row-missing", "en/row.txt a|79829895|2017-01-04-en-row-txt"),
            ],
            (await FindingsAsync(operation)).Select(finding => (finding.Code, finding.Subject)).Order());
        Assert.Equal((OperationStatus.Done, 13, 0), (operation.Status, operation.Found, operation.Changed));
        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public async Task A_rebuild_mends_what_a_validation_reports()
    {
        await DamageAsync();

        var rebuilt = await RunAsync(OperationKind.Rebuild);
        await SettleAsync();

        Assert.Equal(OperationStatus.Done, rebuilt.Status);
        Assert.Equal(["orphan-article", "orphan-article", "orphan-row"], (await FindingsAsync(rebuilt)).Select(finding => finding.Code));
        Assert.Equal(0, (await RunAsync(OperationKind.Validate)).Found);
        Assert.Equal("Behind", (await ArticleAsync("en/behind.txt"))?.Title);
        Assert.True((await _world.ArticleStore.FindAsync("2017-01-04-en-gone-txt", CancellationToken.None)).IsGone);
    }

    [Fact]
    public async Task A_rebuild_takes_away_what_leads_to_a_document_that_translates_something_else()
    {
        _world.Put("en/a.md", "---\ntitle: A headline\ntranslationOf: zh/b.md\n---\nA text.\n");
        await _world.HandleAsync("en/a.md");
        await _world.Ledger.PutPointerAsync(SeedName.OfBlob("zh/c.md"), SeedName.OfBlob("en/a.md"), CancellationToken.None);
        await _world.Ledger.PutPointerAsync(SeedName.OfBlob("zh/c.md"), SeedName.OfBlob("en/never.md"), CancellationToken.None);
        Assert.Equal(3, _world.PointerRows.Count);

        var validated = await RunAsync(OperationKind.Validate);
        Assert.Equal(["orphan-pointer", "orphan-pointer"], (await FindingsAsync(validated)).Select(finding => finding.Code));
        Assert.Equal(3, _world.PointerRows.Count);

        await RunAsync(OperationKind.Rebuild);
        await SettleAsync();

        Assert.Equal(SeedKeys.Pointer(SeedName.OfBlob("zh/b.md"), SeedName.OfBlob("en/a.md")), _world.PointerRows.Single().RowKey);
        Assert.Equal(0, (await RunAsync(OperationKind.Validate)).Found);
    }

    [Fact]
    public async Task A_rebuild_restores_articles_and_lists_that_were_lost_as_they_were()
    {
        await PublishAsync("en/a.txt", "zh/a.txt", "en/b.txt");
        await SettleAsync();
        var before = Snapshot();
        foreach (var name in _world.Articles.Blobs.Keys.ToList())
        {
            _world.Articles.Remove(name);
        }

        _world.ArticleRows.Clear();

        await RunAsync(OperationKind.Rebuild);

        Assert.Equal(before, Snapshot());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_rebuild_makes_a_ledger_that_was_lost_anew_and_addresses_stay(bool articlesToo)
    {
        await PublishAsync("en/a.txt", "zh/a.txt", "en/b.txt");
        await RejectAsync("en/c.txt");
        await SettleAsync();
        var slugs = _world.Articles.Blobs.Keys.Order(StringComparer.Ordinal).ToList();
        var lists = _world.ListRows.Select(row => $"{row.PartitionKey} {row.RowKey}").ToList();

        _world.SeedRows.Clear();
        if (articlesToo)
        {
            slugs.ForEach(_world.Articles.Remove);
            _world.ArticleRows.Clear();
        }

        await RunAsync(OperationKind.Rebuild);
        await SettleAsync();

        Assert.Equal(0, (await RunAsync(OperationKind.Validate)).Found);
        Assert.Equal(slugs, _world.Articles.Blobs.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(lists, _world.ListRows.Select(row => $"{row.PartitionKey} {row.RowKey}"));
        Assert.Equal(SeedStatus.Rejected, (await _world.RecordAsync("en/c.txt")).Status);
    }

    [Fact]
    public async Task A_retry_takes_up_what_failed_or_was_rejected_and_nothing_else()
    {
        await PublishAsync("en/fine.txt");
        await RejectAsync("en/still.txt");
        _world.Put("en/failed.txt", PortalWorld.Page("It failed"));
        await _world.Inbox.HandlePoisonAsync("""{"name":"en/failed.txt"}""", CancellationToken.None);
        var writes = _world.Articles.Writes;

        var operation = await RunAsync(OperationKind.Retry);

        Assert.Equal((3, 1), (operation.Looked, operation.Changed));
        Assert.Equal("It failed", (await ArticleAsync("en/failed.txt"))?.Title);
        Assert.Equal(SeedStatus.Rejected, (await _world.RecordAsync("en/still.txt")).Status);
        Assert.Equal(writes + 1, _world.Articles.Writes);
    }

    [Fact]
    public async Task One_seed_that_does_not_come_right_holds_up_no_other()
    {
        await PublishAsync("en/a.txt", "en/b.txt");
        _world.Operating.Parallel = 1;
        var failed = false;
        _world.Articles.Faults = writes => writes && !failed && (failed = true) ? Fault.FailBefore : Fault.None;
        _world.Put("en/a.txt", PortalWorld.Page("en/a.txt", text: "New."));
        _world.Put("en/b.txt", PortalWorld.Page("en/b.txt", text: "New."));

        var operation = await RunAsync(OperationKind.Rebuild);

        Assert.Equal((OperationStatus.Done, 1), (operation.Status, operation.Found));
        var finding = Assert.Single(await FindingsAsync(operation));
        Assert.Equal("not-ingested", finding.Code);
        Assert.Equal([finding.Subject], _world.Queue.Names);
        Assert.Equal("New.", (await ArticleAsync(finding.Subject == "en/a.txt" ? "en/b.txt" : "en/a.txt"))?.Text);
    }

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

    private async Task PublishAsync(params string[] names)
    {
        foreach (var name in names)
        {
            _world.Put(name, PortalWorld.Page(name));
            await _world.HandleAsync(name);
        }
    }

    private async Task RejectAsync(string name)
    {
        _world.Put(name, "No text");
        await _world.HandleAsync(name);
    }

    private async Task DamageAsync()
    {
        await PublishAsync("en/sound.txt", "en/lost.txt", "en/differs.txt", "en/row.txt", "en/behind.txt", "en/gone.txt");
        await SettleAsync();
        _world.Articles.Remove("2017-01-04-en-lost-txt.json");
        _world.Articles.Put(
            "2017-01-04-en-differs-txt.json",
            Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(_world.Articles.Blobs["2017-01-04-en-differs-txt.json"].Content).Replace("sentence", "word", StringComparison.Ordinal)),
            _world.Articles.Blobs["2017-01-04-en-differs-txt.json"].Metadata);
        await _world.ArticlesTable.SubmitTransactionAsync(
        [
            new(Azure.Data.Tables.TableTransactionActionType.Delete, new Azure.Data.Tables.TableEntity("en", "a|79829895|2017-01-04-en-row-txt"), Azure.ETag.All),
            new(Azure.Data.Tables.TableTransactionActionType.UpsertReplace, new Azure.Data.Tables.TableEntity("en", "s|news|79829895|2017-01-04-en-row-txt") { ["Summary"] = "{}" }),
            new(Azure.Data.Tables.TableTransactionActionType.UpsertReplace, new Azure.Data.Tables.TableEntity("en", "a|79829895|nobody") { ["Summary"] = "{}" }),
        ]);
        _world.Put("en/behind.txt", PortalWorld.Page("Behind"));
        _world.Seeds.Remove("en/gone.txt");
        _world.Articles.Put("nobody.json", "{}"u8.ToArray());
        _world.Articles.Put("note.txt", "{}"u8.ToArray());
    }

    private async Task<Operation> RunAsync(OperationKind kind)
    {
        var operation = await _world.OperatorDesk.StartAsync(kind, CancellationToken.None);
        while (_world.OperationQueue.Messages is [var message, ..])
        {
            _world.OperationQueue.Messages.RemoveAt(0);
            await _world.Runner.HandleAsync(message, CancellationToken.None);
        }

        return await FindAsync(operation.Id);
    }

    private async Task SettleAsync()
    {
        while (_world.Queue.Messages is [var message, ..])
        {
            _world.Queue.Messages.RemoveAt(0);
            await _world.Inbox.HandleAsync(message, CancellationToken.None);
        }
    }

    private async Task<Operation> FindAsync(string id) =>
        await _world.OperatorDesk.FindAsync(id, CancellationToken.None) ?? throw new InvalidOperationException("There is none.");

    private async Task<IReadOnlyList<Finding>> FindingsAsync(Operation operation) =>
        (await _world.OperatorDesk.ListFindingsAsync(operation.Id, 1_000, continuation: null, CancellationToken.None)).Findings;

    private async Task<Article?> ArticleAsync(string name) =>
        (await _world.ArticleStore.FindAsync((await _world.RecordAsync(name)).Slug!, CancellationToken.None)).Article;

    // Versions apart, which every write changes.
    private List<string> Snapshot() =>
    [
        .. _world.Articles.Blobs.Select(blob => $"{blob.Key}: {Encoding.UTF8.GetString(blob.Value.Content)} {string.Join(' ', blob.Value.Metadata)}"),
        .. _world.ListRows.Select(row => $"{row.PartitionKey} {row.RowKey}: {row["Summary"]}"),
    ];
}

using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Operations;
using SmeFunctions.Portal.Tests.Ingestion;
using SmeFunctions.Portal.Tests.Media;
using SmeFunctions.Portal.Tests.Storage;

namespace SmeFunctions.Portal.Tests.Operations;

/// <summary>What each operation does to a site.</summary>
public sealed class SiteOperationTests : OperationTests
{
    [Fact]
    public async Task A_sweep_asks_for_what_is_new_changed_or_gone()
    {
        await PublishAsync("en/same.txt", "en/changed.txt", "en/gone.txt");
        _world.Put("en/changed.txt", TestPortal.Page("Another headline"));
        _world.Put("en/new.txt", TestPortal.Page("New"));
        _world.Seeds.Remove("en/gone.txt");

        var operation = await RunAsync(OperationKind.Sweep);

        Assert.Equal(["en/changed.txt", "en/gone.txt", "en/new.txt"], _world.Queue.Names.Order());
        Assert.Equal((OperationStatus.Done, 3 + 3, 3, 0), (operation.Status, operation.Examined, operation.Changed, operation.Found));
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
        _world.Put("en/removed.txt", TestPortal.Page("Removed"));
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
        await _world.Ledger.PutLinkAsync(SeedName.FromBlobName("zh/c.md"), SeedName.FromBlobName("en/a.md"), CancellationToken.None);
        await _world.Ledger.PutLinkAsync(SeedName.FromBlobName("zh/c.md"), SeedName.FromBlobName("en/never.md"), CancellationToken.None);
        Assert.Equal(3, _world.PointerRows.Count);

        var validated = await RunAsync(OperationKind.Validate);
        Assert.Equal(["orphan-pointer", "orphan-pointer"], (await FindingsAsync(validated)).Select(finding => finding.Code));
        Assert.Equal(3, _world.PointerRows.Count);

        await RunAsync(OperationKind.Rebuild);
        await SettleAsync();

        Assert.Equal(SeedKeys.GetLinkKey(SeedName.FromBlobName("zh/b.md"), SeedName.FromBlobName("en/a.md")), _world.PointerRows.Single().RowKey);
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
        _world.Put("en/failed.txt", TestPortal.Page("It failed"));
        await _world.Inbox.HandlePoisonAsync("""{"name":"en/failed.txt"}""", CancellationToken.None);
        var writes = _world.Articles.Writes;

        var operation = await RunAsync(OperationKind.Retry);

        Assert.Equal((3, 1), (operation.Examined, operation.Changed));
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
        _world.Put("en/a.txt", TestPortal.Page("en/a.txt", text: "New."));
        _world.Put("en/b.txt", TestPortal.Page("en/b.txt", text: "New."));

        var operation = await RunAsync(OperationKind.Rebuild);

        Assert.Equal((OperationStatus.Done, 1), (operation.Status, operation.Found));
        var finding = Assert.Single(await FindingsAsync(operation));
        Assert.Equal("not-ingested", finding.Code);
        Assert.Equal([finding.Subject], _world.Queue.Names);
        Assert.Equal("New.", (await ArticleAsync(finding.Subject == "en/a.txt" ? "en/b.txt" : "en/a.txt"))?.Text);
    }
}

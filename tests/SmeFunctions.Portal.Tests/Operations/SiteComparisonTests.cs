using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Operations;
using SmeFunctions.Portal.Tests.Ingestion;
using SmeFunctions.Portal.Tests.Media;

namespace SmeFunctions.Portal.Tests.Operations;

/// <summary>What a validation finds, and a rebuild mends.</summary>
public sealed class SiteComparisonTests : IDisposable
{
    private readonly OperationWorld _operations = new();

    private PortalWorld World => _operations.World;

    public void Dispose() => _operations.Dispose();

    [Fact]
    public async Task A_validation_of_a_sound_site_finds_nothing_and_writes_nothing()
    {
        await _operations.PublishAsync("en/a.txt", "zh/a.txt", "en/b.txt");
        await _operations.RejectAsync("en/c.txt");
        World.Put("en/draft.md", "---\ntitle: A draft\ndraft: true\n---\n\nA text of one sentence.\n");
        await World.HandleAsync("en/draft.md");
        World.Seeds.Put("en/pics/a.png", Pictures.Png(3, 2));
        await World.HandleAsync("en/pics/a.png");
        World.Put("en/illustrated.md", "---\ntitle: Illustrated\ndate: 2017-01-04\n---\n\nA text.\n\n![A picture](pics/a.png)\n\n![Another](pics/none.png)\n");
        await World.HandleAsync("en/illustrated.md");
        World.Put("en/removed.txt", PortalWorld.Page("Removed"));
        await World.HandleAsync("en/removed.txt");
        World.Seeds.Remove("en/removed.txt");
        await World.HandleAsync("en/removed.txt");
        await _operations.SettleAsync();
        var before = _operations.Snapshot();

        var operation = await _operations.RunAsync(OperationKind.Validate);

        Assert.Empty(await _operations.FindingsAsync(operation));
        Assert.Equal((OperationStatus.Done, 0, 0), (operation.Status, operation.Found, operation.Changed));
        Assert.Equal(before, _operations.Snapshot());
        Assert.Empty(World.Queue.Messages);
        Assert.Contains("/media/", (await _operations.ArticleAsync("en/illustrated.md"))!.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rebuild_of_a_sound_site_leaves_it_so()
    {
        await _operations.PublishAsync("en/a.txt", "zh/a.txt");
        World.Put("en/draft.md", "---\ntitle: A draft\ndraft: true\n---\n\nA text of one sentence.\n");
        await World.HandleAsync("en/draft.md");
        World.Seeds.Put("en/pics/a.png", Pictures.Png(3, 2));
        await World.HandleAsync("en/pics/a.png");
        World.Put("en/illustrated.md", "---\ntitle: Illustrated\ndate: 2017-01-04\n---\n\nA text.\n\n![A picture](pics/a.png)\n");
        await World.HandleAsync("en/illustrated.md");
        await _operations.SettleAsync();
        var before = World.ListRows.Select(row => $"{row.PartitionKey} {row.RowKey}: {row["Summary"]}").ToList();

        var rebuilt = await _operations.RunAsync(OperationKind.Rebuild);
        await _operations.SettleAsync();

        Assert.Equal((OperationStatus.Done, 0), (rebuilt.Status, rebuilt.Found));
        Assert.Equal(before, World.ListRows.Select(row => $"{row.PartitionKey} {row.RowKey}: {row["Summary"]}"));
        Assert.Equal(SeedStatus.Draft, (await World.RecordAsync("en/draft.md")).Status);
        Assert.Equal(0, (await _operations.RunAsync(OperationKind.Validate)).Found);
    }

    [Fact]
    public async Task A_validation_reports_every_difference_and_mends_none()
    {
        await _operations.DamageAsync();
        var before = _operations.Snapshot();

        var operation = await _operations.RunAsync(OperationKind.Validate);

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
            (await _operations.FindingsAsync(operation)).Select(finding => (finding.Code, finding.Subject)).Order());
        Assert.Equal((OperationStatus.Done, 13, 0), (operation.Status, operation.Found, operation.Changed));
        Assert.Equal(before, _operations.Snapshot());
    }

    [Fact]
    public async Task A_rebuild_mends_what_a_validation_reports()
    {
        await _operations.DamageAsync();

        var rebuilt = await _operations.RunAsync(OperationKind.Rebuild);
        await _operations.SettleAsync();

        Assert.Equal(OperationStatus.Done, rebuilt.Status);
        Assert.Equal(["orphan-article", "orphan-article", "orphan-row"], (await _operations.FindingsAsync(rebuilt)).Select(finding => finding.Code));
        Assert.Equal(0, (await _operations.RunAsync(OperationKind.Validate)).Found);
        Assert.Equal("Behind", (await _operations.ArticleAsync("en/behind.txt"))?.Title);
        Assert.True((await World.ArticleStore.FindAsync("2017-01-04-en-gone-txt", CancellationToken.None)).IsGone);
    }

    [Fact]
    public async Task A_rebuild_takes_away_what_leads_to_a_document_that_translates_something_else()
    {
        World.Put("en/a.md", "---\ntitle: A headline\ntranslationOf: zh/b.md\n---\nA text.\n");
        await World.HandleAsync("en/a.md");
        await World.Ledger.PutPointerAsync(SeedName.OfBlob("zh/c.md"), SeedName.OfBlob("en/a.md"), CancellationToken.None);
        await World.Ledger.PutPointerAsync(SeedName.OfBlob("zh/c.md"), SeedName.OfBlob("en/never.md"), CancellationToken.None);
        Assert.Equal(3, World.PointerRows.Count);

        var validated = await _operations.RunAsync(OperationKind.Validate);
        Assert.Equal(["orphan-pointer", "orphan-pointer"], (await _operations.FindingsAsync(validated)).Select(finding => finding.Code));
        Assert.Equal(3, World.PointerRows.Count);

        await _operations.RunAsync(OperationKind.Rebuild);
        await _operations.SettleAsync();

        Assert.Equal(SeedKeys.Pointer(SeedName.OfBlob("zh/b.md"), SeedName.OfBlob("en/a.md")), World.PointerRows.Single().RowKey);
        Assert.Equal(0, (await _operations.RunAsync(OperationKind.Validate)).Found);
    }

    [Fact]
    public async Task A_rebuild_restores_articles_and_lists_that_were_lost_as_they_were()
    {
        await _operations.PublishAsync("en/a.txt", "zh/a.txt", "en/b.txt");
        await _operations.SettleAsync();
        var before = _operations.Snapshot();
        foreach (var name in World.Articles.Blobs.Keys.ToList())
        {
            World.Articles.Remove(name);
        }

        World.ArticleRows.Clear();

        await _operations.RunAsync(OperationKind.Rebuild);

        Assert.Equal(before, _operations.Snapshot());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_rebuild_makes_a_ledger_that_was_lost_anew_and_addresses_stay(bool articlesToo)
    {
        await _operations.PublishAsync("en/a.txt", "zh/a.txt", "en/b.txt");
        await _operations.RejectAsync("en/c.txt");
        await _operations.SettleAsync();
        var slugs = World.Articles.Blobs.Keys.Order(StringComparer.Ordinal).ToList();
        var lists = World.ListRows.Select(row => $"{row.PartitionKey} {row.RowKey}").ToList();

        World.SeedRows.Clear();
        if (articlesToo)
        {
            slugs.ForEach(World.Articles.Remove);
            World.ArticleRows.Clear();
        }

        await _operations.RunAsync(OperationKind.Rebuild);
        await _operations.SettleAsync();

        Assert.Equal(0, (await _operations.RunAsync(OperationKind.Validate)).Found);
        Assert.Equal(slugs, World.Articles.Blobs.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(lists, World.ListRows.Select(row => $"{row.PartitionKey} {row.RowKey}"));
        Assert.Equal(SeedStatus.Rejected, (await World.RecordAsync("en/c.txt")).Status);
    }
}

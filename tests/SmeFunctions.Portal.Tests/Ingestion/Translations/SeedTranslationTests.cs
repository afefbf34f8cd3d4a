using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Operations;

namespace SmeFunctions.Portal.Tests.Ingestion;

/// <summary>Documents that say whose translation they are.</summary>
public sealed class SeedTranslationTests : IDisposable
{
    private const string English = "en/fair-report.md";
    private const string Chinese = "zh/2017/fair.md";

    private readonly TestPortal _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(English, Chinese)]
    [InlineData(Chinese, English)]
    public async Task Link_to_each_other_whichever_comes_first(string first, string second)
    {
        foreach (var name in (string[])[first, second])
        {
            await SeeThroughAsync(name, name == English ? Doc("a", Chinese) : Doc("b"));
        }

        Assert.Equal(["zh b"], await TranslationsAsync(English));
        Assert.Equal(["en a"], await TranslationsAsync(Chinese));
        Assert.Empty((await _world.RecordAsync(English)).Warnings);
    }

    [Fact]
    public async Task Link_to_the_other_translations_of_what_they_name_as_well()
    {
        _world.Portal.Languages = ["en", "zh", "ja", "fr"];
        await SeeThroughAsync(Chinese, Doc("b"));
        await SeeThroughAsync("ja/2017/fair.md", Doc("j"));
        await SeeThroughAsync("fr/foire.md", Doc("f", Chinese));

        await SeeThroughAsync(English, Doc("a", "ja/2017/fair.md"));

        Assert.Equal(["fr f", "ja j", "zh b"], await TranslationsAsync(English));
        Assert.Equal(["en a", "ja j", "zh b"], await TranslationsAsync("fr/foire.md"));
        Assert.Equal(["en a", "fr f", "zh b"], await TranslationsAsync("ja/2017/fair.md"));
        Assert.Equal(["en a", "fr f", "ja j"], await TranslationsAsync(Chinese));
    }

    [Fact]
    public async Task Prefer_what_they_name_to_what_has_their_name()
    {
        await SeeThroughAsync("zh/a.md", Doc("z"));
        await SeeThroughAsync(Chinese, Doc("b"));

        await SeeThroughAsync("en/a.md", Doc("a", Chinese));

        Assert.Equal(["zh b"], await TranslationsAsync("en/a.md"));
        Assert.Equal(["en a"], await TranslationsAsync(Chinese));
    }

    [Fact]
    public async Task The_first_by_name_of_two_that_name_the_same_is_taken_and_the_other_is_told()
    {
        await SeeThroughAsync(Chinese, Doc("b"));
        await SeeThroughAsync(English, Doc("a", Chinese));
        await SeeThroughAsync("en/earlier.md", Doc("e", Chinese));

        Assert.Equal(["en e"], await TranslationsAsync(Chinese));
        Assert.Equal([$"'translationOf' is not used by '{Chinese}': of its translations into this language, 'e' comes first."], (await _world.RecordAsync(English)).Warnings);
        Assert.Empty((await _world.RecordAsync("en/earlier.md")).Warnings);

        await RemoveAsync("en/earlier.md");

        Assert.Equal(["en a"], await TranslationsAsync(Chinese));
        Assert.Empty((await _world.RecordAsync(English)).Warnings);
    }

    [Fact]
    public async Task Who_is_named_itself_by_what_it_names_is_linked_once()
    {
        await SeeThroughAsync(English, Doc("a", Chinese));

        await SeeThroughAsync(Chinese, Doc("b", English));

        Assert.Equal(["zh b"], await TranslationsAsync(English));
        Assert.Equal(["en a"], await TranslationsAsync(Chinese));
        Assert.Equal(2, _world.PointerRows.Count);
    }

    [Fact]
    public async Task A_translation_of_a_translation_is_no_translation()
    {
        _world.Portal.Languages = ["en", "zh", "ja"];
        await SeeThroughAsync("ja/matsuri.md", Doc("j"));
        await SeeThroughAsync(Chinese, Doc("b", "ja/matsuri.md"));

        await SeeThroughAsync(English, Doc("a", Chinese));

        Assert.Equal(["zh b"], await TranslationsAsync(English));
        Assert.Equal(["en a", "ja j"], await TranslationsAsync(Chinese));
        Assert.Equal(["zh b"], await TranslationsAsync("ja/matsuri.md"));
    }

    [Fact]
    public async Task A_circle_of_three_ends()
    {
        _world.Portal.Languages = ["en", "zh", "ja"];
        await SeeThroughAsync("ja/matsuri.md", Doc("j", English));
        await SeeThroughAsync(Chinese, Doc("b", "ja/matsuri.md"));

        await SeeThroughAsync(English, Doc("a", Chinese));

        Assert.Equal(["ja j", "zh b"], await TranslationsAsync(English));
        Assert.Equal(["en a", "ja j"], await TranslationsAsync(Chinese));
        Assert.Equal(["en a", "zh b"], await TranslationsAsync("ja/matsuri.md"));
    }

    [Theory]
    [InlineData(English, "'translationOf' is not used: it names this document itself.")]
    [InlineData("en/2017/fair.md", "'translationOf' is not used: 'en/2017/fair.md' is in the same language.")]
    [InlineData("zh/none.md", "'translationOf' is not used yet: 'zh/none.md' is not online.")]
    public async Task What_cannot_be_used_is_told(string named, string warning)
    {
        await SeeThroughAsync("en/2017/fair.md", Doc("f"));

        await SeeThroughAsync(English, Doc("a", named));

        Assert.Equal([warning], (await _world.RecordAsync(English)).Warnings);
        Assert.Empty(await TranslationsAsync(English));
        Assert.Empty(await TranslationsAsync("en/2017/fair.md"));
    }

    [Fact]
    public async Task A_change_of_mind_unlinks_one_and_links_the_other()
    {
        await SeeThroughAsync(Chinese, Doc("b"));
        await SeeThroughAsync("zh/c.md", Doc("c"));
        await SeeThroughAsync(English, Doc("a", Chinese));

        await SeeThroughAsync(English, Doc("a", "zh/c.md"));

        Assert.Equal(["zh c"], await TranslationsAsync(English));
        Assert.Empty(await TranslationsAsync(Chinese));
        Assert.Equal(["en a"], await TranslationsAsync("zh/c.md"));
        Assert.Equal(SeedKeys.GetLinkKey(SeedName.FromBlobName("zh/c.md"), SeedName.FromBlobName(English)), Assert.Single(_world.PointerRows).RowKey);

        await SeeThroughAsync(English, Doc("a"));

        Assert.Empty(await TranslationsAsync(English));
        Assert.Empty(await TranslationsAsync("zh/c.md"));
        Assert.Empty(_world.PointerRows);
    }

    [Fact]
    public async Task Removal_unlinks_and_leaves_no_pointer()
    {
        await SeeThroughAsync(Chinese, Doc("b"));
        await SeeThroughAsync(English, Doc("a", Chinese));

        await RemoveAsync(English);

        Assert.Empty(await TranslationsAsync(Chinese));
        Assert.Empty(_world.PointerRows);
    }

    [Fact]
    public async Task Removal_of_what_is_named_unlinks_and_says_so_until_it_comes_back()
    {
        await SeeThroughAsync(Chinese, Doc("b"));
        await SeeThroughAsync(English, Doc("a", Chinese));

        await RemoveAsync(Chinese);
        Assert.Empty(await TranslationsAsync(English));
        Assert.Equal([$"'translationOf' is not used yet: '{Chinese}' is not online."], (await _world.RecordAsync(English)).Warnings);

        await SeeThroughAsync(Chinese, Doc("b"));
        Assert.Equal(["zh b"], await TranslationsAsync(English));
        Assert.Equal(["en a"], await TranslationsAsync(Chinese));
        Assert.Empty((await _world.RecordAsync(English)).Warnings);
    }

    [Fact]
    public async Task A_rejected_version_changes_nothing_about_the_last_good_one()
    {
        await SeeThroughAsync(Chinese, Doc("b"));
        await SeeThroughAsync(English, Doc("a", Chinese));

        await SeeThroughAsync(English, Doc("a", "zh/c.md", "draft: perhaps"));

        Assert.Equal(SeedStatus.Rejected, (await _world.RecordAsync(English)).Status);
        Assert.Equal(["en a"], await TranslationsAsync(Chinese));
        Assert.Single(_world.PointerRows);
    }

    [Fact]
    public async Task A_draft_is_not_linked_and_its_preview_shows_what_it_will_link_to()
    {
        await SeeThroughAsync(Chinese, Doc("b"));
        await SeeThroughAsync(English, Doc("a", Chinese, "draft: true"));

        Assert.Empty(await TranslationsAsync(Chinese));
        var link = new Uri("http://portal" + _world.Previews.CreateLink(await _world.RecordAsync(English)));
        var query = link.Query.TrimStart('?').Split('&').Select(part => part.Split('=')[1]).ToArray();
        var preview = Assert.IsType<SeedPreview.Shown>(await _world.Previews.FindAsync(SeedName.FromBlobName(English), query[0], query[1], CancellationToken.None));
        Assert.Equal([new Translation("zh", "b")], preview.Built.Article.Translations);
    }

    [Fact]
    public async Task Pointers_are_taken_for_no_records()
    {
        await SeeThroughAsync(Chinese, Doc("b"));
        await SeeThroughAsync(English, Doc("a", Chinese));
        Assert.Single(_world.PointerRows);

        Assert.Equal([English, Chinese], (await _world.Ledger.ListAsync(100, null, CancellationToken.None)).Records.Select(record => record.Name.Value).Order());
        Assert.Equal(2, (await _world.Ledger.ListAsync(SeedStatus.Published, "", 100, null, CancellationToken.None)).Records.Count);
        Assert.Equal(2, (await _world.Ledger.ListAsync(SeedStatus.Published, "", 1, null, CancellationToken.None)).Records.Count
            + (await _world.Ledger.ListAsync(SeedStatus.Published, "zh/", 100, null, CancellationToken.None)).Records.Count);
        Assert.Equal([English, Chinese], await _world.Ledger.ReadAllAsync(CancellationToken.None).Select(seed => seed.Name.Value).Order().ToListAsync());
        Assert.Equal(0, await _world.Sweeper.ReconcileAsync(full: true, CancellationToken.None));

        var walk = new SiteEnumerator(_world.Store, _world.Ledger, _world.ArticleStock, _world.SearchInventory);
        var walked = new List<string>();
        string? cursor = null;
        do
        {
            (var items, cursor) = await walk.ReadPageAsync(SitePart.Records, 1, cursor, CancellationToken.None);
            walked.AddRange(items.Select(item => Assert.IsType<SiteItem.RecordItem>(item).Record.Name.Value));
        }
        while (cursor is not null);
        Assert.Equal([English, Chinese], walked.Order());
    }

    [Fact]
    public async Task A_comparison_of_the_site_finds_nothing_until_a_link_is_lost()
    {
        await SeeThroughAsync(Chinese, Doc("b"));
        await SeeThroughAsync(English, Doc("a", Chinese));
        var comparison = new SiteValidator(_world.Ingester, _world.Store, _world.Ledger, _world.ArticleStore, _world.SearchInventory, _world.Time);

        Assert.Empty(await comparison.ValidateAsync(SeedName.FromBlobName(English), CancellationToken.None));
        Assert.Empty(await comparison.ValidateAsync(SeedName.FromBlobName(Chinese), CancellationToken.None));

        await _world.Ledger.DeleteLinkAsync((await _world.RecordAsync(English)).TranslationLinks[0], SeedName.FromBlobName(English), CancellationToken.None);
        Assert.Contains("article-differs", (await comparison.ValidateAsync(SeedName.FromBlobName(Chinese), CancellationToken.None)).Select(finding => finding.Code));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("zh/c.md")]
    public async Task A_pointer_that_its_document_does_not_confirm_counts_for_nothing(string? named)
    {
        await SeeThroughAsync(Chinese, Doc("b"));
        await SeeThroughAsync("zh/c.md", Doc("c"));
        await SeeThroughAsync(English, Doc("a", named));
        await _world.Ledger.PutLinkAsync(SeedName.FromBlobName(Chinese), SeedName.FromBlobName(English), CancellationToken.None);
        await _world.Ledger.PutLinkAsync(SeedName.FromBlobName(Chinese), SeedName.FromBlobName("en/none.md"), CancellationToken.None);

        await SeeThroughAsync(Chinese, Doc("b", front: "author: A Desk"));

        Assert.Empty(await TranslationsAsync(Chinese));
        Assert.Equal(named is null ? [] : ["zh c"], await TranslationsAsync(English));
    }

    [Fact]
    public async Task A_pointer_that_was_lost_is_put_back_when_the_site_is_rebuilt()
    {
        await SeeThroughAsync(Chinese, Doc("b"));
        await SeeThroughAsync(English, Doc("a", Chinese));
        var link = (await _world.RecordAsync(English)).TranslationLinks[0];
        await _world.Ledger.DeleteLinkAsync(link, SeedName.FromBlobName(English), CancellationToken.None);
        await SeeThroughAsync(Chinese, Doc("b", front: "author: A Desk"));
        Assert.Empty(await TranslationsAsync(Chinese));

        await _world.Ingester.IngestAgainAsync(SeedName.FromBlobName(English), CancellationToken.None);
        await _world.DrainAsync();

        Assert.Equal(["en a"], await TranslationsAsync(Chinese));
    }

    [Fact]
    public async Task Documents_that_name_none_cost_as_much_as_ever()
    {
        _world.Put(English, Doc("a"));
        await _world.HandleAsync(English);
        Assert.Equal(["query", "write", "write"], Calls());
        _world.SeedsTable.Calls.Clear();
        _world.Put(English, Doc("a", front: "author: A Friend"));
        await _world.HandleAsync(English);
        Assert.Equal(["query", "write"], Calls());

        // Another document says that it is a translation of this one: a look at its record with each query.
        await SeeThroughAsync(Chinese, Doc("b", English));
        _world.SeedsTable.Calls.Clear();
        _world.Put(English, Doc("a", front: "author: A Desk"));
        await _world.HandleAsync(English);
        Assert.Equal(["query", "read", "write", "query", "read"], Calls());
    }

    [Fact]
    public async Task Who_names_one_pays_a_query_with_each_and_once_an_announcement_and_a_pointer()
    {
        await SeeThroughAsync(Chinese, Doc("b"));
        _world.SeedsTable.Calls.Clear();
        _world.Put(English, Doc("a", Chinese));

        await _world.HandleAsync(English);

        // What is there; of what it names; announced, pointed, announced, outcome; both again; what the other knows: itself, this one.
        Assert.Equal(["query", "query", "query", "write", "write", "write", "write", "query", "query", "query", "read"], Calls());
        await _world.DrainAsync();

        _world.SeedsTable.Calls.Clear();
        _world.Put(English, Doc("a", Chinese, "author: A Desk"));
        await _world.HandleAsync(English);
        Assert.Equal(["query", "query", "write", "query", "query"], Calls());
    }

    private static string Doc(string slug, string? named = null, string front = "") =>
        $"---\ntitle: A headline\ndate: 2026-02-01\nslug: {slug}\n{(named is null ? "" : $"translationOf: {named}\n")}{front}\n---\nA sentence.\n";

    private async Task SeeThroughAsync(string name, string text)
    {
        _world.Put(name, text);
        await LookTwiceAsync(name);
    }

    private async Task RemoveAsync(string name)
    {
        _world.Seeds.Remove(name);
        await LookTwiceAsync(name);
    }

    private async Task LookTwiceAsync(string name)
    {
        await _world.HandleAsync(name);
        await _world.DrainAsync();

        // The same message again changes nothing.
        var rows = _world.SeedRows.Rows.Select(row => row.ETag).ToList();
        await _world.HandleAsync(name);
        Assert.Equal(rows, _world.SeedRows.Rows.Select(row => row.ETag));
        Assert.Empty(_world.Queue.Messages);
    }

    // As the article says, and the record as well.
    private async Task<IReadOnlyList<string>> TranslationsAsync(string name)
    {
        var record = await _world.RecordAsync(name);
        var article = (await _world.ArticleStore.FindAsync(record.Slug!, CancellationToken.None)).Article;
        Assert.Equal(record.Translations, article!.Translations);
        return [.. article.Translations.Select(translation => $"{translation.Lang} {translation.Slug}")];
    }

    private List<string> Calls() =>
        [.. _world.SeedsTable.Calls.Select(call => call switch { { IsWrite: true } => "write", { RowKey: not null } => "read", _ => "query" })];
}

using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Tests.Ingestion;
using SmeFunctions.Portal.Tests.Storage;

namespace SmeFunctions.Portal.Tests.Articles;

public sealed class SectionCountUpdaterTests : IDisposable
{
    private readonly TestPortal _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Counts_each_section_with_what_is_below_it_in_the_order_of_the_tree()
    {
        await PublishAsync("en/a.txt", "2017-01-04", "Policy | Finance");
        await PublishAsync("en/b.txt", "2017-01-05", "Policy");
        await PublishAsync("en/c.txt", "2017-01-06", "Policy X");
        await PublishAsync("en/d.txt", "2017-01-07", "Policy | Finance | Tax");
        await PublishAsync("zh/e.txt", "2017-01-08", "新闻");

        Assert.Equal(
            ["policy Policy 3", "policy/finance Finance 2", "policy/finance/tax Tax 1", "policy-x Policy X 1"],
            (await CountAsync("en")).Sections.Select(Shown));
        Assert.Equal(["新闻 新闻 1"], (await CountAsync("zh")).Sections.Select(Shown));
    }

    [Fact]
    public async Task Counts_again_only_when_something_changed()
    {
        await PublishAsync("en/a.txt", "2017-01-04", "Policy");
        await CountAsync("en");
        var (calls, before) = (_world.ArticlesTable.Calls.Count, _world.ArticleRows.Rows.Single(row => row.RowKey == ArticleKeys.SectionCounts && row.PartitionKey == "en").ETag);

        var unchanged = await CountAsync("en");

        Assert.Equal(["policy Policy 1"], unchanged.Sections.Select(Shown));
        Assert.Equal(before, _world.ArticleRows.Rows.Single(row => row.RowKey == ArticleKeys.SectionCounts && row.PartitionKey == "en").ETag);
        // The change and the count of two languages, and the look of this test.
        Assert.Equal(4 + 1, _world.ArticlesTable.Calls.Count - calls);
    }

    [Theory]
    [InlineData(Fault.None)]
    [InlineData(Fault.RetriedByClient)]
    public async Task Follows_what_is_published_moved_and_taken_down(Fault fault)
    {
        await PublishAsync("en/a.txt", "2017-01-04", "Policy");
        await PublishAsync("en/b.txt", "2017-01-05", "Policy");
        Assert.Equal(["policy Policy 2"], (await CountAsync("en")).Sections.Select(Shown));

        var writes = 0;
        _world.ArticlesTable.Faults = call => call.IsWrite && writes++ % 2 == 0 ? fault : Fault.None;
        await PublishAsync("en/b.txt", "2017-01-05", "Market");
        Assert.Equal(["market Market 1", "policy Policy 1"], (await CountAsync("en")).Sections.Select(Shown));

        _world.Seeds.Remove("en/a.txt");
        await _world.HandleAsync("en/a.txt");
        Assert.Equal(["market Market 1"], (await CountAsync("en")).Sections.Select(Shown));

        _world.Seeds.Remove("en/b.txt");
        await _world.HandleAsync("en/b.txt");
        Assert.Empty((await CountAsync("en")).Sections);
    }

    [Fact]
    public async Task A_row_that_an_operator_deletes_is_not_counted_any_more()
    {
        await PublishAsync("en/a.txt", "2017-01-04", "Policy");
        await CountAsync("en");

        foreach (var row in _world.ListRows)
        {
            await _world.ArticleStock.DeleteAsync(new ListEntry("en", row.RowKey, row.ETag.ToString()), CancellationToken.None);
        }

        Assert.Empty((await CountAsync("en")).Sections);
    }

    [Fact]
    public async Task Takes_the_title_from_the_newest_article_also_when_only_the_title_changed()
    {
        await PublishAsync("en/a.txt", "2017-01-04", "SME events");
        await PublishAsync("en/b.txt", "2017-01-03", "Sme Events");
        Assert.Equal(["sme-events SME events 2"], (await CountAsync("en")).Sections.Select(Shown));

        _world.Time.Advance(TimeSpan.FromSeconds(1));
        await PublishAsync("en/a.txt", "2017-01-04", "SME Events");
        Assert.Equal(["sme-events SME Events 2"], (await CountAsync("en")).Sections.Select(Shown));

        await PublishAsync("en/c.txt", "2017-01-05", "sme events");
        Assert.Equal(["sme-events sme events 3"], (await CountAsync("en")).Sections.Select(Shown));
    }

    [Fact]
    public async Task A_section_whose_newest_article_cannot_be_read_keeps_its_title_and_gets_the_right_one_later()
    {
        await PublishAsync("en/a.txt", "2017-01-04", "Old title");
        await CountAsync("en");
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        await PublishAsync("en/b.txt", "2017-01-05", "OLD title");
        var blob = _world.Articles.Blobs["2017-01-05-en-b-txt.json"];
        _world.Articles.Remove("2017-01-05-en-b-txt.json");

        Assert.Equal(["old-title Old title 2"], (await CountAsync("en")).Sections.Select(Shown));

        _world.Articles.Put("2017-01-05-en-b-txt.json", blob.Content, blob.Metadata);
        await PublishAsync("en/c.txt", "2016-01-05", "Other");
        Assert.Equal(["old-title OLD title 2", "other Other 1"], (await CountAsync("en")).Sections.Select(Shown));
    }

    [Fact]
    public async Task A_change_while_it_counts_is_counted_by_the_next_run()
    {
        await PublishAsync("en/a.txt", "2017-01-04", "Policy");
        var published = false;
        _world.Articles.Faults = writes =>
        {
            // The newest article is read for its section's title when all keys were read.
            if (!writes && !published)
            {
                published = true;
                PublishAsync("en/b.txt", "2017-01-05", "Policy").GetAwaiter().GetResult();
            }

            return Fault.None;
        };

        Assert.Equal(["policy Policy 1"], (await CountAsync("en")).Sections.Select(Shown));
        Assert.Equal(["policy Policy 2"], (await CountAsync("en")).Sections.Select(Shown));
        Assert.True(published);
    }

    [Fact]
    public async Task After_a_long_count_it_rests_four_times_as_long()
    {
        await PublishAsync("en/a.txt", "2017-01-04", "Policy");
        _world.Articles.Faults = writes =>
        {
            _world.Time.Advance(writes ? TimeSpan.Zero : TimeSpan.FromSeconds(10));
            return Fault.None;
        };
        await CountAsync("en");
        await PublishAsync("en/b.txt", "2017-01-03", "Policy");

        _world.Time.Advance(TimeSpan.FromSeconds(39));
        Assert.Equal(["policy Policy 1"], (await CountAsync("en")).Sections.Select(Shown));
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["policy Policy 2"], (await CountAsync("en")).Sections.Select(Shown));
    }

    [Fact]
    public async Task Of_two_that_count_at_once_the_one_with_the_older_view_gives_way()
    {
        await PublishAsync("en/a.txt", "2017-01-04", "Policy");
        await CountAsync("en");
        await PublishAsync("en/b.txt", "2017-01-05", "Policy");
        var met = false;
        _world.ArticlesTable.Faults = call =>
        {
            if (call is { IsWrite: true, RowKey: ArticleKeys.SectionCounts } && !met)
            {
                met = true;
                PublishAsync("en/c.txt", "2017-01-06", "Policy").GetAwaiter().GetResult();
                _world.SectionCounter.UpdateAsync(CancellationToken.None).GetAwaiter().GetResult();
            }

            return Fault.None;
        };

        await _world.SectionCounter.UpdateAsync(CancellationToken.None);

        Assert.True(met);
        Assert.Equal(["policy Policy 3"], (await _world.SectionStore.FindAsync("en", CancellationToken.None))!.Counts.Sections.Select(Shown));
    }

    [Theory]
    [InlineData(Fault.FailBefore)]
    [InlineData(Fault.FailAfter)]
    [InlineData(Fault.TimeoutAfter)]
    public async Task A_write_without_a_clear_answer_is_made_good_by_the_next_run(Fault fault)
    {
        await PublishAsync("en/a.txt", "2017-01-04", "Policy");
        _world.ArticlesTable.Faults = call => call is { IsWrite: true } ? fault : Fault.None;

        await Assert.ThrowsAnyAsync<Exception>(() => _world.SectionCounter.UpdateAsync(CancellationToken.None));
        _world.ArticlesTable.Faults = _ => Fault.None;

        Assert.Equal(["policy Policy 1"], (await CountAsync("en")).Sections.Select(Shown));
    }

    [Fact]
    public async Task A_site_that_never_noted_a_change_is_counted()
    {
        await PublishAsync("en/a.txt", "2017-01-04", "Policy");
        await _world.ArticlesTable.SubmitTransactionAsync([new(TableTransactionActionType.Delete, new TableEntity("en", ArticleKeys.Changed), ETag.All)]);

        Assert.Equal(["policy Policy 1"], (await CountAsync("en")).Sections.Select(Shown));
    }

    [Fact]
    public async Task Rows_that_are_no_rows_of_lists_are_passed_by()
    {
        await PublishAsync("en/a.txt", "2017-01-04", "Policy");
        foreach (var key in (string[])["a|", "a|79829895|", "a|99999999|x", "b|x", "s|", "s|policy", "s|policy|", "s|policy|x", "s||79829895"])
        {
            await _world.ArticlesTable.AddEntityAsync(new TableEntity("en", key));
        }

        var counts = await CountAsync("en");

        Assert.Equal(["policy Policy 1"], counts.Sections.Select(Shown));
        Assert.Equal(1, counts.Parts.Sum(part => part.Articles));
    }

    [Fact]
    public async Task Parts_go_by_month_and_a_long_month_has_several()
    {
        foreach (var day in (string[])["2017-01-31", "2017-02-01", "2017-02-14", "2017-02-28", "2016-02-28"])
        {
            await PublishAsync($"en/{day}.txt", day, "Policy");
        }

        Assert.Equal(
            ["2017-2-1: 2 to 2017-02-14-en-2017-02-14-txt", "2017-2-2: 1 to 2017-02-01-en-2017-02-01-txt", "2017-1-1: 1 to 2017-01-31-en-2017-01-31-txt", "2016-2-1: 1 to 2016-02-28-en-2016-02-28-txt"],
            (await CountAsync("en", partSize: 2)).Parts.Select(part => $"{part.Year}-{part.Month}-{part.Number}: {part.Articles} to {part.Last[9..]}"));
    }

    [Fact]
    public async Task A_part_says_when_it_changed_and_the_others_stay_as_they_were()
    {
        await PublishAsync("en/a.txt", "2017-01-04", "Policy");
        await PublishAsync("en/b.txt", "2017-01-05", "Policy");
        await PublishAsync("en/c.txt", "2017-02-05", "Policy");
        var start = _world.Time.GetUtcNow();
        await CountAsync("en");

        _world.Time.Advance(TimeSpan.FromHours(1));
        _world.Seeds.Remove("en/b.txt");
        await _world.HandleAsync("en/b.txt");
        var removed = (await CountAsync("en")).Parts.Select(part => (part.Month, part.Changed - start)).ToList();
        _world.Time.Advance(TimeSpan.FromHours(1));
        await PublishAsync("en/c.txt", "2017-02-05", "Policy", "Another text of one sentence.");
        var edited = (await CountAsync("en")).Parts.Select(part => (part.Month, part.Changed - start)).ToList();

        Assert.Equal([(2, TimeSpan.Zero), (1, TimeSpan.FromHours(1))], removed);
        Assert.Equal([(2, TimeSpan.FromHours(2)), (1, TimeSpan.FromHours(1))], edited);
    }

    [Fact]
    public async Task A_census_larger_than_a_property_is_kept()
    {
        var counts = new SectionCounts
        {
            Change = "change",
            // What does not compress.
            Sections = [.. Enumerable.Range(0, 3_000).Select(i => new SectionCount(Guid.NewGuid().ToString(), Guid.NewGuid().ToString(), i, Guid.NewGuid().ToString(), DateTimeOffset.UnixEpoch))],
            Parts = [],
        };

        await _world.SectionStore.SaveAsync("en", counts, before: null, CancellationToken.None);

        Assert.True(_world.ArticleRows.Rows.Single()["Data2"] is byte[]);
        Assert.Equal(counts.Sections, (await _world.SectionStore.FindAsync("en", CancellationToken.None))!.Counts.Sections);
    }

    [Fact]
    public async Task What_it_keeps_is_neither_validated_nor_deleted_as_a_row_of_a_list()
    {
        await PublishAsync("en/a.txt", "2017-01-04", "Policy");
        await CountAsync("en");

        var (rows, _) = await _world.ArticleStock.ListRowsAsync(100, continuation: null, CancellationToken.None);

        Assert.Equal(2 + 1, _world.ArticleRows.Rows.Count - rows.Count);
        Assert.Equal(["a", "g", "o", "s"], rows.Select(row => row.Row.Key[..1]));
    }

    private static string Shown(SectionCount section) => $"{section.Slug} {section.Title} {section.Articles}";

    private async Task PublishAsync(string name, string day, string section, string text = "A text of one sentence.")
    {
        _world.Put(name, $"Current location: | Root | {section}\n\n{name}\n\n{day}     The Letter     visits:0\n\n{text}\n");
        await _world.HandleAsync(name);
    }

    private async Task<SectionCounts> CountAsync(string lang, int? partSize = null)
    {
        var counter = partSize is null
            ? _world.SectionCounter
            : new SectionCountUpdater(_world.ArticleStore, _world.ArticleLists, _world.SectionStore, Options.Create(_world.Portal), _world.Time, NullLogger<SectionCountUpdater>.Instance) { PartSize = partSize.Value };
        await counter.UpdateAsync(CancellationToken.None);
        return (await _world.SectionStore.FindAsync(lang, CancellationToken.None))!.Counts;
    }
}

using System.Text;
using System.Text.Json;
using Azure;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Tests.Storage;

namespace SmeFunctions.Portal.Tests.Ingestion;

public sealed class SeedIngesterTests : IDisposable
{
    private const string Name = "en/a.txt";
    private const string Slug = "2017-01-04-a-headline";

    private readonly TestPortal _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Publishes_and_does_nothing_more_when_asked_again()
    {
        var etag = _world.Put(Name, TestPortal.Page("A headline"));

        await _world.HandleAsync(Name);
        var (articles, transactions, record) = (_world.Articles.Writes, _world.ArticleRows.Transactions, await _world.RecordAsync(Name));
        await _world.HandleAsync(Name);

        Assert.Equal((SeedStatus.Published, etag, Slug, true, "en"), (record.Status, record.SeedETag, record.Slug, record.IsOnline, record.Lang));
        Assert.Equal(["a|79829895|" + Slug, "o|the-letter|79829895|" + Slug, "s|news|79829895|" + Slug], _world.ListRows.Select(row => row.RowKey));
        Assert.Equal((1, 1), (articles, transactions));
        Assert.Equal((1, 1), (_world.Articles.Writes, _world.ArticleRows.Transactions));
        Assert.Equal(record.ETag, (await _world.RecordAsync(Name)).ETag);
        Assert.Empty(_world.Queue.Messages);
    }

    /// <summary>Who has the lease keeps it: to try again at once would only keep a worker from the others.</summary>
    [Fact]
    public async Task Leaves_an_article_on_which_someone_has_a_lease_to_the_queue()
    {
        _world.Put(Name, TestPortal.Page("A headline"));
        await _world.HandleAsync(Name);
        _world.Put(Name, TestPortal.Page("Another headline"));
        var calls = 0;
        _world.Articles.Travel = () =>
        {
            calls++;
            throw new RequestFailedException(412, "There is a lease on it.", "LeaseIdMissing", innerException: null);
        };

        await Assert.ThrowsAsync<RequestFailedException>(() => _world.HandleAsync(Name));

        var record = await _world.RecordAsync(Name);
        Assert.Equal((1, 1, "Storage answered 'LeaseIdMissing'."), (calls, record.Attempts, record.Error?.Message));
        _world.Articles.Travel = () => Task.CompletedTask;
        await _world.HandleAsync(Name);
        Assert.Equal("Another headline", (await FindAsync(Slug)).Title);
    }

    /// <summary>Who else writes the seed takes as long as this worker: a short wait on slow storage leads to the next conflict.</summary>
    [Theory]
    [InlineData(0, 8, 48)]
    [InlineData(1_500, 300, 1_800)]
    [InlineData(60_000, 400, 2_400)]
    public async Task Waits_in_proportion_to_an_attempt_that_met_another_worker(int attempt, int shortest, int longest)
    {
        _world.Put(Name, TestPortal.Page("A headline"));
        await _world.HandleAsync(Name);
        _world.Put(Name, TestPortal.Page("Another headline"));
        _world.Time.Waits.Clear();
        _world.Time.Shortest = TimeSpan.FromSeconds(3);
        var isFirst = true;
        _world.Articles.Travel = () =>
        {
            if (!isFirst)
            {
                return Task.CompletedTask;
            }

            isFirst = false;
            _world.Time.Advance(TimeSpan.FromMilliseconds(attempt));
            throw new RequestFailedException(412, "Another worker was faster.", "ConditionNotMet", innerException: null);
        };

        await _world.HandleAsync(Name);

        Assert.InRange(Assert.Single(_world.Time.Waits).TotalMilliseconds, shortest, longest);
        Assert.Equal("Another headline", (await FindAsync(Slug)).Title);
    }

    [Fact]
    public async Task Keeps_slug_and_moves_rows_when_title_and_day_change()
    {
        _world.Put(Name, TestPortal.Page("A headline"));
        await _world.HandleAsync(Name);
        _world.Put(Name, TestPortal.Page("Another headline", "2018-02-03"));

        await _world.HandleAsync(Name);

        Assert.Equal(["a|79819796|" + Slug, "o|the-letter|79819796|" + Slug, "s|news|79819796|" + Slug], _world.ListRows.Select(row => row.RowKey));
        Assert.Equal("Another headline", (await FindAsync(Slug)).Title);
        Assert.Single(_world.Articles.Blobs);
    }

    [Fact]
    public async Task Keeps_the_last_good_version_online_when_a_new_one_is_rejected()
    {
        _world.Put(Name, TestPortal.Page("A headline"));
        await _world.HandleAsync(Name);
        var etag = _world.Put(Name, "A headline without a text");

        await _world.HandleAsync(Name);
        await _world.HandleAsync(Name);
        var record = await _world.RecordAsync(Name);

        Assert.Equal((SeedStatus.Rejected, etag, "no-text", true), (record.Status, record.SeedETag, record.Error!.Code, record.IsOnline));
        Assert.Equal("A headline", (await FindAsync(Slug)).Title);
        Assert.Equal(3, _world.ListRows.Count);
    }

    [Fact]
    public async Task Takes_down_what_is_gone_and_puts_it_up_again_under_its_slug()
    {
        _world.Put(Name, TestPortal.Page("A headline"));
        await _world.HandleAsync(Name);
        _world.Seeds.Remove(Name);

        await _world.HandleAsync(Name);
        await _world.HandleAsync(Name);

        Assert.Equal((SeedStatus.Removed, false), ((await _world.RecordAsync(Name)).Status, (await _world.RecordAsync(Name)).IsOnline));
        Assert.Empty(_world.ListRows);
        Assert.IsType<ArticleResult.Gone>(await _world.Catalog.FindAsync(Slug, CancellationToken.None));
        Assert.IsType<ArticleResult.NotFound>(await _world.Catalog.FindAsync(Slug + "-2", CancellationToken.None));

        _world.Put(Name, TestPortal.Page("Back again"));
        await _world.HandleAsync(Name);

        Assert.Equal("Back again", (await FindAsync(Slug)).Title);
        Assert.Equal(3, _world.ListRows.Count);
    }

    [Fact]
    public async Task Says_of_a_seed_that_never_was_that_it_is_removed()
    {
        await _world.HandleAsync(Name);

        Assert.Equal((SeedStatus.Removed, null), ((await _world.RecordAsync(Name)).Status, (await _world.RecordAsync(Name)).Slug));
        Assert.Equal(0, await _world.Sweeper.ReconcileAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Gives_the_second_of_two_with_one_headline_a_slug_of_its_own()
    {
        _world.Put("en/a.txt", TestPortal.Page("A headline"));
        _world.Put("en/b.txt", TestPortal.Page("A headline"));

        await _world.HandleAsync("en/a.txt");
        await _world.HandleAsync("en/b.txt");

        var other = await _world.RecordAsync("en/b.txt");
        Assert.Equal($"{Slug}-{other.Name.Hash[..8]}", other.Slug);
        Assert.Equal(Slug, (await _world.RecordAsync("en/a.txt")).Slug);
        Assert.Equal(6, _world.ListRows.Count);
    }

    [Fact]
    public async Task Asks_for_the_translation_that_does_not_know_of_it_yet()
    {
        _world.Put("en/a.txt", TestPortal.Page("A headline"));
        _world.Put("zh/a.txt", TestPortal.Page("一个标题"));
        await _world.HandleAsync("en/a.txt");

        await _world.HandleAsync("zh/a.txt");
        Assert.Equal(["en/a.txt"], _world.Queue.Names);
        await _world.HandleAsync("en/a.txt");

        Assert.Equal([new Translation("zh", "2017-01-04-一个标题")], (await FindAsync(Slug)).Translations);
        Assert.Equal([new Translation("en", Slug)], (await FindAsync("2017-01-04-一个标题")).Translations);
        Assert.Single(_world.Queue.Messages);
    }

    [Fact]
    public async Task Takes_over_the_visits_of_a_document_once()
    {
        _world.Put(Name, TestPortal.Page("A headline").Replace("visits:0", "visits:12", StringComparison.Ordinal));
        await _world.HandleAsync(Name);
        _world.Put(Name, TestPortal.Page("A headline").Replace("visits:0", "visits:90", StringComparison.Ordinal));
        await _world.HandleAsync(Name);

        var found = Assert.IsType<ArticleResult.Found>(await _world.Catalog.FindAsync(Slug, CancellationToken.None));

        Assert.Equal(12, found.Article.Visits);
        Assert.Equal(12, (await _world.RecordAsync(Name)).BaseVisits);
    }

    [Theory]
    [InlineData("bad\\name.txt")]
    [InlineData("a//b.txt")]
    public async Task Rejects_a_seed_whose_name_no_address_could_have(string name)
    {
        _world.Put(name, TestPortal.Page("A headline"));

        await _world.HandleAsync(name);

        Assert.Equal("bad-name", (await _world.RecordAsync(name)).Error!.Code);
    }

    [Fact]
    public async Task Rejects_what_is_too_large()
    {
        _world.Seeds.Put(Name, new byte[_world.Ingestion.MaxSeedBytes + 1]);

        await _world.HandleAsync(Name);

        var error = (await _world.RecordAsync(Name)).Error!;
        Assert.Equal("too-large", error.Code);
        Assert.Contains($"{_world.Ingestion.MaxSeedBytes + 1:N0} bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cuts_a_path_of_sections_that_no_key_could_hold()
    {
        var path = string.Join(" | ", Enumerable.Range(0, 40).Select(i => $"s{i}"));
        _world.Put(Name, TestPortal.Page("A headline").Replace("Root | News", path, StringComparison.Ordinal));
        _world.Put("en/wide.txt", TestPortal.Page("A wide one").Replace("News", string.Join(" | ", Enumerable.Repeat("ﷺﷺﷺﷺﷺﷺﷺﷺ", 6)), StringComparison.Ordinal));

        await _world.HandleAsync(Name);
        await _world.HandleAsync("en/wide.txt");

        Assert.Equal("s1/s2/s3/s4/s5", (await FindAsync(Slug)).Section.Slug);
        Assert.Equal(SeedStatus.Published, (await _world.RecordAsync("en/wide.txt")).Status);
        Assert.All(_world.ListRows, row => Assert.InRange(row.RowKey.Length, 1, 512));
    }

    [Theory]
    [InlineData(Fault.RetriedByClient)]
    [InlineData(Fault.FailAfter)]
    public async Task Ends_right_whichever_write_was_stored_and_answered_500(Fault fault)
    {
        // The n-th write to each of the three stores, for a first version, a new one and a removal.
        foreach (var store in (string[])["ledger", "article", "list"])
        {
            for (var which = 1; which <= 4; which++)
            {
                using var world = new TestPortal();
                var left = which;
                Fault Next() => --left == 0 ? fault : Fault.None;
                world.SeedsTable.Faults = call => store == "ledger" && call.IsWrite ? Next() : Fault.None;
                world.ArticlesTable.Faults = call => store == "list" && call.IsWrite ? Next() : Fault.None;
                world.Articles.Faults = writes => store == "article" && writes ? Next() : Fault.None;

                world.Put(Name, TestPortal.Page("A headline"));
                await UntilDoneAsync(world);
                Assert.Equal(Slug, Assert.IsType<ArticleResult.Found>(await world.Catalog.FindAsync(Slug, CancellationToken.None)).Article.Slug);
                Assert.Equal(3, world.ListRows.Count);

                world.Put(Name, TestPortal.Page("Another headline", "2018-02-03"));
                await UntilDoneAsync(world);
                var record = await world.RecordAsync(Name);
                Assert.Equal((SeedStatus.Published, Slug, 0), (record.Status, record.Slug, record.Attempts));
                Assert.Null(record.Error);
                Assert.Equal(["a|79819796|" + Slug, "o|the-letter|79819796|" + Slug, "s|news|79819796|" + Slug], world.ListRows.Select(row => row.RowKey));
                Assert.Equal(world.ArticleRows.Rows.Where(row => ArticleKeys.IsArticleKey(row.RowKey)).Select(row => row.ETag.ToString()).ToHashSet(), record.ArticleState.Entries.Select(row => row.ETag!).ToHashSet());

                world.Seeds.Remove(Name);
                await UntilDoneAsync(world);
                record = await world.RecordAsync(Name);
                Assert.Equal((SeedStatus.Removed, 0), (record.Status, record.Attempts));
                Assert.Null(record.Error);
                Assert.Empty(world.ListRows);
                Assert.IsType<ArticleResult.Gone>(await world.Catalog.FindAsync(Slug, CancellationToken.None));
            }
        }
    }

    [Fact]
    public async Task Records_the_reason_of_a_try_that_failed_and_throws_it()
    {
        _world.Put(Name, TestPortal.Page("A headline"));
        _world.Articles.Faults = _ => Fault.Busy;

        await Assert.ThrowsAsync<RequestFailedException>(() => _world.HandleAsync(Name));
        await Assert.ThrowsAsync<RequestFailedException>(() => _world.HandleAsync(Name));
        var record = await _world.RecordAsync(Name);

        Assert.Equal((2, SeedStatus.Queued, "Storage answered 'ServerBusy'."), (record.Attempts, record.Status, record.Error!.Message));
    }

    [Fact]
    public async Task Records_a_poisoned_seed_as_failed_with_the_last_reason()
    {
        var etag = _world.Put(Name, TestPortal.Page("A headline"));
        _world.Articles.Faults = _ => Fault.Busy;
        await Assert.ThrowsAsync<RequestFailedException>(() => _world.HandleAsync(Name));

        await PoisonAsync(Name);
        var record = await _world.RecordAsync(Name);

        Assert.Equal((SeedStatus.Failed, etag, "Storage answered 'ServerBusy'."), (record.Status, record.SeedETag, record.Error!.Message));
        _world.Articles.Faults = _ => Fault.None;
        await _world.HandleAsync(Name);
        Assert.Equal(SeedStatus.Published, (await _world.RecordAsync(Name)).Status);
    }

    [Fact]
    public async Task Leaves_alone_what_another_message_saw_through()
    {
        _world.Put(Name, TestPortal.Page("A headline"));
        _world.Put("en/b.txt", "No text");
        _world.Put("en/c.txt", TestPortal.Page("A third one"));
        foreach (var name in (string[])[Name, "en/b.txt", "en/c.txt"])
        {
            await _world.HandleAsync(name);
        }

        _world.Seeds.Remove("en/c.txt");
        await _world.HandleAsync("en/c.txt");

        await PoisonAsync(Name);
        await PoisonAsync("en/b.txt");
        await PoisonAsync("en/c.txt");

        Assert.Equal(SeedStatus.Published, (await _world.RecordAsync(Name)).Status);
        Assert.Equal(SeedStatus.Rejected, (await _world.RecordAsync("en/b.txt")).Status);
        Assert.Equal(SeedStatus.Removed, (await _world.RecordAsync("en/c.txt")).Status);
    }

    [Fact]
    public async Task Records_a_newer_version_that_failed_though_an_older_one_is_online()
    {
        _world.Put(Name, TestPortal.Page("A headline"));
        await _world.HandleAsync(Name);
        var etag = _world.Put(Name, TestPortal.Page("Another headline"));

        await PoisonAsync(Name);
        var record = await _world.RecordAsync(Name);

        Assert.Equal((SeedStatus.Failed, etag, true), (record.Status, record.SeedETag, record.IsOnline));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Two_messages_of_one_seed_that_fail_for_good_at_once_are_one_record(int step)
    {
        var etag = _world.Put(Name, TestPortal.Page("A headline"));
        var steps = 0;
        _world.SeedsTable.Travel = () => ++steps == step ? PoisonAsync(Name) : Task.CompletedTask;

        await PoisonAsync(Name);

        Assert.True(steps > step, $"Only {steps} steps.");
        var record = await _world.RecordAsync(Name);
        Assert.Equal((SeedStatus.Failed, etag), (record.Status, record.SeedETag));
    }

    [Theory]
    [InlineData("not json", "message-not-json")]
    [InlineData("{\"name\":\"\\ud800\"}", "message-not-json")]
    [InlineData("[]", "message-not-understood")]
    public async Task Records_a_message_that_names_no_seed_once(string message, string code)
    {
        await _world.Inbox.HandleAsync(message, CancellationToken.None);
        await _world.Inbox.HandleAsync(message, CancellationToken.None);
        await _world.Inbox.HandlePoisonAsync(message, CancellationToken.None);

        var (records, _) = await _world.Ledger.ListAsync(SeedStatus.Rejected, "$messages/", 10, null, CancellationToken.None);
        Assert.Equal(code, Assert.Single(records).Error!.Code);
    }

    [Fact]
    public async Task Records_a_message_that_is_larger_than_a_column()
    {
        var message = JsonSerializer.Serialize(new { subject = new string('x', 40_000) });

        await _world.Inbox.HandleAsync(message, CancellationToken.None);

        var (records, _) = await _world.Ledger.ListAsync(SeedStatus.Rejected, "", 10, null, CancellationToken.None);
        Assert.InRange(Encoding.UTF8.GetByteCount(Assert.Single(records).Error!.Message), 1, 500);
    }

    private static async Task UntilDoneAsync(TestPortal world)
    {
        // The host's redelivery.
        for (var tries = 1; ; tries++)
        {
            try
            {
                await world.HandleAsync(Name);
                return;
            }
            catch (RequestFailedException) when (tries < 5)
            {
            }
        }
    }

    private Task PoisonAsync(string name) =>
        _world.Inbox.HandlePoisonAsync(JsonSerializer.Serialize(new { name }), CancellationToken.None);

    private async Task<ArticleView> FindAsync(string slug) =>
        Assert.IsType<ArticleResult.Found>(await _world.Catalog.FindAsync(slug, CancellationToken.None)).Article;
}

using Azure;
using CsCheck;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Tests.Storage;

namespace SmeFunctions.Portal.Tests.Ingestion;

public sealed class SeedEventTests : IDisposable
{
    private const string Topic = "/subscriptions/5aa1/resourceGroups/news/providers/Microsoft.Storage/storageAccounts/portal";

    private static readonly SeedSource _source = new("portal", "seeds", new HashSet<string> { "articles", "media" });

    private readonly TestPortal _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("""{"name":"en/2017/a b.txt"}""", "en/2017/a b.txt")]
    [InlineData("""{"name":"zh/中文.txt","other":1}""", "zh/中文.txt")]
    [InlineData("""{"id":"1","topic":"t","subject":"/blobServices/default/containers/seeds/blobs/en/a.txt","eventType":"Microsoft.Storage.BlobCreated","data":{"url":"x"}}""", "en/a.txt")]
    [InlineData("""{"specversion":"1.0","type":"Microsoft.Storage.BlobDeleted","source":"s","subject":"/blobServices/default/containers/seeds/blobs/a"}""", "a")]
    [InlineData("""{"subject":"/blobServices/default/containers/seeds/blobs/x/blobs/y.txt"}""", "x/blobs/y.txt")]
    [InlineData("""{"name":"","subject":"/blobServices/default/containers/seeds/blobs/a"}""", "a")]
    [InlineData("""{"subject":"/blobServices/default/containers/seeds/blobs/a","eventType":"Microsoft.Storage.BlobCreated","data":{"url":7}}""", "a")]
    [InlineData("""{"subject":"/blobServices/default/containers/seeds/blobs/a","eventType":"Microsoft.Storage.BlobCreated","data":null}""", "a")]
    [InlineData("""{"subject":"/blobServices/default/containers/seeds/blobs/a","specversion":"1.0","data":"text"}""", "a")]
    [InlineData("""[{"name":"en/a.txt"}]""", "en/a.txt")]
    public void Finds_the_seed(string message, string expected)
    {
        var (names, problems) = SeedMessage.Parse(message, _source);

        Assert.Equal(expected, Assert.Single(names).Value);
        Assert.Empty(problems);
    }

    [Theory]
    [InlineData("""{"name":"a","traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}""")]
    [InlineData("""{"specversion":"1.0","type":"Microsoft.Storage.BlobCreated","source":"s","subject":"/blobServices/default/containers/seeds/blobs/a","traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","tracestate":"x=1"}""")]
    [InlineData("""[{"name":"b"},{"name":"a","traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}]""")]
    public void Knows_what_asked_for_it(string message)
    {
        var read = SeedMessage.Parse(message, _source);

        Assert.Empty(read.Problems);
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", read.GetOrigin(SeedName.FromBlobName("a")).TraceId.ToString());
        Assert.True(read.GetOrigin(SeedName.FromBlobName("a")).IsRemote);
        Assert.Equal(default, read.GetOrigin(SeedName.FromBlobName("b")));
    }

    [Theory]
    [InlineData("""{"name":"a"}""")]
    [InlineData("""{"name":"a","traceparent":null}""")]
    [InlineData("""{"name":"a","traceparent":7}""")]
    [InlineData("""{"name":"a","traceparent":"00-00000000000000000000000000000000-b7ad6b7169203331-01"}""")]
    public void Takes_a_message_that_does_not_say_what_asked_for_it(string message)
    {
        var read = SeedMessage.Parse(message, _source);

        Assert.Equal("a", Assert.Single(read.Names).Value);
        Assert.Equal(default, read.GetOrigin(SeedName.FromBlobName("a")));
    }

    [Fact]
    public async Task Its_own_message_is_as_ever_when_nothing_is_traced()
    {
        await _world.Events.PublishAsync(SeedName.FromBlobName("en/a.txt"), CancellationToken.None);

        Assert.Equal("""{"name":"en/a.txt"}""", Assert.Single(_world.Queue.Messages));
    }

    [Theory]
    [InlineData("", "message-not-json")]
    [InlineData("en/a.txt", "message-not-json")]
    [InlineData("{", "message-not-json")]
    [InlineData("""{"name":"\ud800"}""", "message-not-json")]
    [InlineData("[]", "message-not-understood")]
    [InlineData("[[]]", "message-not-understood")]
    [InlineData("[1, 2]", "message-not-understood")]
    [InlineData("7", "message-not-understood")]
    [InlineData("null", "message-not-understood")]
    [InlineData("\"en/a.txt\"", "message-not-understood")]
    [InlineData("{}", "message-not-understood")]
    [InlineData("""{"name":""}""", "message-not-understood")]
    [InlineData("""{"name":7}""", "message-not-understood")]
    [InlineData("""{"Name":"en/a.txt"}""", "message-not-understood")]
    [InlineData("""{"subject":""}""", "message-not-understood")]
    [InlineData("""{"subject":7,"specversion":"1.0"}""", "message-not-understood")]
    [InlineData("""{"subject":"","eventType":"Microsoft.Storage.BlobCreated","data":{}}""", "message-not-understood")]
    [InlineData("""{"subject":"/blobServices/default/containers/seeds"}""", "message-not-understood")]
    [InlineData("""{"subject":"/blobServices/default/containers/seeds/blobs/"}""", "message-not-understood")]
    [InlineData("""{"subject":"/blobServices/default/containers//blobs/a"}""", "other-container")]
    [InlineData("""{"subject":"/blobServices/default/containers/other/blobs/en/a.txt"}""", "other-container")]
    [InlineData("""{"subject":"/blobServices/default/containers/SEEDS/blobs/en/a.txt"}""", "other-container")]
    [InlineData("""{"subject":"","eventType":"Microsoft.EventGrid.SubscriptionValidationEvent","data":{"validationCode":"1"}}""", "other-event")]
    [InlineData("""{"specversion":"1.0","subject":"/blobServices/default/containers/seeds/blobs/a","type":"Example.Changed"}""", "other-event")]
    public void Says_what_is_wrong(string message, string code)
    {
        var (names, problems) = SeedMessage.Parse(message, _source);

        Assert.Equal((message, code), (Assert.Single(problems).Text, problems[0].Error.Code));
        Assert.Empty(names);
    }

    [Fact]
    public void Refuses_half_of_a_surrogate_pair()
    {
        // An attribute could not hold it.
        var (_, problems) = SeedMessage.Parse("{\"name\":\"\ud800\"}", _source);

        Assert.Equal("message-not-json", Assert.Single(problems).Error.Code);
    }

    [Fact]
    public void Refuses_a_name_that_no_blob_has()
    {
        var longest = new string('x', SeedName.MaxLength);

        Assert.Empty(SeedMessage.Parse($$"""{"name":"{{longest}}"}""", _source).Problems);
        Assert.Single(SeedMessage.Parse($$"""{"name":"{{longest}}x"}""", _source).Problems);
        Assert.Single(SeedMessage.Parse($$"""{"subject":"/blobServices/default/containers/seeds/blobs/{{longest}}x"}""", _source).Problems);
    }

    [Fact]
    public void Any_message_is_taken_or_refused() =>
        Gen.String.Sample(text => SeedMessage.Parse(text, _source) is var (names, problems) && names.Count + problems.Count > 0, iter: 10_000);

    [Theory]
    [InlineData(false, "Microsoft.Storage.BlobCreated")]
    [InlineData(false, "Microsoft.Storage.BlobDeleted")]
    [InlineData(true, "Microsoft.Storage.BlobCreated")]
    [InlineData(true, "Microsoft.Storage.BlobDeleted")]
    public void Takes_both_schemas_of_Event_Grid(bool isCloud, string type) =>
        Assert.Equal(["en/a b.txt"], NamesIn(Event(isCloud, type, "seeds", "en/a b.txt", """{"api":"PutBlob","contentLength":5,"url":"https://portal.blob.core.windows.net/seeds/en/a%20b.txt"}""")));

    [Theory]
    // The blob is named a%20b.txt, or a b.txt: whichever of the two is not there is found not to be there.
    [InlineData("a%20b.txt", "a%2520b.txt", "a%20b.txt")]
    [InlineData("a%20b.txt", "a%20b.txt", "a%20b.txt|a b.txt")]
    [InlineData("note\uFFFD\uFFFD.txt", "note%F0%9F%92%8E.txt", "note\uFFFD\uFFFD.txt|note\U0001F48E.txt")]
    [InlineData("中文.txt", "%E4%B8%AD%E6%96%87.txt", "中文.txt")]
    [InlineData("a+b.txt", "a+b.txt", "a+b.txt")]
    public void Looks_at_the_name_of_the_address_too_where_it_differs(string subject, string url, string expected) =>
        Assert.Equal(
            expected.Split('|'),
            NamesIn(Event(isCloud: false, "Microsoft.Storage.BlobCreated", "seeds", subject, $$"""{"url":"https://portal.blob.core.windows.net/seeds/{{url}}"}""")));

    [Theory]
    [InlineData(false, "seeds/old%20name.txt", "seeds/en/new.txt", "en/new.txt|old name.txt")]
    [InlineData(true, "seeds/old%20name.txt", "seeds/en/new.txt", "en/new.txt|old name.txt")]
    [InlineData(true, "drafts/old.txt", "seeds/en/new.txt", "en/new.txt")]
    [InlineData(true, "seeds/old.txt", "drafts/en/new.txt", "old.txt")]
    public void A_renamed_blob_is_looked_at_under_both_names(bool isCloud, string from, string to, string expected)
    {
        var address = to.Split('/', 2);

        var names = NamesIn(Event(
            isCloud, "Microsoft.Storage.BlobRenamed", address[0], address[1],
            $$"""{"api":"RenameFile","sourceUrl":"https://portal.dfs.core.windows.net/{{from}}","destinationUrl":"https://portal.dfs.core.windows.net/{{to}}"}"""));

        Assert.Equal(expected.Split('|'), names);
    }

    [Fact]
    public void Each_event_of_several_counts_for_itself()
    {
        var message = $$"""
            [{{Event(isCloud: false, "Microsoft.Storage.BlobCreated", "seeds", "a.txt")}},
             {{Event(isCloud: true, "Microsoft.Storage.BlobDeleted", "seeds", "b.txt")}},
             {{Event(isCloud: true, "Microsoft.Storage.BlobCreated", "seeds", "a.txt")}},
             {{Event(isCloud: true, "Microsoft.Storage.BlobCreated", "other", "c.txt")}},
             {"name":"d.txt"}, 7]
            """;

        var (names, problems) = SeedMessage.Parse(message, _source);

        Assert.Equal(["a.txt", "b.txt", "d.txt"], names.Select(name => name.Value));
        Assert.Equal(["other-container", "message-not-understood"], problems.Select(problem => problem.Error.Code));
        Assert.Equal("7", problems[1].Text);
    }

    [Theory]
    [InlineData("Microsoft.Storage.BlobTierChanged")]
    [InlineData("Microsoft.Storage.DirectoryRenamed")]
    [InlineData("Microsoft.Storage.AsyncOperationInitiated")]
    public void An_event_of_storage_that_is_about_no_document_is_passed_over(string type)
    {
        foreach (var isCloud in (bool[])[false, true])
        {
            var (names, problems) = SeedMessage.Parse(Event(isCloud, type, "seeds", "a.txt"), _source);

            Assert.Empty(names);
            Assert.Empty(problems);
        }
    }

    [Fact]
    public void Events_of_another_account_are_refused()
    {
        foreach (var isCloud in (bool[])[false, true])
        {
            var message = Event(isCloud, "Microsoft.Storage.BlobCreated", "seeds", "a.txt", topic: Topic + "2");

            Assert.Equal("other-account", Assert.Single(SeedMessage.Parse(message, _source).Problems).Error.Code);
            Assert.Equal("The event is of the account 'portal2', not of 'portal'.", Assert.Single(SeedMessage.Parse(message, _source).Problems).Error.Message);
            Assert.Single(SeedMessage.Parse(Event(isCloud, "Microsoft.Storage.BlobCreated", "seeds", "a.txt", topic: Topic.ToUpperInvariant()), _source).Names);
            Assert.Single(SeedMessage.Parse(message, _source with { Account = "" }).Names);
        }
    }

    [Theory]
    [InlineData("articles", 0)]
    [InlineData("media", 0)]
    [InlineData("holidays", 1)]
    public async Task Events_of_what_the_portal_writes_have_no_effect_at_all(string container, int recorded)
    {
        _world.Put("en/a.txt", TestPortal.Page("A headline"));
        var calls = _world.SeedsTable.Calls.Count;

        foreach (var isCloud in (bool[])[false, true])
        {
            await _world.Inbox.HandleAsync(Event(isCloud, "Microsoft.Storage.BlobCreated", container, "en/a.txt", $$"""{"url":"https://portal.blob.core.windows.net/{{container}}/en/a.txt"}"""), CancellationToken.None);
            await _world.Inbox.HandlePoisonAsync(Event(isCloud, "Microsoft.Storage.BlobDeleted", container, "en/a.txt"), CancellationToken.None);
        }

        Assert.Equal(recorded * 4, await _world.Ledger.ReadAllAsync(CancellationToken.None).CountAsync());
        Assert.Equal(0, _world.Articles.Writes);
        Assert.Empty(_world.Queue.Messages);
        Assert.True(recorded > 0 || _world.SeedsTable.Calls.Count == calls + 1);
    }

    [Fact]
    public async Task One_seed_that_fails_does_not_hold_up_the_others_of_its_message()
    {
        foreach (var name in (string[])["en/a.txt", "en/b.txt", "en/c.txt"])
        {
            _world.Put(name, TestPortal.Page($"A headline of {name}"));
        }

        const string Message = """[{"name":"en/a.txt"},{"name":"en/b.txt"},{"name":"en/none.txt"},{"name":"en/c.txt"}]""";
        var uploads = 0;
        _world.Articles.Faults = writes => writes && ++uploads == 1 ? Fault.Busy : Fault.None;

        await Assert.ThrowsAsync<RequestFailedException>(() => _world.Inbox.HandleAsync(Message, CancellationToken.None));

        Assert.Equal((SeedStatus.Queued, 1), ((await _world.RecordAsync("en/a.txt")).Status, (await _world.RecordAsync("en/a.txt")).Attempts));
        Assert.Equal(SeedStatus.Published, (await _world.RecordAsync("en/b.txt")).Status);
        Assert.Equal(SeedStatus.Published, (await _world.RecordAsync("en/c.txt")).Status);

        await _world.Inbox.HandleAsync(Message, CancellationToken.None);
        Assert.Equal(SeedStatus.Published, (await _world.RecordAsync("en/a.txt")).Status);
    }

    [Fact]
    public async Task All_failures_of_a_message_are_told()
    {
        _world.Put("en/a.txt", TestPortal.Page("A headline"));
        _world.Put("en/b.txt", TestPortal.Page("Another headline"));
        _world.Articles.Faults = _ => Fault.Busy;
        const string Message = """[{"name":"en/a.txt"},{"name":"en/b.txt"}]""";

        var failure = await Assert.ThrowsAsync<AggregateException>(() => _world.Inbox.HandleAsync(Message, CancellationToken.None));
        await _world.Inbox.HandlePoisonAsync(Message, CancellationToken.None);

        Assert.Equal(2, failure.InnerExceptions.Count);
        Assert.Equal(SeedStatus.Failed, (await _world.RecordAsync("en/a.txt")).Status);
        Assert.Equal(SeedStatus.Failed, (await _world.RecordAsync("en/b.txt")).Status);
    }

    private static IEnumerable<string> NamesIn(string message)
    {
        var (names, problems) = SeedMessage.Parse(message, _source);
        Assert.Empty(problems);
        return names.Select(name => name.Value);
    }

    private static string Event(bool isCloud, string type, string container, string name, string data = "{}", string topic = Topic) => isCloud
        ? $$"""{"specversion":"1.0","id":"9aeb0fdf","source":"{{topic}}","subject":"/blobServices/default/containers/{{container}}/blobs/{{name}}","type":"{{type}}","time":"2026-03-01T04:00:00.1Z","data":{{data}}}"""
        : $$"""{"id":"9aeb0fdf","topic":"{{topic}}","subject":"/blobServices/default/containers/{{container}}/blobs/{{name}}","eventType":"{{type}}","eventTime":"2026-03-01T04:00:00.1Z","dataVersion":"","metadataVersion":"1","data":{{data}}}""";
}

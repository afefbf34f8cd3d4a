using CsCheck;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Portal.Tests.Ingestion;

public sealed class SeedEventTests
{
    [Theory]
    [InlineData("""{"name":"en/2017/a b.txt"}""", "en/2017/a b.txt")]
    [InlineData("""{"name":"zh/中文.txt","other":1}""", "zh/中文.txt")]
    [InlineData("""{"id":"1","topic":"t","subject":"/blobServices/default/containers/seeds/blobs/en/a.txt","eventType":"Microsoft.Storage.BlobCreated","data":{"url":"x"}}""", "en/a.txt")]
    [InlineData("""{"specversion":"1.0","type":"Microsoft.Storage.BlobDeleted","source":"s","subject":"/blobServices/default/containers/seeds/blobs/a"}""", "a")]
    [InlineData("""{"subject":"/blobServices/default/containers/seeds/blobs/x/blobs/y.txt"}""", "x/blobs/y.txt")]
    [InlineData("""{"name":"","subject":"/blobServices/default/containers/seeds/blobs/a"}""", "a")]
    public void Finds_the_seed(string message, string expected)
    {
        Assert.True(SeedEvent.TryParse(message, "seeds", out var name, out var problem));

        Assert.Equal(expected, name.Value);
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("", "message-not-json")]
    [InlineData("en/a.txt", "message-not-json")]
    [InlineData("{", "message-not-json")]
    [InlineData("""{"name":"\ud800"}""", "message-not-json")]
    [InlineData("[]", "message-not-understood")]
    [InlineData("""[{"name":"en/a.txt"}]""", "message-not-understood")]
    [InlineData("7", "message-not-understood")]
    [InlineData("null", "message-not-understood")]
    [InlineData("\"en/a.txt\"", "message-not-understood")]
    [InlineData("{}", "message-not-understood")]
    [InlineData("""{"name":""}""", "message-not-understood")]
    [InlineData("""{"name":7}""", "message-not-understood")]
    [InlineData("""{"Name":"en/a.txt"}""", "message-not-understood")]
    [InlineData("""{"subject":""}""", "message-not-understood")]
    [InlineData("""{"subject":"/blobServices/default/containers/seeds"}""", "message-not-understood")]
    [InlineData("""{"subject":"/blobServices/default/containers/seeds/blobs/"}""", "message-not-understood")]
    [InlineData("""{"subject":"/blobServices/default/containers//blobs/a"}""", "other-container")]
    [InlineData("""{"subject":"/blobServices/default/containers/other/blobs/en/a.txt"}""", "other-container")]
    [InlineData("""{"subject":"/blobServices/default/containers/SEEDS/blobs/en/a.txt"}""", "other-container")]
    public void Says_what_is_wrong(string message, string code)
    {
        Assert.False(SeedEvent.TryParse(message, "seeds", out var name, out var problem));

        Assert.Equal(code, problem.Code);
        Assert.Null(name);
    }

    [Fact]
    public void Refuses_half_of_a_surrogate_pair()
    {
        // An attribute could not hold it.
        Assert.False(SeedEvent.TryParse("{\"name\":\"\ud800\"}", "seeds", out _, out var problem));

        Assert.Equal("message-not-json", problem.Code);
    }

    [Fact]
    public void Refuses_a_name_that_no_blob_has()
    {
        var longest = new string('x', SeedName.MaxLength);

        Assert.True(SeedEvent.TryParse($$"""{"name":"{{longest}}"}""", "seeds", out _, out _));
        Assert.False(SeedEvent.TryParse($$"""{"name":"{{longest}}x"}""", "seeds", out _, out _));
        Assert.False(SeedEvent.TryParse($$"""{"subject":"/blobServices/default/containers/seeds/blobs/{{longest}}x"}""", "seeds", out _, out _));
    }

    [Fact]
    public void Any_message_is_taken_or_refused() =>
        Gen.String.Sample(text => SeedEvent.TryParse(text, "seeds", out var name, out var problem) ? name is not null : problem is not null, iter: 10_000);
}

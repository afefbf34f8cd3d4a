using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using SmeFunctions.Http;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Tests.Http;

public sealed class UploadLinkFunctionTests
{
    [Fact]
    public async Task CreateUploadLink_answers_201_with_all_that_an_upload_takes()
    {
        var call = await SendAsync("""{ "name": "zh/2017/展会.docx" }""");

        Assert.Equal((201, "no-store"), (call.Status, call.Header("Cache-Control")));
        Assert.Equal(["name", "url", "expires", "method", "headers"], call.Json.AsObject().Select(property => property.Key));
        Assert.Equal(("zh/2017/展会.docx", "PUT", "2026-03-01T04:15:00+00:00"), ((string?)call.Json["name"], (string?)call.Json["method"], (string?)call.Json["expires"]));
        Assert.Equal("""{"x-ms-blob-type":"BlockBlob"}""", call.Json["headers"]!.ToJsonString());
        var url = new Uri((string)call.Json["url"]!);
        Assert.Equal("/devstoreaccount1/seeds/zh/2017/%E5%B1%95%E4%BC%9A.docx", url.AbsolutePath);
        Assert.Contains("sp=cw", url.Query, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "body")]
    [InlineData("name", "body")]
    [InlineData("""["en/a.txt"]""", "body")]
    [InlineData("null", "body")]
    [InlineData("""{ "name": "en/a.txt", "name": "en/b.txt" }""", "body")]
    [InlineData("""{ "name": "\ud800" }""", "body")]
    [InlineData("""{ "\ud800": "a" }""", "body")]
    [InlineData("{}", "name")]
    [InlineData("""{ "name": null }""", "name")]
    [InlineData("""{ "name": 1 }""", "name")]
    [InlineData("""{ "Name": "en/a.txt" }""", "Name")]
    [InlineData("""{ "name": "en/a.txt", "minutes": 90 }""", "minutes")]
    [InlineData("""{ "name": "" }""", "name")]
    [InlineData("""{ "name": "../a.txt" }""", "name")]
    [InlineData("""{ "name": "en\\a.txt" }""", "name")]
    [InlineData("""{ "name": "en//a.txt" }""", "name")]
    [InlineData("""{ "name": "en/a\n.txt" }""", "name")]
    public async Task CreateUploadLink_answers_400_to_what_names_no_document(string body, string parameter) =>
        (await SendAsync(body)).AssertProblem(400, "bad-request", parameter);

    [Fact]
    public async Task CreateUploadLink_answers_400_to_a_name_that_is_too_long_and_413_to_a_body_that_is()
    {
        (await SendAsync($$"""{ "name": "{{new string('x', 1_025)}}" }""")).AssertProblem(400, "bad-request", "name");
        (await SendAsync($$"""{ "name": "{{new string('x', 20_000)}}" }""")).AssertProblem(413, "too-large");
    }

    [Fact]
    public async Task CreateUploadLink_refuses_parameters() =>
        (await SendAsync("""{ "name": "en/a.txt" }""", "?name=en/b.txt")).AssertProblem(400, "bad-request", "name");

    private static Task<Call> SendAsync(string body, string query = "")
    {
        var account = ContentAccount.Create(
            ContentConnection.Find(new ConfigurationBuilder().AddInMemoryCollection([new("Content", "UseDevelopmentStorage=true")]).Build()), new ContentStorageOptions());
        var links = new UploadLinkService(account, Options.Create(new IngestionOptions()), new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 4, 0, 0, TimeSpan.Zero)));
        return new Call(query, "POST", Encoding.UTF8.GetBytes(body)).SendAsync(request => new CreateUploadLink(links).Run(request, CancellationToken.None));
    }
}

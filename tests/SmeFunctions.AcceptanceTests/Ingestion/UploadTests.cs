using System.Net;
using System.Net.Sockets;
using System.Text;
using SmeFunctions.AcceptanceTests.Running;

namespace SmeFunctions.AcceptanceTests;

/// <summary>What <c>PUT /api/seeds</c> refuses.</summary>
public sealed class UploadTests(SharedAzurite azurite) : PortalTests(azurite)
{
    [Fact]
    public async Task A_body_of_31_million_bytes_is_413_and_not_stored()
    {
        var app = await AppAsync();
        var name = app.Name("en/large.txt");

        // A client that asks first is spared the sending, and a server that answers early is heard.
        using var body = new ByteArrayContent(new byte[31_000_000]);
        var answer = await app.SendAsync(HttpMethod.Put, PortalApp.SeedPath(name), body, headers => headers.ExpectContinue = true);

        var problem = answer.Problem(HttpStatusCode.RequestEntityTooLarge);
        Assert.InRange(problem.Limit ?? 0, 1, 31_000_000);
        (await app.GetAsync(PortalApp.SeedPath(name))).Problem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_body_that_does_not_say_how_large_it_is_is_413_as_well()
    {
        var app = await AppAsync();
        var name = app.Name("en/large.txt");

        using var body = new ByteArrayContent(new byte[22_000_000]);
        var answer = await app.SendAsync(HttpMethod.Put, PortalApp.SeedPath(name), body, headers => headers.TransferEncodingChunked = true);

        answer.Problem(HttpStatusCode.RequestEntityTooLarge);
        (await app.GetAsync(PortalApp.SeedPath(name))).Problem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_empty_body_is_400_and_not_stored()
    {
        var app = await AppAsync();
        var name = app.Name("en/empty.txt");

        var problem = (await app.PutAsync(name, "")).Problem(HttpStatusCode.BadRequest);

        Assert.Equal("body", problem.Parameter);
        (await app.GetAsync(PortalApp.SeedPath(name))).Problem(HttpStatusCode.NotFound);
    }

    public static TheoryData<string> BadNames =>
    [
        "en%2F..%2F..%2Fup.txt",
        "en/..%2Fup.txt",
        "en/%2e%2e%2fup.txt",
        "..%252F..%252Fup.txt",
        "en%2F.%2Fup.txt",
        "en//up.txt",
        "en/up%07.txt",
        "en/up%0D%0AX-Up:%201.txt",
        "en%5Cup.txt",
        "en/up.txt.",
        "en/%EF%BF%BD/" + new string('x', 1_100),
        "en/up.txt?overwrite=true",
    ];

    [Theory]
    [MemberData(nameof(BadNames))]
    public async Task A_name_that_no_document_may_have_is_400_and_nothing_is_stored(string name)
    {
        var app = await OwnAppAsync();

        // By hand: a client's library would tidy the address first.
        var answer = await SendRawAsync(app, "PUT", "/api/seeds/" + name);

        Assert.StartsWith("HTTP/1.1 400 ", answer);
        Assert.Contains("Content-Type: application/problem+json", answer);
        Assert.Contains("urn:smefunctions:problem:bad-request", answer);
        Assert.Empty(await app.Seeds.GetBlobsAsync().ToListAsync());
    }

    [Theory]
    [InlineData("/api/seeds/../../up.txt")]
    [InlineData("/api/seeds/%2e%2e/up.txt")]
    [InlineData("/api/seeds/en/../../../up.txt")]
    public async Task An_address_that_leads_out_of_the_documents_is_404_and_nothing_is_stored(string target)
    {
        var app = await OwnAppAsync();

        // The server resolves dots between slashes, as RFC 3986 has it, before it looks for a function.
        var answer = await SendRawAsync(app, "PUT", target);

        Assert.StartsWith("HTTP/1.1 404 ", answer);
        Assert.Empty(await app.Seeds.GetBlobsAsync().ToListAsync());
    }

    [Fact]
    public async Task A_name_with_spaces_and_signs_is_found_under_the_address_that_the_answer_gives()
    {
        var app = await AppAsync();
        var name = app.Name("en/50 % more & better? #1 + ü.txt");

        var accepted = await app.PutAsync(name, Page.English($"Signs {app.Tag}"));
        await app.PublishedAsync(name);
        var seed = (await app.GetAsync(accepted.Headers.Location!.OriginalString)).Ok<SeedBody>();

        Assert.Equal((name, "published"), (seed.Name, seed.Status));
    }

    private static async Task<string> SendRawAsync(PortalApp app, string method, string target)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(app.Http.BaseAddress!.Host, app.Http.BaseAddress.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"{method} {target} HTTP/1.1\r\nHost: {app.Http.BaseAddress.Authority}\r\nContent-Length: 4\r\nConnection: close\r\n\r\ntext"));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(1));
    }
}

using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Portal.Tests.Reading;

public sealed class CachedResponseResultTests
{
    private const string ETag = "W/\"v1\"";

    private static readonly DateTimeOffset _modified = new(2026, 3, 1, 4, 0, 0, 500, TimeSpan.Zero);
    private static readonly byte[] _long = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("A sentence that comes again. ", 200)));

    [Theory]
    [InlineData(null, null)]
    [InlineData("identity", null)]
    [InlineData("br", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("gzip, deflate, br", "br")]
    [InlineData("gzip;q=1.0, br;q=0.5", "gzip")]
    [InlineData("br;q=0, gzip", "gzip")]
    [InlineData("br;q=0, gzip;q=0", null)]
    [InlineData("*", "br")]
    [InlineData("*, br;q=0", "gzip")]
    [InlineData("deflate, zstd", null)]
    [InlineData("BR", "br")]
    [InlineData(";;;", null)]
    public async Task Sends_in_the_best_encoding_that_is_taken(string? accepted, string? expected)
    {
        var context = await SendAsync(_long, request => request.Headers.AcceptEncoding = accepted);

        Assert.Equal(expected, (string?)context.Response.Headers.ContentEncoding);
        Assert.Equal("Accept-Encoding", context.Response.Headers.Vary);
        Assert.Equal(ETag, context.Response.Headers.ETag);
        var body = Body(context);
        Assert.Equal(context.Response.ContentLength, body.Length);
        Assert.Equal(_long, expected switch
        {
            "br" => Read(new BrotliStream(new MemoryStream(body), CompressionMode.Decompress)),
            "gzip" => Read(new GZipStream(new MemoryStream(body), CompressionMode.Decompress)),
            _ => body,
        });
    }

    [Fact]
    public async Task Compresses_nothing_that_is_short_or_gets_no_shorter()
    {
        var noise = new byte[5_000];
        new Random(1).NextBytes(noise);

        foreach (var body in (byte[][])["{}"u8.ToArray(), noise])
        {
            var context = await SendAsync(body, request => request.Headers.AcceptEncoding = "br, gzip");

            Assert.Equal(0, context.Response.Headers.ContentEncoding.Count);
            Assert.Equal(body, Body(context));
        }
    }

    [Theory]
    [InlineData("W/\"v1\"", 304)]
    [InlineData("\"v1\"", 304)]
    [InlineData("\"v0\", W/\"v1\"", 304)]
    [InlineData("*", 304)]
    [InlineData("W/\"v2\"", 200)]
    [InlineData("nonsense", 200)]
    public async Task Answers_304_to_who_has_it(string known, int expected)
    {
        // Were the date looked at, it would be 200 or 304 the other way round.
        var since = _modified.AddDays(expected == 304 ? -1 : 1).ToString("R");
        var context = await SendAsync(_long, request =>
        {
            request.Headers.IfNoneMatch = known;
            request.Headers.IfModifiedSince = since;
        });

        Assert.Equal(expected, context.Response.StatusCode);
        Assert.Equal(expected == 304 ? 0 : _long.Length, Body(context).Length);
        Assert.Equal(ETag, context.Response.Headers.ETag);
        Assert.Equal("public, max-age=60, stale-while-revalidate=300", context.Response.Headers.CacheControl);
    }

    [Theory]
    [InlineData(0, 304)]
    [InlineData(60, 304)]
    [InlineData(-1, 200)]
    public async Task Answers_304_to_who_has_it_of_that_second_or_later(int seconds, int expected)
    {
        var context = await SendAsync(_long, request => request.Headers.IfModifiedSince = _modified.AddSeconds(seconds).ToString("R"));

        Assert.Equal(expected, context.Response.StatusCode);
        Assert.Equal("Sun, 01 Mar 2026 04:00:00 GMT", context.Response.Headers.LastModified);
    }

    [Fact]
    public async Task Sends_no_body_to_HEAD_and_says_how_long_it_is()
    {
        var context = await SendAsync(_long, request => request.Method = "HEAD");

        Assert.Equal((200, 0L), (context.Response.StatusCode, context.Response.Body.Length));
        Assert.Equal(_long.Length, context.Response.ContentLength);
    }

    [Fact]
    public async Task Says_how_old_it_is_when_that_is_too_old()
    {
        var fresh = await SendAsync(_long, _ => { });
        var stale = await SendAsync(_long, _ => { }, TimeSpan.FromMinutes(2));

        Assert.Equal((0, 0), (fresh.Response.Headers.Age.Count, fresh.Response.Headers.Warning.Count));
        Assert.Equal(("120", "110 - \"Response is Stale\""), ((string?)stale.Response.Headers.Age, (string?)stale.Response.Headers.Warning));
    }

    private static async Task<HttpContext> SendAsync(byte[] body, Action<HttpRequest> change, TimeSpan? staleAge = null)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "GET";
        context.Response.Body = new MemoryStream();
        change(context.Request);
        await new CachedResponseResult(new CachedResponse(body, "text/plain; charset=utf-8", ETag, _modified), new ReadingOptions(), staleAge).ExecuteAsync(context);
        return context;
    }

    private static byte[] Body(HttpContext context) => ((MemoryStream)context.Response.Body).ToArray();

    private static byte[] Read(Stream stream)
    {
        using var plain = new MemoryStream();
        stream.CopyTo(plain);
        return plain.ToArray();
    }
}

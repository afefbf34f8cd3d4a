using Microsoft.AspNetCore.Http;
using SmeFunctions.Documents.Attachments;
using SmeFunctions.Documents.Images;
using SmeFunctions.Http;
using SmeFunctions.Portal.Tests.Ingestion;
using SmeFunctions.Portal.Tests.Media;
using SmeFunctions.Portal.Tests.Storage;

namespace SmeFunctions.Tests.Http;

public sealed class MediaFunctionTests : IDisposable
{
    private readonly TestPortal _world = new();
    private readonly ImageFile _image;

    public MediaFunctionTests() => _image = ImageFile.TryRead(Pictures.Png(30, 20), out var image, out _) ? image : throw new InvalidOperationException("It is no image.");

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task GetMedia_sends_the_image_for_good()
    {
        var call = await GetAsync();

        Assert.Equal((200, "image/png"), (call.Status, call.Context.Response.ContentType));
        Assert.Equal(_image.Content.ToArray(), call.Body);
        Assert.Equal($"\"{_image.Name[..32]}\"", call.Header("ETag"));
        Assert.Equal("public, max-age=31536000, immutable", call.Header("Cache-Control"));
        Assert.Equal("nosniff", call.Header("X-Content-Type-Options"));
        Assert.Equal("default-src 'none'; sandbox", call.Header("Content-Security-Policy"));
        Assert.Equal("bytes", call.Header("Accept-Ranges"));
    }

    [Fact]
    public async Task GetMedia_answers_HEAD_without_a_body_and_304_to_who_has_it()
    {
        var head = await GetAsync(change: request => request.Method = "HEAD");
        var same = await GetAsync(change: request => request.Headers.IfNoneMatch = $"\"{_image.Name[..32]}\"");
        var other = await GetAsync(change: request => request.Headers.IfNoneMatch = "\"other\"");

        Assert.Equal((200, 0, (long?)_image.Content.Length), (head.Status, head.Body.Length, head.Context.Response.ContentLength));
        Assert.Equal((304, 0), (same.Status, same.Body.Length));
        Assert.Equal("public, max-age=31536000, immutable", same.Header("Cache-Control"));
        Assert.Equal(200, other.Status);
    }

    [Theory]
    [InlineData("bytes=0-3", 206, "bytes 0-3/34", 0, 4)]
    [InlineData("bytes=30-", 206, "bytes 30-33/34", 30, 4)]
    [InlineData("bytes=-2", 206, "bytes 32-33/34", 32, 2)]
    [InlineData("bytes=0-3,8-9", 200, null, 0, 34)]
    [InlineData("bytes=40-", 416, "bytes */34", 0, 0)]
    public async Task GetMedia_sends_parts(string range, int status, string? content, int from, int length)
    {
        var call = await GetAsync(change: request => request.Headers.Range = range);

        Assert.Equal((status, content), (call.Status, call.Header("Content-Range")));
        Assert.Equal(_image.Content.Slice(from, length).ToArray(), call.Body);
    }

    [Fact]
    public async Task GetMedia_sends_all_to_who_has_a_part_of_another()
    {
        var same = await GetAsync(change: request => (request.Headers.Range, request.Headers.IfRange) = ("bytes=0-3", $"\"{_image.Name[..32]}\""));
        var other = await GetAsync(change: request => (request.Headers.Range, request.Headers.IfRange) = ("bytes=0-3", "\"other\""));

        Assert.Equal((206, 4), (same.Status, same.Body.Length));
        Assert.Equal((200, 34), (other.Status, other.Body.Length));
    }

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef.png")]
    [InlineData("0123456789abcdef0123456789abcdef.svg")]
    [InlineData("a.png")]
    [InlineData("..%2Fseeds")]
    public async Task GetMedia_knows_no_other_name(string name) => (await GetAsync(name)).AssertProblem(404, "not-found");

    [Fact]
    public async Task GetMedia_refuses_what_it_does_not_understand() =>
        (await new Call("?size=2").SendAsync(request => new GetMedia(_world.MediaStore).Run(request, _image.Name, CancellationToken.None))).AssertProblem(400, "bad-request", "size");

    [Theory]
    [InlineData(Fault.RetriedByClient)]
    [InlineData(Fault.FailAfter)]
    public async Task An_image_that_was_stored_though_the_answer_was_lost_is_stored_once(Fault fault)
    {
        var left = 1;
        _world.Media.Faults = writes => writes && left-- > 0 ? fault : Fault.None;

        await Record.ExceptionAsync(() => _world.MediaStore.StoreAsync(_image, CancellationToken.None));
        await _world.MediaStore.StoreAsync(_image, CancellationToken.None);

        Assert.Equal((1, _image.Name), (_world.Media.Writes, _world.Media.Blobs.Keys.Single()));
        Assert.Equal(_image.Content.ToArray(), (await GetAsync()).Body);
    }

    [Theory]
    [InlineData("form.pdf", "application/pdf", "attachment; filename=form.pdf; filename*=UTF-8''form.pdf")]
    [InlineData("申报表 1.xls", "application/vnd.ms-excel", "filename*=UTF-8''%E7%94%B3%E6%8A%A5%E8%A1%A8%201.xls")]
    [InlineData("page.html", "application/octet-stream", "attachment; filename=page.html; filename*=UTF-8''page.html")]
    [InlineData("noextension", "application/octet-stream", "attachment; filename=noextension; filename*=UTF-8''noextension")]
    [InlineData("a\"b.exe", "application/octet-stream", "filename*=UTF-8''a%22b.exe")]
    public async Task GetAttachment_sends_the_file_under_its_own_name_and_never_shows_it(string name, string type, string disposition)
    {
        var file = AttachmentFile.Create("en/files/" + name, "<script>alert(1)</script>"u8.ToArray());
        await _world.MediaStore.StoreAsync(file, CancellationToken.None);

        var call = await GetAttachmentAsync(file.StoredName[..32], name);

        Assert.Equal((200, type), (call.Status, call.Context.Response.ContentType));
        Assert.Equal(file.Content.ToArray(), call.Body);
        Assert.StartsWith("attachment;", call.Header("Content-Disposition"), StringComparison.Ordinal);
        Assert.EndsWith(disposition, call.Header("Content-Disposition"), StringComparison.Ordinal);
        Assert.Equal("nosniff", call.Header("X-Content-Type-Options"));
        Assert.Equal("default-src 'none'; sandbox", call.Header("Content-Security-Policy"));
        Assert.Equal($"\"{file.StoredName[..32]}\"", call.Header("ETag"));
    }

    [Fact]
    public async Task GetAttachment_sends_parts_and_304_to_who_has_it()
    {
        var file = AttachmentFile.Create("form.pdf", "0123456789"u8.ToArray());
        await _world.MediaStore.StoreAsync(file, CancellationToken.None);

        var part = await GetAttachmentAsync(file.StoredName[..32], "form.pdf", request => request.Headers.Range = "bytes=2-4");
        var same = await GetAttachmentAsync(file.StoredName[..32], "form.pdf", request => request.Headers.IfNoneMatch = $"\"{file.StoredName[..32]}\"");

        Assert.Equal((206, "bytes 2-4/10"), (part.Status, part.Header("Content-Range")));
        Assert.Equal("234"u8.ToArray(), part.Body);
        Assert.Equal(304, same.Status);
    }

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef", "form.pdf")]
    [InlineData("0123456789ABCDEF0123456789ABCDEF", "form.pdf")]
    [InlineData("../../seeds/en/2020/a.md/aaaaaaaa", "form.pdf")]
    public async Task GetAttachment_knows_no_other_file(string hash, string name) => (await GetAttachmentAsync(hash, name)).AssertProblem(404, "not-found");

    private async Task<Call> GetAttachmentAsync(string hash, string name, Action<HttpRequest>? change = null)
    {
        var call = new Call();
        change?.Invoke(call.Request);
        return await call.SendAsync(request => new GetAttachment(_world.MediaStore).Run(request, hash, name, CancellationToken.None));
    }

    private async Task<Call> GetAsync(string? name = null, Action<HttpRequest>? change = null)
    {
        await _world.MediaStore.StoreAsync(_image, CancellationToken.None);
        var call = new Call();
        change?.Invoke(call.Request);
        return await call.SendAsync(request => new GetMedia(_world.MediaStore).Run(request, name ?? _image.Name, CancellationToken.None));
    }
}

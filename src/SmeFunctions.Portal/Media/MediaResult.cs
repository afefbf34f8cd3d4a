using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using SmeFunctions.Documents.Attachments;
using SmeFunctions.Documents.Images;

namespace SmeFunctions.Portal.Media;

/// <summary>
/// Sends an image or an attachment, a range of it (RFC 9110 section 14), or 304. Its name contains the hash of its content, so the ETag is strong and
/// needs no read. There are no public properties, because the worker serializes them.
/// </summary>
internal sealed class MediaResult(string hash, string? contentType, Stream content, string? fileName = null) : IResult
{
    public static MediaResult ForImage(string name, Stream content) => new(name[..name.IndexOf('.', StringComparison.Ordinal)], ImageFile.GetContentType(name), content);

    /// <summary>A browser saves it under its own name, and does not show it.</summary>
    public static MediaResult ForAttachment(string hash, string fileName, Stream content) => new(hash, AttachmentFile.GetContentType(fileName), content, fileName);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var headers = httpContext.Response.Headers;
        headers.CacheControl = MediaStore.CacheControl;
        headers.XContentTypeOptions = "nosniff";

        // If a file is more than an image, opening it directly must not run anything.
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        await TypedResults
            .Stream(content, contentType, fileDownloadName: fileName, entityTag: new EntityTagHeaderValue($"\"{hash}\""), enableRangeProcessing: true)
            .ExecuteAsync(httpContext);

        if (httpContext.Response is { StatusCode: StatusCodes.Status416RangeNotSatisfiable, HasStarted: false })
        {
            headers.Remove(HeaderNames.CacheControl);
        }
    }
}

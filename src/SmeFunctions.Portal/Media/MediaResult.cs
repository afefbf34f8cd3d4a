using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using SmeFunctions.Documents.Images;

namespace SmeFunctions.Portal.Media;

/// <summary>
/// Sends an image, a range of it (RFC 9110 section 14), or 304. Its name is the hash of its content, so the ETag is strong and needs no read. There
/// are no public properties, because the worker serializes them.
/// </summary>
internal sealed class MediaResult(string name, Stream content) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var headers = httpContext.Response.Headers;
        headers.CacheControl = MediaStore.CacheControl;
        headers.XContentTypeOptions = "nosniff";

        // If a file is more than an image, opening it directly must not run anything.
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        await TypedResults
            .Stream(content, ImageFile.GetContentType(name), entityTag: new EntityTagHeaderValue($"\"{name[..name.IndexOf('.', StringComparison.Ordinal)]}\""), enableRangeProcessing: true)
            .ExecuteAsync(httpContext);

        if (httpContext.Response is { StatusCode: StatusCodes.Status416RangeNotSatisfiable, HasStarted: false })
        {
            headers.Remove(HeaderNames.CacheControl);
        }
    }
}

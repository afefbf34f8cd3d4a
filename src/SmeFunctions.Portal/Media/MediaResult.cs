using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using SmeFunctions.Documents.Images;

namespace SmeFunctions.Portal.Media;

/// <summary>
/// Sends an image, a part of it (RFC 9110 14), or 304 to who has it. Its name is its content's hash, so its ETag is strong and needs no look.
/// Nothing is public here: the worker writes the public properties of a result out once more.
/// </summary>
internal sealed class MediaResult(string name, Stream content) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var headers = httpContext.Response.Headers;
        headers.CacheControl = MediaStore.CacheControl;
        headers.XContentTypeOptions = "nosniff";

        // Should a file be more than an image, opened by itself it is nothing that runs.
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

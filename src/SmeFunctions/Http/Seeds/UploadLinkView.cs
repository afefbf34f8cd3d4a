using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using SmeFunctions.Portal;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Http;

/// <summary>A link to upload one document without a key.</summary>
internal sealed record UploadLinkView
{
    public required string Name { get; init; }

    /// <summary>Where to send the document. Anyone who has the address can upload.</summary>
    public required string Url { get; init; }

    /// <summary>When the link ends.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>PUT.</summary>
    public required string Method { get; init; }

    /// <summary>Required headers.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <param name="request">The request.</param>
    /// <param name="link">The link.</param>
    /// <param name="change">Who uploads, if that is known.</param>
    public static IResult Created(HttpRequest request, UploadLink link, SeedChange? change = null)
    {
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        var view = new UploadLinkView
        {
            Name = link.Name.Value,
            Url = link.Address.AbsoluteUri,
            Expires = link.Expires,
            Method = HttpMethods.Put,
            Headers = new Dictionary<string, string>((change?.ToMetadata() ?? []).Select(pair => KeyValuePair.Create("x-ms-meta-" + pair.Key, pair.Value))) { ["x-ms-blob-type"] = "BlockBlob" },
        };
        return TypedResults.Json(view, UploadLinkViewJson.Readable.UploadLinkView, statusCode: StatusCodes.Status201Created);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(UploadLinkView))]
internal sealed partial class UploadLinkViewJson : JsonSerializerContext
{
    public static UploadLinkViewJson Readable => field ??= new(UnescapedJson.CreateOptions(Default.Options));
}

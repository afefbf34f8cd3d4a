using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using SmeFunctions.Documents;
using SmeFunctions.Documents.Attachments;
using SmeFunctions.Documents.Images;
using SmeFunctions.Portal;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Http;

/// <summary>The status of a document in a response.</summary>
internal sealed record SeedView
{
    public required string Name { get; init; }

    /// <summary>queued, published, rejected, failed, removed, draft, scheduled or expired.</summary>
    public required string Status { get; init; }

    /// <summary>Address of this status.</summary>
    public required string Url { get; init; }

    public string? Slug { get; init; }

    public string? Lang { get; init; }

    public string? Title { get; init; }

    /// <summary>Address of the article, possibly of an older version; <see langword="null"/> when there is none.</summary>
    public string? Article { get; init; }

    /// <summary>Address of the image, if the document is one; otherwise <see langword="null"/>.</summary>
    public string? Media { get; init; }

    /// <summary>Address of the preview of a hidden document, valid for a limited time; a new one in each response.</summary>
    public string? Preview { get; init; }

    /// <summary>When the same version is published, taken down, or tried again after a failure.</summary>
    public DateTimeOffset? Due { get; init; }

    public DocumentError? Error { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Lines of the page around the article that were removed, and why.</summary>
    public required IReadOnlyList<RemovedLine> Removed { get; init; }

    /// <summary>The version in the container; <see langword="null"/> when it is deleted.</summary>
    public string? Etag { get; init; }

    /// <summary>Failed attempts.</summary>
    public required int Attempts { get; init; }

    /// <summary>When the first version was uploaded.</summary>
    public DateTimeOffset? Uploaded { get; init; }

    /// <summary>When the record was last written.</summary>
    public DateTimeOffset? Updated { get; init; }

    public static SeedView Create(SeedState seed) => new()
    {
        Name = seed.Record.Name.Value,
        Status = seed.Status.ToString().ToLowerInvariant(),
        Url = GetUrl(seed.Record.Name),
        Slug = seed.Record.Slug,
        Lang = seed.Record.Lang,
        Title = seed.Record.Title,
        Article = seed.Record is { IsOnline: true, Slug: { } slug } ? ArticleSummaryView.GetUrl(slug) : null,
        Media = seed.Record.Media is not { } media ? null
            : ImageFile.GetContentType(media.Name) is not null ? ImageFile.GetAddress(media.Name)
            : AttachmentFile.GetAddress(media.Name, seed.Record.Name.FileName),
        Preview = seed.Preview,
        Due = seed.Record.Due,
        Error = seed.Record.Error,
        Warnings = seed.Record.Warnings,
        Removed = seed.Record.Removed,
        Etag = seed.ETag,
        Attempts = seed.Record.Attempts,
        Uploaded = seed.Record.Uploaded,
        Updated = seed.Record.Updated,
    };

    public static IResult Ok(SeedState seed) => TypedResults.Json(Create(seed), SeedViewJson.Readable.SeedView);

    /// <summary>202 with the address of the status.</summary>
    public static IResult Accepted(HttpRequest request, SeedState seed)
    {
        request.HttpContext.Response.Headers.Location = GetUrl(seed.Record.Name);
        return TypedResults.Json(Create(seed), SeedViewJson.Readable.SeedView, statusCode: StatusCodes.Status202Accepted);
    }

    private static string GetUrl(SeedName name) => "/api/seeds/" + string.Join('/', name.Value.Split('/').Select(Uri.EscapeDataString));
}

/// <param name="Items">The documents of this page.</param>
/// <param name="Next">Address of the next page; <see langword="null"/> on the last page.</param>
internal sealed record SeedPageView(IReadOnlyList<SeedView> Items, string? Next);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SeedView))]
[JsonSerializable(typeof(SeedPageView))]
internal sealed partial class SeedViewJson : JsonSerializerContext
{
    public static SeedViewJson Readable => field ??= new(UnescapedJson.CreateOptions(Default.Options));
}

using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using SmeFunctions.Pages.Layout;
using SmeFunctions.Portal;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Http.Editor;

/// <summary>The status of an uploaded file, for the script of the upload page.</summary>
internal sealed record EditorFileView
{
    public required string Name { get; init; }

    /// <summary>As in <see cref="SeedStatus"/>.</summary>
    public required string Status { get; init; }

    public string? Title { get; init; }

    /// <summary>Address of the article's page, when readers can see it.</summary>
    public string? Page { get; init; }

    public string? Error { get; init; }

    public int? Line { get; init; }

    /// <summary>The line that the error is about.</summary>
    public string? SourceLine { get; init; }

    public required int Warnings { get; init; }

    /// <summary>The version in the container; <see langword="null"/> when it is deleted.</summary>
    public string? Etag { get; init; }

    public static IResult Create(SeedState seed, string? sourceLine, int status = StatusCodes.Status200OK)
    {
        var record = seed.Record;
        var view = new EditorFileView
        {
            Name = record.Name.Value,
            Status = seed.Status.ToString(),
            Title = record.Title,
            Page = record is { IsOnline: true, Slug: { } slug, Lang: { } lang } ? PageLayoutFactory.Article(lang, slug) : null,
            Error = seed.Status is SeedStatus.Rejected or SeedStatus.Failed ? record.Error?.Message : null,
            Line = seed.Status is SeedStatus.Rejected ? record.Error?.Line : null,
            SourceLine = sourceLine,
            Warnings = record.Warnings.Count,
            Etag = seed.ETag,
        };
        return TypedResults.Json(view, EditorFileViewJson.Readable.EditorFileView, statusCode: status);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EditorFileView))]
internal sealed partial class EditorFileViewJson : JsonSerializerContext
{
    public static EditorFileViewJson Readable => field ??= new(UnescapedJson.CreateOptions(Default.Options));
}

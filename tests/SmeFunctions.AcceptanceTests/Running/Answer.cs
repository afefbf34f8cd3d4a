using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace SmeFunctions.AcceptanceTests.Running;

/// <summary>A whole answer.</summary>
internal sealed record Answer(HttpStatusCode Status, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders, byte[] Body)
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public string Text => Encoding.UTF8.GetString(Body);

    public T Read<T>() => JsonSerializer.Deserialize<T>(Body, Json) ?? throw new JsonException("The answer is null.");

    /// <summary>The answer as a problem of the given status; it fails when the form is not that of RFC 9457.</summary>
    public ProblemBody Problem(HttpStatusCode status)
    {
        Assert.True(status == Status, $"Expected {status}, got {Status}: {Text}");
        Assert.Equal("application/problem+json", ContentHeaders.ContentType?.MediaType);
        Assert.Null(Headers.CacheControl?.MaxAge);
        var problem = Read<ProblemBody>();
        Assert.Equal((int)status, problem.Status);
        Assert.StartsWith("urn:smefunctions:problem:", problem.Type);
        Assert.NotEmpty(problem.Title);
        Assert.NotEmpty(problem.Detail);
        Assert.DoesNotContain("   at ", Text);
        return problem;
    }

    public T Ok<T>()
    {
        Assert.True(Status == HttpStatusCode.OK, $"Expected 200, got {Status}: {Text}");
        Assert.Equal("application/json", ContentHeaders.ContentType?.MediaType);
        return Read<T>();
    }
}

internal sealed record ProblemBody(string Type, string Title, int Status, string Detail, string? Parameter, long? Limit, Dictionary<string, string>? Checks);

internal sealed record SectionBody(string Slug, string Title);

internal sealed record TranslationBody(string Lang, string Slug);

internal record SummaryBody
{
    public required string Slug { get; init; }

    public required string Lang { get; init; }

    public required string LangTag { get; init; }

    public required string Title { get; init; }

    public required string Published { get; init; }

    public required string? Source { get; init; }

    public required string? Author { get; init; }

    public required string[] Tags { get; init; }

    public required int Words { get; init; }

    public required int ReadingMinutes { get; init; }

    public required SectionBody Section { get; init; }

    public required string Summary { get; init; }

    public required long Visits { get; init; }

    public required string Url { get; init; }

    public required TranslationBody[] Translations { get; init; }
}

internal sealed record ArticleBody : SummaryBody
{
    public required string[] Breadcrumb { get; init; }

    public required string Html { get; init; }

    public required string Text { get; init; }

    public required DateTimeOffset Updated { get; init; }

    public NoticeBody? Document { get; init; }

    public required AttachmentBody[] Attachments { get; init; }
}

internal sealed record AttachmentBody(string Name, string Url, long Bytes, string Type);

internal sealed record NoticeBody(string? Number, string? Index, string? Issuer, string? Written, string? Topics);

internal sealed record PageBody<T>
{
    public required T[] Items { get; init; }

    public required string? Next { get; init; }
}

internal sealed record RemovedBody(int? Line, string Text, string Why);

internal sealed record SeedErrorBody(string Code, string Message, int? Line);

internal sealed record SeedBody
{
    public required string Name { get; init; }

    public required string Status { get; init; }

    public required string Url { get; init; }

    public required string? Slug { get; init; }

    public required string? Title { get; init; }

    public string? Media { get; init; }

    public required string? Article { get; init; }

    public required string? Preview { get; init; }

    public required DateTimeOffset? Due { get; init; }

    public required SeedErrorBody? Error { get; init; }

    public required string[] Warnings { get; init; }

    public required RemovedBody[] Removed { get; init; }

    public required string? Etag { get; init; }

    public required int Attempts { get; init; }
}

internal sealed record VisitBody(string Slug, long Visits, long Today);

internal sealed record FindingBody(string Code, string Subject, string Message);

internal sealed record OperationBody(string Id, string Kind, string Status, long Looked, long Changed, long Found, string? Error, FindingBody[] Findings, ExportBody? Export = null);

internal sealed record ExportBody(string Blob, bool Versions, string? Url);

internal sealed record DiagnosisBody(string Status, CheckBody[] Checks)
{
    public override string ToString() => string.Join(' ', [Status, .. Checks.Where(check => !check.Ok).Select(check => $"{check.Name}: {check.Problem}")]);
}

internal sealed record CheckBody(string Name, bool Ok, string? Problem, string? Remedy);

internal sealed record OperationListBody(string Id, string Kind, string Status);

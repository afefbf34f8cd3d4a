namespace SmeFunctions.Portal.Import;

/// <summary>A post of another system, before it becomes a document.</summary>
internal sealed record ImportedPost
{
    /// <summary>For the report, and for the name of the document: unique in the source.</summary>
    public required string Id { get; init; }

    public required string Title { get; init; }

    /// <summary>The body as HTML; <see langword="null"/> when <see cref="Skipped"/> says why it is not imported.</summary>
    public string? Html { get; init; }

    /// <summary>Why it is not imported; a sentence.</summary>
    public string? Skipped { get; init; }

    public string? Slug { get; init; }

    public DateOnly? Published { get; init; }

    /// <summary>When it will be published.</summary>
    public DateTimeOffset? PublishAt { get; init; }

    public bool IsDraft { get; init; }

    public string? Author { get; init; }

    public string? Lang { get; init; }

    public string? Summary { get; init; }

    /// <summary>From the top section down.</summary>
    public IReadOnlyList<string> Section { get; init; } = [];

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The addresses that it had: path and query.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>The address of the picture above the text.</summary>
    public string? LeadImage { get; init; }

    public long? Visits { get; init; }
}

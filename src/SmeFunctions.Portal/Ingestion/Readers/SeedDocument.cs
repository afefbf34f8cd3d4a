using SmeFunctions.Portal.Media;

namespace SmeFunctions.Portal.Ingestion.Readers;

/// <summary>What a reader found in a document; what it did not find is <see langword="null"/> or empty.</summary>
internal sealed record SeedDocument
{
    public required string Title { get; init; }

    /// <summary>The language that its author says it is in, as a tag of <see cref="LanguageTag"/>.</summary>
    public string? Lang { get; init; }

    /// <summary>The language that its markup declares, as such a tag; templates often declare it for all pages alike.</summary>
    public string? DeclaredLang { get; init; }

    public DateOnly? Published { get; init; }

    public string? Source { get; init; }

    /// <summary>Who wrote it.</summary>
    public string? Author { get; init; }

    /// <summary>What it is about; see <see cref="Keywords"/> for how many and how long.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>From the site's root to the section.</summary>
    public IReadOnlyList<string> Breadcrumb { get; init; } = [];

    /// <summary>Its section where the document names it apart from the breadcrumb: from the top section down, without the site.</summary>
    public IReadOnlyList<string> Section { get; init; } = [];

    /// <summary>The summary it brings along.</summary>
    public string? Summary { get; init; }

    /// <summary>The number of visits it states.</summary>
    public long? Visits { get; init; }

    /// <summary>The slug it asks for; one that an article can have.</summary>
    public string? Slug { get; init; }

    /// <summary>The slugs under which it was known before, each one that an article can have.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The name of the document that it is a translation of.</summary>
    public string? TranslationOf { get; init; }

    /// <summary>Whether it says of itself that it is not to be published.</summary>
    public bool IsDraft { get; init; }

    /// <summary>When readers may see it first.</summary>
    public StatedMoment? PublishAt { get; init; }

    /// <summary>When readers may no longer see it.</summary>
    public StatedMoment? UnpublishAt { get; init; }

    /// <summary>The body, safe to put into a page.</summary>
    public required string Html { get; init; }

    /// <summary>The images in <see cref="Html"/> that have no address yet; see <see cref="DocumentImage"/>.</summary>
    public IReadOnlyList<DocumentImage> Images { get; init; } = [];

    /// <summary>The body's paragraphs, parted by a blank line.</summary>
    public required string Text { get; init; }

    /// <summary>What the editor should know, though it could be published; sentences.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>What came of reading: a document, an image, or why there is neither.</summary>
internal abstract record ReadResult
{
    private ReadResult()
    {
    }

    public static implicit operator ReadResult(SeedDocument document) => new Document(document);

    public static implicit operator ReadResult(MediaImage image) => new Image(image);

    public static implicit operator ReadResult(SeedError error) => new Rejection(error);

    internal sealed record Document(SeedDocument Value) : ReadResult;

    internal sealed record Image(MediaImage Value) : ReadResult;

    internal sealed record Rejection(SeedError Error) : ReadResult;
}

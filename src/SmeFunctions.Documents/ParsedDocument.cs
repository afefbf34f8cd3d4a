using SmeFunctions.Documents.Images;

namespace SmeFunctions.Documents;

/// <summary>What a reader found in a document; what it did not find is <see langword="null"/> or empty.</summary>
public sealed record ParsedDocument
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
    public DocumentTime? PublishAt { get; init; }

    /// <summary>When readers may no longer see it.</summary>
    public DocumentTime? UnpublishAt { get; init; }

    /// <summary>The body, safe to put into a page.</summary>
    public required string Html { get; init; }

    /// <summary>The images in <see cref="Html"/> that have no address yet; see <see cref="DocumentImage"/>.</summary>
    public IReadOnlyList<DocumentImage> Images { get; init; } = [];

    /// <summary>The body's paragraphs, parted by a blank line.</summary>
    public required string Text { get; init; }

    /// <summary>The register entry of an official notice: its number, its issuer and so on; <see langword="null"/> for any other document.</summary>
    public OfficialNotice? Notice { get; init; }

    /// <summary>The files that the document links to by a relative address, or names in its list of annexes.</summary>
    public IReadOnlyList<DocumentAttachment> Attachments { get; init; } = [];

    /// <summary>Lines that belong to the page around the article, and that the reader therefore left out, in the order of the document.</summary>
    public IReadOnlyList<RemovedLine> Removed { get; init; } = [];

    /// <summary>What the editor should know, though it could be published; sentences.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>The register entry of an official notice, as its header block states it.</summary>
/// <param name="Number">发文字号, as in <c>国办发〔2020〕12号</c>.</param>
/// <param name="Index">索引号.</param>
/// <param name="Issuer">发文机关.</param>
/// <param name="Written">成文日期; not the day of publication.</param>
/// <param name="Topics">主题分类, as stated.</param>
public sealed record OfficialNotice(string? Number, string? Index, string? Issuer, DateOnly? Written, string? Topics);

/// <summary>A file that belongs to a document.</summary>
/// <param name="Name">As the document names it: relative to itself, decoded.</param>
/// <param name="Title">The text of the link or of the list entry.</param>
/// <param name="Content">Its bytes, where the document brings them along.</param>
public sealed record DocumentAttachment(string Name, string Title, ReadOnlyMemory<byte>? Content = null)
{
    /// <summary>What stands for the address in the markup: <c>href="attachment-0"</c> is the first of <see cref="ParsedDocument.Attachments"/>.</summary>
    public const string Placeholder = "attachment-";
}

/// <summary>A line that was left out of an article.</summary>
/// <param name="Line">Its number in the document, from 1; <see langword="null"/> where the format has no lines.</param>
/// <param name="Text">The line.</param>
/// <param name="Why">What it was taken for: one word or a few, for the editor.</param>
public sealed record RemovedLine(int? Line, string Text, string Why);

/// <summary>What came of reading: a document, an image, or why there is neither.</summary>
public abstract record ReadResult
{
    private ReadResult()
    {
    }

    public static implicit operator ReadResult(ParsedDocument document) => new Document(document);

    public static implicit operator ReadResult(ImageFile image) => new Image(image);

    public static implicit operator ReadResult(DocumentError error) => new Rejection(error);

    public sealed record Document(ParsedDocument Value) : ReadResult;

    public sealed record Image(ImageFile Value) : ReadResult;

    public sealed record Rejection(DocumentError Error) : ReadResult;
}

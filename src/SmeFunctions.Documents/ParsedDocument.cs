using SmeFunctions.Documents.Attachments;
using SmeFunctions.Documents.Images;
using SmeFunctions.Documents.Metadata;

namespace SmeFunctions.Documents;

/// <summary>The content of a document. What the document does not state is <see langword="null"/> or empty.</summary>
public sealed record ParsedDocument
{
    public required string Title { get; init; }

    /// <summary>The language that the author states, as a tag of <see cref="LanguageTag"/>.</summary>
    public string? Lang { get; init; }

    /// <summary>The language that the HTML declares, as such a tag. Site templates often declare one language for all pages.</summary>
    public string? DeclaredLang { get; init; }

    public DateOnly? Published { get; init; }

    public string? Source { get; init; }

    /// <summary>The author.</summary>
    public string? Author { get; init; }

    /// <summary>The tags; see <see cref="Keywords"/> for the limits.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>From the root of the site to the section.</summary>
    public IReadOnlyList<string> Breadcrumb { get; init; } = [];

    /// <summary>The section, if the document states it apart from the breadcrumb: from the top section down, without the site.</summary>
    public IReadOnlyList<string> Section { get; init; } = [];

    /// <summary>The summary that the document states.</summary>
    public string? Summary { get; init; }

    /// <summary>The visit count that the document states.</summary>
    public long? Visits { get; init; }

    /// <summary>The slug that the document states; a valid one.</summary>
    public string? Slug { get; init; }

    /// <summary>The former slugs and <see cref="FormerAddress">addresses</see> that the document states; valid ones.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The name of the document that this is a translation of.</summary>
    public string? TranslationOf { get; init; }

    /// <summary>Whether the document is a draft.</summary>
    public bool IsDraft { get; init; }

    /// <summary>When readers may see it first.</summary>
    public DocumentTime? PublishAt { get; init; }

    /// <summary>When readers may no longer see it.</summary>
    public DocumentTime? UnpublishAt { get; init; }

    /// <summary>The body as sanitized HTML.</summary>
    public required string Html { get; init; }

    /// <summary>The images in <see cref="Html"/> without an address; see <see cref="DocumentImage"/>.</summary>
    public IReadOnlyList<DocumentImage> Images { get; init; } = [];

    /// <summary>The files that it offers for download; see <see cref="DocumentAttachment"/>.</summary>
    public IReadOnlyList<DocumentAttachment> Attachments { get; init; } = [];

    /// <summary>The file itself, to offer for download beside the article: for formats that readers may want to print as they are.</summary>
    public ReadOnlyMemory<byte>? Original { get; init; }

    /// <summary>The paragraphs of the body, separated by a blank line.</summary>
    public required string Text { get; init; }

    /// <summary>The register entry of an official notice: number, issuer and so on; <see langword="null"/> for other documents.</summary>
    public OfficialNotice? Notice { get; init; }

    /// <summary>Lines of the page around the article that were removed, in the order of the document.</summary>
    public IReadOnlyList<RemovedLine> Removed { get; init; } = [];

    /// <summary>Warnings for the editor of a document that can be published; sentences.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>The register entry of an official notice, from its header block.</summary>
/// <param name="Number">发文字号, such as <c>国办发〔2020〕12号</c>.</param>
/// <param name="Index">索引号.</param>
/// <param name="Issuer">发文机关.</param>
/// <param name="Written">成文日期; not the day of publication.</param>
/// <param name="Topics">主题分类, as stated.</param>
public sealed record OfficialNotice(string? Number, string? Index, string? Issuer, DateOnly? Written, string? Topics);

/// <summary>A line that was removed.</summary>
/// <param name="Line">Its number, from 1; <see langword="null"/> where the format has no lines.</param>
/// <param name="Text">The line.</param>
/// <param name="Why">The reason; a few words for the editor.</param>
public sealed record RemovedLine(int? Line, string Text, string Why);

/// <summary>The result of reading: a document, an image, or an error.</summary>
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

    /// <summary>A file that is offered for download, and is no article.</summary>
    public sealed record Attachment(AttachmentFile Value) : ReadResult;

    /// <summary>The metadata file of a document.</summary>
    public sealed record Metadata(DocumentMetadata Value) : ReadResult;

    public sealed record Rejection(DocumentError Error) : ReadResult;
}

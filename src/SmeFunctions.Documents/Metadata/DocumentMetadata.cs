using SmeFunctions.Documents.Markdown;

namespace SmeFunctions.Documents.Metadata;

/// <summary>
/// The metadata file of a document: <c>fair.docx.meta.yaml</c> beside <c>fair.docx</c>. It has the keys of front matter, and its values win over those of
/// the document.
/// </summary>
public sealed class DocumentMetadata
{
    /// <summary>What is appended to the name of the document.</summary>
    public const string Extension = ".meta.yaml";

    /// <summary>The code of errors in metadata files.</summary>
    public const string ErrorCode = "metadata";

    private const string OtherExtension = ".meta.yml";

    /// <summary>Bytes; YAML of this length has more characters than are read.</summary>
    private const int MaxLength = 100_000;

    private readonly FrontMatter _values;

    private DocumentMetadata(FrontMatter values) => _values = values;

    /// <summary>The headline that it states.</summary>
    public string? Title => _values.Title;

    /// <summary>Sentences for the editor.</summary>
    public IReadOnlyList<string> Warnings => _values.Warnings;

    /// <summary>Whether a seed of this name is a metadata file.</summary>
    public static bool IsName(string name) => IsName(name, Extension) || IsName(name, OtherExtension);

    /// <summary>The name of a document's metadata file.</summary>
    public static string GetName(string document) => document + Extension;

    /// <summary>The name of the document that a metadata file belongs to.</summary>
    public static string GetDocumentName(string name) => name[..^(name.EndsWith(OtherExtension, StringComparison.OrdinalIgnoreCase) ? OtherExtension : Extension).Length];

    /// <summary>Reads a metadata file.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="content">All of its bytes.</param>
    public static ReadResult Read(string name, byte[] content)
    {
        if (!name.EndsWith(Extension, StringComparison.Ordinal))
        {
            return new DocumentError(ErrorCode, $"The name of a metadata file ends with '{Extension}'.");
        }

        if (content.Length > MaxLength)
        {
            return new DocumentError(ErrorCode, $"The metadata file has {content.Length:N0} bytes; {MaxLength:N0} is the most.");
        }

        var text = "";
        if (content.Length > 0 && !TextDecoder.TryDecode(content, out text, out _, out var garbled))
        {
            return garbled with { Code = ErrorCode };
        }

        // Editors copy front matter with the lines around it, which YAML reads as the start and the end of a document.
        return FrontMatter.TryRead(text, isFile: true, out var values, out var error) ? new ReadResult.Metadata(new DocumentMetadata(values)) : error;
    }

    /// <summary>Replaces what the file states.</summary>
    public ParsedDocument ApplyTo(ParsedDocument document)
    {
        document = _values.LeadImage is { } image ? LeadPicture.Set(document, image) : document;
        return document with
        {
            Title = _values.Title ?? document.Title,
            Lang = _values.Lang ?? document.Lang,
            Published = _values.Published ?? document.Published,
            Source = _values.Source ?? document.Source,
            Author = _values.Author ?? document.Author,
            Tags = _values.Tags.Count > 0 ? _values.Tags : document.Tags,
            Section = _values.Section.Count > 0 ? _values.Section : document.Section,
            Breadcrumb = _values.Section.Count > 0 ? [] : document.Breadcrumb,
            Summary = _values.Summary ?? document.Summary,
            Slug = _values.Slug ?? document.Slug,
            Aliases = _values.Aliases.Count > 0 ? _values.Aliases : document.Aliases,
            Visits = _values.Visits ?? document.Visits,
            Images = _values.Root is null ? document.Images : [.. document.Images.Select(image => image with { Name = Locate(image.Name) })],
            Attachments = _values.Root is null ? document.Attachments : [.. document.Attachments.Select(file => file with { Name = Locate(file.Name) })],
            TranslationOf = _values.TranslationOf ?? document.TranslationOf,
            IsDraft = _values.IsDraft ?? document.IsDraft,
            PublishAt = _values.PublishAt ?? document.PublishAt,
            UnpublishAt = _values.UnpublishAt ?? document.UnpublishAt,
            Warnings = [.. _values.Warnings, .. document.Warnings],
        };
    }

    private string Locate(string name) => name.StartsWith('/') ? $"/{_values.Root}{name}" : name;

    private static bool IsName(string name, string extension) => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase) && name.Length > extension.Length && name[^(extension.Length + 1)] != '/';
}

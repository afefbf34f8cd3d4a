using SmeFunctions.Documents.Attachments;
using SmeFunctions.Documents.Csv;
using SmeFunctions.Documents.Html;
using SmeFunctions.Documents.Images;
using SmeFunctions.Documents.Mail;
using SmeFunctions.Documents.Markdown;
using SmeFunctions.Documents.Metadata;
using SmeFunctions.Documents.OpenDocument;
using SmeFunctions.Documents.Pdf;
using SmeFunctions.Documents.PlainText;
using SmeFunctions.Documents.Word;

namespace SmeFunctions.Documents;

/// <summary>Detects the format of a document, and reads it.</summary>
public static class DocumentReader
{
    /// <summary>The supported formats, for a sentence.</summary>
    public const string SupportedFormats = "the portal takes Word (.docx), OpenDocument (.odt) and PDF documents, Markdown, HTML, saved pages (.mht), mails (.eml), tables (.csv) and plain text, and PNG, JPEG, GIF and WebP images beside them";

    /// <param name="format">The format, for a sentence.</param>
    internal static DocumentError CreateUnsupportedError(string format) =>
        new("unsupported-format", $"This is {format}; {SupportedFormats}. To offer it for download, link to it in a document, or put it into a folder 'files', 'attachments' or '附件' beside one.");

    /// <param name="name">The document's name with directories. The extension is a hint where the content does not decide.</param>
    /// <param name="content">All of its bytes.</param>
    /// <param name="options">Facts about the portal; defaults when <see langword="null"/>.</param>
    /// <param name="metadata">The document's metadata file, if it has one; its values win.</param>
    public static ReadResult Read(string name, byte[] content, DocumentReaderOptions? options = null, DocumentMetadata? metadata = null)
    {
        if (DocumentMetadata.IsName(name))
        {
            return DocumentMetadata.Read(name, content);
        }

        var context = new ReadContext(name, options ?? DocumentReaderOptions.Default);
        var result = Read(content, context);
        if (result is ReadResult.Rejection { Error.Code: var code } && (code == "no-title" || (code == "no-text" && IsOfficeDocument(content))) && (metadata?.Title ?? DocumentName.GetTitle(name)) is { } title && Read(content, context with { FallbackTitle = title }) is ReadResult.Document(var titled))
        {
            result = metadata?.Title is not null ? titled : titled with { Warnings = [$"The document has no headline; it is published under the name of its file, '{title}'.", .. titled.Warnings] };
        }

        return result is ReadResult.Document(var document) ? WithAnnexes(metadata?.ApplyTo(document) ?? document) : result;
    }

    // Its only paragraph is a text rather than a headline.
    private static bool IsOfficeDocument(ReadOnlySpan<byte> content) => OfficeFile.IsZip(content) || PdfReader.CanRead(content);

    private static ParsedDocument WithAnnexes(ParsedDocument document)
    {
        var named = AnnexList.Find(document.Text).Where(name => !document.Attachments.Any(linked => linked.Name.EndsWith(name, StringComparison.Ordinal)));
        return document with { Attachments = [.. document.Attachments, .. named.Select(name => new DocumentAttachment(name, IsNamed: true))] };
    }

    private static ReadResult Read(byte[] content, ReadContext context)
    {
        if (OpenDocumentReader.CanRead(content))
        {
            return OpenDocumentReader.Read(content, context);
        }

        if (WordReader.CanRead(content))
        {
            return WordReader.Read(content, context);
        }

        if (PdfReader.CanRead(content))
        {
            return PdfReader.Read(content, context);
        }

        if (ImageHeader.IsImage(content))
        {
            return ImageFile.TryRead(content, out var image, out var broken) ? image : broken;
        }

        if (MimeMessageReader.CanRead(content))
        {
            return MimeMessageReader.Read(content, context);
        }

        if (FileFormat.FindUnsupported(content) is { } format)
        {
            return CreateUnsupportedError(format);
        }

        if (!TextDecoder.TryDecode(content, out var text, out var warning, out var error))
        {
            return error;
        }

        if (FileFormat.FindUnsupported(text) is { } markup)
        {
            return CreateUnsupportedError(markup);
        }

        var result = CsvTableReader.CanRead(context.Name) ? CsvTableReader.Read(text, context)
            : FileFormat.LooksLikeHtml(text) || FileFormat.LooksLikeHtmlFragment(text) ? HtmlReader.Read(text, context)
            : MarkdownReader.CanRead(context.Name, text) ? MarkdownReader.Read(text, context)
            : PortalPageReader.Read(text, context);
        return warning is not null && result is ReadResult.Document(var document) ? document with { Warnings = [warning, .. document.Warnings] } : result;
    }
}

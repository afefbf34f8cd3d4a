using SmeFunctions.Documents.Html;
using SmeFunctions.Documents.Images;
using SmeFunctions.Documents.Mail;
using SmeFunctions.Documents.Markdown;
using SmeFunctions.Documents.PlainText;
using SmeFunctions.Documents.Word;

namespace SmeFunctions.Documents;

/// <summary>Detects the format of a document, and reads it.</summary>
public static class DocumentReader
{
    /// <summary>The supported formats, for a sentence.</summary>
    public const string SupportedFormats = "the portal takes Word documents (.docx), Markdown, HTML, saved pages (.mht), mails (.eml) and plain text, and PNG, JPEG, GIF and WebP images beside them";

    /// <param name="name">The document's name with directories. The extension is a hint where the content does not decide.</param>
    /// <param name="content">All of its bytes.</param>
    /// <param name="options">Facts about the portal; defaults when <see langword="null"/>.</param>
    public static ReadResult Read(string name, byte[] content, DocumentReaderOptions? options = null)
    {
        var context = new ReadContext(name, options ?? DocumentReaderOptions.Default);
        if (WordReader.CanRead(content))
        {
            return WordReader.Read(content, context);
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
            return new DocumentError("unsupported-format", $"This is {format}; {SupportedFormats}.");
        }

        if (!TextDecoder.TryDecode(content, out var text, out var warning, out var error))
        {
            return error;
        }

        if (FileFormat.FindUnsupported(text) is { } markup)
        {
            return new DocumentError("unsupported-format", $"This is {markup}; {SupportedFormats}.");
        }

        var result = FileFormat.LooksLikeHtml(text) || FileFormat.LooksLikeHtmlFragment(text) ? HtmlReader.Read(text, context)
            : MarkdownReader.CanRead(name, text) ? MarkdownReader.Read(text, context)
            : PortalPageReader.Read(text, context);
        return warning is not null && result is ReadResult.Document(var document) ? document with { Warnings = [warning, .. document.Warnings] } : result;
    }
}

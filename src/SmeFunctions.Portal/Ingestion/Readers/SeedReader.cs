using SmeFunctions.Portal.Ingestion.Readers.Html;
using SmeFunctions.Portal.Ingestion.Readers.Markdown;
using SmeFunctions.Portal.Ingestion.Readers.PortalPage;
using SmeFunctions.Portal.Ingestion.Readers.Word;
using SmeFunctions.Portal.Media;

namespace SmeFunctions.Portal.Ingestion.Readers;

/// <summary>Reads a seed with the reader of its format.</summary>
internal static class SeedReader
{
    /// <summary>What can be read, for a sentence.</summary>
    public const string Taken = "the portal takes Word documents (.docx), Markdown, HTML and plain text, and PNG, JPEG, GIF and WebP images beside them";

    public static ReadResult Read(Seed seed)
    {
        if (seed.Content is not { } content)
        {
            return new SeedError("too-large", $"The document has {seed.Length:N0} bytes, which is more than the portal takes.");
        }

        if (WordReader.Takes(content))
        {
            return WordReader.Read(content);
        }

        if (ImageHeader.IsImage(content))
        {
            return MediaImage.TryRead(content, out var image, out var broken) ? image : broken;
        }

        if (SeedFormat.FindUnsupported(content) is { } format)
        {
            return new SeedError("unsupported-format", $"This is {format}; {Taken}.");
        }

        if (!SeedText.TryDecode(content, out var text, out var error))
        {
            return error;
        }

        if (SeedFormat.FindUnsupported(text) is { } markup)
        {
            return new SeedError("unsupported-format", $"This is {markup}; {Taken}.");
        }

        return SeedFormat.LooksLikeHtml(text) || SeedFormat.LooksLikeHtmlFragment(text) ? HtmlReader.Read(text)
            : MarkdownReader.Takes(seed.Name, text) ? MarkdownReader.Read(text)
            : PortalPageReader.Read(text);
    }
}

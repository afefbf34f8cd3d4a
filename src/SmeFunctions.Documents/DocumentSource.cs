namespace SmeFunctions.Documents;

/// <summary>The lines of a document as its author sees them, to show where an error is.</summary>
public static class DocumentSource
{
    private static readonly string[] _textExtensions = [".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".csv", ".tsv", ".eml", ".mht", ".mhtml", ".yaml", ".yml"];

    /// <summary>Reads the lines of a text format, or the paragraphs that were read from another.</summary>
    /// <param name="name">The document's name.</param>
    /// <param name="content">All of its bytes.</param>
    /// <returns>The lines, and whether they are those of the file; none for a format without text.</returns>
    public static (IReadOnlyList<string> Lines, bool AreOriginal) Read(string name, byte[] content)
    {
        if (Array.Exists(_textExtensions, extension => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase)))
        {
            return TextDecoder.TryDecode(content, out var text, out _, out _) ? (Split(text), true) : ([], true);
        }

        return DocumentReader.Read(name, content) is ReadResult.Document(var document) ? (Split(document.Text), false) : ([], false);
    }

    private static string[] Split(string text) => text.ReplaceLineEndings("\n").Split('\n');
}

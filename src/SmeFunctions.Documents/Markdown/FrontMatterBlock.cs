namespace SmeFunctions.Documents.Markdown;

/// <summary>Finds the block of front matter at the start of a document.</summary>
internal static class FrontMatterBlock
{
    /// <summary>Why a block that looks like front matter is not; <see langword="null"/> when nothing looks like it.</summary>
    public static DocumentError? FindMisunderstanding(string text)
    {
        var lines = text.TrimStart('\uFEFF').Split('\n', 64);
        var first = lines[0].TrimEnd();
        return first switch
        {
            "{" when lines.Length > 1 && lines[1].TrimStart().StartsWith("\"title\"", StringComparison.OrdinalIgnoreCase) =>
                new DocumentError("front-matter", "The front matter is JSON; the portal reads YAML: lines like 'title: …' between lines of '---'.", 1),
            "---" when lines.Length > 1 && IsEntry(lines[1]) && !TrySplit(text, out _, out _) =>
                new DocumentError("front-matter", "The front matter has no end: a line of '---' is missing below its last entry.", 1),
            _ => null,
        };

        static bool IsEntry(string line) => line.IndexOf(':', StringComparison.Ordinal) is > 0 and var end && line.AsSpan(0, end).IndexOfAnyExceptInRange('A', 'z') < 0;
    }

    /// <summary>Finds the block: a first line of three hyphens, and a line that ends it.</summary>
    /// <param name="text">The document.</param>
    /// <param name="yaml">The block.</param>
    /// <param name="rest">The text after it.</param>
    /// <returns>Whether there is a block; one without an end is none.</returns>
    public static bool TrySplit(string text, out string yaml, out string rest) => TrySplit(text, "---", "...", out yaml, out rest);

    /// <summary>Finds a block of TOML, between lines of three plus signs; see <see cref="TrySplit(string, out string, out string)"/>.</summary>
    public static bool TrySplitToml(string text, out string toml, out string rest) =>
        TrySplit(text, "+++", "+++", out toml, out rest) && toml.Contains('=', StringComparison.Ordinal);

    private static bool TrySplit(string text, string fence, string otherEnd, out string block, out string rest)
    {
        (block, rest) = ("", text);
        var at = 0;
        while (at < text.Length && text[at] == '\uFEFF')
        {
            at++;
        }

        var start = FindEndOfLine(text, at);
        if (text[at..start].TrimEnd() != fence)
        {
            return false;
        }

        for (var line = start; line < text.Length;)
        {
            var end = FindEndOfLine(text, line);
            var content = text[line..end].TrimEnd();
            if (content == fence || content == otherEnd)
            {
                (block, rest) = (text[start..line], text[end..]);
                return true;
            }

            line = end;
        }

        return false;
    }

    private static int FindEndOfLine(string text, int at) => text.IndexOf('\n', at) is >= 0 and var end ? end + 1 : text.Length;
}

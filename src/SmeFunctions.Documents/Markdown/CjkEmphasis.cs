using System.Text.RegularExpressions;

namespace SmeFunctions.Documents.Markdown;

/// <summary>
/// Emphasis in Chinese text. CommonMark wants a space or punctuation outside of marks that have punctuation inside, which Chinese does not have:
/// <c>**注意：**请</c> would keep its asterisks.
/// </summary>
internal static partial class CjkEmphasis
{
    // A space that no document uses: it stands where CommonMark wants one, and is removed afterwards.
    private const char Space = '\u205F';

    public static string Prepare(string markdown)
    {
        markdown = markdown.Replace(Space, ' ');
        return Pair().Replace(markdown, match =>
        {
            var text = match.Groups["text"].Value;
            var before = match.Index > 0 ? markdown[match.Index - 1] : '\n';
            var after = match.Index + match.Length < markdown.Length ? markdown[match.Index + match.Length] : '\n';
            var needsBefore = char.IsLetterOrDigit(before) && IsPunctuation(text[0]);
            var needsAfter = char.IsLetterOrDigit(after) && IsPunctuation(text[^1]);
            return needsBefore || needsAfter ? $"{(needsBefore ? Space : "")}{match.Value}{(needsAfter ? Space : "")}" : match.Value;
        });
    }

    public static string Restore(string html) => html.Contains(Space, StringComparison.Ordinal) ? html.Replace(Space.ToString(), "", StringComparison.Ordinal) : html;

    private static bool IsPunctuation(char c) => char.IsPunctuation(c) || char.IsSymbol(c);

    [GeneratedRegex(@"(?<mark>\*{1,3})(?![\s*])(?<text>[^*\n]{1,500}?)(?<![\s*\\])\k<mark>(?!\*)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Pair();
}

using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace SmeFunctions.Portal.Import;

/// <summary>Converts the text of a WordPress post to HTML: blank lines separate paragraphs, and shortcodes stand for pictures.</summary>
internal static partial class WordPressHtml
{
    /// <param name="content">The text as WordPress stores it.</param>
    /// <param name="attachments">Addresses of attachments by their number.</param>
    public static string Convert(string content, IReadOnlyDictionary<string, string> attachments)
    {
        var isBlocks = content.Contains("<!-- wp:", StringComparison.Ordinal);
        var html = BlockComment().Replace(content.ReplaceLineEndings("\n"), "");
        html = Caption().Replace(html, match => CreateFigure(match.Groups["inner"].Value, match.Groups["attributes"].Value));
        html = Gallery().Replace(html, match => string.Concat(match.Groups["ids"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(attachments.GetValueOrDefault).OfType<string>().Select(address => $"<figure><img src=\"{WebUtility.HtmlEncode(address)}\" alt=\"\"></figure>\n")));
        html = Embed().Replace(html, match => $"<p><a href=\"{match.Groups["url"].Value}\">{match.Groups["url"].Value}</a></p>");
        html = Shortcode().Replace(html, "");
        return isBlocks ? html : AddParagraphs(html);
    }

    /// <summary>The words of a piece of HTML.</summary>
    public static string GetText(string html) =>
        string.Join(' ', WebUtility.HtmlDecode(Tag().Replace(Shortcode().Replace(BlockComment().Replace(html, ""), ""), " ")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    // "<img …> The harbour": the picture, perhaps in a link, then the caption.
    private static string CreateFigure(string inner, string attributes)
    {
        var picture = Picture().Match(inner);
        var caption = CaptionAttribute().Match(attributes) is { Success: true } stated ? WebUtility.HtmlDecode(stated.Groups["text"].Value) : (picture.Success ? inner[(picture.Index + picture.Length)..] : inner).Trim();
        return $"\n\n<figure>{(picture.Success ? picture.Value : "")}{(caption.Length > 0 ? $"<figcaption>{caption}</figcaption>" : "")}</figure>\n\n";
    }

    private static string AddParagraphs(string html)
    {
        // Blank lines in these mean nothing.
        var kept = new List<string>();
        html = Verbatim().Replace(html, match =>
        {
            kept.Add(match.Value);
            return $"\n\n<pre>\u0001{kept.Count - 1}\u0001</pre>\n\n";
        });
        var result = new StringBuilder();
        foreach (var chunk in BlankLines().Split(html).Select(chunk => chunk.Trim()).Where(chunk => chunk.Length > 0))
        {
            result.Append(Block().IsMatch(chunk) ? chunk : $"<p>{chunk.Replace("\n", "<br>\n", StringComparison.Ordinal)}</p>").Append('\n');
        }

        return Kept().Replace(result.ToString(), match => kept[int.Parse(match.Groups["index"].Value, System.Globalization.CultureInfo.InvariantCulture)]);
    }

    [GeneratedRegex(@"<!--\s*/?(?:wp:|more|nextpage)[^>]*?-->", RegexOptions.Singleline | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex BlockComment();

    [GeneratedRegex(@"\[(?:wp_)?caption(?<attributes>[^\]]*)\](?<inner>.*?)\[/(?:wp_)?caption\]", RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Caption();

    [GeneratedRegex("""\bcaption=["'](?<text>[^"']*)["']""", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex CaptionAttribute();

    [GeneratedRegex("""\[gallery[^\]]*\bids=["']?(?<ids>[\d,\s]+)["']?[^\]]*\]""", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Gallery();

    [GeneratedRegex(@"\[embed[^\]]*\]\s*(?<url>https?://[^\s""'<\[]+)\s*\[/embed\]", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Embed();

    // Of WordPress and of common page builders. Other words in brackets are text: "[1]", "[国办发]".
    [GeneratedRegex(@"\[/?(?:caption|wp_caption|gallery|audio|video|playlist|embed|contact-form-7|contact-form|toc|su_\w+|vc_\w+|et_pb_\w+|fusion_\w+|av_\w+|fl_\w+|elementor-template|wpforms|ninja_form|gravityform|rev_slider|metaslider|ngg\w*)(?:\s[^\]]*)?/?\]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Shortcode();

    [GeneratedRegex(@"(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Picture();

    [GeneratedRegex(@"<(?<name>pre|table|script|style|ul|ol|figure)\b.*?</\k<name>>", RegexOptions.Singleline | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Verbatim();

    [GeneratedRegex(@"<pre>\u0001(?<index>\d+)\u0001</pre>", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Kept();

    [GeneratedRegex(@"\n\s*\n", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex BlankLines();

    [GeneratedRegex(@"^</?(?:p|div|h[1-6]|ul|ol|li|dl|table|tr|blockquote|figure|pre|hr|section|article|address|form|iframe|aside|header|footer)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Block();

    [GeneratedRegex("<[^>]*>", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Tag();
}

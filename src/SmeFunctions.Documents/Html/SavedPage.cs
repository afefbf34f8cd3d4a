using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;
using SmeFunctions.Documents.Attachments;
using SmeFunctions.Documents.Markup;

namespace SmeFunctions.Documents.Html;

/// <summary>What a page that a program saved from a site tells about its place there.</summary>
public sealed partial class SavedPage
{
    /// <summary>A page with this share of its letters in lists of links leads to articles.</summary>
    private const double NavigationShare = 0.5;

    /// <summary>Headlines that are links. An article has one or two to other articles.</summary>
    private const int NavigationHeadlines = 3;

    private const int MinLinkLength = 4;

    private readonly HashSet<string> _links;
    private readonly HashSet<string> _ownLinks;

    private SavedPage(Uri? address, HashSet<string> links, HashSet<string> ownLinks) => (Address, _links, _ownLinks) = (address, links, ownLinks);

    /// <summary>The address of the page, from what HTTrack or a browser wrote into it, or from its <c>canonical</c> link.</summary>
    public Uri? Address { get; }

    /// <returns><see langword="null"/> for what is no HTML.</returns>
    public static SavedPage? TryRead(byte[] content)
    {
        if (!TextDecoder.TryDecode(content, out var text, out _, out _)
            || !(FileFormat.LooksLikeHtml(text) || FileFormat.LooksLikeHtmlFragment(text))
            || !BoundedHtmlParser.TryParse(text, out var page, out _, isPage: true))
        {
            return null;
        }

        using (page)
        {
            var address = FindAddress(text, page);
            return new SavedPage(address, FindLinks(page, _ => true), FindLinks(page, target => IsOwn(target, address)));
        }
    }

    /// <summary>Removes the host from the addresses of images and attachments, so that they name files of the same source. The encoding of the page does not matter.</summary>
    public static byte[] MakeRelative(byte[] content, string host)
    {
        var text = Encoding.Latin1.GetString(content);
        var start = $"(?<attribute>\\b(?:src|href|data-src|data-original)\\s*=\\s*[\"']?)(?:https?:)?//{Regex.Escape(host)}(?<path>/[^\"'\\s>]*)";
        var local = Regex.Replace(
            text,
            start,
            match => match.Groups["attribute"].Value.StartsWith("href", StringComparison.OrdinalIgnoreCase) && !AttachmentFile.IsFormat(match.Groups["path"].Value.Split('?', '#')[0])
                ? match.Value
                : match.Groups["attribute"].Value + match.Groups["path"].Value,
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
            TimeSpan.FromSeconds(30));
        return local.Length == text.Length ? content : Encoding.Latin1.GetBytes(local);
    }

    /// <summary>Whether what was read of the page is a list of links to other pages.</summary>
    public bool IsNavigation(ParsedDocument document)
    {
        var (linked, all) = (0, 0);
        foreach (var line in document.Text.Split('\n'))
        {
            var words = Simplify(line);
            var letters = words.Count(char.IsLetterOrDigit);
            all += letters;
            linked += _links.Contains(words) ? letters : 0;
        }

        if (linked > NavigationShare * all)
        {
            return true;
        }

        var headlines = Headline().Matches(document.Html).Select(match => Simplify(System.Net.WebUtility.HtmlDecode(Tag().Replace(match.Groups["text"].Value, "")))).ToList();

        // A list of products leads to shops; a list of articles leads to pages of the same site.
        var leading = headlines.Count(_ownLinks.Contains);
        return leading >= NavigationHeadlines && 2 * leading >= headlines.Count;
    }

    private static HashSet<string> FindLinks(IHtmlDocument page, Func<string, bool> isWanted) =>
        [.. page.QuerySelectorAll("a[href]")
            .Where(link => link.GetAttribute("href") is { } target && target.Trim() is not (['#', ..] or "") && !AttachmentFile.IsFormat(target.Split('?', '#')[0]) && isWanted(target.Trim()))
            .SelectMany(link => (string?[])[link.TextContent, link.GetAttribute("title")])
            .OfType<string>()
            .Select(Simplify)
            .Where(text => text.Length >= MinLinkLength)];

    // Without an address of the page, nobody knows which hosts are its own.
    private static bool IsOwn(string target, Uri? address)
    {
        if (address is null || !Uri.TryCreate(address, target, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            return true;
        }

        // A host and its subdomains are one site.
        var (own, other) = (GetSite(address.Host), GetSite(uri.Host));
        return own.EndsWith(other, StringComparison.OrdinalIgnoreCase) || other.EndsWith(own, StringComparison.OrdinalIgnoreCase);
    }

    private static string GetSite(string host) => "." + (host.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? host[4..] : host);

    private static Uri? FindAddress(string text, IHtmlDocument page)
    {
        var head = text.Length <= 6_000 ? text : string.Concat(text.AsSpan(0, 3_000), text.AsSpan(text.Length - 3_000));
        if (SavedFrom().Match(head) is { Success: true } saved && Uri.TryCreate(saved.Groups["url"].Value, UriKind.Absolute, out var from) && from.Scheme is "http" or "https")
        {
            return from;
        }

        if (MirroredFrom().Match(head) is { Success: true } mirrored && Uri.TryCreate("http://" + mirrored.Groups["address"].Value.Trim(), UriKind.Absolute, out var of))
        {
            return of;
        }

        return Uri.TryCreate(page.QuerySelector("link[rel~=canonical i]")?.GetAttribute("href")?.Trim(), UriKind.Absolute, out var canonical) && canonical.Scheme is "http" or "https" ? canonical : null;
    }

    // Lists show the day beside the link, in any form.
    private static string Simplify(string text) => HtmlText.Collapse(Day().Replace(text, " ")).Trim(' ', '-', '·', '•', '»', '>', '[', ']', '(', ')', '（', '）', '【', '】', '…', '.', '。');

    [GeneratedRegex(@"(?:\d{4}\s*[-/.年]\s*)?\d{1,2}\s*[-/.月]\s*\d{1,2}(?:\s*[-/.]\s*\d{4}|日)?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Day();

    [GeneratedRegex(@"<h[1-6][^>]*>(?<text>.*?)</h[1-6]>", RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Headline();

    [GeneratedRegex("<[^>]*>", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Tag();

    [GeneratedRegex(@"<!--\s*saved from url=\(\d+\)(?<url>\S+)\s*-->", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex SavedFrom();

    [GeneratedRegex(@"<!--\s*Mirrored from (?<address>[^\s<>]+) by HTTrack", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex MirroredFrom();
}

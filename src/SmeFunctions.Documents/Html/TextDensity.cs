using System.Text.RegularExpressions;
using AngleSharp.Dom;
using SmeFunctions.Documents.Attachments;

namespace SmeFunctions.Documents.Html;

/// <summary>
/// Finds the article of a page by the density of sentences: punctuation and length of text outside of links, counted alike in scripts with and without
/// spaces. Pages of short paragraphs have no other sign.
/// </summary>
internal static partial class TextDensity
{
    // A paragraph that is shorter says little: a label, a link.
    private const int MinLength = 25;
    private const int MinHanLength = 10;

    private const int MinMenuItems = 3;

    /// <summary>Characters of an item of a menu, on average.</summary>
    private const int MaxMenuItemLength = 30;

    private static readonly HashSet<string> _furniture = ["nav", "aside", "footer", "form", "button", "select", "menu", "iframe", "noscript"];

    private static readonly HashSet<string> _paragraphs = ["p", "pre", "blockquote", "td", "li", "dd"];

    /// <summary>Removes what is never an article: navigation, asides, lists of links, hidden elements.</summary>
    public static void RemoveFurniture(IElement body)
    {
        var all = GetLength(body);
        foreach (var element in body.QuerySelectorAll("*").ToList())
        {
            if (element.ParentElement is null)
            {
                continue;
            }

            var isFurniture = _furniture.Contains(element.LocalName)
                || element.HasAttribute("hidden")
                || element.GetAttribute("role") is "navigation" or "banner" or "contentinfo" or "complementary" or "search" or "dialog" or "alert"
                || (element.LocalName == "header" && element.QuerySelector("h1") is null);
            var isSuspect = !isFurniture && element.LocalName is "div" or "section" or "ul" or "ol" or "table" or "p" or "span" or "dl"
                && FurnitureName().IsMatch($"{element.ClassName} {element.Id}") && !ArticleName().IsMatch($"{element.ClassName} {element.Id}");
            if (!isFurniture && !isSuspect)
            {
                continue;
            }

            // A mistaken name or element must not cost the article.
            var length = GetLength(element);
            var links = GetLinkLength(element);
            if (length * 5 < all * 2 && (isFurniture ? CountSentences(element) < 12 || links * 2 > length : links * 2 >= length || CountSentences(element) < 2))
            {
                element.Remove();
            }
        }
    }

    /// <summary>Finds the element with the article; <see langword="null"/> when nothing reads like one.</summary>
    public static IElement? Find(IElement body)
    {
        var scores = new Dictionary<IElement, double>();
        foreach (var paragraph in body.QuerySelectorAll("*").Where(IsParagraph))
        {
            var points = GetPoints(paragraph);
            if (points <= 0 || paragraph.ParentElement is not { } parent)
            {
                continue;
            }

            Add(parent, points);
            if (parent.ParentElement is { } grandparent && grandparent != body.ParentElement)
            {
                Add(grandparent, points / 2);
            }
        }

        if (scores.Count == 0)
        {
            return null;
        }

        var (best, score) = scores.MaxBy(pair => pair.Value * (1 - GetLinkDensity(pair.Key)));
        if (score < 3)
        {
            return null;
        }

        // Parts of an article may lie side by side: each has its own element.
        while (best.ParentElement is { } up && up != body.ParentElement && scores.TryGetValue(up, out var more) && more > score * 0.75 && GetLinkDensity(up) < 0.25)
        {
            (best, score) = (up, more);
        }

        return best;

        void Add(IElement element, double points) => scores[element] = scores.GetValueOrDefault(element) + points;
    }

    /// <summary>The characters of sentences outside of links, less those of links: what tells the better of two extracts.</summary>
    public static int Rate(IElement content)
    {
        var rated = 0;
        foreach (var paragraph in content.QuerySelectorAll("*").Prepend(content).Where(IsParagraph))
        {
            var (length, links) = (GetOwnLength(paragraph), GetLinkLength(paragraph));
            rated += CountSentences(paragraph) > 0 && links * 2 < length ? length - links : -links;
        }

        return rated;
    }

    /// <summary>
    /// Removes menus: lists of links to other pages above the first paragraph. Extracts of pages with little text keep those that have no name or role.
    /// </summary>
    /// <returns>Whether there were any.</returns>
    public static bool RemoveMenus(IElement content)
    {
        var menus = new List<IElement>();
        IElement? list = null;
        foreach (var element in content.QuerySelectorAll("*"))
        {
            var isInside = list is not null && list.Contains(element);
            if (element.LocalName is "ul" or "ol" && !isInside)
            {
                list = element;
                if (IsMenu(list))
                {
                    menus.Add(list);
                }
            }
            else if (!(isInside && menus.Count > 0 && menus[^1] == list) && IsParagraph(element) && GetPoints(element) > 0 && CountSentences(element) > 0)
            {
                menus.ForEach(menu => menu.Remove());
                return menus.Count > 0;
            }
        }

        // A page of lists alone.
        return false;
    }

    private static bool IsMenu(IElement list)
    {
        var items = list.QuerySelectorAll("li").Where(item => item.QuerySelector("li") is null).ToList();
        return items.Count >= MinMenuItems
            && items.Count(item => item.QuerySelectorAll("a[href]").Any(link => IsMenuLink(link.GetAttribute("href")!))) * 5 >= items.Count * 3
            && GetLength(list) <= items.Count * MaxMenuItemLength;
    }

    // A table of contents leads into the page, and a list of attachments to files.
    private static bool IsMenuLink(string address) => !address.StartsWith('#') && !address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) && !AttachmentFile.IsFormat(address.Split('?', '#')[0]);

    public static int GetLength(IElement element) => element.TextContent.Count(c => !char.IsWhiteSpace(c));

    private static bool IsParagraph(IElement element) =>
        _paragraphs.Contains(element.LocalName) && element.QuerySelector("p,div,ul,ol,table,blockquote,section") is null
        || (element.LocalName is "div" or "section" or "article" or "span" or "font" or "center" or "td" or "body" && HasOwnText(element));

    private static bool HasOwnText(IElement element) =>
        element.ChildNodes.OfType<IText>().Sum(text => text.Data.Count(c => !char.IsWhiteSpace(c))) >= MinHanLength
        && !(element.LocalName is "span" or "font" && element.ParentElement is { } parent && (_paragraphs.Contains(parent.LocalName) || HasOwnText(parent)));

    // Of an element with blocks, only the text beside them.
    private static int GetOwnLength(IElement element) =>
        element.QuerySelector("p,div,ul,ol,table,blockquote,section") is null ? GetLength(element)
        : element.ChildNodes.Where(node => node is IText or IElement { LocalName: "a" or "b" or "strong" or "em" or "i" or "span" or "font" }).Sum(node => node.TextContent.Count(c => !char.IsWhiteSpace(c)));

    private static double GetPoints(IElement paragraph)
    {
        var text = paragraph.TextContent;
        var length = GetOwnLength(paragraph);
        var isHan = HanScript.GetHanShare(text.Length > 400 ? text[..400] : text) > 0.3;
        if (length < (isHan ? MinHanLength : MinLength) || GetLinkLength(paragraph) * 2 > length)
        {
            return 0;
        }

        var points = 1 + CountMarks(text) + Math.Min(length / (isHan ? 40.0 : 100.0), 3);
        return paragraph.LocalName is "li" or "td" or "dd" ? points / 2 : points;
    }

    private static int CountMarks(string text) => Math.Min(text.Count(c => c is ',' or '，' or '。' or '、' or '；' or '！' or '？'), 20);

    private static int CountSentences(IElement element) => SentenceEnd().Count(element.TextContent);

    private static int GetLinkLength(IElement element) => element.QuerySelectorAll("a").Where(link => link.Closest("a") == link).Sum(GetLength);

    private static double GetLinkDensity(IElement element) => GetLength(element) is > 0 and var length ? (double)GetLinkLength(element) / length : 0;

    [GeneratedRegex(@"[。！？；]|[.!?](?:[\s""”’)]|$)", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"(?:^|[\s_-])(?:nav|navi|navbar|navigation|menu|menus|sidebar|side|aside|footer|foot|bottom|header|top|topbar|banner|breadcrumbs?|crumbs?|position|location|related|relate|xgyd|recommend|recommended|hot|rank|ranking|comments?|reply|disqus|share|sharing|social|bdshare|jiathis|tools?|toolbar|copyright|login|search|qrcode|qr|ewm|code|pagination|pager|pages|prev|next|links?|friendlinks?|ads?|advert|advertisement|gg|promo|sponsor|subscribe|newsletter|widget|tags?|keywords|author-?box|cookie|popup|modal|overlay)(?:$|[\s_-]|\d)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex FurnitureName();

    [GeneratedRegex("article|content|body|main|entry|post|text|story|detail|zoom", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex ArticleName();
}

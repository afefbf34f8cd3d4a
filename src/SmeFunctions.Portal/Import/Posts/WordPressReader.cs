using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using SmeFunctions.Portal.Operations;

namespace SmeFunctions.Portal.Import;

/// <summary>
/// Reads what WordPress exports: WXR, an RSS feed with elements of its own. Posts and pages are imported. Source: exports of WordPress 2.5 to 6, which
/// differ in the number at the end of the namespace only.
/// </summary>
internal static class WordPressReader
{
    // With http or https.
    private const string Namespace = "://wordpress.org/export/";
    private const int MaxCharacters = 400_000_000;

    private static readonly XNamespace _content = "http://purl.org/rss/1.0/modules/content/";
    private static readonly XNamespace _creator = "http://purl.org/dc/elements/1.1/";

    // What plugins call the number of visits.
    private static readonly HashSet<string> _visitKeys = ["views", "post_views_count", "_post_views", "entry_views", "wpb_post_views_count", "post_view_count"];

    /// <returns>The posts and pages; <see langword="null"/> when the content is no such export.</returns>
    /// <exception cref="OperationFailedException">It is one, and is broken.</exception>
    public static IReadOnlyList<ImportedPost>? TryRead(byte[] content)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null, MaxCharactersInDocument = MaxCharacters, CheckCharacters = false };
        var items = new List<XElement>();
        var authors = new Dictionary<string, string>();
        var isExport = false;
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(content), settings);
            reader.MoveToContent();
            if (reader.LocalName != "rss")
            {
                return null;
            }

            while (!reader.EOF)
            {
                if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "item" && reader.NamespaceURI.Length == 0)
                {
                    var item = (XElement)XNode.ReadFrom(reader);
                    isExport |= item.Elements().Any(element => element.Name.NamespaceName.Contains(Namespace, StringComparison.Ordinal));
                    items.Add(item);
                }
                else if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "author" && reader.NamespaceURI.Contains(Namespace, StringComparison.Ordinal))
                {
                    isExport = true;
                    var author = (XElement)XNode.ReadFrom(reader);
                    if (Get(author, "author_login") is { } login && Get(author, "author_display_name") is { } name)
                    {
                        authors[login] = name;
                    }
                }
                else if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "wxr_version")
                {
                    isExport = true;
                    reader.Read();
                }
                else
                {
                    reader.Read();
                }
            }
        }
        catch (XmlException e) when (isExport)
        {
            throw new OperationFailedException($"The WordPress export is broken in line {e.LineNumber:N0}: {e.Message} Export it again.", e);
        }
        catch (XmlException)
        {
            return null;
        }

        return isExport ? new Items(items, authors).CreatePosts() : null;
    }

    private static string? Get(XElement item, string name) =>
        item.Elements().FirstOrDefault(element => element.Name.LocalName == name && element.Name.NamespaceName.Contains(Namespace, StringComparison.Ordinal) && !element.Name.NamespaceName.EndsWith("excerpt/", StringComparison.Ordinal))?.Value.Trim() is { Length: > 0 } text ? text : null;

    private sealed class Items(List<XElement> items, Dictionary<string, string> authors)
    {
        private readonly Dictionary<string, string> _attachments = items
            .Where(item => Get(item, "post_type") == "attachment" && Get(item, "post_id") is not null && Get(item, "attachment_url") is not null)
            .DistinctBy(item => Get(item, "post_id"))
            .ToDictionary(item => Get(item, "post_id")!, item => Get(item, "attachment_url")!);

        public IReadOnlyList<ImportedPost> CreatePosts() =>
            [.. items.Where(item => Get(item, "post_type") is not ("attachment" or "revision" or "nav_menu_item" or "custom_css" or "customize_changeset" or "oembed_cache" or "user_request" or "wp_block" or "wp_template" or "wp_template_part" or "wp_global_styles" or "wp_navigation" or "wp_font_family" or "wp_font_face"))
                .Select((item, i) => CreatePost(item, Get(item, "post_id") ?? string.Create(CultureInfo.InvariantCulture, $"item-{i + 1}")))
                .DistinctBy(post => post.Id)];

        private ImportedPost CreatePost(XElement item, string id)
        {
            var title = System.Net.WebUtility.HtmlDecode(item.Element("title")?.Value.Trim() ?? "");
            var status = Get(item, "status") ?? "publish";
            var type = Get(item, "post_type") ?? "post";
            var time = GetTime(item);
            var skipped = status is "trash" or "auto-draft" or "inherit" ? $"Its status is '{status}'."
                : type is not ("post" or "page") && item.Element(_content + "encoded")?.Value.Trim().Length is null or 0 ? $"It is a '{type}' without text."
                : Get(item, "post_password") is not null ? "It is protected by a password."
                : null;
            return new ImportedPost
            {
                Id = id,
                Title = title,
                Skipped = skipped,
                Html = skipped is null ? WordPressHtml.Convert(item.Element(_content + "encoded")?.Value ?? "", _attachments) : null,
                Slug = Get(item, "post_name") is { } name ? Uri.UnescapeDataString(name) : null,
                Published = time is { } moment ? DateOnly.FromDateTime(moment.DateTime) : null,
                PublishAt = status == "future" && GetUtc(item) is { } utc ? utc : null,
                IsDraft = status is "draft" or "pending" or "private",
                Author = item.Element(_creator + "creator")?.Value.Trim() is { Length: > 0 } login ? authors.GetValueOrDefault(login, login) : null,
                Lang = GetCategories(item, "language").Select(category => category.Attribute("nicename")?.Value).FirstOrDefault(lang => lang is not null),
                Summary = item.Elements().FirstOrDefault(element => element.Name.LocalName == "encoded" && element.Name.NamespaceName.EndsWith("excerpt/", StringComparison.Ordinal))?.Value is { } excerpt ? WordPressHtml.GetText(excerpt) : null,
                Section = GetCategories(item, "category").Where(category => category.Attribute("nicename")?.Value != "uncategorized").Select(category => category.Value.Trim()).Where(name => name.Length > 0).Take(1).ToList(),
                Tags = [.. GetCategories(item, "post_tag", "tag").Concat(GetCategories(item, "category").Skip(1)).Select(category => category.Value.Trim()).Where(name => name.Length > 0)],
                Addresses = status == "publish" ? [.. GetAddresses(item, id, type)] : [],
                LeadImage = GetMeta(item, "_thumbnail_id") is { } thumbnail ? _attachments.GetValueOrDefault(thumbnail) : null,
                Visits = item.Elements().Where(element => element.Name.LocalName == "postmeta" && Get(element, "meta_key") is { } key && _visitKeys.Contains(key))
                    .Select(element => long.TryParse(Get(element, "meta_value"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : (long?)null)
                    .FirstOrDefault(count => count > 0),
            };
        }

        private static IEnumerable<string> GetAddresses(XElement item, string id, string type)
        {
            if (Uri.TryCreate(item.Element("link")?.Value.Trim(), UriKind.Absolute, out var link) && link.Scheme is "http" or "https" && link.PathAndQuery.Length > 1)
            {
                yield return link.PathAndQuery;
            }

            yield return $"/?{(type == "page" ? "page_id" : "p")}={id}";
        }

        private static DateTimeOffset? GetTime(XElement item) =>
            DateTime.TryParse(Get(item, "post_date"), CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && local.Year > 1970 ? new DateTimeOffset(local, TimeSpan.Zero)
            : DateTimeOffset.TryParse(item.Element("pubDate")?.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var stated) && stated.Year > 1970 ? stated
            : null;

        private static DateTimeOffset? GetUtc(XElement item) =>
            DateTime.TryParse(Get(item, "post_date_gmt"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var utc) && utc.Year > 1970 ? new DateTimeOffset(utc) : null;

        private static IEnumerable<XElement> GetCategories(XElement item, params string[] domains) =>
            item.Elements("category").Where(category => domains.Contains(category.Attribute("domain")?.Value ?? "category"));

        private static string? GetMeta(XElement item, string key) =>
            item.Elements().Where(element => element.Name.LocalName == "postmeta" && Get(element, "meta_key") == key).Select(element => Get(element, "meta_value")).FirstOrDefault();
    }
}

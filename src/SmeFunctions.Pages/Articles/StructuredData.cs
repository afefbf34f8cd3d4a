using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using SmeFunctions.Pages.Layout;
using SmeFunctions.Portal;
using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Pages.Articles;

/// <summary>Builds schema.org data for search engines.</summary>
internal static class StructuredData
{
    // Letters of all scripts stay unescaped; characters that could end a script element do not.
    private static readonly JsonSerializerOptions _format = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static string CreateArticle(Article article, PublicAddresses addresses, string siteName, Uri? image)
    {
        var page = addresses.Article(article.Lang, article.Slug).AbsoluteUri;
        var publisher = new JsonObject { ["@type"] = "Organization", ["name"] = siteName, ["url"] = addresses.Home(article.Lang).AbsoluteUri };
        var data = new JsonObject
        {
            ["@context"] = "https://schema.org",
            ["@type"] = "NewsArticle",
            ["@id"] = page,
            ["mainEntityOfPage"] = page,
            ["headline"] = article.Title,
            ["description"] = article.Summary,
            ["datePublished"] = article.Published.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["dateModified"] = article.Updated.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            ["inLanguage"] = article.LangTag,
            ["articleSection"] = article.Section.Title,
            ["author"] = article.Author is { } author ? new JsonObject { ["@type"] = "Person", ["name"] = author }
                : new JsonObject { ["@type"] = "Organization", ["name"] = article.Source ?? siteName },
            ["publisher"] = publisher,
            ["isAccessibleForFree"] = true,
        };
        if (article.Tags.Count > 0)
        {
            data["keywords"] = new JsonArray([.. article.Tags.Select(tag => JsonValue.Create(tag))]);
        }

        if (article.Words > 0)
        {
            data["wordCount"] = article.Words;
        }

        if (image is not null)
        {
            data["image"] = new JsonArray(JsonValue.Create(image.AbsoluteUri));
        }

        return data.ToJsonString(_format);
    }

    /// <summary>Describes the site and its search, for the search box that some engines show.</summary>
    public static string CreateWebSite(PublicAddresses addresses, string siteName, string lang, string tag) => new JsonObject
    {
        ["@context"] = "https://schema.org",
        ["@type"] = "WebSite",
        ["name"] = siteName,
        ["url"] = addresses.Home(lang).AbsoluteUri,
        ["inLanguage"] = tag,
        ["potentialAction"] = new JsonObject
        {
            ["@type"] = "SearchAction",
            ["target"] = new JsonObject { ["@type"] = "EntryPoint", ["urlTemplate"] = addresses.Search(lang).AbsoluteUri + "?q={search_term_string}" },
            ["query-input"] = "required name=search_term_string",
        },
    }.ToJsonString(_format);

    /// <param name="links">From the home page down.</param>
    /// <param name="last">The page itself.</param>
    /// <param name="site">The base of the links.</param>
    public static string CreateBreadcrumb(IEnumerable<PageLink> links, PageLink last, Uri site) => new JsonObject
    {
        ["@context"] = "https://schema.org",
        ["@type"] = "BreadcrumbList",
        ["itemListElement"] = new JsonArray(
        [
            .. links.Append(last).Select((link, i) => new JsonObject
            {
                ["@type"] = "ListItem",
                ["position"] = i + 1,
                ["name"] = link.Text,
                ["item"] = new Uri(site, link.Path).AbsoluteUri,
            }),
        ]),
    }.ToJsonString(_format);
}

using System.Globalization;
using System.Text;
using SmeFunctions.Documents.Metadata;

namespace SmeFunctions.Portal.Articles;

/// <summary>Writes an article as Markdown with front matter, which the portal reads as a document again.</summary>
internal static class ArticleMarkdown
{
    public const string ContentType = "text/markdown; charset=utf-8";

    /// <param name="article">The article.</param>
    /// <param name="address">Makes a path of the site absolute; for an export, the path itself.</param>
    public static string Write(Article article, Func<string, string> address)
    {
        var markdown = new StringBuilder("---\n");
        markdown.Append(Encoding.UTF8.GetString(MetadataEditor.Create(CreateFrontMatter(article))));
        markdown.Append("---\n\n").Append(HtmlMarkdown.Convert(article.Html, address));
        if (article.Attachments.Count > 0)
        {
            markdown.Append('\n').Append(string.Concat(article.Attachments.Select(file => $"- [{HtmlMarkdown.Escape(file.Name)}]({address(file.Url)})\n")));
        }

        return markdown.ToString();
    }

    private static IEnumerable<(string Key, IReadOnlyList<string> Values)> CreateFrontMatter(Article article)
    {
        yield return ("title", [article.Title]);
        yield return ("date", [article.Published.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)]);
        yield return ("lang", [article.LangTag]);
        yield return ("slug", [article.Slug]);
        yield return ("section", [article.Section.Title]);
        yield return ("source", article.Source is { } source ? [source] : []);
        yield return ("author", article.Author is { } author ? [author] : []);
        yield return ("tags", article.Tags);
        yield return ("summary", [article.Summary]);
    }
}

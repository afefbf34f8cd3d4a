using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Portal.Feeds;

/// <summary>Serves <c>/llms.txt</c>: what the site is, and where its articles are as Markdown. Source: https://llmstxt.org.</summary>
public sealed class LlmsTextService(ArticleListReader lists, SectionCountStore sections, DocumentCache documents, IOptions<PortalOptions> portal)
{
    private const int Articles = 50;

    /// <summary>Gets the document; two calls per language when it is not fresh.</summary>
    public Task<IResult> GetResponseAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var addresses = PublicAddresses.Create(request, portal.Value);
        return documents.GetAsync(new Uri(addresses.Site, "llms.txt").AbsoluteUri, token => CreateDraftAsync(addresses, token), cancellationToken);
    }

    private async Task<DocumentDraft> CreateDraftAsync(PublicAddresses addresses, CancellationToken cancellationToken)
    {
        var languages = new List<(string Lang, IReadOnlyList<ListedArticle> Newest, IReadOnlyList<SectionCount> Sections)>();
        DateTimeOffset? modified = null;
        foreach (var lang in portal.Value.Languages)
        {
            var change = (await lists.FindChangeAsync(lang, cancellationToken))?.At;
            modified = change > modified || modified is null ? change : modified;
            var newest = await lists.ListAsync(lang, ArticleList.All, after: "", before: "}", Articles, cancellationToken);
            languages.Add((lang, newest, (await sections.FindAsync(lang, cancellationToken))?.Counts.Sections ?? []));
        }

        return DocumentDraft.Create(
            [addresses.Site.AbsoluteUri, .. languages.SelectMany(language => language.Newest.Select(item => $"{item.Position} {item.Stored.UtcTicks}").Concat(language.Sections.Select(section => $"{section.Slug} {section.Articles}")))],
            modified,
            "text/markdown; charset=utf-8",
            () => Encoding.UTF8.GetBytes(Write(addresses, languages)));
    }

    private string Write(PublicAddresses addresses, List<(string Lang, IReadOnlyList<ListedArticle> Newest, IReadOnlyList<SectionCount> Sections)> languages)
    {
        var first = portal.Value.Languages[0];
        var text = new StringBuilder($"# {HtmlMarkdown.Escape(portal.Value.GetName(first))}\n\n");
        text.Append("> News for small and medium-sized enterprises, in ").Append(string.Join(" and ", portal.Value.Languages)).Append(". Every article is also there as Markdown: its address with `.md` at the end.\n");
        foreach (var (lang, newest, parts) in languages)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {HtmlMarkdown.Escape(portal.Value.GetName(lang))} ({lang})\n\n");
            foreach (var item in newest)
            {
                text.Append(CultureInfo.InvariantCulture, $"- [{HtmlMarkdown.Escape(item.Summary.Title)}]({addresses.Article(lang, item.Summary.Slug).AbsoluteUri}.md): {item.Summary.Published:yyyy-MM-dd}. {HtmlMarkdown.Escape(item.Summary.Summary)}\n");
            }

            foreach (var section in parts)
            {
                text.Append(CultureInfo.InvariantCulture, $"- [{HtmlMarkdown.Escape(section.Title)}]({addresses.Section(lang, section.Slug).AbsoluteUri}): {section.Articles}\n");
            }
        }

        return text.Append("\n## API\n\n")
            .Append(CultureInfo.InvariantCulture, $"- [OpenAPI]({new Uri(addresses.Site, "api/openapi.json").AbsoluteUri}): lists, articles, search\n")
            .Append(CultureInfo.InvariantCulture, $"- [Changes]({new Uri(addresses.Site, "api/changes").AbsoluteUri}): what was published, changed and taken down, in order, for mirrors\n")
            .Append("\n## Optional\n\n")
            .Append(CultureInfo.InvariantCulture, $"- [Sitemap]({addresses.SitemapIndex().AbsoluteUri}): the addresses of all articles\n")
            .ToString();
    }
}

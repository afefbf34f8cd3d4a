using SmeFunctions.Pages.Layout;
using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Pages.Articles;

/// <summary>Builds the breadcrumb of an article: the home page, then each section down to its own.</summary>
internal static class Breadcrumbs
{
    public static IReadOnlyList<PageLink> Create(Article article, string home)
    {
        var links = new List<PageLink> { new(PageLayoutFactory.Home(article.Lang), home) };
        var slug = article.Section.Slug;
        for (var slash = slug.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = slug.IndexOf('/', slash + 1))
        {
            var above = slug[..slash];
            links.Add(new PageLink(PageLayoutFactory.Section(article.Lang, above), SectionTitles.Find(above, article) ?? above[(above.LastIndexOf('/') + 1)..]));
        }

        links.Add(new PageLink(PageLayoutFactory.Section(article.Lang, slug), article.Section.Title));
        return links;
    }
}

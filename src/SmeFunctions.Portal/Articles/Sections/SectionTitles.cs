using SmeFunctions.Documents;

namespace SmeFunctions.Portal.Articles;

/// <summary>Finds the titles of sections. A section exists because articles are in it, so only articles have titles.</summary>
internal static class SectionTitles
{
    /// <summary>The title in the first of the articles that names the section.</summary>
    public static string? Find(string section, IEnumerable<Article> articles) => articles.Select(article => Find(section, article)).FirstOrDefault(title => title is not null);

    /// <summary>Finds the title of a section, or of a section above, in an article: the breadcrumb has the titles of all.</summary>
    /// <returns>The title; <see langword="null"/> when the article has none.</returns>
    public static string? Find(string section, Article article) =>
        article.Section.Slug == section ? article.Section.Title
        : article.Section.Slug.StartsWith(section + "/", StringComparison.Ordinal)
            // Front matter may name a section that is not in the breadcrumb.
            ? article.Breadcrumb.FirstOrDefault(title => Slugs.Create(title) == section[(section.LastIndexOf('/') + 1)..])
            : null;
}

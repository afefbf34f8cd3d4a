using SmeFunctions.Documents;

namespace SmeFunctions.Portal.Articles;

/// <summary>What sections are called. Only articles say so: a section is there because they are in it.</summary>
internal static class SectionTitles
{
    /// <summary>What the first of the articles that names the section calls it.</summary>
    public static string? Find(string section, IEnumerable<Article> articles) => articles.Select(article => Find(section, article)).FirstOrDefault(title => title is not null);

    /// <summary>What an article calls its section, or one that this is in: the breadcrumb has the titles of both.</summary>
    /// <returns>The title; <see langword="null"/> when the article does not say.</returns>
    public static string? Find(string section, Article article) =>
        article.Section.Slug == section ? article.Section.Title
        : article.Section.Slug.StartsWith(section + "/", StringComparison.Ordinal)
            // A document may name its section elsewhere than in the breadcrumb.
            ? article.Breadcrumb.FirstOrDefault(title => Slugs.Create(title) == section[(section.LastIndexOf('/') + 1)..])
            : null;
}

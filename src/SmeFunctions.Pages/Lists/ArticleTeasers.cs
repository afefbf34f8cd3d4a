using SmeFunctions.Pages.Articles;
using SmeFunctions.Pages.Layout;
using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Pages.Lists;

/// <summary>Converts articles to teasers.</summary>
internal static class ArticleTeasers
{
    /// <param name="article">The article.</param>
    /// <param name="siteName">The portal's name, which lists do not show as a source.</param>
    public static ArticleTeaser Create(ArticleSummary article, string siteName) => new()
    {
        Path = PageLayoutFactory.Article(article.Lang, article.Slug),
        Title = article.Title,
        Tag = article.LangTag,
        Published = article.Published,
        Source = article.Source == siteName ? null : article.Source,
        Summary = article.Summary,
        Minutes = article.ReadingMinutes,
        Section = new PageLink(PageLayoutFactory.Section(article.Lang, article.Section.Slug), article.Section.Title),
    };

    public static RelatedArticle Create(ArticleLink article, string lang) =>
        new(PageLayoutFactory.Article(lang, article.Slug), article.Title, article.LangTag, article.Published);
}

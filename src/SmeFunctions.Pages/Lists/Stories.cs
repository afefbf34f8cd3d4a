using SmeFunctions.Pages.Articles;
using SmeFunctions.Pages.Frame;
using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Pages.Lists;

/// <summary>Articles as the pages show them.</summary>
internal static class Stories
{
    /// <param name="article">The article.</param>
    /// <param name="siteName">The portal's name: what is from itself need not say so in a list.</param>
    public static Story Of(ArticleSummary article, string siteName) => new()
    {
        Path = PageFrames.Article(article.Lang, article.Slug),
        Title = article.Title,
        Tag = article.LangTag,
        Published = article.Published,
        Source = article.Source == siteName ? null : article.Source,
        Summary = article.Summary,
        Minutes = article.ReadingMinutes,
        Section = new PageLink(PageFrames.Section(article.Lang, article.Section.Slug), article.Section.Title),
    };

    public static RelatedStory Of(ArticleLink article, string lang) =>
        new(PageFrames.Article(lang, article.Slug), article.Title, article.LangTag, article.Published);
}

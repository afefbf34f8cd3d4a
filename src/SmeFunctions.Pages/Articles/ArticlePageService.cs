using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SmeFunctions.Documents;
using SmeFunctions.Pages.Localization;
using SmeFunctions.Pages.Errors;
using SmeFunctions.Pages.Layout;
using SmeFunctions.Pages.Lists;
using SmeFunctions.Pages.Serving;
using SmeFunctions.Portal;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Pages.Articles;

/// <summary>Serves the pages of articles. A page that is requested often needs neither rendering nor a storage call.</summary>
public sealed class ArticlePageService(
    ArticleCatalog catalog,
    MostReadArticles mostRead,
    SectionNavigation sections,
    PageLayoutFactory layouts,
    ErrorPageService errors,
    PageRenderer renderer,
    ReadingCache cache,
    ArticleChangeNotifier changes,
    IOptions<PortalOptions> portal,
    IOptions<PagesOptions> options)
{
    /// <summary>Gets the page of an article, or the error page for a removed or unknown one.</summary>
    public ValueTask<Page> FindAsync(HttpRequest request, string lang, string slug, CancellationToken cancellationToken)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"page|{changes.Generation}|{PublicAddresses.GetCacheKey(request, portal.Value)}|{lang}/articles/{slug}");
        return cache.TryGet<Page>(key, options.Value.FreshFor, out var kept) ? new(kept.Value) : LoadAsync(key, request, lang, slug, cancellationToken);
    }

    private async ValueTask<Page> LoadAsync(string key, HttpRequest request, string lang, string slug, CancellationToken cancellationToken)
    {
        if (!layouts.Has(lang) || !Slugs.IsSlug(slug))
        {
            return errors.GetAsync(request, lang, StatusCodes.Status404NotFound);
        }

        // Errors are not cached here: the catalog caches the lookup, and error pages are rendered already.
        if ((await catalog.ResolveAsync(slug, cancellationToken))?.Value.Stored is not { Article: { } article } lookup)
        {
            return await catalog.FindAsync(slug, cancellationToken) switch
            {
                ArticleResult.Moved moved when (await catalog.ResolveAsync(moved.Slug, cancellationToken))?.Value.Stored.Article is { } there && layouts.Has(there.Lang) =>
                    Page.Redirect(PageLayoutFactory.Article(there.Lang, there.Slug)),
                ArticleResult.Gone => errors.GetAsync(request, lang, StatusCodes.Status410Gone),
                _ => errors.GetAsync(request, lang, StatusCodes.Status404NotFound),
            };
        }

        if (article.Lang != lang)
        {
            return layouts.Has(article.Lang) ? Page.Redirect(PageLayoutFactory.Article(article.Lang, slug)) : errors.GetAsync(request, lang, StatusCodes.Status404NotFound);
        }

        var addresses = PublicAddresses.Create(request, portal.Value);
        return (await cache.GetAsync<Page>(
            key, options.Value.FreshFor, (known, token) => LoadAsync(addresses, article, known, token), page => page.Size, cancellationToken)).Value;
    }

    private async Task<Page> LoadAsync(PublicAddresses addresses, Article article, Page? known, CancellationToken cancellationToken)
    {
        var rankings = mostRead.GetAsync(article.Lang, cancellationToken);
        var map = sections.GetAsync(article.Lang, cancellationToken);
        var finding = await catalog.FindAsync(article.Slug, cancellationToken);
        var around = finding as ArticleResult.Found;
        var current = around?.Cached.Stored.Article ?? article;
        var context = around?.Context ?? ArticleContext.None;
        var visits = around?.Visits ?? 0;
        var (ranked, mapped) = (await rankings, await map);
        return await Page.CreateAsync(
            known,
            [current, context, visits, ranked, mapped],
            around?.StaleAge,
            () => RenderAsync(addresses, current, context, visits, ranked, mapped));
    }

    /// <summary>Creates the content of the page of an article, without what depends on other articles and on visits.</summary>
    internal static ArticleContent CreateContent(Article article, LocalizedText text, ArticleHtml markup, Uri address) => new()
    {
        Slug = article.Slug,
        Title = article.Title,
        Tag = article.LangTag,
        Breadcrumb = Breadcrumbs.Create(article, text["Home"]),
        Published = article.Published,
        Source = article.Source,
        Author = article.Author,
        Minutes = article.ReadingMinutes,
        Visits = 0,
        Html = markup.Html,
        Attachments = article.Attachments,
        Tags = article.Tags,
        Facts = CreateFacts(article.Document, text),
        Related = [],
        Rankings = [],
        Address = address,
        CountPath = ArticleSummaryView.GetUrl(article.Slug) + "/visits",
        PixelPath = ArticleSummaryView.GetUrl(article.Slug) + "/visits.gif",
    };

    private static IReadOnlyList<(string Label, string Value)> CreateFacts(OfficialNotice? notice, LocalizedText text)
    {
        if (notice is null)
        {
            return [];
        }

        (string Key, string? Value)[] facts =
        [
            ("Notice.Index", notice.Index),
            ("Notice.Topics", notice.Topics),
            ("Notice.Issuer", notice.Issuer),
            ("Notice.Number", notice.Number),
            ("Notice.Written", notice.Written is { } day ? text.FormatDate(day) : null),
        ];
        return [.. facts.Where(fact => fact.Value is not null).Select(fact => (text[fact.Key], fact.Value!))];
    }

    private Task<CachedResponse> RenderAsync(
        PublicAddresses addresses, Article article, ArticleContext context, long visits, IReadOnlyList<Ranking> rankings, SectionsOfLanguage map)
    {
        var layout = layouts.Create(article.Lang, map.Navigation);
        var text = layout.Text;
        var markup = ArticleHtml.Create(article.Html, text);
        var address = addresses.Article(article.Lang, article.Slug);
        var image = markup.Picture is { } picture ? new Uri(addresses.Site, picture.Path) : null;
        var content = CreateContent(article, text, markup, address) with
        {
            Visits = visits,
            Previous = context.Previous is { } previous ? ArticleTeasers.Create(previous, article.Lang) : null,
            Next = context.Next is { } next ? ArticleTeasers.Create(next, article.Lang) : null,
            Related = [.. context.Related.Select(related => ArticleTeasers.Create(related, article.Lang))],
            Rankings = MostReadArticles.SelectRanking(rankings),
        };
        var breadcrumb = content.Breadcrumb;
        var head = new PageHead
        {
            Title = article.Title,
            Description = article.Summary,
            Canonical = address,
            Alternates = article.Translations.Count == 0
                ? []
                : PublicAddresses.GetAlternates(
                    [(article.Lang, address), .. article.Translations.Select(other => (other.Lang, addresses.Article(other.Lang, other.Slug)))], layouts.Languages),
            Feeds = PageLayoutFactory.CreateFeedLinks(article.Lang, section: null, layout.SiteName),
            Image = image,
            Article = new ArticleMetadata(article.Published, article.Updated, article.Section.Title, article.Tags),
            Data =
            [
                StructuredData.CreateArticle(article, addresses, layout.SiteName, image),
                StructuredData.CreateBreadcrumb(breadcrumb, new PageLink(address.PathAndQuery, article.Title), addresses.Site),
            ],
            LanguageLinks = layouts.CreateLanguageLinks(
                article.Lang, other => article.Translations.FirstOrDefault(translation => translation.Lang == other) is { } found ? PageLayoutFactory.Article(other, found.Slug) : null),
            CurrentSection = breadcrumb.Count > 1 ? breadcrumb[1].Path : null,
        };
        return renderer.RenderAsync<ArticlePage>(
            new Dictionary<string, object?> { [nameof(ArticlePage.Layout)] = layout, [nameof(ArticlePage.Head)] = head, [nameof(ArticlePage.Content)] = content },
            article.Updated);
    }
}

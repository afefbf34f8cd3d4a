using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SmeFunctions.Pages.Errors;
using SmeFunctions.Pages.Frame;
using SmeFunctions.Pages.Lists;
using SmeFunctions.Pages.Serving;
using SmeFunctions.Portal;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Pages.Articles;

/// <summary>The pages of articles. One that is asked for often costs neither rendering nor a call to storage.</summary>
internal sealed class ArticlePages(
    ArticleCatalog catalog,
    MostReadArticles mostRead,
    SectionMap sections,
    PageFrames frames,
    ErrorPages errors,
    PageRenderer renderer,
    ReadingCache cache,
    ArticleChanges changes,
    IOptions<PortalOptions> portal,
    IOptions<PagesOptions> options)
{
    /// <summary>The page of an article, of its withdrawal, or of there being none.</summary>
    public ValueTask<Page> FindAsync(HttpRequest request, string lang, string slug, CancellationToken cancellationToken)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"page|{changes.Generation}|{PublicAddresses.KeyOf(request, portal.Value)}|{lang}/articles/{slug}");
        return cache.TryGet<Page>(key, options.Value.FreshFor, out var kept) ? new(kept.Value) : LoadAsync(key, request, lang, slug, cancellationToken);
    }

    private async ValueTask<Page> LoadAsync(string key, HttpRequest request, string lang, string slug, CancellationToken cancellationToken)
    {
        if (!frames.Has(lang) || !Slugs.IsSlug(slug))
        {
            return errors.Of(request, lang, StatusCodes.Status404NotFound);
        }

        // What is no page is not kept here: the catalogue knows it, and the page of an error is made already.
        if ((await catalog.LookUpAsync(slug, cancellationToken))?.Value.Lookup is not { Article: { } article } lookup)
        {
            return await catalog.FindAsync(slug, cancellationToken) switch
            {
                ArticleFinding.Moved moved when (await catalog.LookUpAsync(moved.Slug, cancellationToken))?.Value.Lookup.Article is { } there && frames.Has(there.Lang) =>
                    Page.Moved(PageFrames.Article(there.Lang, there.Slug)),
                ArticleFinding.Gone => errors.Of(request, lang, StatusCodes.Status410Gone),
                _ => errors.Of(request, lang, StatusCodes.Status404NotFound),
            };
        }

        if (article.Lang != lang)
        {
            return frames.Has(article.Lang) ? Page.Moved(PageFrames.Article(article.Lang, slug)) : errors.Of(request, lang, StatusCodes.Status404NotFound);
        }

        var addresses = PublicAddresses.Of(request, portal.Value);
        return (await cache.GetAsync<Page>(
            key, options.Value.FreshFor, (known, token) => LoadAsync(addresses, article, known, token), page => page.Size, cancellationToken)).Value;
    }

    private async Task<Page> LoadAsync(PublicAddresses addresses, Article article, Page? known, CancellationToken cancellationToken)
    {
        var rankings = mostRead.OfAsync(article.Lang, cancellationToken);
        var map = sections.OfAsync(article.Lang, cancellationToken);
        var finding = await catalog.FindAsync(article.Slug, cancellationToken);
        var around = finding as ArticleFinding.Found;
        var current = around?.Cached.Lookup.Article ?? article;
        var surroundings = around?.Surroundings ?? ArticleSurroundings.None;
        var visits = around?.Visits ?? 0;
        var (ranked, mapped) = (await rankings, await map);
        return await Page.OfAsync(
            known,
            [current, surroundings, visits, ranked, mapped],
            around?.StaleAge,
            () => RenderAsync(addresses, current, surroundings, visits, ranked, mapped));
    }

    private Task<PreparedAnswer> RenderAsync(
        PublicAddresses addresses, Article article, ArticleSurroundings surroundings, long visits, IReadOnlyList<Ranking> rankings, SectionsOfLanguage map)
    {
        var frame = frames.Of(article.Lang, map.Navigation);
        var words = frame.Words;
        var markup = PageMarkup.Of(article.Html, words);
        var address = addresses.Article(article.Lang, article.Slug);
        var image = markup.Picture is { } picture ? new Uri(addresses.Site, picture.Path) : null;
        var breadcrumb = Breadcrumbs.Of(article, words["Home"]);
        var content = new ArticleContent
        {
            Slug = article.Slug,
            Title = article.Title,
            Tag = article.LangTag,
            Breadcrumb = breadcrumb,
            Published = article.Published,
            Source = article.Source,
            Author = article.Author,
            Minutes = article.ReadingMinutes,
            Visits = visits,
            Html = markup.Html,
            Tags = article.Tags,
            Previous = surroundings.Previous is { } previous ? Stories.Of(previous, article.Lang) : null,
            Next = surroundings.Next is { } next ? Stories.Of(next, article.Lang) : null,
            Related = [.. surroundings.Related.Select(related => Stories.Of(related, article.Lang))],
            Rankings = MostReadArticles.One(rankings),
            Address = address,
            CountPath = ArticleSummaryView.UrlOf(article.Slug) + "/visits",
            PixelPath = ArticleSummaryView.UrlOf(article.Slug) + "/visits.gif",
        };
        var head = new PageHead
        {
            Title = article.Title,
            Description = article.Summary,
            Canonical = address,
            Alternates = article.Translations.Count == 0
                ? []
                : PublicAddresses.AlternatesOf(
                    [(article.Lang, address), .. article.Translations.Select(other => (other.Lang, addresses.Article(other.Lang, other.Slug)))], frames.Languages),
            Feeds = PageFrames.Feeds(article.Lang, section: null, frame.SiteName),
            Image = image,
            Article = new ArticleFacts(article.Published, article.Updated, article.Section.Title, article.Tags),
            Data =
            [
                StructuredData.Article(article, addresses, frame.SiteName, image),
                StructuredData.Breadcrumb(breadcrumb, new PageLink(address.PathAndQuery, article.Title), addresses.Site),
            ],
            Switch = frames.Switch(
                article.Lang, other => article.Translations.FirstOrDefault(translation => translation.Lang == other) is { } found ? PageFrames.Article(other, found.Slug) : null),
            Within = breadcrumb.Count > 1 ? breadcrumb[1].Path : null,
        };
        return renderer.RenderAsync<ArticlePage>(
            new Dictionary<string, object?> { [nameof(ArticlePage.Frame)] = frame, [nameof(ArticlePage.Head)] = head, [nameof(ArticlePage.Content)] = content },
            article.Updated);
    }
}

using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SmeFunctions.Documents;
using SmeFunctions.Pages.Articles;
using SmeFunctions.Pages.Errors;
using SmeFunctions.Pages.Layout;
using SmeFunctions.Pages.Serving;
using SmeFunctions.Portal;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Pages.Lists;

/// <summary>Serves home pages and section pages.</summary>
public sealed class ListPageService(
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
    private const string CursorParameter = "cursor";
    private const int Newest = 20;
    private const int MaxLatest = 4;
    private const int StoriesPerSection = 4;

    /// <summary>Gets the home page of a language.</summary>
    public ValueTask<Page> HomeAsync(HttpRequest request, string lang, CancellationToken cancellationToken)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"page|{changes.Generation}|{PublicAddresses.GetCacheKey(request, portal.Value)}|{lang}");
        return cache.TryGet<Page>(key, options.Value.FreshFor, out var kept) ? new(kept.Value)
            : layouts.Has(lang) ? GetCachedHomeAsync(key, request, lang, cancellationToken)
            : new(errors.GetAsync(request, lang, StatusCodes.Status404NotFound));
    }

    /// <summary>Gets a page of a section, or the error page. A section exists if articles are in it.</summary>
    public async ValueTask<Page> SectionAsync(HttpRequest request, string lang, string section, CancellationToken cancellationToken)
    {
        if (!layouts.Has(lang) || !Slugs.IsPath(section))
        {
            return errors.GetAsync(request, lang, StatusCodes.Status404NotFound);
        }

        ArticleCursor? cursor = null;
        if (request.Query.TryGetValue(CursorParameter, out var text) && !(text is [{ } one] && ArticleCursor.TryParse(one, out cursor)))
        {
            return errors.GetAsync(request, lang, StatusCodes.Status400BadRequest);
        }

        var query = new ArticleQuery { Lang = lang, List = ArticleList.ForSection(section), Limit = options.Value.SectionSize, Cursor = cursor };
        var key = string.Create(CultureInfo.InvariantCulture, $"page|{changes.Generation}|{PublicAddresses.GetCacheKey(request, portal.Value)}|{query.Key}");
        if (cache.TryGet<Page>(key, options.Value.FreshFor, out var kept))
        {
            return kept.Value;
        }

        var addresses = PublicAddresses.Create(request, portal.Value);
        return (await catalog.ReadListAsync(query, cancellationToken)).List.Items.Count == 0
            ? errors.GetAsync(request, lang, StatusCodes.Status404NotFound)
            : await GetCachedAsync(key, (known, token) => LoadSectionAsync(addresses, query, known, token), cancellationToken);
    }

    private ValueTask<Page> GetCachedHomeAsync(string key, HttpRequest request, string lang, CancellationToken cancellationToken)
    {
        var addresses = PublicAddresses.Create(request, portal.Value);
        return GetCachedAsync(key, (known, token) => LoadHomeAsync(addresses, lang, known, token), cancellationToken);
    }

    private async ValueTask<Page> GetCachedAsync(string key, Func<Page?, CancellationToken, Task<Page>> load, CancellationToken cancellationToken) =>
        (await cache.GetAsync(key, options.Value.FreshFor, load, page => page.Size, cancellationToken)).Value;

    private async Task<Page> LoadHomeAsync(PublicAddresses addresses, string lang, Page? known, CancellationToken cancellationToken)
    {
        var rankings = mostRead.GetAsync(lang, cancellationToken).AsTask();
        var map = await sections.GetAsync(lang, cancellationToken);
        var all = await catalog.ReadListAsync(new ArticleQuery { Lang = lang, Limit = Newest }, cancellationToken);
        var lead = all.List.Items.Count > 0 ? (await catalog.ResolveAsync(all.List.Items[0].Summary.Slug, cancellationToken))?.Value.Stored.Article : null;
        var lists = await Task.WhenAll(map.Top.Select(section => catalog.ReadListAsync(
            new ArticleQuery { Lang = lang, List = ArticleList.ForSection(section.Slug), Limit = Newest }, cancellationToken).AsTask()));
        var ranked = await rankings;
        return await Page.CreateAsync(
            known,
            [map, all.List, lead, ranked, .. lists.Select(list => list.List)],
            all.StaleAge,
            () => RenderHomeAsync(addresses, lang, map, all.List, lead, [.. lists.Select(list => list.List)], ranked));
    }

    private Task<CachedResponse> RenderHomeAsync(
        PublicAddresses addresses, string lang, SectionsOfLanguage map, CachedList all, Article? lead, CachedList[] lists, IReadOnlyList<Ranking> rankings)
    {
        var layout = layouts.Create(lang, map.Navigation);
        var items = all.Items.Select(item => item.Summary).ToList();
        var latest = items.Skip(1).Take(Math.Min(MaxLatest, (items.Count - 1) / 2)).ToList();
        var shown = items.Take(1).Concat(latest).Select(article => article.Slug).ToHashSet();
        var homes = layouts.Languages.Select(other => (other, addresses.Home(other))).ToList();
        var content = new HomeContent
        {
            Lead = items.Count > 0 ? ArticleTeasers.Create(items[0], layout.SiteName) : null,
            Picture = lead is not null ? ArticleHtml.Create(lead.Html, layout.Text).Picture : null,
            Latest = [.. latest.Select(article => ArticleTeasers.Create(article, layout.SiteName))],
            Sections = [.. SelectSections(map, items, lists, shown, layout.SiteName)],
            Rankings = rankings,
        };
        var head = new PageHead
        {
            Title = layout.SiteName,
            Description = layout.Text["Site.Description"],
            Canonical = addresses.Home(lang),
            Alternates = PublicAddresses.GetAlternates(homes, layouts.Languages),
            Feeds = PageLayoutFactory.CreateFeedLinks(lang, section: null, layout.SiteName),
            Image = content.Picture is { } picture ? new Uri(addresses.Site, picture.Path) : null,
            LanguageLinks = layouts.CreateLanguageLinks(lang),
            CurrentSection = layout.Home,
            Data = [StructuredData.CreateWebSite(addresses, layout.SiteName, lang, layout.Text.Tag)],
        };
        return renderer.RenderAsync<HomePage>(
            new Dictionary<string, object?> { [nameof(HomePage.Layout)] = layout, [nameof(HomePage.Head)] = head, [nameof(HomePage.Content)] = content });
    }

    // Before the first count, the sections of the newest articles are used.
    private static IEnumerable<HomeSection> SelectSections(SectionsOfLanguage map, List<ArticleSummary> newest, CachedList[] lists, HashSet<string> shown, string siteName) =>
        map.Top.Count > 0
            ? map.Top.Zip(lists).Where(pair => pair.Second.Items.Count > 0).Select(pair => CreateSection(map.LinkTo(pair.First), pair.Second.Items.Select(item => item.Summary), shown, siteName))
            : newest.GroupBy(article => article.Section.Slug).Select(group => CreateSection(ArticleTeasers.Create(group.First(), siteName).Section, group, shown, siteName));

    // Articles that are shown above are not repeated, unless the section has no others.
    private static HomeSection CreateSection(PageLink section, IEnumerable<ArticleSummary> articles, HashSet<string> shown, string siteName)
    {
        var all = articles.ToList();
        var rest = all.FindAll(article => !shown.Contains(article.Slug));
        return new HomeSection(section, [.. (rest.Count > 0 ? rest : all).Take(StoriesPerSection).Select(article => ArticleTeasers.Create(article, siteName))]);
    }

    private async Task<Page> LoadSectionAsync(PublicAddresses addresses, ArticleQuery query, Page? known, CancellationToken cancellationToken)
    {
        var rankings = mostRead.GetAsync(query.Lang!, cancellationToken).AsTask();
        var map = await sections.GetAsync(query.Lang!, cancellationToken);
        var there = new List<string>();
        foreach (var lang in layouts.Languages)
        {
            if (lang == query.Lang || (await sections.GetAsync(lang, cancellationToken)).Find(query.List.Value!) is not null)
            {
                there.Add(lang);
            }
        }

        var (list, staleAge) = await catalog.ReadListAsync(query, cancellationToken);
        var ranked = await rankings;
        return await Page.CreateAsync(known, [map, list, ranked, string.Join(' ', there)], staleAge, () => RenderSectionAsync(addresses, query, map, list, ranked, there));
    }

    private Task<CachedResponse> RenderSectionAsync(PublicAddresses addresses, ArticleQuery query, SectionsOfLanguage map, CachedList list, IReadOnlyList<Ranking> rankings, List<string> languages)
    {
        var (lang, slug) = (query.Lang!, query.List.Value!);
        var layout = layouts.Create(lang, map.Navigation);
        var title = GetTitle(slug, map, list);
        var path = PageLayoutFactory.Section(lang, slug);
        var above = new List<PageLink> { new(layout.Home, layout.Text["Home"]) };
        for (var slash = slug.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = slug.IndexOf('/', slash + 1))
        {
            above.Add(new PageLink(PageLayoutFactory.Section(lang, slug[..slash]), GetTitle(slug[..slash], map, list)));
        }

        var feeds = PageLayoutFactory.CreateFeedLinks(lang, slug, title);
        var content = new SectionContent
        {
            Title = title,
            Above = above,
            Below = [.. map.All.Where(section => section.Slug.StartsWith(slug + '/', StringComparison.Ordinal) && !section.Slug[(slug.Length + 1)..].Contains('/', StringComparison.Ordinal)).Select(map.LinkTo)],
            Articles = map.Find(slug)?.Articles,
            Teasers = [.. list.Items.Select(item => ArticleTeasers.Create(item.Summary, layout.SiteName))],
            Older = list.Next?.Cursor is { } next ? $"{path}?{CursorParameter}={next}" : null,
            Newest = query.Cursor is null ? null : path,
            Feed = feeds[0].Path,
            Rankings = MostReadArticles.SelectRanking(rankings),
        };
        var head = new PageHead
        {
            Title = title,
            Description = layout.Text.Format("Section.Description", title),
            Canonical = query.Cursor is { } cursor ? new Uri(addresses.Section(lang, slug), $"?{CursorParameter}={cursor}") : addresses.Section(lang, slug),
            IsUnlisted = query.Cursor is not null,
            Alternates = languages.Count > 1 && query.Cursor is null
                ? PublicAddresses.GetAlternates(languages.Select(other => (other, addresses.Section(other, slug))), layouts.Languages)
                : [],
            Feeds = feeds,
            LanguageLinks = layouts.CreateLanguageLinks(lang, other => languages.Contains(other) ? PageLayoutFactory.Section(other, slug) : null),
            CurrentSection = PageLayoutFactory.Section(lang, slug.Split('/')[0]),
            Data = [StructuredData.CreateBreadcrumb(above, new PageLink(path, title), addresses.Site)],
        };
        return renderer.RenderAsync<SectionPage>(
            new Dictionary<string, object?> { [nameof(SectionPage.Layout)] = layout, [nameof(SectionPage.Head)] = head, [nameof(SectionPage.Content)] = content });
    }

    private static string GetTitle(string slug, SectionsOfLanguage map, CachedList list) =>
        map.Find(slug)?.Title
        ?? list.Items.Select(item => item.Summary.Section).FirstOrDefault(section => section.Slug == slug)?.Title
        ?? slug[(slug.LastIndexOf('/') + 1)..];
}

using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SmeFunctions.Documents;
using SmeFunctions.Pages.Articles;
using SmeFunctions.Pages.Errors;
using SmeFunctions.Pages.Layout;
using SmeFunctions.Pages.Lists;
using SmeFunctions.Pages.Serving;
using SmeFunctions.Portal;
using SmeFunctions.Portal.Reading;
using SmeFunctions.Portal.Search;

namespace SmeFunctions.Pages.Search;

/// <summary>Serves search pages.</summary>
public sealed class SearchPageService(
    SearchService search,
    SectionNavigation sections,
    PageLayoutFactory layouts,
    ErrorPageService errors,
    PageRenderer renderer,
    ReadingCache cache,
    IOptions<PortalOptions> portal,
    IOptions<PagesOptions> options)
{
    /// <summary>Gets the search page of a language: with results if the address has a search.</summary>
    public async ValueTask<Page> GetAsync(HttpRequest request, string lang, CancellationToken cancellationToken)
    {
        if (!layouts.Has(lang))
        {
            return errors.GetAsync(request, lang, StatusCodes.Status404NotFound);
        }

        if (SearchPageQuery.TryRead(request.Query) is not { } query)
        {
            return errors.GetAsync(request, lang, StatusCodes.Status400BadRequest);
        }

        SearchAnswer? answer = null;
        if (query.Text.Length > 0 && (answer = await search.SearchAsync(query.CreateRequest(lang, search.Today), cancellationToken)) is null)
        {
            return errors.GetAsync(request, lang, StatusCodes.Status503ServiceUnavailable);
        }

        var key = $"page|{PublicAddresses.GetCacheKey(request, portal.Value)}|search|{lang}|{answer?.Version}|{query.CreatePath(lang)}";
        if (cache.TryGet<Page>(key, options.Value.FreshFor, out var kept))
        {
            return kept.Value;
        }

        var addresses = PublicAddresses.Create(request, portal.Value);
        return (await cache.GetAsync<Page>(
            key,
            options.Value.FreshFor,
            async (known, token) =>
            {
                var map = await sections.GetAsync(lang, token);
                return await Page.CreateAsync(known, [map], staleAge: null, () => RenderAsync(addresses, lang, query, map, answer));
            },
            page => page.Size,
            cancellationToken)).Value;
    }

    private Task<CachedResponse> RenderAsync(PublicAddresses addresses, string lang, SearchPageQuery query, SectionsOfLanguage map, SearchAnswer? answer)
    {
        var layout = layouts.Create(lang, map.Navigation);
        var title = query.Text.Length == 0 ? layout.Text["Search"] : layout.Text.Format("Search.Title", query.Text);
        var content = answer is null
            ? new SearchContent { Text = "", Sections = map.Navigation }
            : CreateContent(lang, query, answer, layout, map.Navigation);
        var head = new PageHead
        {
            Title = title,
            Description = layout.Text.Format("Search.Description", layout.SiteName),
            Canonical = addresses.Search(lang),
            IsUnlisted = query.Text.Length > 0,
            Alternates = query.Text.Length > 0 ? [] : PublicAddresses.GetAlternates([.. layouts.Languages.Select(other => (other, addresses.Search(other)))], layouts.Languages),
            LanguageLinks = layouts.CreateLanguageLinks(lang, other => new SearchPageQuery { Text = query.Text }.CreatePath(other)),
            SearchText = query.Text,
            Data = [StructuredData.CreateBreadcrumb([new PageLink(layout.Home, layout.Text["Home"])], new PageLink(addresses.Search(lang).PathAndQuery, layout.Text["Search"]), addresses.Site)],
        };
        return renderer.RenderAsync<SearchPage>(
            new Dictionary<string, object?> { [nameof(SearchPage.Layout)] = layout, [nameof(SearchPage.Head)] = head, [nameof(SearchPage.Content)] = content });
    }

    private static SearchContent CreateContent(string lang, SearchPageQuery query, SearchAnswer answer, PageLayout layout, IReadOnlyList<PageLink> sections)
    {
        var results = answer.Results;
        return new SearchContent
        {
            Text = query.Text,
            Total = results.Total,
            IsPartial = results.IsPartial,
            Suggestion = results.Suggestion is { } text ? new PageLink(new SearchPageQuery { Text = text }.CreatePath(lang), text) : null,
            Stories = [.. results.Hits.Select(hit => new SearchStory(ArticleTeasers.Create(hit.Article, layout.SiteName), hit.Title, hit.Snippet))],
            Orders =
            [
                new SearchChoice("Search.Relevance", query.IsByDate ? (query with { IsByDate = false, Cursor = null }).CreatePath(lang) : null),
                new SearchChoice("Search.Date", query.IsByDate ? null : (query with { IsByDate = true, Cursor = null }).CreatePath(lang)),
            ],
            Filters =
            [
                .. new[]
                {
                    CreateFilter("Search.Sections", results.Facets.Sections, query.Section, value => query with { Section = value }),
                    CreateFilter("Search.Years", results.Facets.Years, query.Year?.ToString(CultureInfo.InvariantCulture), value => query with { Year = value is null ? null : int.Parse(value, CultureInfo.InvariantCulture) }),
                    CreateFilter("Search.Sources", results.Facets.Sources, query.Source, value => query with { Source = value }),
                }.OfType<SearchFilter>(),
            ],
            First = query.Cursor is null ? null : (query with { Cursor = null }).CreatePath(lang),
            Next = answer.Next is { } next ? (query with { Cursor = SearchService.CreateCursor(next.Offset) }).CreatePath(lang) : null,
            Sections = sections,
        };

        // A single value that all results have divides nothing.
        SearchFilter? CreateFilter(string name, IReadOnlyList<SearchFacet> facets, string? selected, Func<string?, SearchPageQuery> change) =>
            selected is not null
                ? new SearchFilter(name, [new SearchFilterOption(facets.FirstOrDefault(facet => facet.Value == selected)?.Title ?? selected, Count: null, (change(null) with { Cursor = null }).CreatePath(lang))])
            : facets.Count < 2 ? null
            : new SearchFilter(name, [.. facets.Take(10).Select(facet => new SearchFilterOption(facet.Title, facet.Count, (change(facet.Value) with { Cursor = null }).CreatePath(lang)))]);
    }
}

/// <summary>The query string of a search page. Unknown parameters are ignored: other sites add theirs to links.</summary>
internal sealed record SearchPageQuery
{
    public required string Text { get; init; }

    public string? Section { get; init; }

    public int? Year { get; init; }

    public string? Source { get; init; }

    public bool IsByDate { get; init; }

    public string? Cursor { get; init; }

    /// <returns>The query; <see langword="null"/> when a value is none that a link of this site has.</returns>
    public static SearchPageQuery? TryRead(IQueryCollection query)
    {
        var text = (query["q"].FirstOrDefault() ?? "").Trim();
        var section = Read("section");
        var source = Read("source");
        var cursor = Read("cursor");
        int? year = int.TryParse(Read("year"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 10_000 ? number : null;
        return (section is not null && !Slugs.IsPath(section)) || (source is not null && !Slugs.IsSlug(source)) || (Read("year") is not null && year is null)
            || (cursor is not null && !SearchService.TryParseCursor(cursor, out _))
                ? null
                : new SearchPageQuery
                {
                    // What is longer was not typed into the form.
                    Text = text.Length <= SearchRequest.MaxTextLength ? text : text[..SearchRequest.MaxTextLength],
                    Section = section,
                    Year = year,
                    Source = source,
                    IsByDate = Read("sort") == "date",
                    Cursor = cursor,
                };

        string? Read(string name) => query[name].FirstOrDefault() is { Length: > 0 and <= 400 } value ? value : null;
    }

    public SearchRequest CreateRequest(string lang, DateOnly today) => new()
    {
        Text = Text,
        Lang = lang,
        Section = Section,
        Source = Source,
        From = Year is { } year ? new DateOnly(year, 1, 1) : null,
        To = Year is { } until ? new DateOnly(until, 12, 31) : null,
        Sort = IsByDate ? SearchSort.Date : SearchSort.Relevance,
        Offset = Cursor is not null && SearchService.TryParseCursor(Cursor, out var offset) ? offset : 0,
        Today = today,
    };

    /// <summary>The path with query of this search in a language.</summary>
    public string CreatePath(string lang)
    {
        (string Name, string? Value)[] all =
            [("q", Text.Length == 0 ? null : Text), ("section", Section), ("year", Year?.ToString(CultureInfo.InvariantCulture)), ("source", Source), ("sort", IsByDate ? "date" : null), ("cursor", Cursor)];
        var query = string.Join('&', all.Where(pair => pair.Value is not null).Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value!)}"));
        return PageLayoutFactory.Search(lang) + (query.Length == 0 ? "" : "?" + query);
    }
}

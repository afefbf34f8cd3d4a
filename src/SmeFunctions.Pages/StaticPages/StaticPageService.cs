using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SmeFunctions.Pages.Errors;
using SmeFunctions.Pages.Layout;
using SmeFunctions.Pages.Lists;
using SmeFunctions.Pages.Serving;
using SmeFunctions.Pages.Localization;
using SmeFunctions.Portal;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Pages.StaticPages;

/// <summary>Serves the about page and the contact page.</summary>
public sealed class StaticPageService(
    SectionNavigation sections,
    PageLayoutFactory layouts,
    ErrorPageService errors,
    PageRenderer renderer,
    ReadingCache cache,
    IOptions<PortalOptions> portal,
    IOptions<PagesOptions> options)
{
    public ValueTask<Page> AboutAsync(HttpRequest request, string lang, CancellationToken cancellationToken) =>
        FindAsync(request, lang, static (addresses, lang) => addresses.About(lang), About, cancellationToken);

    public ValueTask<Page> ContactAsync(HttpRequest request, string lang, CancellationToken cancellationToken) =>
        FindAsync(request, lang, static (addresses, lang) => addresses.Contact(lang), Contact, cancellationToken);

    private async ValueTask<Page> FindAsync(
        HttpRequest request, string lang, Func<PublicAddresses, string, Uri> addressIn, Func<LocalizedText, PageLayout, StaticPageContent> write, CancellationToken cancellationToken)
    {
        if (!layouts.Has(lang))
        {
            return errors.GetAsync(request, lang, StatusCodes.Status404NotFound);
        }

        var addresses = PublicAddresses.Create(request, portal.Value);
        var address = addressIn(addresses, lang);
        var key = string.Create(CultureInfo.InvariantCulture, $"page|{address}");
        return cache.TryGet<Page>(key, options.Value.FreshFor, out var kept)
            ? kept.Value
            : (await cache.GetAsync<Page>(
                key,
                options.Value.FreshFor,
                async (known, token) =>
                {
                    var map = await sections.GetAsync(lang, token);
                    return await Page.CreateAsync(known, [map], staleAge: null, () => RenderAsync(addresses, address, addressIn, lang, map, write));
                },
                page => page.Size,
                cancellationToken)).Value;
    }

    private Task<CachedResponse> RenderAsync(
        PublicAddresses addresses, Uri address, Func<PublicAddresses, string, Uri> addressIn, string lang, SectionsOfLanguage map, Func<LocalizedText, PageLayout, StaticPageContent> write)
    {
        var layout = layouts.Create(lang, map.Navigation);
        var content = write(layout.Text, layout);
        var head = new PageHead
        {
            Title = content.Title,
            Description = content.Paragraphs is [var first, ..] ? first : null,
            Canonical = address,
            Alternates = PublicAddresses.GetAlternates([.. layouts.Languages.Select(other => (other, addressIn(addresses, other)))], layouts.Languages),
            Feeds = PageLayoutFactory.CreateFeedLinks(lang, section: null, layout.SiteName),
            LanguageLinks = layouts.CreateLanguageLinks(lang, other => addressIn(addresses, other).PathAndQuery),
            Data = [Articles.StructuredData.CreateBreadcrumb([new PageLink(layout.Home, layout.Text["Home"])], new PageLink(address.PathAndQuery, content.Title), addresses.Site)],
        };
        return renderer.RenderAsync<StaticPage>(
            new Dictionary<string, object?> { [nameof(StaticPage.Layout)] = layout, [nameof(StaticPage.Head)] = head, [nameof(StaticPage.Content)] = content });
    }

    private StaticPageContent About(LocalizedText text, PageLayout layout) => new()
    {
        Title = text.Format("About", layout.SiteName),
        Paragraphs = Paragraphs(options.Value.About.TryGetValue(text.Lang, out var own) ? own : text.Format("About.Text", layout.SiteName)),
        Entries =
        [
            new(text["About.Feeds"], [.. PageLayoutFactory.CreateFeedLinks(text.Lang, section: null, layout.SiteName).Select(feed => new PageLink(feed.Path, feed.Title))]),
            new(text["About.Interface"], [new PageLink("/api/docs", "/api/docs")]),
        ],
    };

    private StaticPageContent Contact(LocalizedText text, PageLayout layout)
    {
        var settings = options.Value;
        var entries = new List<StaticPageEntry>();
        if (settings.Email is { } email)
        {
            entries.Add(new(text["Contact.Email"], [new PageLink($"mailto:{email}", email)]));
        }

        if (settings.Telephone is { } telephone)
        {
            entries.Add(new(text["Contact.Telephone"], [new PageLink($"tel:{telephone.Replace(" ", "", StringComparison.Ordinal)}", telephone)]));
        }

        if (settings.Address.TryGetValue(text.Lang, out var address))
        {
            entries.Add(new(text["Contact.Address"], [], address));
        }

        return new StaticPageContent
        {
            Title = text["Contact"],
            Paragraphs = [text["Contact.Text"], .. entries.Count == 0 ? [text["Contact.None"]] : (string[])[]],
            Entries = entries,
        };
    }

    private static string[] Paragraphs(string text) =>
        text.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}

using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SmeFunctions.Pages.Errors;
using SmeFunctions.Pages.Frame;
using SmeFunctions.Pages.Lists;
using SmeFunctions.Pages.Serving;
using SmeFunctions.Pages.Wording;
using SmeFunctions.Portal;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Pages.Texts;

/// <summary>The pages that tell of the portal itself.</summary>
internal sealed class TextPages(
    SectionMap sections,
    PageFrames frames,
    ErrorPages errors,
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
        HttpRequest request, string lang, Func<PublicAddresses, string, Uri> addressIn, Func<Words, PageFrame, TextContent> write, CancellationToken cancellationToken)
    {
        if (!frames.Has(lang))
        {
            return errors.Of(request, lang, StatusCodes.Status404NotFound);
        }

        var addresses = PublicAddresses.Of(request, portal.Value);
        var address = addressIn(addresses, lang);
        var key = string.Create(CultureInfo.InvariantCulture, $"page|{address}");
        return cache.TryGet<Page>(key, options.Value.FreshFor, out var kept)
            ? kept.Value
            : (await cache.GetAsync<Page>(
                key,
                options.Value.FreshFor,
                async (known, token) =>
                {
                    var map = await sections.OfAsync(lang, token);
                    return await Page.OfAsync(known, [map], staleAge: null, () => RenderAsync(addresses, address, addressIn, lang, map, write));
                },
                page => page.Size,
                cancellationToken)).Value;
    }

    private Task<PreparedAnswer> RenderAsync(
        PublicAddresses addresses, Uri address, Func<PublicAddresses, string, Uri> addressIn, string lang, SectionsOfLanguage map, Func<Words, PageFrame, TextContent> write)
    {
        var frame = frames.Of(lang, map.Navigation);
        var content = write(frame.Words, frame);
        var head = new PageHead
        {
            Title = content.Title,
            Description = content.Paragraphs is [var first, ..] ? first : null,
            Canonical = address,
            Alternates = PublicAddresses.AlternatesOf([.. frames.Languages.Select(other => (other, addressIn(addresses, other)))], frames.Languages),
            Feeds = PageFrames.Feeds(lang, section: null, frame.SiteName),
            Switch = frames.Switch(lang, other => addressIn(addresses, other).PathAndQuery),
            Data = [Articles.StructuredData.Breadcrumb([new PageLink(frame.Home, frame.Words["Home"])], new PageLink(address.PathAndQuery, content.Title), addresses.Site)],
        };
        return renderer.RenderAsync<TextPage>(
            new Dictionary<string, object?> { [nameof(TextPage.Frame)] = frame, [nameof(TextPage.Head)] = head, [nameof(TextPage.Content)] = content });
    }

    private TextContent About(Words words, PageFrame frame) => new()
    {
        Title = words.Of("About", frame.SiteName),
        Paragraphs = Paragraphs(options.Value.About.TryGetValue(words.Lang, out var own) ? own : words.Of("About.Text", frame.SiteName)),
        Entries =
        [
            new(words["About.Feeds"], [.. PageFrames.Feeds(words.Lang, section: null, frame.SiteName).Select(feed => new PageLink(feed.Path, feed.Title))]),
            new(words["About.Interface"], [new PageLink("/api/docs", "/api/docs")]),
        ],
    };

    private TextContent Contact(Words words, PageFrame frame)
    {
        var settings = options.Value;
        var entries = new List<TextEntry>();
        if (settings.Email is { } email)
        {
            entries.Add(new(words["Contact.Email"], [new PageLink($"mailto:{email}", email)]));
        }

        if (settings.Telephone is { } telephone)
        {
            entries.Add(new(words["Contact.Telephone"], [new PageLink($"tel:{telephone.Replace(" ", "", StringComparison.Ordinal)}", telephone)]));
        }

        if (settings.Address.TryGetValue(words.Lang, out var address))
        {
            entries.Add(new(words["Contact.Address"], [], address));
        }

        return new TextContent
        {
            Title = words["Contact"],
            Paragraphs = [words["Contact.Text"], .. entries.Count == 0 ? [words["Contact.None"]] : (string[])[]],
            Entries = entries,
        };
    }

    private static string[] Paragraphs(string text) =>
        text.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}

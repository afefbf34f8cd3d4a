using Microsoft.Extensions.Options;
using SmeFunctions.Pages.Layout;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Reading;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Pages.Lists;

/// <summary>Caches the section counts of each language.</summary>
public sealed class SectionNavigation(SectionCountStore store, ReadingCache cache, IOptions<ReadingOptions> reading, IOptions<PagesOptions> pages)
{
    /// <summary>Gets the sections of a language; none before the first count, and while storage does not answer.</summary>
    public async ValueTask<SectionsOfLanguage> GetAsync(string lang, CancellationToken cancellationToken)
    {
        var key = "sections|" + lang;
        if (cache.TryGet<SectionsOfLanguage>(key, reading.Value.FreshFor, out var kept))
        {
            return kept.Value;
        }

        try
        {
            return (await cache.GetAsync<SectionsOfLanguage>(
                key, reading.Value.FreshFor, (known, token) => LoadAsync(lang, known, token), map => 500 + (300 * map.All.Count), cancellationToken)).Value;
        }
        catch (Exception e) when (VisitEntities.IsStorageFailure(e) && !cancellationToken.IsCancellationRequested)
        {
            // A page without navigation is better than none.
            return SectionsOfLanguage.None;
        }
    }

    private async Task<SectionsOfLanguage> LoadAsync(string lang, SectionsOfLanguage? known, CancellationToken cancellationToken)
    {
        var counts = await store.FindAsync(lang, cancellationToken);
        var version = counts?.ETag.ToString() ?? "";
        // Returns the same object while nothing changed, so that pages are not rendered again.
        return known?.Version == version ? known : new SectionsOfLanguage(lang, version, counts?.Counts.Sections ?? [], pages.Value.MaxSections);
    }
}

/// <summary>The sections of a language.</summary>
public sealed class SectionsOfLanguage(string lang, string version, IReadOnlyList<SectionCount> all, int most)
{
    public static SectionsOfLanguage None { get; } = new("", "", [], 0);

    public string Version => version;

    public IReadOnlyList<SectionCount> All => all;

    /// <summary>Top-level sections, the largest first.</summary>
    public IReadOnlyList<SectionCount> Top { get; } =
    [
        .. all.Where(section => !section.Slug.Contains('/', StringComparison.Ordinal))
            .OrderByDescending(section => section.Articles)
            .ThenBy(section => section.Slug, StringComparer.Ordinal)
            .Take(most),
    ];

    public IReadOnlyList<PageLink> Navigation => field ??= [.. Top.Select(LinkTo)];

    public PageLink LinkTo(SectionCount section) => new(PageLayoutFactory.Section(lang, section.Slug), section.Title);

    public SectionCount? Find(string slug) => all.FirstOrDefault(section => section.Slug == slug);
}

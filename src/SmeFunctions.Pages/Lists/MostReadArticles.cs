using System.Globalization;
using SmeFunctions.Pages.Layout;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Reading;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Pages.Lists;

/// <summary>Caches the most read articles of each language. The visits behind them are up to half a minute old anyway.</summary>
public sealed class MostReadArticles(VisitService visits, ArticleChangeNotifier changes, ReadingCache cache)
{
    private const int MaxPlaces = 5;

    private static readonly TimeSpan _freshFor = TimeSpan.FromSeconds(30);

    private static readonly (VisitWindow Window, string Key)[] _windows =
        [(VisitWindow.Today, "MostRead.Today"), (VisitWindow.SevenDays, "MostRead.Week"), (VisitWindow.ThirtyDays, "MostRead.Month")];

    /// <summary>Gets the rankings of today, 7 and 30 days; that of all time if nobody reads; none while storage does not answer.</summary>
    public async ValueTask<IReadOnlyList<Ranking>> GetAsync(string lang, CancellationToken cancellationToken)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"most-read|{changes.Generation}|{lang}");
        if (cache.TryGet<IReadOnlyList<Ranking>>(key, _freshFor, out var kept))
        {
            return kept.Value;
        }

        try
        {
            return (await cache.GetAsync<IReadOnlyList<Ranking>>(key, _freshFor, (_, token) => LoadAsync(lang, token), _ => 5_000, cancellationToken)).Value;
        }
        catch (Exception e) when (VisitEntities.IsStorageFailure(e) && !cancellationToken.IsCancellationRequested)
        {
            // A page without rankings is better than none.
            return [];
        }
    }

    /// <summary>Selects one ranking where there is room for one: the week, else the month, else any.</summary>
    public static IReadOnlyList<Ranking> SelectRanking(IReadOnlyList<Ranking> all) =>
        (all.Skip(1).FirstOrDefault(ranking => ranking.Items.Count > 0) ?? all.FirstOrDefault(ranking => ranking.Items.Count > 0)) is { } one ? [one] : [];

    private async Task<IReadOnlyList<Ranking>> LoadAsync(string lang, CancellationToken cancellationToken)
    {
        var rankings = new List<Ranking>();
        foreach (var (window, key) in _windows)
        {
            rankings.Add(await LoadAsync(window, key, lang, cancellationToken));
        }

        if (rankings.TrueForAll(ranking => ranking.Items.Count == 0))
        {
            // Imported visits belong to no day, so they show in the ranking of all time only.
            return [await LoadAsync(VisitWindow.All, "MostRead", lang, cancellationToken)];
        }

        return rankings;
    }

    private async Task<Ranking> LoadAsync(VisitWindow window, string key, string lang, CancellationToken cancellationToken) => new(
        key,
        [
            .. (await visits.ListTopAsync(window, lang, section: null, MaxPlaces, cancellationToken)).Select(top =>
                new RankedArticle(PageLayoutFactory.Article(lang, top.Article.Slug), top.Article.Title, top.Article.LangTag, top.Visits)),
        ]);
}

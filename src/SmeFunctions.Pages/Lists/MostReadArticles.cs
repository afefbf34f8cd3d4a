using System.Globalization;
using SmeFunctions.Pages.Layout;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Reading;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Pages.Lists;

/// <summary>The most read articles of each language, kept: the numbers behind them are half a minute old as it is.</summary>
public sealed class MostReadArticles(VisitService visits, ArticleChangeNotifier changes, ReadingCache cache)
{
    private const int MaxPlaces = 5;

    private static readonly TimeSpan _freshFor = TimeSpan.FromSeconds(30);

    private static readonly (VisitWindow Window, string Key)[] _windows =
        [(VisitWindow.Today, "MostRead.Today"), (VisitWindow.SevenDays, "MostRead.Week"), (VisitWindow.ThirtyDays, "MostRead.Month")];

    /// <summary>Today, the week and the month; one of all time while nobody reads; none while storage does not say.</summary>
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
            // A page without them is better than none.
            return [];
        }
    }

    /// <summary>One of them, for where there is room for one: of the week, else of the month, else what there is.</summary>
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
            // A document may bring along how often it was read elsewhere, which is no day's.
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

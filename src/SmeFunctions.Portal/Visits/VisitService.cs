using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Portal.Visits;

/// <summary>Counts and reads the visits of existing articles.</summary>
public sealed class VisitService(VisitCounter counter, VisitStatistics statistics, ArticleCatalog articles)
{
    /// <summary>Candidates for a list of the most read.</summary>
    private const int MaxCandidates = 500;

    /// <summary>Counts a visit; for a former slug, of the current article. A visit of a machine is counted separately.</summary>
    /// <returns>The counts after the visit is stored; <see langword="null"/> when there is no such article.</returns>
    public async ValueTask<VisitResult?> CountAsync(string slug, bool isMachine, CancellationToken cancellationToken)
    {
        if (await FindAsync(slug, cancellationToken) is not { } article)
        {
            return null;
        }

        slug = article.Slug;

        if (!isMachine)
        {
            return await counter.CountAsync(slug, cancellationToken);
        }

        var stored = await counter.CountBotAsync(slug, cancellationToken);
        if (!stored.IsStored)
        {
            return stored;
        }

        var history = await statistics.ReadAsync(slug, days: 1, cancellationToken);
        return new VisitResult(history.Visits, history.Days[^1].Visits, RetryAfter: null);
    }

    /// <summary>Gets the visits of an article by day; three storage calls.</summary>
    /// <returns><see langword="null"/> when there is no such article.</returns>
    public async Task<VisitHistory?> FindHistoryAsync(string slug, int days, CancellationToken cancellationToken) =>
        await FindAsync(slug, cancellationToken) is { } article ? await statistics.ReadAsync(article.Slug, days, cancellationToken) : null;

    /// <summary>Lists the most read articles that exist now.</summary>
    /// <param name="window">Days of the portal, including today.</param>
    /// <param name="lang">The language; <see langword="null"/> for all.</param>
    /// <param name="section">A section's slug, including sections below; <see langword="null"/> for all.</param>
    /// <param name="limit">1 to 100.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<IReadOnlyList<(ArticleSummary Article, long Visits)>> ListTopAsync(
        VisitWindow window, string? lang, string? section, int limit, CancellationToken cancellationToken)
    {
        var top = new List<(ArticleSummary, long)>();
        foreach (var (slug, visits) in await statistics.ListTopAsync(window, MaxCandidates, cancellationToken: cancellationToken))
        {
            if (top.Count < limit
                && await FindAsync(slug, cancellationToken) is { } article
                && (lang is null || article.Lang == lang)
                && (section is null || article.Section.Slug == section || article.Section.Slug.StartsWith(section + '/', StringComparison.Ordinal)))
            {
                top.Add((ArticleSummary.FromArticle(article), visits));
            }
        }

        return top;
    }

    /// <summary>The visits of the whole site by day; those of machines are separate.</summary>
    public Task<IReadOnlyList<SiteDayVisits>> ListDaysAsync(int days, CancellationToken cancellationToken) =>
        statistics.ListDaysAsync(days, cancellationToken);

    private async ValueTask<Article?> FindAsync(string slug, CancellationToken cancellationToken) =>
        (await articles.ResolveAliasAsync(slug, cancellationToken))?.Value.Stored.Article;
}

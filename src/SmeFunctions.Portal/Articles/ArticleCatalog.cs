using System.Globalization;
using Microsoft.Extensions.Options;
using SmeFunctions.Documents;
using SmeFunctions.Portal.Reading;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Portal.Articles;

/// <summary>
/// Serves articles and lists with their visits. Usually everything comes from memory; <see cref="ReadingOptions"/> sets how old it may be.
/// </summary>
public sealed class ArticleCatalog(
    ArticleStore articles,
    ArticleListReader lists,
    ArticleChangeNotifier changes,
    VisitCountReader visits,
    ReadingCache cache,
    TimeProvider time,
    IOptions<PortalOptions> portal,
    IOptions<ReadingOptions> options)
{
    /// <summary>Articles of the section, and of the language, that are candidates for related articles.</summary>
    private const int Candidates = 100;

    private readonly ReadingOptions _options = options.Value;

    /// <summary>The languages of the portal.</summary>
    public IReadOnlyList<string> Languages => portal.Value.Languages;

    /// <summary>Finds an article. At most one storage call per freshness period, however many callers there are.</summary>
    public ValueTask<Cached<CachedArticle>?> ResolveAsync(string slug, CancellationToken cancellationToken) =>
        // The slug is the key of a cached article, so that a hit needs no check of the slug. All other keys contain a bar.
        !slug.Contains('|', StringComparison.Ordinal) && cache.TryGet<CachedArticle>(ArticleChangeNotifier.GetCacheKey(slug), _options.FreshFor, out var kept) ? new(kept)
        : Slugs.IsSlug(slug) ? LoadAsync(slug, cancellationToken)
        : default;

    /// <summary>The same; for a former slug, the article that it leads to.</summary>
    public async ValueTask<Cached<CachedArticle>?> ResolveAliasAsync(string slug, CancellationToken cancellationToken)
    {
        var kept = await ResolveAsync(slug, cancellationToken);
        return kept?.Value.Stored.AliasOf is { } target ? await ResolveAsync(target, cancellationToken) : kept;
    }

    /// <returns>The article, its new slug, that it was taken down, or that there never was one.</returns>
    public async ValueTask<ArticleResult> FindAsync(string slug, CancellationToken cancellationToken)
    {
        if (await ResolveAsync(slug, cancellationToken) is not { } kept)
        {
            return ArticleResult.NotFound.Instance;
        }

        var lookup = kept.Value.Stored;
        if (lookup.Article is not { } article)
        {
            if (lookup.AliasOf is { } target && await ResolveAsync(target, cancellationToken) is { } there)
            {
                lookup = there.Value.Stored;
                if (lookup.Article is not null)
                {
                    return new ArticleResult.Moved(target, cache.StaleAge(kept.ReadAt));
                }
            }

            return lookup.IsGone ? ArticleResult.Gone.Instance : ArticleResult.NotFound.Instance;
        }

        var staleAge = cache.StaleAge(kept.ReadAt);
        var (now, generation) = (time.GetTimestamp(), changes.Generation);
        if (kept.Value.Dependencies is { } shown && shown.Generation == generation && time.GetElapsedTime(shown.At, now) < _options.VisitCountsFreshFor)
        {
            return new ArticleResult.Found(kept.Value, shown.Context, shown.Visits, staleAge);
        }

        var number = GetVisitCountAsync(kept.Value, slug, cancellationToken);
        var context = await GetContextAsync(article, cancellationToken);
        var looked = new ArticleDependencies(context, await number, now, generation);
        if (!ReferenceEquals(context, ArticleContext.None))
        {
            kept.Value.Dependencies = looked;
        }

        return new ArticleResult.Found(kept.Value, context, looked.Visits, staleAge);
    }

    /// <summary>Lists a page of articles, newest first; one storage call per language and freshness period.</summary>
    public async ValueTask<ArticlePage> ListAsync(ArticleQuery query, CancellationToken cancellationToken)
    {
        var kept = await GetCachedListAsync(query, cancellationToken);
        var staleAge = cache.StaleAge(kept.ReadAt);
        var now = time.GetTimestamp();
        if (kept.Value.VisitCounts is { } shown && time.GetElapsedTime(shown.At, now) < _options.VisitCountsFreshFor)
        {
            return new ArticlePage(kept.Value, shown.Visits, staleAge);
        }

        var numbers = await GetVisitCountsAsync(kept.Value, cancellationToken);
        kept.Value.VisitCounts = new ListVisitCounts(numbers, now);
        return new ArticlePage(kept.Value, numbers, staleAge);
    }

    /// <summary>The same without visits, with the age if storage does not answer.</summary>
    public async ValueTask<(CachedList List, TimeSpan? StaleAge)> ReadListAsync(ArticleQuery query, CancellationToken cancellationToken)
    {
        var kept = await GetCachedListAsync(query, cancellationToken);
        return (kept.Value, cache.StaleAge(kept.ReadAt));
    }

    private async ValueTask<Cached<CachedArticle>?> LoadAsync(string slug, CancellationToken cancellationToken) =>
        await cache.GetAsync<CachedArticle>(
            ArticleChangeNotifier.GetCacheKey(slug),
            _options.FreshFor,
            async (known, token) =>
            {
                var found = await articles.FindAsync(slug, known?.Stored, token);
                return known is not null && ReferenceEquals(found, known.Stored) ? known : new CachedArticle(found);
            },
            article => article.Size,
            cancellationToken);

    // An old number is better than no article.
    private async ValueTask<long> GetVisitCountAsync(CachedArticle article, string slug, CancellationToken cancellationToken)
    {
        try
        {
            return await visits.GetAsync(slug, cancellationToken);
        }
        catch (Exception e) when (VisitEntities.IsStorageFailure(e) && !cancellationToken.IsCancellationRequested)
        {
            return article.Dependencies?.Visits ?? 0;
        }
    }

    private async ValueTask<IReadOnlyDictionary<string, long>> GetVisitCountsAsync(CachedList list, CancellationToken cancellationToken)
    {
        try
        {
            return await visits.GetManyAsync(list.Items.Select(article => article.Summary.Slug), cancellationToken);
        }
        catch (Exception e) when (VisitEntities.IsStorageFailure(e) && !cancellationToken.IsCancellationRequested)
        {
            return list.VisitCounts?.Visits ?? new Dictionary<string, long>();
        }
    }

    private ValueTask<Cached<CachedList>> GetCachedListAsync(ArticleQuery query, CancellationToken cancellationToken)
    {
        // A change that this process made may affect every list.
        var key = string.Create(CultureInfo.InvariantCulture, $"list|{changes.Generation}|{query.Key}");
        return cache.TryGet<CachedList>(key, _options.FreshFor, out var kept) ? new(kept) : LoadAsync(key, query, cancellationToken);
    }

    private ValueTask<Cached<CachedList>> LoadAsync(string key, ArticleQuery query, CancellationToken cancellationToken) =>
        cache.GetAsync<CachedList>(
            key,
            _options.FreshFor,
            async (_, token) => await LoadAsync(query, token),
            list => list.Size,
            cancellationToken);

    private async Task<CachedList> LoadAsync(ArticleQuery query, CancellationToken cancellationToken)
    {
        var after = query.Cursor?.Position ?? (query.To is { } to ? ArticleKeys.GetKeyBeforeDay(to) : "");
        var before = query.From is { } from ? ArticleKeys.GetKeyAfterDay(from) : "}";

        // One more than requested shows whether there is a next page.
        var read = await Task.WhenAll((query.Lang is { } lang ? [lang] : Languages)
            .Select(language => lists.ListAsync(language, query.List, after, before, query.Limit + 1, cancellationToken)));
        var found = read
            .SelectMany(list => list)
            .OrderBy(article => article.Position, StringComparer.Ordinal)
            // An article that moves between two languages while both are read is in both.
            .DistinctBy(article => article.Position)
            .Take(query.Limit + 1)
            .ToList();

        var items = found.Take(query.Limit).ToList();
        return new CachedList(items, found.Count > query.Limit ? query with { Cursor = new ArticleCursor(items[^1].Position) } : null);
    }

    private async ValueTask<ArticleContext> GetContextAsync(Article article, CancellationToken cancellationToken)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"around|{changes.Generation}|{article.Slug}");
        return cache.TryGet<ArticleContext>(key, _options.ContextFreshFor, out var kept)
            ? kept.Value
            : await LoadContextAsync(key, article, cancellationToken);
    }

    private async Task<ArticleContext> LoadContextAsync(string key, Article article, CancellationToken cancellationToken)
    {
        try
        {
            var kept = await cache.GetAsync<ArticleContext>(
                key, _options.ContextFreshFor, async (_, token) => await LoadContextAsync(article, token), _ => 3_000, cancellationToken);
            return kept.Value;
        }
        catch (Exception e) when (VisitEntities.IsStorageFailure(e) && !cancellationToken.IsCancellationRequested)
        {
            // The article exists, and is shown without neighbors rather than not at all. The next request asks for them again.
            return ArticleContext.None;
        }
    }

    private async Task<ArticleContext> LoadContextAsync(Article article, CancellationToken cancellationToken)
    {
        var section = ArticleList.ForSection(article.Section.Slug);
        var position = ArticleKeys.CreatePosition(article.Published, article.Slug);
        var older = lists.ListAsync(article.Lang, section, position, "}", limit: 1, cancellationToken);
        var newer = lists.FindNewerAsync(article.Lang, section, article.Published, position, cancellationToken);
        var query = new ArticleQuery { Lang = article.Lang, Limit = Candidates };
        var near = GetCachedListAsync(query with { List = section }, cancellationToken).AsTask();
        var far = GetCachedListAsync(query, cancellationToken).AsTask();
        await Task.WhenAll(older, newer, near, far);

        var previous = (await older).Count > 0 ? (await older)[0].Summary : null;
        var next = (await newer)?.Summary;
        var related = RelatedArticleFinder.Find(
            article,
            (await near).Value.Items.Concat((await far).Value.Items).Select(item => item.Summary),
            [previous?.Slug, next?.Slug]);
        return new ArticleContext(
            previous is null ? null : ArticleLink.Create(previous),
            next is null ? null : ArticleLink.Create(next),
            [.. related.Select(ArticleLink.Create)]);
    }
}

/// <summary>The result of finding an article.</summary>
public abstract record ArticleResult
{
    private ArticleResult()
    {
    }

    /// <param name="Cached">The article with its response.</param>
    /// <param name="Context">Its neighbors and related articles.</param>
    /// <param name="Visits">Its visits.</param>
    /// <param name="StaleAge">The age of the article when storage does not answer.</param>
    internal sealed record Found(CachedArticle Cached, ArticleContext Context, long Visits, TimeSpan? StaleAge) : ArticleResult
    {
        public ArticleView Article => ArticleView.Create(Cached.Stored.Article!, Visits, Context);

        public CachedResponse GetResponse() => Cached.GetResponse(Context, Visits);
    }

    /// <summary>The slug is a former one.</summary>
    /// <param name="Slug">The current slug.</param>
    /// <param name="StaleAge">The age of this answer when storage does not answer.</param>
    internal sealed record Moved(string Slug, TimeSpan? StaleAge) : ArticleResult;

    /// <summary>The article was taken down.</summary>
    internal sealed record Gone : ArticleResult
    {
        public static Gone Instance { get; } = new();
    }

    /// <summary>There never was such an article.</summary>
    internal sealed record NotFound : ArticleResult
    {
        public static NotFound Instance { get; } = new();
    }
}

using System.Globalization;
using Microsoft.Extensions.Options;
using SmeFunctions.Documents;
using SmeFunctions.Portal.Reading;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Portal.Articles;

/// <summary>
/// What readers ask for: articles and lists of them, with their visits. All of it comes from memory as a rule; <see cref="ReadingOptions"/>
/// says how old it may be.
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
    /// <summary>How many of a section, and of its language, are looked at for related articles.</summary>
    private const int Candidates = 100;

    private readonly ReadingOptions _options = options.Value;

    /// <summary>The languages that can be asked for.</summary>
    public IReadOnlyList<string> Languages => portal.Value.Languages;

    /// <summary>Looks for an article; at most one storage call in the time that it is fresh, however many ask.</summary>
    public ValueTask<Cached<CachedArticle>?> ResolveAsync(string slug, CancellationToken cancellationToken) =>
        // What is kept under it is an article, so that it need not be looked at whether it is a slug; all else is kept under keys with a bar.
        !slug.Contains('|', StringComparison.Ordinal) && cache.TryGet<CachedArticle>(ArticleChangeNotifier.GetCacheKey(slug), _options.FreshFor, out var kept) ? new(kept)
        : Slugs.IsSlug(slug) ? LoadAsync(slug, cancellationToken)
        : default;

    /// <summary>The same, of an old slug the article that it leads to.</summary>
    public async ValueTask<Cached<CachedArticle>?> ResolveAliasAsync(string slug, CancellationToken cancellationToken)
    {
        var kept = await ResolveAsync(slug, cancellationToken);
        return kept?.Value.Stored.AliasOf is { } target ? await ResolveAsync(target, cancellationToken) : kept;
    }

    /// <returns>The article, where it went, that it was taken down, or that there never was one.</returns>
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

    /// <summary>A page of a list, newest first; one storage call a language in the time that it is fresh.</summary>
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

    /// <summary>The same without their visits, and how old it is when storage does not answer.</summary>
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

    // Better the number that was shown last, however old, than no article.
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
        // After a change of this process's own all lists are other ones.
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

        // One more than asked for tells whether there is a next page.
        var read = await Task.WhenAll((query.Lang is { } lang ? [lang] : Languages)
            .Select(language => lists.ListAsync(language, query.List, after, before, query.Limit + 1, cancellationToken)));
        var found = read
            .SelectMany(list => list)
            .OrderBy(article => article.Position, StringComparer.Ordinal)
            // One that goes from a language to another while both are read is in both.
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
            // The article itself is there: better without neighbours than not at all. They are asked for again with the next request.
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

/// <summary>What a look for an article found.</summary>
public abstract record ArticleResult
{
    private ArticleResult()
    {
    }

    /// <param name="Cached">The article, and the answer made of it.</param>
    /// <param name="Context">What stands around it.</param>
    /// <param name="Visits">How many there were.</param>
    /// <param name="StaleAge">How old it is, when storage does not answer.</param>
    internal sealed record Found(CachedArticle Cached, ArticleContext Context, long Visits, TimeSpan? StaleAge) : ArticleResult
    {
        public ArticleView Article => ArticleView.Create(Cached.Stored.Article!, Visits, Context);

        public CachedResponse GetResponse() => Cached.GetResponse(Context, Visits);
    }

    /// <summary>It is an old slug of an article.</summary>
    /// <param name="Slug">Under which that is now.</param>
    /// <param name="StaleAge">How old that is, when storage does not answer.</param>
    internal sealed record Moved(string Slug, TimeSpan? StaleAge) : ArticleResult;

    /// <summary>There was one, and it was taken down.</summary>
    internal sealed record Gone : ArticleResult
    {
        public static Gone Instance { get; } = new();
    }

    /// <summary>There never was one.</summary>
    internal sealed record NotFound : ArticleResult
    {
        public static NotFound Instance { get; } = new();
    }
}

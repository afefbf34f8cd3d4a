using Microsoft.Extensions.Caching.Memory;

namespace SmeFunctions.Portal.Articles;

/// <summary>
/// Which articles there are, remembered for some seconds: a visit must not cost a read of the article. However many ask at the same
/// time, storage is asked once.
/// </summary>
internal sealed class KnownArticles(ArticleStore articles, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan _freshFor = TimeSpan.FromSeconds(10);

    // A summary is about 1 KB.
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = 50_000 });

    /// <returns>The article's summary; <see langword="null"/> when there is none, or it was taken down.</returns>
    public async ValueTask<ArticleSummary?> FindAsync(string slug, CancellationToken cancellationToken)
    {
        if (!Slugs.IsSlug(slug))
        {
            return null;
        }

        var now = time.GetUtcNow();
        if (!_cache.TryGetValue(slug, out Entry? entry) || entry is null || now - entry.At >= _freshFor || entry.Summary.IsFaulted)
        {
            // Not with the caller's token: others wait for the same answer. Two that come here together both ask; that is rare and harmless.
            entry = new Entry(ReadAsync(slug), now);
            _cache.Set(slug, entry, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = _freshFor * 2 });
        }

        return await entry.Summary.WaitAsync(cancellationToken);
    }

    public void Dispose() => _cache.Dispose();

    private async Task<ArticleSummary?> ReadAsync(string slug) =>
        (await articles.FindAsync(slug, CancellationToken.None)).Article is { } article ? ArticleSummary.Of(article) : null;

    private sealed record Entry(Task<ArticleSummary?> Summary, DateTimeOffset At);
}

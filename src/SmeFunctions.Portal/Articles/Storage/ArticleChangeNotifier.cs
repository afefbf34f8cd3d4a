using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Portal.Articles;

/// <summary>
/// Invalidates the cache of this process for changes that it makes itself. Changes of other processes show when the cache is no longer fresh.
/// </summary>
public sealed class ArticleChangeNotifier(ReadingCache cache)
{
    private long _generation;

    /// <summary>Changes with each publication; a part of the cache keys of lists.</summary>
    public long Generation => Volatile.Read(ref _generation);

    /// <summary>An article was published or taken down.</summary>
    public void Publish(string slug)
    {
        Interlocked.Increment(ref _generation);
        cache.Expire(GetCacheKey(slug));
    }

    /// <summary>The cache key of an article is its slug, so a request needs no new string.</summary>
    public static string GetCacheKey(string slug) => slug;
}

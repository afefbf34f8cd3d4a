using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Portal.Articles;

/// <summary>What this process itself changes in storage is seen by its readers at once; that of others when what is kept is no longer fresh.</summary>
public sealed class ArticleChangeNotifier(ReadingCache cache)
{
    private long _generation;

    /// <summary>Another number after each change; a part of the keys of what any change may alter.</summary>
    public long Generation => Volatile.Read(ref _generation);

    /// <summary>An article was published or taken down.</summary>
    public void Publish(string slug)
    {
        Interlocked.Increment(ref _generation);
        cache.Expire(GetCacheKey(slug));
    }

    /// <summary>Under which an article is kept: under its slug, so that no text is made for each request.</summary>
    public static string GetCacheKey(string slug) => slug;
}

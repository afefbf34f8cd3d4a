using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Portal.Articles;

/// <summary>What this process itself changes in storage is seen by its readers at once; that of others when what is kept is no longer fresh.</summary>
internal sealed class ArticleChanges(ReadingCache cache)
{
    private long _generation;

    /// <summary>Another number after each change; a part of the keys of what any change may alter.</summary>
    public long Generation => Volatile.Read(ref _generation);

    /// <summary>An article was published or taken down.</summary>
    public void Tell(string slug)
    {
        Interlocked.Increment(ref _generation);
        cache.Expire(KeyOf(slug));
    }

    /// <summary>Under which an article is kept: under its slug, so that no text is made for each request.</summary>
    public static string KeyOf(string slug) => slug;
}

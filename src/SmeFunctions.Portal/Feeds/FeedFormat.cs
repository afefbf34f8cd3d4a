namespace SmeFunctions.Portal.Feeds;

/// <summary>A format of feeds.</summary>
internal sealed class FeedFormat
{
    private readonly Func<Feed, byte[]> _write;

    private FeedFormat(string ending, string mediaType, Func<Feed, byte[]> write)
    {
        Extension = ending;
        MediaType = mediaType;
        _write = write;
    }

    public static IReadOnlyList<FeedFormat> All { get; } =
    [
        new("rss", "application/rss+xml", SyndicationWriter.WriteRss),
        new("atom", "application/atom+xml", SyndicationWriter.WriteAtom),
        new("json", "application/feed+json", JsonFeedWriter.Write),
    ];

    /// <summary>The extension in the feed's name: <c>rss</c> in <c>en.rss</c>.</summary>
    public string Extension { get; }

    public string MediaType { get; }

    public byte[] Write(Feed feed) => _write(feed);
}

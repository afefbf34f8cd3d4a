using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Portal.Feeds;

/// <summary>The newest articles of a language or a section, as feed readers get them. No text in it has what XML does not take.</summary>
internal sealed record Feed
{
    public required Uri Id { get; init; }

    /// <summary>The site's name, with the section's before it.</summary>
    public required string Title { get; init; }

    public required string SiteName { get; init; }

    public required string Lang { get; init; }

    /// <summary>Where this feed is.</summary>
    public required Uri Self { get; init; }

    /// <summary>The page that it is the feed of.</summary>
    public required Uri Page { get; init; }

    public required IReadOnlyList<Uri> Hubs { get; init; }

    /// <summary>The latest change of an article in it.</summary>
    public required DateTimeOffset Updated { get; init; }

    public required int MinutesToLive { get; init; }

    /// <summary>Newest first.</summary>
    public required IReadOnlyList<FeedItem> Items { get; init; }

    /// <summary>
    /// A name that stays the same wherever the portal is served from: readers of a feed that moves to another host would see all of it as
    /// new otherwise. A UUID of version 8 (RFC 9562), made of a hash.
    /// </summary>
    public static Uri CreateId(string kind, string name)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}|{name}")).AsSpan(0, 16);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Uri($"urn:uuid:{new Guid(hash, bigEndian: true)}");
    }
}

/// <summary>An article in a feed.</summary>
internal sealed record FeedItem
{
    // A reader of feeds does not know what an address without a host is relative to. The markup is our own sanitiser's: attributes in double
    // quotes. Up to the first character after the slash, which is another slash where a host follows.
    private static readonly Regex _imageAddress = new(
        """<img\b([^>"]|"[^"]*")*?\ssrc="/[^/"]""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));

    public required Uri Id { get; init; }

    public required Uri Page { get; init; }

    public required string Title { get; init; }

    public required string Html { get; init; }

    public required string Summary { get; init; }

    /// <summary>The first moment of the day of publication, where the portal is.</summary>
    public required DateTimeOffset Published { get; init; }

    public required DateTimeOffset Updated { get; init; }

    /// <summary>Who wrote it, or who it is from; <see langword="null"/> when it does not say.</summary>
    public string? Author { get; init; }

    public required string Lang { get; init; }

    /// <summary>The section's title, then what the document says it is about.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    public static FeedItem Create(Article article, PublicAddresses addresses, TimeZoneInfo zone) => new()
    {
        Id = Feed.CreateId("article", article.Slug),
        Page = addresses.Article(article.Lang, article.Slug),
        Title = XmlText.Clean(article.Title),
        Html = _imageAddress.Replace(XmlText.Clean(article.Html), image => image.Value[..^2] + addresses.Site.AbsoluteUri.TrimEnd('/') + image.Value[^2..]),
        Summary = XmlText.Clean(article.Summary),
        Published = GetStart(article.Published, zone),
        Updated = article.Updated,
        Author = (article.Author ?? article.Source) is { } author && XmlText.Clean(author).Trim() is { Length: > 0 } name ? name : null,
        Lang = article.LangTag,
        Tags = [.. article.Tags.Prepend(article.Section.Title).Select(XmlText.Clean).Where(tag => tag.Length > 0).Distinct()],
    };

    private static DateTimeOffset GetStart(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Unspecified);
        return midnight.Year is <= 1 or >= 9999 ? new DateTimeOffset(midnight, TimeSpan.Zero) : new DateTimeOffset(midnight, zone.GetUtcOffset(midnight));
    }
}

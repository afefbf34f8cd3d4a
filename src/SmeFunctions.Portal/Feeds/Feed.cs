using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Portal.Feeds;

/// <summary>The newest articles of a language or section, for feed readers. Its texts contain only characters that XML allows.</summary>
internal sealed record Feed
{
    public required Uri Id { get; init; }

    /// <summary>The title of the section, if any, and the site's name.</summary>
    public required string Title { get; init; }

    public required string SiteName { get; init; }

    public required string Lang { get; init; }

    /// <summary>The address of the feed.</summary>
    public required Uri Self { get; init; }

    /// <summary>The page of the same articles.</summary>
    public required Uri Page { get; init; }

    public required IReadOnlyList<Uri> Hubs { get; init; }

    /// <summary>The last change of an article in the feed.</summary>
    public required DateTimeOffset Updated { get; init; }

    public required int MinutesToLive { get; init; }

    /// <summary>Newest first.</summary>
    public required IReadOnlyList<FeedItem> Items { get; init; }

    /// <summary>
    /// An id that does not depend on the host. Otherwise all items would look new after a move. A UUID of version 8 (RFC 9562), made from a hash.
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
    // Feed readers do not know the base of a relative address, so addresses become absolute. The HTML is our sanitizer's, so attributes have double
    // quotes. The pattern ends with the character after the slash: another slash means that a host follows.
    private static readonly Regex _imageAddress = new(
        """<img\b([^>"]|"[^"]*")*?\ssrc="/[^/"]""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));

    public required Uri Id { get; init; }

    public required Uri Page { get; init; }

    public required string Title { get; init; }

    public required string Html { get; init; }

    public required string Summary { get; init; }

    /// <summary>Midnight of the day of publication in the portal's time zone.</summary>
    public required DateTimeOffset Published { get; init; }

    public required DateTimeOffset Updated { get; init; }

    /// <summary>The author, or the source; <see langword="null"/> when the document states neither.</summary>
    public string? Author { get; init; }

    public required string Lang { get; init; }

    /// <summary>The title of the section, then the tags.</summary>
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

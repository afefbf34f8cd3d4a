using SmeFunctions.Pages.Localization;

namespace SmeFunctions.Pages.Layout;

/// <summary>What stands around every page of a language.</summary>
public sealed record PageLayout
{
    public required LocalizedText Text { get; init; }

    public required string SiteName { get; init; }

    /// <summary>Path of the language's home page.</summary>
    public required string Home { get; init; }

    public required string About { get; init; }

    public required string Contact { get; init; }

    /// <summary>The sections of the navigation.</summary>
    public required IReadOnlyList<PageLink> Sections { get; init; }

    /// <summary>Sponsor, director and undertaker, as far as there are any.</summary>
    public required IReadOnlyList<string> Imprint { get; init; }

    public required string Style { get; init; }

    public required string Script { get; init; }

    public required string Icon { get; init; }
}

/// <param name="Path">From the site's root, percent-encoded.</param>
/// <param name="Text">What it leads to.</param>
public sealed record PageLink(string Path, string Text);

/// <summary>The same page, or the nearest there is to it, in another language.</summary>
/// <param name="Lang">As in addresses and settings.</param>
/// <param name="Tag">As in <c>lang</c> attributes.</param>
/// <param name="Name">What the language calls itself.</param>
/// <param name="Path">From the site's root, percent-encoded.</param>
public sealed record LanguageLink(string Lang, string Tag, string Name, string Path);

/// <summary>What the head of a page says of it.</summary>
public sealed record PageHead
{
    /// <summary>Without the portal's name.</summary>
    public required string Title { get; init; }

    public string? Description { get; init; }

    /// <summary><see langword="null"/> for a page that has no address of its own, as an error has none.</summary>
    public Uri? Canonical { get; init; }

    /// <summary>This page and those that say the same in other languages, by <c>hreflang</c>; none when there is no other.</summary>
    public IReadOnlyList<(string Lang, Uri Page)> Alternates { get; init; } = [];

    public IReadOnlyList<FeedLink> Feeds { get; init; } = [];

    /// <summary>An absolute address.</summary>
    public Uri? Image { get; init; }

    /// <summary>What search engines should not list: pages that are only on the way to others.</summary>
    public bool IsUnlisted { get; init; }

    /// <summary>Set for an article.</summary>
    public ArticleMetadata? Article { get; init; }

    /// <summary>Documents of schema.org, safe to put into a <c>script</c> element.</summary>
    public IReadOnlyList<string> Data { get; init; } = [];

    /// <summary>The languages of the switch.</summary>
    public IReadOnlyList<LanguageLink> LanguageLinks { get; init; } = [];

    /// <summary>Path of the section in the navigation that the page belongs to.</summary>
    public string? CurrentSection { get; init; }
}

/// <summary>A feed of what a page shows.</summary>
public sealed record FeedLink(string MediaType, string Path, string Title);

/// <summary>What Open Graph tells of an article.</summary>
public sealed record ArticleMetadata(DateOnly Published, DateTimeOffset Updated, string Section, IReadOnlyList<string> Tags);

using SmeFunctions.Pages.Localization;

namespace SmeFunctions.Pages.Layout;

/// <summary>The frame of every page of a language.</summary>
public sealed record PageLayout
{
    public required LocalizedText Text { get; init; }

    public required string SiteName { get; init; }

    /// <summary>Path of the language's home page.</summary>
    public required string Home { get; init; }

    public required string About { get; init; }

    public required string Contact { get; init; }

    /// <summary>Path of the language's search page.</summary>
    public required string Search { get; init; }

    /// <summary>Path of the description of the search for browsers.</summary>
    public required string OpenSearch { get; init; }

    /// <summary>The sections of the navigation.</summary>
    public required IReadOnlyList<PageLink> Sections { get; init; }

    /// <summary>Sponsor, director and undertaker, if they are configured.</summary>
    public required IReadOnlyList<string> Imprint { get; init; }

    public required string Style { get; init; }

    public required string Script { get; init; }

    public required string Icon { get; init; }
}

/// <param name="Path">Percent-encoded path.</param>
/// <param name="Text">The link text.</param>
public sealed record PageLink(string Path, string Text);

/// <summary>A link to the same page in another language, or to that language's home page.</summary>
/// <param name="Lang">As in addresses and settings.</param>
/// <param name="Tag">As in <c>lang</c> attributes.</param>
/// <param name="Name">The language's own name.</param>
/// <param name="Path">Percent-encoded path.</param>
public sealed record LanguageLink(string Lang, string Tag, string Name, string Path);

/// <summary>The content of a page's head element.</summary>
public sealed record PageHead
{
    /// <summary>Without the portal's name.</summary>
    public required string Title { get; init; }

    public string? Description { get; init; }

    /// <summary><see langword="null"/> for a page without its own address, such as an error.</summary>
    public Uri? Canonical { get; init; }

    /// <summary>The page in all of its languages, by <c>hreflang</c>; empty when there is only one.</summary>
    public IReadOnlyList<(string Lang, Uri Page)> Alternates { get; init; } = [];

    public IReadOnlyList<FeedLink> Feeds { get; init; } = [];

    /// <summary>An absolute address.</summary>
    public Uri? Image { get; init; }

    /// <summary>Whether search engines should not list the page, such as older pages of a section.</summary>
    public bool IsUnlisted { get; init; }

    /// <summary>What the reader searched for.</summary>
    public string? SearchText { get; init; }

    /// <summary>Set for an article.</summary>
    public ArticleMetadata? Article { get; init; }

    /// <summary>JSON-LD documents, safe inside a <c>script</c> element.</summary>
    public IReadOnlyList<string> Data { get; init; } = [];

    /// <summary>Links to the other languages.</summary>
    public IReadOnlyList<LanguageLink> LanguageLinks { get; init; } = [];

    /// <summary>Path of the navigation entry that the page belongs to.</summary>
    public string? CurrentSection { get; init; }
}

/// <summary>A feed of the page's articles.</summary>
public sealed record FeedLink(string MediaType, string Path, string Title);

/// <summary>Open Graph data of an article.</summary>
public sealed record ArticleMetadata(DateOnly Published, DateTimeOffset Updated, string Section, IReadOnlyList<string> Tags);

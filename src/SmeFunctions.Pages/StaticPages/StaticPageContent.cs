using SmeFunctions.Pages.Layout;

namespace SmeFunctions.Pages.StaticPages;

/// <summary>What a page of the portal's own words shows.</summary>
public sealed record StaticPageContent
{
    public required string Title { get; init; }

    public required IReadOnlyList<string> Paragraphs { get; init; }

    /// <summary>Names of things, and what they are; with an address where one leads.</summary>
    public IReadOnlyList<StaticPageEntry> Entries { get; init; } = [];
}

/// <param name="Name">What it is.</param>
/// <param name="Links">What there is of it.</param>
/// <param name="Text">The same where nothing leads anywhere.</param>
public sealed record StaticPageEntry(string Name, IReadOnlyList<PageLink> Links, string? Text = null);

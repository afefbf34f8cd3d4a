using SmeFunctions.Pages.Layout;

namespace SmeFunctions.Pages.StaticPages;

/// <summary>The content of a static page.</summary>
public sealed record StaticPageContent
{
    public required string Title { get; init; }

    public required IReadOnlyList<string> Paragraphs { get; init; }

    /// <summary>Labelled entries, such as contact data.</summary>
    public IReadOnlyList<StaticPageEntry> Entries { get; init; } = [];
}

/// <param name="Name">The label.</param>
/// <param name="Links">The links.</param>
/// <param name="Text">The text, where there is no link.</param>
public sealed record StaticPageEntry(string Name, IReadOnlyList<PageLink> Links, string? Text = null);

using SmeFunctions.Portal.Editors;

namespace SmeFunctions.Pages.Editor.Documents;

/// <summary>The content of the list of documents.</summary>
internal sealed record DocumentListContent
{
    public required DocumentListQuery Query { get; init; }

    /// <summary>The selections with their numbers of documents.</summary>
    public required IReadOnlyList<(string Show, string Path, int Count)> Selections { get; init; }

    public required IReadOnlyList<string> Languages { get; init; }

    public required IReadOnlyList<string> Sections { get; init; }

    public required IReadOnlyList<SeedListItem> Items { get; init; }

    /// <summary>Visits by slug.</summary>
    public required IReadOnlyDictionary<string, long> Visits { get; init; }

    public required int Total { get; init; }

    public string? Previous { get; init; }

    public string? Next { get; init; }

    /// <summary>What happened before; a sentence.</summary>
    public string? Notice { get; init; }
}

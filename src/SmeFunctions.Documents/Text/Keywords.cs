using SmeFunctions.Documents.Markup;

namespace SmeFunctions.Documents;

/// <summary>The tags of a document.</summary>
public static class Keywords
{
    public const int MaxCount = 20;

    /// <summary>Characters of one tag.</summary>
    public const int MaxLength = 60;

    /// <summary>Splits a line at commas and semicolons of either script.</summary>
    public static IReadOnlyList<string> Split(string line) => Create(line.Split([',', '，', '、', ';', '；', '|', '｜']));

    /// <summary>Normalizes white space, and removes duplicates.</summary>
    public static IReadOnlyList<string> Create(IEnumerable<string> words) =>
        [.. words.Select(HtmlText.Collapse).Where(word => word.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)];

    public static bool AreWithinLimits(IReadOnlyList<string> words) => words.Count <= MaxCount && words.All(word => word.Length <= MaxLength);

    /// <summary>Selects the tags within the limits, for metadata that no editor of this portal wrote.</summary>
    public static IReadOnlyList<string> TakeWithinLimits(IEnumerable<string> words) => [.. words.Where(word => word.Length <= MaxLength).Take(MaxCount)];
}

using SmeFunctions.Documents.Markup;

namespace SmeFunctions.Documents;

/// <summary>The tags of a document.</summary>
internal static class Keywords
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

/// <summary>The author line of a document.</summary>
internal static class Byline
{
    /// <summary>Characters of all names.</summary>
    public const int MaxLength = 200;

    /// <returns>The names in one line; <see langword="null"/> when there is none.</returns>
    public static string? Read(IEnumerable<string> names)
    {
        var known = names.Select(HtmlText.Collapse).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        var comma = known.Exists(name => HanScript.GetHanShare(name) > 0.5) ? "、" : ", ";
        return known.Count == 0 ? null : string.Join(comma, known);
    }
}

using SmeFunctions.Documents.Markup;

namespace SmeFunctions.Documents;

/// <summary>What a document says it is about.</summary>
internal static class Keywords
{
    public const int MaxCount = 20;

    /// <summary>Characters of one.</summary>
    public const int MaxLength = 60;

    /// <summary>Parts a line at commas and semicolons of either script.</summary>
    public static IReadOnlyList<string> Split(string line) => Create(line.Split([',', '，', '、', ';', '；', '|', '｜']));

    /// <summary>White space made plain, each once.</summary>
    public static IReadOnlyList<string> Create(IEnumerable<string> words) =>
        [.. words.Select(HtmlText.Collapse).Where(word => word.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)];

    public static bool AreWithinLimits(IReadOnlyList<string> words) => words.Count <= MaxCount && words.All(word => word.Length <= MaxLength);

    /// <summary>Those that can be kept of what no editor wrote for this portal.</summary>
    public static IReadOnlyList<string> TakeWithinLimits(IEnumerable<string> words) => [.. words.Where(word => word.Length <= MaxLength).Take(MaxCount)];
}

/// <summary>Who wrote a document.</summary>
internal static class Byline
{
    /// <summary>Characters, with all names.</summary>
    public const int MaxLength = 200;

    /// <returns>The names as one line; <see langword="null"/> when there is none.</returns>
    public static string? Read(IEnumerable<string> names)
    {
        var known = names.Select(HtmlText.Collapse).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        var comma = known.Exists(name => HanScript.GetHanShare(name) > 0.5) ? "、" : ", ";
        return known.Count == 0 ? null : string.Join(comma, known);
    }
}

using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>
/// Which documents are translations of each other. A document belongs to its group, the documents of its name in other language folders,
/// and to the group of the document that it says it is a translation of. It is linked with all who share a group with it, and no further:
/// a translation's translation elsewhere is not followed, so that circles end at once.
/// </summary>
internal static class TranslationGroups
{
    /// <summary>What warnings about it begin with; of an article's warnings these change with other documents.</summary>
    public const string WarningStart = "'translationOf' is not used";

    /// <summary>The articles that a document's readers may go over to, the preferred one of a language first: what its author says, then by name.</summary>
    public static List<(string Lang, string Slug)> GetArticles(IEnumerable<SeedRecord> others, SeedName? named) =>
        [.. others
            .Where(other => other is { IsOnline: true, Lang: not null, Slug: not null })
            .OrderBy(other => other.Name == named ? 0 : 1)
            .ThenBy(other => other.Name.Value, StringComparer.Ordinal)
            .Select(other => (other.Lang!, other.Slug!))];

    /// <summary>Why what a document says it is a translation of makes no difference: a sentence for the editor.</summary>
    /// <param name="name">The document.</param>
    /// <param name="named">What it names.</param>
    /// <param name="lang">Of its article.</param>
    /// <param name="slug">Of its article.</param>
    /// <param name="others">All it is linked with.</param>
    public static string? FindWarning(SeedName name, SeedName? named, string? lang, string? slug, IEnumerable<SeedRecord> others) =>
        named is null ? null
        : named == name ? $"{WarningStart}: it names this document itself."
        : others.FirstOrDefault(other => other.Name == named) is not { IsOnline: true } original ? $"{WarningStart} yet: '{named}' is not online."
        : original.Lang == lang ? $"{WarningStart}: '{named}' is in the same language."
        : original.Translations.FirstOrDefault(translation => translation.Lang == lang) is { } rival && rival.Slug != slug
            ? $"{WarningStart} by '{named}': of its translations into this language, '{rival.Slug}' comes first."
        : null;

    /// <summary>Whether an online article says of its translations what is so.</summary>
    /// <param name="record">Its document.</param>
    /// <param name="others">All it is linked with.</param>
    public static bool AreUpToDate(SeedRecord record, IReadOnlyCollection<SeedRecord> others) =>
        record.TranslationWarning == FindWarning(record.Name, record.TranslationOf, record.Lang, record.Slug, others)
        && GetArticles(others, record.TranslationOf)
            .Where(other => other.Lang != record.Lang)
            .DistinctBy(other => other.Lang)
            .Select(other => new Translation(other.Lang, other.Slug))
            .ToHashSet()
            .SetEquals(record.Translations);

    /// <summary>Whether two documents share a group.</summary>
    public static bool AreLinked(SeedRecord one, SeedRecord other) =>
        one.Name != other.Name && GetGroups(one).Intersect(GetGroups(other)).Any();

    /// <summary>What the documents share that it is linked with: that of its name, and that of what it says it is a translation of.</summary>
    public static IEnumerable<string> GetGroups(SeedRecord record) =>
        record.TranslationOf is { } named ? [record.Name.TranslationGroup, named.TranslationGroup] : [record.Name.TranslationGroup];
}

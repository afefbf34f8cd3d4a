using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>
/// Decides which documents are translations of each other. A document belongs to the group of its name (the same name in other language directories),
/// and to the group of the document that it states as its original. It links to all documents that share a group with it, and no further, so circles
/// end.
/// </summary>
internal static class TranslationGroups
{
    /// <summary>How warnings about translations begin. These warnings change with other documents.</summary>
    public const string WarningStart = "'translationOf' is not used";

    /// <summary>The articles that the document links to, the preferred one of each language first: the stated original, then by name.</summary>
    public static List<(string Lang, string Slug)> GetArticles(IEnumerable<SeedRecord> others, SeedName? named) =>
        [.. others
            .Where(other => other is { IsOnline: true, Lang: not null, Slug: not null })
            .OrderBy(other => other.Name == named ? 0 : 1)
            .ThenBy(other => other.Name.Value, StringComparer.Ordinal)
            .Select(other => (other.Lang!, other.Slug!))];

    /// <summary>Why a stated original has no effect; a sentence for the editor.</summary>
    /// <param name="name">The document.</param>
    /// <param name="named">The stated original.</param>
    /// <param name="lang">Language of the article.</param>
    /// <param name="slug">Slug of the article.</param>
    /// <param name="others">All members of its groups.</param>
    public static string? FindWarning(SeedName name, SeedName? named, string? lang, string? slug, IEnumerable<SeedRecord> others) =>
        named is null ? null
        : named == name ? $"{WarningStart}: it names this document itself."
        : others.FirstOrDefault(other => other.Name == named) is not { IsOnline: true } original ? $"{WarningStart} yet: '{named}' is not online."
        : original.Lang == lang ? $"{WarningStart}: '{named}' is in the same language."
        : original.Translations.FirstOrDefault(translation => translation.Lang == lang) is { } rival && rival.Slug != slug
            ? $"{WarningStart} by '{named}': of its translations into this language, '{rival.Slug}' comes first."
        : null;

    /// <summary>Whether an online article mentions its current translations.</summary>
    /// <param name="record">Its document.</param>
    /// <param name="others">All members of its groups.</param>
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

    /// <summary>The groups of a document: that of its name, and that of its original.</summary>
    public static IEnumerable<string> GetGroups(SeedRecord record) =>
        record.TranslationOf is { } named ? [record.Name.TranslationGroup, named.TranslationGroup] : [record.Name.TranslationGroup];
}

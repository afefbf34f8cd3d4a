namespace SmeFunctions.Portal.Ingestion;

/// <summary>
/// Keys of the table <c>Seeds</c>. Translations of a document stand side by side, so that one query finds them:
/// <code>
/// 7f   {hash of what they share}|{hash of the name}     256 partitions, by the first
/// </code>
/// </summary>
internal static class SeedKeys
{
    public static string Partition(SeedName name) => SeedName.HashOf(name.TranslationGroup)[..2];

    public static string Row(SeedName name) => $"{GroupStart(name)}{name.Hash}";

    /// <summary>What the rows of a document and of its translations begin with.</summary>
    public static string GroupStart(SeedName name) => $"{SeedName.HashOf(name.TranslationGroup)}|";

    /// <summary>Sorts after all of them.</summary>
    public static string GroupEnd(SeedName name) => $"{SeedName.HashOf(name.TranslationGroup)}}}";
}

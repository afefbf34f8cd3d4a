namespace SmeFunctions.Portal.Ingestion;

/// <summary>
/// Keys of the table <c>Seeds</c>. Translations of a document stand side by side, so that one query finds them:
/// <code>
/// 7f   {hash of what they share}|{hash of the name}     256 partitions, by the first
/// 7f   {hash of what they share}|~{hash of a name}      a pointer: that document says that it is a translation of one of them
/// </code>
/// </summary>
internal static class SeedKeys
{
    public static string Partition(SeedName name) => SeedName.HashOf(name.TranslationGroup)[..2];

    public static string Row(SeedName name) => $"{GroupStart(name)}{name.Hash}";

    /// <summary>The row beside a group that leads to another document.</summary>
    /// <param name="group">One of the group.</param>
    /// <param name="from">The other document.</param>
    public static string Pointer(SeedName group, SeedName from) => $"{GroupStart(group)}~{from.Hash}";

    /// <summary>What the rows of a document and of its translations begin with.</summary>
    public static string GroupStart(SeedName name) => $"{SeedName.HashOf(name.TranslationGroup)}|";

    /// <summary>Sorts after all of them.</summary>
    public static string GroupEnd(SeedName name) => $"{SeedName.HashOf(name.TranslationGroup)}}}";
}

namespace SmeFunctions.Portal.Ingestion;

/// <summary>
/// Keys of the table <c>Seeds</c>. Translations of a document stand side by side, so that one query finds them:
/// <code>
/// 7f   {hash of what they share}|{hash of the name}     256 partitions, by the first
/// 3c   r|{hash of an image's name}|{hash of a document's}   beside the image's own row: the document names it
/// 7f   {hash of what they share}|!                      the group's version, changed with every outcome of any of them
/// 7f   {hash of what they share}|~{hash of a name}      a pointer: that document says that it is a translation of one of them
/// </code>
/// </summary>
internal static class SeedKeys
{
    public static string Partition(SeedName name) => SeedName.HashOf(name.TranslationGroup)[..2];

    public static string Row(SeedName name) => $"{GroupStart(name)}{name.Hash}";

    /// <summary>The row that changes whenever what a group's documents say of each other may have to.</summary>
    public static string Version(SeedName name) => $"{GroupStart(name)}!";

    /// <summary>The row beside a group that leads to another document.</summary>
    /// <param name="group">One of the group.</param>
    /// <param name="from">The other document.</param>
    public static string Pointer(SeedName group, SeedName from) => $"{GroupStart(group)}~{from.Hash}";

    /// <summary>What the rows of a document and of its translations begin with.</summary>
    public static string GroupStart(SeedName name) => $"{SeedName.HashOf(name.TranslationGroup)}|";

    /// <summary>The row that says that a document names an image; in the image's partition.</summary>
    public static string Naming(SeedName image, SeedName document) => $"{NamingStart(image)}{document.Hash}";

    /// <summary>What the rows of the documents that name an image begin with. No other row does: the hashes of those have no such letter.</summary>
    public static string NamingStart(SeedName image) => $"r|{image.Hash}|";

    /// <summary>Sorts after all of them.</summary>
    public static string NamingEnd(SeedName image) => $"r|{image.Hash}}}";

    /// <summary>Sorts after the rows of a document and of its translations.</summary>
    public static string GroupEnd(SeedName name) => $"{SeedName.HashOf(name.TranslationGroup)}}}";
}

namespace SmeFunctions.Portal.Ingestion;

/// <summary>
/// Keys of the table <c>Seeds</c>. Translations of a document stand side by side, so that one query finds them:
/// <code>
/// 7f   {hash of what they share}|{hash of the name}     256 partitions, by the first
/// 3c   r|{hash of an image's name}|{hash of a document's}   beside the image's own row: the document names it
/// 7f   {hash of what they share}|+{hash of a document's}{hash of a file's}   the document offers this file of a directory for attachments
/// 7f   {hash of what they share}|!                      the group's version, changed with every outcome of any of them
/// 7f   {hash of what they share}|~{hash of a name}      a link: that document says that it is a translation of one of them
/// 7f   v|{hash of the name}|{inverted time}-{hash}      a version of the document, the newest first
/// </code>
/// </summary>
internal static class SeedKeys
{
    public static string GetPartitionKey(SeedName name) => SeedName.ComputeHash(name.TranslationGroup)[..2];

    public static string GetRowKey(SeedName name) => $"{GetGroupStart(name)}{name.Hash}";

    /// <summary>The entity that changes whenever the relations of a group may change.</summary>
    public static string GetVersionKey(SeedName name) => $"{GetGroupStart(name)}!";

    /// <summary>The entity in a group's partition that links to another document.</summary>
    /// <param name="group">A member of the group.</param>
    /// <param name="from">The other document.</param>
    public static string GetLinkKey(SeedName group, SeedName from) => $"{GetGroupStart(group)}~{from.Hash}";

    /// <summary>The entity in a document's partition that names an attachment.</summary>
    public static string GetAttachmentKey(SeedName document, SeedName file) => $"{GetGroupStart(document)}+{document.Hash}{file.Hash}";

    /// <summary>The start of the row keys of a document and its translations.</summary>
    public static string GetGroupStart(SeedName name) => $"{SeedName.ComputeHash(name.TranslationGroup)}|";

    /// <summary>The entity that says that a document uses an image; in the image's partition.</summary>
    public static string GetReferenceKey(SeedName image, SeedName document) => $"{GetReferenceStart(image)}{document.Hash}";

    /// <summary>The start of the row keys of image references. Hashes do not contain this letter.</summary>
    public static string GetReferenceStart(SeedName image) => $"r|{image.Hash}|";

    /// <summary>Sorts after all image references.</summary>
    public static string GetReferenceEnd(SeedName image) => $"r|{image.Hash}}}";

    /// <summary>The end of the key of a deletion. It sorts before the version that was deleted.</summary>
    public const string DeletionEnd = "!";

    /// <summary>The start of the row keys of the versions of a document.</summary>
    public static string GetVersionsStart(SeedName name) => $"v|{name.Hash}|";

    /// <summary>Sorts after the entities of a document and its translations.</summary>
    public static string GetGroupEnd(SeedName name) => $"{SeedName.ComputeHash(name.TranslationGroup)}}}";
}

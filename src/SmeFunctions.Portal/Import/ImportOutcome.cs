using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Operations;

namespace SmeFunctions.Portal.Import;

/// <summary>What became of one item of a source.</summary>
/// <param name="Findings">Lines of the report.</param>
/// <param name="Documents">Documents that were written.</param>
/// <param name="Files">Other files that were written: images, attachments and metadata files.</param>
/// <param name="IsDocument">Whether the item is a document, written or not.</param>
internal sealed record ImportOutcome(IReadOnlyList<Finding> Findings, IReadOnlyList<SeedName> Documents, IReadOnlyList<SeedName> Files, bool IsDocument = false)
{
    /// <summary>An item that nobody would miss, such as a style sheet.</summary>
    public static ImportOutcome Nothing { get; } = new([], [], []);

    /// <summary>An item that is not imported.</summary>
    /// <param name="code">One of <see cref="ImportCodes"/>.</param>
    /// <param name="subject">Its path or title.</param>
    /// <param name="message">A sentence for the operator.</param>
    public static ImportOutcome Skip(string code, string subject, string message) => new([new Finding(code, subject, message)], [], []);
}

/// <summary>The codes in the report of an import.</summary>
internal static class ImportCodes
{
    /// <summary>A document that was imported, or would be.</summary>
    public const string Document = "document";

    /// <summary>An image or attachment of a document.</summary>
    public const string File = "file";

    /// <summary>A document with this name and other content is there already; it stays.</summary>
    public const string Exists = "exists";

    /// <summary>A name that no document can have.</summary>
    public const string InvalidName = "invalid-name";

    /// <summary>An image or attachment that a document names, and the source does not have.</summary>
    public const string MissingFile = "missing-file";

    /// <summary>A page that only leads to others.</summary>
    public const string Navigation = "navigation";

    /// <summary>What the old site did not publish, such as a revision.</summary>
    public const string NotPublished = "not-published";

    /// <summary>What is no document that the portal reads.</summary>
    public const string Rejected = "rejected";

    /// <summary>What cannot be unpacked.</summary>
    public const string Unreadable = "unreadable";
}

namespace SmeFunctions.Documents;

/// <summary>What a reader knows besides the content.</summary>
/// <param name="Name">The document's name, which may have folders.</param>
/// <param name="Options">What to know of the portal.</param>
internal sealed record ReadContext(string Name, DocumentReaderOptions Options);

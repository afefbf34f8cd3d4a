namespace SmeFunctions.Documents;

/// <summary>What a reader knows besides the content.</summary>
/// <param name="Name">The document's name with directories.</param>
/// <param name="Options">Facts about the portal.</param>
internal sealed record ReadContext(string Name, DocumentReaderOptions Options)
{
    /// <summary>The headline for a document that has none; <see langword="null"/> while readers search for one.</summary>
    public string? FallbackTitle { get; init; }
}

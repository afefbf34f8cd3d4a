namespace SmeFunctions.Benchmarks.Cost;

/// <summary>
/// Storage calls of what the portal does, by what they are priced as. A test counts them on the portal itself; none may be more than is reckoned with here.
/// </summary>
/// <param name="BlobReads">Downloads and looks at properties.</param>
/// <param name="BlobWrites">Uploads, and pages of listings.</param>
/// <param name="Tables">Queries by pages, writes, transactions.</param>
/// <param name="Queues">Sends, fetches, deletions.</param>
internal sealed record CallsPerUnit(double BlobReads = 0, double BlobWrites = 0, double Tables = 0, double Queues = 0)
{
    /// <summary>An article and its visit, of which this process knew nothing: what a visitor alone costs at the most.</summary>
    public static CallsPerUnit ColdView { get; } = new(BlobReads: 1, Tables: 8);

    /// <summary>
    /// A view on an instance that is busy with 1,000 articles read evenly: its visit's share of a write. Measured, "1,000 articles evenly, 256 connections":
    /// 83 calls for 1,000 visits. What is looked after by the clock is in <see cref="BusySecond"/>.
    /// </summary>
    public static CallsPerUnit BusyView { get; } = new(Tables: 0.083);

    /// <summary>
    /// A second of such an instance: 16 partitions of visits every 1.75 s, lists and neighbours; and each of 1,000 articles looked at every 10 s, its
    /// surroundings (4 calls) every minute.
    /// </summary>
    public static CallsPerUnit BusySecond { get; } = new(BlobReads: 1_000.0 / 10, Tables: (16.0 / 1.75) + (1_000 * 4.0 / 60));

    /// <summary>A document handed in with PUT and published. With the fetch that found its message, which others share under load.</summary>
    public static CallsPerUnit Document { get; } = new(BlobReads: 2, BlobWrites: 3, Tables: 8, Queues: 3);

    /// <summary>
    /// The same document in the search index, alone in its commit: message, article, lease, manifest, four new files; and in the log of changes: head, last change, article, transaction; and the
    /// message that asks whether there are webhooks. Under load, hundreds share all but the message and the article.
    /// </summary>
    public static CallsPerUnit Indexing { get; } = new(BlobReads: 3, BlobWrites: 7, Tables: 4, Queues: 6);

    /// <summary>A look at the search index with nothing to do: the manifest, and a listing of the files.</summary>
    public static CallsPerUnit IndexLook { get; } = new(BlobReads: 1, BlobWrites: 1);

    /// <summary>A reconciliation that finds nothing changed, for each 5,000 documents.</summary>
    public static CallsPerUnit Sweep { get; } = new(BlobWrites: 1);

    /// <summary>A fold with nothing to do: two queries in each of 16 partitions.</summary>
    public static CallsPerUnit Fold { get; } = new(Tables: 32);

    /// <summary>A look whether sections are to be counted, of two languages.</summary>
    public static CallsPerUnit SectionLook { get; } = new(Tables: 4);

    public static CallsPerUnit operator *(CallsPerUnit calls, double times) =>
        new(calls.BlobReads * times, calls.BlobWrites * times, calls.Tables * times, calls.Queues * times);

    public static CallsPerUnit operator +(CallsPerUnit a, CallsPerUnit b) =>
        new(a.BlobReads + b.BlobReads, a.BlobWrites + b.BlobWrites, a.Tables + b.Tables, a.Queues + b.Queues);

    public double Dollars =>
        (BlobReads * Prices.BlobRead) + (BlobWrites * Prices.BlobWrite) + (Tables * Prices.TableOperation) + (Queues * Prices.QueueOperation);
}

namespace SmeFunctions.Portal.Import;

/// <summary>The items of a source, in an order that stays the same.</summary>
internal interface IImportReader
{
    /// <summary>The number of items.</summary>
    int Count { get; }

    /// <summary>Items before which all earlier ones must be in the report; ascending.</summary>
    IReadOnlyList<int> Barriers { get; }

    /// <summary>Imports an item. Safe to repeat.</summary>
    Task<ImportOutcome> ImportAsync(int index, ImportTarget target, CancellationToken cancellationToken);
}

namespace SmeFunctions.Portal.Ingestion;

/// <summary>
/// Makes others find a document beside what it is a translation of, and nowhere else. What they find counts from the outcome on: until then
/// its record says what it was.
/// </summary>
internal sealed class SeedPointers(SeedLedger ledger, SeedRecorder recorder, SeedNeighbours neighbours)
{
    /// <summary>Whether the rows that lead to a document are those that what it says it translates asks for.</summary>
    public static bool IsPointed(SeedRecord record, SeedName? named) =>
        TargetOf(record.Name, named) is { } target
            ? record.Pointers is [{ ETag: not null } pointer] && pointer.IsBeside(target)
            : record.Pointers.Count == 0;

    /// <summary>The same pointers, of which any may or may not be there.</summary>
    public static IReadOnlyList<SeedPointer> Uncertain(IReadOnlyList<SeedPointer> pointers) =>
        [.. pointers.Select(pointer => pointer with { ETag = null })];

    /// <summary>Changes them to what the document says now.</summary>
    /// <param name="record">The document's.</param>
    /// <param name="seed">The document; <see langword="null"/> when it is gone.</param>
    /// <param name="named">What it says that it is a translation of.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<SeedRecord> PointAsync(SeedRecord record, Seed? seed, SeedName? named, CancellationToken cancellationToken)
    {
        if (IsPointed(record, named))
        {
            return record;
        }

        // Looked for before the announcement: whoever else comes to want one of these pointers must announce it after this one did, and
        // then write it, so that it is not the same any more.
        var target = TargetOf(record.Name, named);
        var leaving = new List<SeedPointer>();
        foreach (var pointer in record.Pointers.Where(pointer => target is null || !pointer.IsBeside(target)))
        {
            leaving.Add(pointer.ETag is null ? await ledger.FindPointerAsync(SeedName.OfBlob(pointer.To), record.Name, cancellationToken) : pointer);
        }

        var announced = record with { Pointers = Uncertain(target is null ? leaving : [.. leaving, new SeedPointer(target.Value)]) };
        record = seed is null ? await ledger.SaveAsync(announced, cancellationToken) : await recorder.AnnounceAsync(record, announced, seed, cancellationToken);
        var taken = target is null ? null : await ledger.PutPointerAsync(target, record.Name, cancellationToken);
        foreach (var pointer in leaving)
        {
            // Asked for now: once the pointer is forgotten, nobody knows whom it concerned.
            await ledger.DeletePointerAsync(pointer, record.Name, cancellationToken);
            await neighbours.AskAsync(await ledger.ReadBesideAsync(SeedName.OfBlob(pointer.To), record.Name, cancellationToken), cancellationToken);
        }

        return record with { Pointers = taken is null ? [] : [taken], Left = leaving.Count > 0 ? [.. leaving.Select(pointer => pointer.To)] : record.Left };
    }

    // Who names one of its own group is found there without a pointer.
    private static SeedName? TargetOf(SeedName name, SeedName? named) => named?.TranslationGroup == name.TranslationGroup ? null : named;
}

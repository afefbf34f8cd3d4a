namespace SmeFunctions.Portal.Ingestion;

/// <summary>
/// Makes others find a document beside what it is a translation of, and nowhere else. What they find counts from the outcome on: until then
/// its record says what it was.
/// </summary>
public sealed class TranslationLinks(SeedStatusStore statusStore, SeedStatusWriter statusWriter, RelatedSeedNotifier notifier)
{
    /// <summary>Whether the rows that lead to a document are those that what it says it translates asks for.</summary>
    public static bool IsLinked(SeedRecord record, SeedName? named) =>
        GetTarget(record.Name, named) is { } target
            ? record.TranslationLinks is [{ ETag: not null } link] && link.IsInGroupOf(target)
            : record.TranslationLinks.Count == 0;

    /// <summary>The same links, of which any may or may not be there.</summary>
    public static IReadOnlyList<TranslationLink> WithoutVersions(IReadOnlyList<TranslationLink> links) =>
        [.. links.Select(link => link with { ETag = null })];

    /// <summary>Changes them to what the document says now.</summary>
    /// <param name="record">The document's.</param>
    /// <param name="seed">The document; <see langword="null"/> when it is gone.</param>
    /// <param name="named">What it says that it is a translation of.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<SeedRecord> UpdateAsync(SeedRecord record, Seed? seed, SeedName? named, CancellationToken cancellationToken)
    {
        if (IsLinked(record, named))
        {
            return record;
        }

        // Looked for before the announcement: whoever else comes to want one of these links must announce it after this one did, and
        // then write it, so that it is not the same any more.
        var target = GetTarget(record.Name, named);
        var leaving = new List<TranslationLink>();
        foreach (var link in record.TranslationLinks.Where(link => target is null || !link.IsInGroupOf(target)))
        {
            leaving.Add(link.ETag is null ? await statusStore.FindLinkAsync(SeedName.FromBlobName(link.To), record.Name, cancellationToken) : link);
        }

        var announced = record with { TranslationLinks = WithoutVersions(target is null ? leaving : [.. leaving, new TranslationLink(target.Value)]) };
        record = seed is null ? await statusStore.SaveAsync(announced, cancellationToken) : await statusWriter.AnnounceAsync(record, announced, seed, cancellationToken);
        var taken = target is null ? null : await statusStore.PutLinkAsync(target, record.Name, cancellationToken);
        foreach (var link in leaving)
        {
            // Asked for now: once the link is forgotten, nobody knows whom it concerned.
            await statusStore.DeleteLinkAsync(link, record.Name, cancellationToken);
            await notifier.NotifyAsync(await statusStore.ReadGroupExceptAsync(SeedName.FromBlobName(link.To), record.Name, cancellationToken), cancellationToken);
        }

        return record with { TranslationLinks = taken is null ? [] : [taken], FormerLinkTargets = leaving.Count > 0 ? [.. leaving.Select(link => link.To)] : record.FormerLinkTargets };
    }

    // Who names one of its own group is found there without a link.
    private static SeedName? GetTarget(SeedName name, SeedName? named) => named?.TranslationGroup == name.TranslationGroup ? null : named;
}

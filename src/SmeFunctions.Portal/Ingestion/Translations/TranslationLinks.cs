namespace SmeFunctions.Portal.Ingestion;

/// <summary>
/// Keeps the link of a document in the group of its stated original, and in no other group. docs/design/translations.md describes the protocol.
/// </summary>
public sealed class TranslationLinks(SeedStatusStore statusStore, SeedStatusWriter statusWriter, RelatedSeedNotifier notifier)
{
    /// <summary>Whether the links of a document match the original that it states.</summary>
    public static bool IsLinked(SeedRecord record, SeedName? named) =>
        GetTarget(record.Name, named) is { } target
            ? record.TranslationLinks is [{ ETag: not null } link] && link.IsInGroupOf(target)
            : record.TranslationLinks.Count == 0;

    /// <summary>The same links without ETags, so any of them may not exist.</summary>
    public static IReadOnlyList<TranslationLink> WithoutVersions(IReadOnlyList<TranslationLink> links) =>
        [.. links.Select(link => link with { ETag = null })];

    /// <summary>Changes the links to match the document.</summary>
    /// <param name="record">Its record.</param>
    /// <param name="seed">The document; <see langword="null"/> when it is deleted.</param>
    /// <param name="named">The original that it states.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<SeedRecord> UpdateAsync(SeedRecord record, Seed? seed, SeedName? named, CancellationToken cancellationToken)
    {
        if (IsLinked(record, named))
        {
            return record;
        }

        // ETags are read before the announcement. A worker that wants such a link again announces and writes it after this one, so the ETag differs
        // and the link stays.
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
            // Notified now: after the link is gone from the record, nobody knows its group.
            await statusStore.DeleteLinkAsync(link, record.Name, cancellationToken);
            await notifier.NotifyAsync(await statusStore.ReadGroupExceptAsync(SeedName.FromBlobName(link.To), record.Name, cancellationToken), cancellationToken);
        }

        return record with { TranslationLinks = taken is null ? [] : [taken], FormerLinkTargets = leaving.Count > 0 ? [.. leaving.Select(link => link.To)] : record.FormerLinkTargets };
    }

    // A member of its own group is found there without a link.
    private static SeedName? GetTarget(SeedName name, SeedName? named) => named?.TranslationGroup == name.TranslationGroup ? null : named;
}

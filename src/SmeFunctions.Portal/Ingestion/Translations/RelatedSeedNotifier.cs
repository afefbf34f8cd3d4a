using SmeFunctions.Documents.Metadata;
using SmeFunctions.Portal.Media;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>
/// Requests the ingestion of seeds whose articles mention an outdated state of a document: its translations, the documents that use an image, and the document of a
/// metadata file.
/// </summary>
public sealed class RelatedSeedNotifier(SeedStatusStore statusStore, SeedEventPublisher events, ImageResolver imageResolver, MetadataFileStore metadataFiles)
{
    /// <summary>Sends requests after an outcome was stored.</summary>
    /// <param name="record">The stored record.</param>
    /// <param name="group">The group as it was read before; its members have not changed since.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task NotifyAfterChangeAsync(SeedRecord record, SeedGroup group, CancellationToken cancellationToken)
    {
        // A linked document may have changed meanwhile. Of two at the same time, at least one finds the other here.
        var isWhole = !group.HasLinks && record.TranslationOf is null && group.Own.TranslationOf is null;
        await NotifyAsync(record, isWhole ? group : await statusStore.ReadGroupAsync(record.Name, cancellationToken), cancellationToken);
    }

    /// <summary>Also for a settled seed: the worker that ingested it may have died before it sent the requests.</summary>
    public async Task NotifyAsync(SeedRecord record, SeedGroup group, CancellationToken cancellationToken)
    {
        if (DocumentMetadata.IsName(record.Name.Value))
        {
            // Also when the document is unknown: it may have looked for the file before that was there, and may not be recorded yet.
            var document = MetadataFileStore.GetDocument(record.Name);
            if (await statusStore.FindAsync(document, cancellationToken) is not { } known || known.MetadataVersion != record.MetadataVersion || MetadataFileStore.IsStale(known, record))
            {
                await events.PublishAsync(document, cancellationToken);
            }

            return;
        }

        await imageResolver.NotifyDocumentsAsync(record, cancellationToken);
        await NotifyAsync([record, .. group.Others], cancellationToken);
    }

    /// <summary>Sends requests for the members of a group whose articles are outdated.</summary>
    public async Task NotifyAsync(IReadOnlyList<SeedRecord> members, CancellationToken cancellationToken)
    {
        foreach (var stale in await FindStaleAsync(members, cancellationToken))
        {
            await events.PublishAsync(stale.Name, cancellationToken);
        }
    }

    /// <summary>
    /// Finds the seeds whose articles do not mention the current state of a seed, possibly itself; for the reconciler. Usually without a call, except
    /// for images.
    /// </summary>
    public async Task<StaleSeeds> FindStaleAsync(SeedGroup group, CancellationToken cancellationToken)
    {
        var own = group.Own;
        IReadOnlyList<SeedRecord> members = [own, .. group.Others];
        var stale = await FindStaleAsync(members, cancellationToken);
        foreach (var left in own.FormerLinkTargets)
        {
            stale.AddRange(await FindStaleAsync(await statusStore.ReadGroupExceptAsync(SeedName.FromBlobName(left), own.Name, cancellationToken), cancellationToken));
        }

        if (own is { Status: SeedStatus.Published, IsOnline: true } && !await imageResolver.AreCurrentAsync(own, cancellationToken))
        {
            stale.Add(own);
        }

        if (!await metadataFiles.IsCurrentAsync(own, group, cancellationToken))
        {
            stale.Add(own);
        }

        if (DocumentMetadata.IsName(own.Name.Value) && await statusStore.FindAsync(MetadataFileStore.GetDocument(own.Name), cancellationToken) is { } document && MetadataFileStore.IsStale(document, own))
        {
            stale.Add(document);
        }

        stale.AddRange(await imageResolver.FindStaleDocumentsAsync(own, cancellationToken));
        return new StaleSeeds([.. stale.DistinctBy(record => record.Name)], members.Max(member => member.Updated));
    }

    /// <summary>Finds all seeds with outdated articles, and when the related seed last changed.</summary>
    public static Dictionary<SeedName, StaleSeeds> FindStale(IReadOnlyDictionary<string, SeedRecord> seeds)
    {
        var groups = seeds.Values
            .SelectMany(record => TranslationGroups.GetGroups(record).Distinct().Select(group => (Group: group, Record: record)))
            .ToLookup(member => member.Group, member => member.Record);
        var found = new Dictionary<SeedName, StaleSeeds>();
        foreach (var record in seeds.Values.Where(record => record is { Status: SeedStatus.Published, IsOnline: true }))
        {
            var others = TranslationGroups.GetGroups(record).SelectMany(group => groups[group]).Where(other => other.Name != record.Name).Distinct().ToList();
            if (!TranslationGroups.AreUpToDate(record, others)
                || record.Files.Any(image => seeds.GetValueOrDefault(image.Name)?.Media?.Name != image.Media))
            {
                var changed = others.Concat(record.Files.Select(image => seeds.GetValueOrDefault(image.Name)).OfType<SeedRecord>()).Append(record);
                found[record.Name] = new StaleSeeds([record], changed.Max(other => other.Updated));
            }
        }

        foreach (var record in seeds.Values)
        {
            var file = seeds.GetValueOrDefault(DocumentMetadata.GetName(record.Name.Value));
            if (MetadataFileStore.IsStale(record, file))
            {
                found.TryAdd(record.Name, new StaleSeeds([record], file is null || file.Updated < record.Updated ? record.Updated : file.Updated));
            }
        }

        return found;
    }

    private async Task<List<SeedRecord>> FindStaleAsync(IReadOnlyList<SeedRecord> members, CancellationToken cancellationToken)
    {
        var stale = new List<SeedRecord>();
        var isPlain = members.All(member => member.TranslationOf is null);
        foreach (var member in members.Where(member => member is { IsOnline: true, Status: SeedStatus.Published }))
        {
            // A member that is linked into another group has translations there that are unknown here. They do not matter for this group.
            if (!TranslationGroups.AreUpToDate(member, [.. members.Where(other => TranslationGroups.AreLinked(member, other))])
                && (isPlain || !await IsUpToDateAsync(member.Name, cancellationToken)))
            {
                stale.Add(member);
            }
        }

        return stale;
    }

    private async Task<bool> IsUpToDateAsync(SeedName name, CancellationToken cancellationToken)
    {
        var group = await statusStore.ReadGroupAsync(name, cancellationToken);
        return TranslationGroups.AreUpToDate(group.Own, group.Others);
    }
}

/// <summary>Seeds to ingest again because a related seed changed.</summary>
/// <param name="Seeds">Their names.</param>
/// <param name="ChangedAt">The last change, UTC.</param>
public sealed record StaleSeeds(IReadOnlyList<SeedRecord> Seeds, DateTimeOffset? ChangedAt);

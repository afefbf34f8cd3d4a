using SmeFunctions.Portal.Media;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>Asks for a look at those whose articles say something of a document that is not so any more: its translations, and those that name an image.</summary>
public sealed class RelatedSeedNotifier(SeedStatusStore statusStore, SeedEventPublisher events, ImageResolver illustrator)
{
    /// <summary>Asks when an outcome was stored.</summary>
    /// <param name="record">What was stored.</param>
    /// <param name="group">As it was read before; nothing became of the others of its name since.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task NotifyAfterChangeAsync(SeedRecord record, SeedGroup group, CancellationToken cancellationToken)
    {
        // Of those who are linked from elsewhere one may have come to its end meanwhile: of two at the same moment at least one sees the other here.
        var isWhole = !group.HasLinks && record.TranslationOf is null && group.Own.TranslationOf is null;
        await NotifyAsync(record, isWhole ? group : await statusStore.ReadGroupAsync(record.Name, cancellationToken), cancellationToken);
    }

    /// <summary>Also for a seed that was seen through already: whoever did that may have died before the asking.</summary>
    public async Task NotifyAsync(SeedRecord record, SeedGroup group, CancellationToken cancellationToken)
    {
        await illustrator.NotifyDocumentsAsync(record, cancellationToken);
        await NotifyAsync([record, .. group.Others], cancellationToken);
    }

    /// <summary>Asks for those of a group whose articles do not say of the others what is so.</summary>
    public async Task NotifyAsync(IReadOnlyList<SeedRecord> members, CancellationToken cancellationToken)
    {
        foreach (var stale in await FindStaleAsync(members, cancellationToken))
        {
            await events.PublishAsync(stale.Name, cancellationToken);
        }
    }

    /// <summary>Those whose articles do not say of a seed what is so, and itself, when it does not of them; for the reconciler. No call for most, but for images.</summary>
    public async Task<StaleSeeds> FindStaleAsync(SeedGroup group, CancellationToken cancellationToken)
    {
        var own = group.Own;
        IReadOnlyList<SeedRecord> members = [own, .. group.Others];
        var stale = await FindStaleAsync(members, cancellationToken);
        foreach (var left in own.FormerLinkTargets)
        {
            stale.AddRange(await FindStaleAsync(await statusStore.ReadGroupExceptAsync(SeedName.FromBlobName(left), own.Name, cancellationToken), cancellationToken));
        }

        if (own is { Status: SeedStatus.Published, IsOnline: true } && !await illustrator.AreCurrentAsync(own, cancellationToken))
        {
            stale.Add(own);
        }

        stale.AddRange(await illustrator.FindStaleDocumentsAsync(own, cancellationToken));
        return new StaleSeeds([.. stale.DistinctBy(record => record.Name)], members.Max(member => member.Updated));
    }

    /// <summary>All seeds whose articles do not say of others what is so, each with when the last of these changed.</summary>
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
                || record.Images.Any(image => seeds.GetValueOrDefault(image.Name)?.Media?.Name != image.Media))
            {
                var changed = others.Concat(record.Images.Select(image => seeds.GetValueOrDefault(image.Name)).OfType<SeedRecord>()).Append(record);
                found[record.Name] = new StaleSeeds([record], changed.Max(other => other.Updated));
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
            // One that is linked into another group has translations there that are not known here. They change nothing about what it is told of these.
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

/// <summary>Seeds that are to be looked at again, since something that their articles tell of has changed.</summary>
/// <param name="Seeds">They.</param>
/// <param name="ChangedAt">When something changed last, UTC.</param>
public sealed record StaleSeeds(IReadOnlyList<SeedRecord> Seeds, DateTimeOffset? ChangedAt);

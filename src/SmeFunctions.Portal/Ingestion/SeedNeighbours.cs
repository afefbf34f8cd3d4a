using SmeFunctions.Portal.Media;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>Asks for a look at those whose articles say something of a document that is not so any more: its translations, and those that name an image.</summary>
internal sealed class SeedNeighbours(SeedLedger ledger, SeedEvents events, Illustrator illustrator)
{
    /// <summary>Asks when an outcome was stored: of two translations that are published at the same moment at least one sees the other here.</summary>
    public async Task AskAsync(SeedRecord record, CancellationToken cancellationToken)
    {
        var group = await ledger.ReadGroupAsync(record.Name, cancellationToken);
        await AskAsync(record, group, cancellationToken);
    }

    /// <summary>Also for a seed that was seen through already: whoever did that may have died before the asking.</summary>
    public async Task AskAsync(SeedRecord record, SeedGroup group, CancellationToken cancellationToken)
    {
        await illustrator.AskForDocumentsAsync(record, cancellationToken);
        await AskAsync([record, .. group.Others], cancellationToken);
    }

    /// <summary>Asks for those of a group whose articles do not say of the others what is so.</summary>
    public async Task AskAsync(IReadOnlyList<SeedRecord> members, CancellationToken cancellationToken)
    {
        var isPlain = members.All(member => member.TranslationOf is null);
        foreach (var member in members.Where(member => member is { Online: true, Status: SeedStatus.Published }))
        {
            // One that is linked into another group has translations there that are not known here. They change nothing about what it is told of these.
            if (!SeedTranslations.AreTold(member, [.. members.Where(other => SeedTranslations.AreLinked(member, other))])
                && (isPlain || !await IsToldAsync(member.Name, cancellationToken)))
            {
                await events.AskAsync(member.Name, cancellationToken);
            }
        }
    }

    private async Task<bool> IsToldAsync(SeedName name, CancellationToken cancellationToken)
    {
        var group = await ledger.ReadGroupAsync(name, cancellationToken);
        return SeedTranslations.AreTold(group.Own, group.Others);
    }
}

using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>
/// Makes the old slugs that a document names lead to its article, and no others.
/// <para>
/// Each slug that is about to be written is looked at, <em>then</em> announced in the document's record without a version, then written as it was
/// seen. Whoever comes to want it otherwise must announce that after this one did, and write it after that, so that it is no longer as it was
/// seen; that is why a slug whose version the record does not have is written whatever is there.
/// </para>
/// </summary>
public sealed class SeedAliasUpdater(AliasStore aliases)
{
    /// <summary>What warnings about it begin with.</summary>
    public const string WarningStart = "The alias";

    /// <summary>Looks what there is to do; a call for each slug that changes.</summary>
    /// <param name="record">What is known of the document.</param>
    /// <param name="wanted">The old slugs that it names.</param>
    /// <param name="slug">Its article's; <see langword="null"/> when it has none any more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<AliasPlan> PlanAsync(SeedRecord record, IReadOnlyList<string> wanted, string? slug, CancellationToken cancellationToken)
    {
        var own = wanted.Where(alias => alias != slug).Distinct().ToList();
        var kept = record.Aliases.Where(alias => alias.ETag is not null && own.Contains(alias.Slug)).ToList();
        var changes = new List<AliasChange>();
        var warnings = new List<string>();
        foreach (var alias in record.Aliases.Except(kept).Select(alias => alias.Slug).Union(own.Except(kept.Select(alias => alias.Slug))))
        {
            var seen = await aliases.ReadSnapshotAsync(alias, cancellationToken);
            var isWanted = own.Contains(alias);
            if (seen.IsAvailableTo(record.Name.Value))
            {
                var known = record.Aliases.FirstOrDefault(known => known.Slug == alias);
                changes.Add(new AliasChange(known is null ? new SeedAlias(alias, IsNew: true) : known with { ETag = null }, seen, isWanted ? slug : null)
                {
                    // Of an article that readers could get: who asks for it by an old slug is told the same.
                    IsGone = slug is null && record.IsOnline && known is { IsNew: false },
                });
            }
            else if (isWanted)
            {
                warnings.Add($"{WarningStart} '{alias}' is not used: it is {(seen.IsAlias ? "an alias" : "the slug")} of another document.");
            }
        }

        return new AliasPlan(kept, changes, warnings);
    }

    /// <summary>Does it, when the record that announces it is stored; a call for each slug that changes.</summary>
    /// <returns>The record, to be stored with the outcome.</returns>
    /// <exception cref="Azure.RequestFailedException">409 or 412: someone else wrote one of them in between.</exception>
    public async Task<SeedRecord> ApplyAsync(SeedRecord record, AliasPlan plan, CancellationToken cancellationToken)
    {
        var held = plan.Unchanged.ToList();
        foreach (var change in plan.Changes)
        {
            var alias = change.Alias.Slug;
            if (change.Target is { } target)
            {
                held.Add(new SeedAlias(alias, (await aliases.RedirectAsync(alias, target, record.Name.Value, change.Snapshot, cancellationToken)).ToString()));
            }
            else
            {
                await aliases.ReleaseAsync(alias, record.Name.Value, change.IsGone, change.Snapshot, cancellationToken);
            }
        }

        return record with { Aliases = held };
    }

    /// <summary>The old slugs of the last version that was seen through, whatever one that died had begun.</summary>
    public static IReadOnlyList<string> GetCommitted(SeedRecord record) => [.. record.Aliases.Where(alias => !alias.IsNew).Select(alias => alias.Slug)];

    /// <summary>Whether the record knows of all of them how they are.</summary>
    public static bool AreKnown(SeedRecord record) => record.Aliases.All(alias => alias.ETag is not null);

    /// <summary>The same record, trusting nothing of it.</summary>
    public static SeedRecord WithoutVersions(SeedRecord record) => record with { Aliases = [.. record.Aliases.Select(alias => alias with { ETag = null })] };
}

/// <summary>An old slug of an article.</summary>
/// <param name="Slug">It.</param>
/// <param name="ETag">The version of its mark; <see langword="null"/> when it may be on its way to or from there.</param>
/// <param name="IsNew">Whether it was announced by a version of the document that was not seen through.</param>
public sealed record SeedAlias(string Slug, string? ETag = null, bool IsNew = false);

/// <summary>What is to be done about the old slugs of a document.</summary>
/// <param name="Unchanged">Those that stay as they are.</param>
/// <param name="Changes">Those that are to be written.</param>
/// <param name="Warnings">What the editor should know.</param>
public sealed record AliasPlan(IReadOnlyList<SeedAlias> Unchanged, IReadOnlyList<AliasChange> Changes, IReadOnlyList<string> Warnings)
{
    /// <summary>Whether a record must say so before it is done.</summary>
    public bool IsAnnounced => Changes.Count > 0;

    /// <summary>What the record says before.</summary>
    public IReadOnlyList<SeedAlias> Announcement => [.. Unchanged, .. Changes.Select(change => change.Alias)];
}

/// <param name="Alias">The old slug.</param>
/// <param name="Snapshot">What was there.</param>
/// <param name="Target">Where it is to lead; <see langword="null"/> for nowhere.</param>
public sealed record AliasChange(SeedAlias Alias, AliasSnapshot Snapshot, string? Target)
{
    /// <summary>Whether readers are told that something was there.</summary>
    public bool IsGone { get; init; }
}

using SmeFunctions.Documents;
using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>
/// Updates the former slugs that lead to an article. Each alias that changes is read, announced in the document's record without an ETag, and then
/// written under the ETag that was read. docs/design/aliases.md explains why this is safe.
/// </summary>
public sealed class SeedAliasUpdater(AliasStore aliases)
{
    /// <summary>How warnings about aliases begin.</summary>
    public const string WarningStart = "The alias";

    /// <summary>Plans the changes; one call for each alias that changes.</summary>
    /// <param name="record">The status record of the document.</param>
    /// <param name="wanted">The aliases that the document states.</param>
    /// <param name="slug">The slug of its article; <see langword="null"/> when the article is taken down.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<AliasPlan> PlanAsync(SeedRecord record, IReadOnlyList<string> wanted, string? slug, CancellationToken cancellationToken)
    {
        // Former addresses are stored under slugs; editors read them as they wrote them.
        var stated = wanted.DistinctBy(FormerAddress.GetSlug).ToDictionary(FormerAddress.GetSlug);
        var own = stated.Keys.Where(alias => alias != slug).ToList();
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
                    // Readers could get the article, so its alias answers 410, as the article does.
                    IsGone = slug is null && record.IsOnline && known is { IsNew: false },
                });
            }
            else if (isWanted)
            {
                warnings.Add($"{WarningStart} '{stated[alias]}' is not used: it is {(seen.IsAlias ? "an alias" : "the slug")} of another document.");
            }
        }

        return new AliasPlan(kept, changes, warnings);
    }

    /// <summary>Applies the planned changes after the record that announces them is stored; one call for each alias that changes.</summary>
    /// <returns>The record to store with the outcome.</returns>
    /// <exception cref="Azure.RequestFailedException">409 or 412: another writer changed an alias in between.</exception>
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

    /// <summary>The aliases of the last version that was fully ingested, without those that an interrupted version announced.</summary>
    public static IReadOnlyList<string> GetCommitted(SeedRecord record) => [.. record.Aliases.Where(alias => !alias.IsNew).Select(alias => alias.Slug)];

    /// <summary>Whether the record has the ETag of every alias.</summary>
    public static bool AreKnown(SeedRecord record) => record.Aliases.All(alias => alias.ETag is not null);

    /// <summary>The same record without ETags.</summary>
    public static SeedRecord WithoutVersions(SeedRecord record) => record with { Aliases = [.. record.Aliases.Select(alias => alias with { ETag = null })] };
}

/// <summary>A former slug of an article.</summary>
/// <param name="Slug">The former slug.</param>
/// <param name="ETag">The version of its blob; <see langword="null"/> while it changes.</param>
/// <param name="IsNew">Whether a version that was not fully ingested announced it.</param>
public sealed record SeedAlias(string Slug, string? ETag = null, bool IsNew = false);

/// <summary>The planned changes of a document's aliases.</summary>
/// <param name="Unchanged">Aliases that stay.</param>
/// <param name="Changes">Aliases to write.</param>
/// <param name="Warnings">Sentences for the editor.</param>
public sealed record AliasPlan(IReadOnlyList<SeedAlias> Unchanged, IReadOnlyList<AliasChange> Changes, IReadOnlyList<string> Warnings)
{
    /// <summary>Whether the record must announce the changes first.</summary>
    public bool IsAnnounced => Changes.Count > 0;

    /// <summary>The aliases of the announcing record.</summary>
    public IReadOnlyList<SeedAlias> Announcement => [.. Unchanged, .. Changes.Select(change => change.Alias)];
}

/// <param name="Alias">The former slug.</param>
/// <param name="Snapshot">The blob as it was read.</param>
/// <param name="Target">The article that it leads to; <see langword="null"/> for none.</param>
public sealed record AliasChange(SeedAlias Alias, AliasSnapshot Snapshot, string? Target)
{
    /// <summary>Whether the alias answers 410 instead of 404.</summary>
    public bool IsGone { get; init; }
}

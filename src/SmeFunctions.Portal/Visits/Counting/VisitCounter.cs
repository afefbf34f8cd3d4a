using Azure.Data.Tables;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Telemetry;

namespace SmeFunctions.Portal.Visits;

/// <summary>
/// Counts visits, exactly and durably. One for each process; <c>docs/design/visits.md</c> has the protocol and why it is exact.
/// </summary>
/// <remarks>
/// Storage calls: one write for all visits that waited for it in a partition; besides, in each partition in use, one query per
/// <see cref="VisitOptions.FreshFor"/>, and one read for each article not yet in memory.
/// </remarks>
public sealed class VisitCounter : IHostedService, IDisposable
{
    private readonly VisitOptions _options;
    private readonly VisitAdmissionLimit _admission;
    private readonly VisitPartition[] _partitions;
    private readonly VisitClock _clock;
    private readonly ImportedVisitCounts _bases;

    /// <param name="table">Best made with <see cref="VisitOptions.CreateClientOptions"/>. The table exists.</param>
    /// <param name="options">Validated.</param>
    /// <param name="time">Says what day it is, and times every wait.</param>
    /// <param name="logger">Told of failed writes and refused visits.</param>
    /// <param name="telemetry">Told of every write.</param>
    public VisitCounter(
        TableClient table, IOptions<VisitOptions> options, TimeProvider time, ILogger<VisitCounter> logger, PortalTelemetry? telemetry = null)
    {
        _options = options.Value;
        _clock = new VisitClock(time, _options.TimeZone);
        _admission = new VisitAdmissionLimit(_options.MaxWaiting, _options.MaxParallelWrites);
        _bases = new ImportedVisitCounts(table, _options, _clock);
        _partitions = [.. Enumerable.Range(0, VisitKeys.Partitions).Select(i =>
            new VisitPartition(VisitKeys.GetPartitionName(i), table, _options, _clock, _admission, logger, telemetry))];
    }

    /// <summary>What a client that was refused should wait.</summary>
    public TimeSpan RetryAfter => _options.RetryAfter;

    /// <summary>Visits accepted and not answered yet.</summary>
    public int Waiting => _admission.Waiting;

    /// <summary>Articles whose numbers are in memory.</summary>
    public int CachedArticles => _partitions.Sum(partition => partition.Held);

    /// <summary>
    /// Counts a visit of the portal's current day. Answers once the write that holds it is stored; an outage is an answer too
    /// (<see cref="VisitResult.RetryAfter"/>). When the token fires the wait ends, the visit still counts.
    /// The numbers hold all visits of this process, and those of others as of at most <see cref="VisitOptions.FreshFor"/> ago.
    /// </summary>
    /// <exception cref="ArgumentException">No article can have this slug.</exception>
    public ValueTask<VisitResult> CountAsync(string slug, CancellationToken cancellationToken = default) =>
        GetPartition(slug).CountAsync(slug, VisitKeys.ToNumber(_clock.Today), cancellationToken);

    /// <summary>
    /// Counts a visit by a machine: of the whole site and day, not of the article. Same promise; the answer's numbers are 0.
    /// </summary>
    public ValueTask<VisitResult> CountBotAsync(string slug, CancellationToken cancellationToken = default) =>
        GetPartition(slug).CountAsync(VisitKeys.Bots, VisitKeys.ToNumber(_clock.Today), cancellationToken);

    /// <summary>
    /// Stores the visits that a document brings along as the article's base. Set once: true when <paramref name="visits"/> is the base now,
    /// false when another was set before, which stays.
    /// </summary>
    /// <exception cref="VisitsUnavailableException">Storage did not answer; the same call may be made again.</exception>
    public Task<bool> SetBaseAsync(string slug, long visits, CancellationToken cancellationToken = default)
    {
        CheckSlug(slug);
        ArgumentOutOfRangeException.ThrowIfNegative(visits);
        return _bases.SetAsync(slug, visits, cancellationToken);
    }

    /// <summary>The visits of an article if they are in memory and fresh.</summary>
    internal long? Peek(string slug) => GetPartition(slug).Peek(slug);

    /// <summary>The visits of many articles of one partition.</summary>
    internal Task<long[]> VisitsAsync(int partition, IReadOnlyList<string> slugs, CancellationToken cancellationToken) =>
        _partitions[partition].VisitsAsync(slugs, cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Refuses further visits and waits until every accepted one is stored; when the token fires, the rest is refused.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var drained = Task.WhenAll(_partitions.Select(partition => partition.StopAsync()));
        await using var registration = cancellationToken.UnsafeRegister(static quota => ((VisitAdmissionLimit)quota!).Cancel(), _admission);
        await drained;
    }

    public void Dispose() => _admission.Dispose();

    private VisitPartition GetPartition(string slug)
    {
        CheckSlug(slug);
        return _partitions[VisitKeys.GetPartition(slug)];
    }

    internal static void CheckSlug([NotNull] string? slug)
    {
        ArgumentNullException.ThrowIfNull(slug);
        if (!VisitKeys.IsSlug(slug))
        {
            throw new ArgumentException("No article can have this slug.", nameof(slug));
        }
    }
}

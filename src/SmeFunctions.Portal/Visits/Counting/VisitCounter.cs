using Azure.Data.Tables;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Telemetry;

namespace SmeFunctions.Portal.Visits;

/// <summary>
/// Counts visits exactly and durably; one instance per process. <c>docs/design/visits.md</c> has the protocol, and why it is exact.
/// </summary>
/// <remarks>
/// Storage calls: one write for all waiting visits of a partition; for each partition in use one query per <see cref="VisitOptions.FreshFor"/>; one
/// read for each article that is not cached.
/// </remarks>
public sealed class VisitCounter : IHostedService, IDisposable
{
    private readonly VisitOptions _options;
    private readonly VisitAdmissionLimit _admission;
    private readonly VisitPartition[] _partitions;
    private readonly VisitClock _clock;
    private readonly ImportedVisitCounts _bases;

    /// <param name="table">Best created with <see cref="VisitOptions.CreateClientOptions"/>. The table exists.</param>
    /// <param name="options">Validated options.</param>
    /// <param name="time">Current day and all delays.</param>
    /// <param name="logger">Logs failed writes and refused visits.</param>
    /// <param name="telemetry">Measures every write.</param>
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

    /// <summary>How long a refused client should wait.</summary>
    public TimeSpan RetryAfter => _options.RetryAfter;

    /// <summary>Visits that are accepted and not answered yet.</summary>
    public int Waiting => _admission.Waiting;

    /// <summary>Cached articles.</summary>
    public int CachedArticles => _partitions.Sum(partition => partition.Held);

    /// <summary>
    /// Counts a visit on the portal's current day. Returns when the write that contains it is stored. An outage is a result, too (<see
    /// cref="VisitResult.RetryAfter"/>). If the token fires, the wait ends, and the visit still counts. The counts contain all visits of this
    /// process, and those of others up to <see cref="VisitOptions.FreshFor"/> ago.
    /// </summary>
    /// <exception cref="ArgumentException">No article can have this slug.</exception>
    public ValueTask<VisitResult> CountAsync(string slug, CancellationToken cancellationToken = default) =>
        GetPartition(slug).CountAsync(slug, VisitKeys.ToNumber(_clock.Today), cancellationToken);

    /// <summary>
    /// Counts a visit of a machine, for the site and day, not for the article. The promise is the same; the counts in the result are 0.
    /// </summary>
    public ValueTask<VisitResult> CountBotAsync(string slug, CancellationToken cancellationToken = default) =>
        GetPartition(slug).CountAsync(VisitKeys.Bots, VisitKeys.ToNumber(_clock.Today), cancellationToken);

    /// <summary>
    /// Stores the count that a document imports. It is set once: true when <paramref name="visits"/> is the imported count now, false when another
    /// one was set before.
    /// </summary>
    /// <exception cref="VisitsUnavailableException">Storage did not answer; the call may be repeated.</exception>
    public Task<bool> SetBaseAsync(string slug, long visits, CancellationToken cancellationToken = default)
    {
        CheckSlug(slug);
        ArgumentOutOfRangeException.ThrowIfNegative(visits);
        return _bases.SetAsync(slug, visits, cancellationToken);
    }

    /// <summary>Gets the visits of an article if they are cached and fresh.</summary>
    internal long? Peek(string slug) => GetPartition(slug).Peek(slug);

    /// <summary>Gets the visits of many articles of one partition.</summary>
    internal Task<long[]> VisitsAsync(int partition, IReadOnlyList<string> slugs, CancellationToken cancellationToken) =>
        _partitions[partition].VisitsAsync(slugs, cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Refuses further visits, and waits until all accepted ones are stored. When the token fires, the rest is refused.</summary>
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

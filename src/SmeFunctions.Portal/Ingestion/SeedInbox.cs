using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Azure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Telemetry;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>Takes the messages that say where to look, and records what came of those that lead nowhere.</summary>
internal sealed partial class SeedInbox(
    SeedIngester ingester, SeedStore seeds, SeedLedger ledger, SeedSource source, IOptions<IngestionOptions> options, TimeProvider time, ILogger<SeedInbox> logger,
    PortalTelemetry? telemetry = null)
{
    /// <summary>Characters of a message kept in the ledger when it makes no sense.</summary>
    private const int KeptOfMessage = 4_000;

    /// <summary>Before it is given up; <c>maxDequeueCount</c> in host.json.</summary>
    private const int TriesOfAMessage = 5;

    private const int TriesToGiveUp = 5;

    private static readonly TimeSpan _longestWait = TimeSpan.FromHours(6);

    /// <summary>Takes a message from the queue.</summary>
    public async Task HandleAsync(string message, CancellationToken cancellationToken)
    {
        var read = SeedMessage.Read(message, source);
        var (names, problems) = read;
        await RecordAsync(problems, cancellationToken);

        List<Exception> failures = [];
        foreach (var name in names)
        {
            using var activity = PortalTelemetry.StartIngestion(name, read.OriginOf(name));
            try
            {
                await ingester.IngestAsync(name, read.IsNew(name), cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                activity?.SetStatus(ActivityStatusCode.Error, e.GetType().Name);

                // Thrown when the others were looked at as well: the message comes again, and those that are done take no harm.
                await RecordAttemptAsync(name, e, cancellationToken);
                failures.Add(e);
            }
        }

        if (failures is [var only])
        {
            ExceptionDispatchInfo.Throw(only);
        }

        if (failures.Count > 0)
        {
            throw new AggregateException($"{failures.Count} of {names.Count} seeds of a message failed.", failures);
        }
    }

    /// <summary>Takes a message that failed too often: its seeds are recorded as failed, with the reason of the last try, unless they came through.</summary>
    public async Task HandlePoisonAsync(string message, CancellationToken cancellationToken)
    {
        telemetry?.PoisonSeen(SeedEvents.QueueTag);
        var (names, problems) = SeedMessage.Read(message, source);
        await RecordAsync(problems, cancellationToken);
        foreach (var name in names)
        {
            await GiveUpAsync(name, cancellationToken);
        }
    }

    // Several messages of one seed are given up at once, and a message that fails here comes again only after minutes.
    private async Task GiveUpAsync(SeedName name, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await RecordGivenUpAsync(name, cancellationToken);
                return;
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412 && tries < TriesToGiveUp)
            {
                // Written by another worker in between: what it wrote is looked at.
            }
        }
    }

    private async Task RecordGivenUpAsync(SeedName name, CancellationToken cancellationToken)
    {
        var record = await ledger.FindAsync(name, cancellationToken) ?? new SeedRecord { Name = name };
        var version = await seeds.FindVersionAsync(name, cancellationToken);
        var now = time.GetUtcNow();
        if (record.IsSettled(version, now) || (record.Status == SeedStatus.Failed && record.SeedETag == version && record.Due > now))
        {
            // Another message for the same version came through, or was given up.
            return;
        }

        await ledger.SaveAsync(
            record with
            {
                Status = SeedStatus.Failed,
                SeedETag = version,
                Due = now + WaitAfter(record.Attempts),
                Error = record.Attempts > 0 && record.Error is { } last
                    ? last
                    : new SeedError("failed", "The portal tried several times and could not finish; the reason is in its log."),
            },
            cancellationToken);
        telemetry?.SeedFailed();
        LogFailed(name.Hash);
    }

    // An outage heals by itself; what fails for its own sake is tried ever more rarely.
    private TimeSpan WaitAfter(int attempts)
    {
        var rounds = Math.Clamp((attempts / TriesOfAMessage) - 1, 0, 16);
        var wait = options.Value.RetryFailedAfter * Math.Pow(2, rounds);
        return wait < _longestWait ? wait : _longestWait;
    }

    private async Task RecordAttemptAsync(SeedName name, Exception reason, CancellationToken cancellationToken)
    {
        try
        {
            var record = await ledger.FindAsync(name, cancellationToken) ?? new SeedRecord { Name = name };
            if (record.IsSettled(await seeds.FindVersionAsync(name, cancellationToken), time.GetUtcNow()))
            {
                // Another message for the same version came through: an error beside it would stay.
                return;
            }

            var message = reason is RequestFailedException { ErrorCode: { } code }
                ? $"Storage answered '{code}'."
                : $"The portal stopped with {reason.GetType().Name}.";
            await ledger.SaveAsync(record with { Attempts = record.Attempts + 1, Error = new SeedError("failed", message) }, cancellationToken);
        }
        catch (RequestFailedException e)
        {
            // The failure itself is thrown by the caller and tried again; only its reason is not in the ledger.
            LogAttemptNotRecorded(name.Hash, e);
        }
    }

    private async Task RecordAsync(IEnumerable<MessageProblem> problems, CancellationToken cancellationToken)
    {
        foreach (var (text, error) in problems)
        {
            await RecordAsync(text, error, cancellationToken);
        }
    }

    private async Task RecordAsync(string message, SeedError problem, CancellationToken cancellationToken)
    {
        // Named after its content: the same message twice is one record.
        var name = SeedName.OfBlob(SeedRecord.MessagesFolder + SeedName.HashOf(message));
        if (await ledger.FindAsync(name, cancellationToken) is null)
        {
            var kept = message.Length > KeptOfMessage ? message[..KeptOfMessage] : message;
            try
            {
                await ledger.SaveAsync(
                    new SeedRecord { Name = name, Status = SeedStatus.Rejected, Error = problem, Warnings = [$"The message was: {kept}"] },
                    cancellationToken);
            }
            catch (RequestFailedException e) when (e.Status == 409)
            {
                // The same message came twice at the same moment.
            }
        }

        LogNotUnderstood(name.Value, problem.Code);
    }

    [LoggerMessage(LogLevel.Warning, "Seed {Seed} failed for good; its last reason is in the ledger")]
    private partial void LogFailed(string seed);

    [LoggerMessage(LogLevel.Warning, "A message names no seed ({Code}); recorded as {Name}")]
    private partial void LogNotUnderstood(string name, string code);

    [LoggerMessage(LogLevel.Warning, "The failure of seed {Seed} could not be recorded")]
    private partial void LogAttemptNotRecorded(string seed, Exception exception);
}

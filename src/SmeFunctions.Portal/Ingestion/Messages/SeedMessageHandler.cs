using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Azure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmeFunctions.Documents;
using SmeFunctions.Portal.Telemetry;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>Takes the messages that say where to look, and records what came of those that lead nowhere.</summary>
public sealed partial class SeedMessageHandler(
    SeedIngester ingester, SeedBlobStore seeds, SeedStatusStore statusStore, SeedSource source, IOptions<IngestionOptions> options, TimeProvider time, ILogger<SeedMessageHandler> logger,
    PortalTelemetry? telemetry = null)
{
    /// <summary>Characters of a message kept in the status store when it makes no sense.</summary>
    private const int MaxStoredMessageLength = 4_000;

    /// <summary>Before it is given up; <c>maxDequeueCount</c> in host.json.</summary>
    private const int MaxDeliveries = 5;

    private const int MaxPoisonAttempts = 5;

    private static readonly TimeSpan _maxDelay = TimeSpan.FromHours(6);

    /// <summary>Takes a message from the queue.</summary>
    public async Task HandleAsync(string message, CancellationToken cancellationToken)
    {
        var read = SeedMessage.Parse(message, source);
        var (names, problems) = read;
        await RecordAsync(problems, cancellationToken);

        List<Exception> failures = [];
        foreach (var name in names)
        {
            using var activity = PortalTelemetry.StartIngestion(name, read.GetOrigin(name));
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
        telemetry?.PoisonMessageHandled(SeedEventPublisher.QueueTag);
        var (names, problems) = SeedMessage.Parse(message, source);
        await RecordAsync(problems, cancellationToken);
        foreach (var name in names)
        {
            await RecordFailureAsync(name, cancellationToken);
        }
    }

    // Several messages of one seed are given up at once, and a message that fails here comes again only after minutes.
    private async Task RecordFailureAsync(SeedName name, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await RecordGivenUpAsync(name, cancellationToken);
                return;
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412 && tries < MaxPoisonAttempts)
            {
                // Written by another worker in between: what it wrote is looked at.
            }
        }
    }

    private async Task RecordGivenUpAsync(SeedName name, CancellationToken cancellationToken)
    {
        var record = await statusStore.FindAsync(name, cancellationToken) ?? new SeedRecord { Name = name };
        var version = await seeds.FindETagAsync(name, cancellationToken);
        var now = time.GetUtcNow();
        if (record.IsSettled(version, now) || (record.Status == SeedStatus.Failed && record.SeedETag == version && record.Due > now))
        {
            // Another message for the same version came through, or was given up.
            return;
        }

        await statusStore.SaveAsync(
            record with
            {
                Status = SeedStatus.Failed,
                SeedETag = version,
                Due = now + GetRetryDelay(record.Attempts),
                Error = record.Attempts > 0 && record.Error is { } last
                    ? last
                    : new DocumentError("failed", "The portal tried several times and could not finish; the reason is in its log."),
            },
            cancellationToken);
        telemetry?.SeedFailed();
        LogFailed(name.Hash);
    }

    // An outage heals by itself; what fails for its own sake is tried ever more rarely.
    private TimeSpan GetRetryDelay(int attempts)
    {
        var rounds = Math.Clamp((attempts / MaxDeliveries) - 1, 0, 16);
        var wait = options.Value.RetryFailedAfter * Math.Pow(2, rounds);
        return wait < _maxDelay ? wait : _maxDelay;
    }

    private async Task RecordAttemptAsync(SeedName name, Exception reason, CancellationToken cancellationToken)
    {
        try
        {
            var record = await statusStore.FindAsync(name, cancellationToken) ?? new SeedRecord { Name = name };
            if (record.IsSettled(await seeds.FindETagAsync(name, cancellationToken), time.GetUtcNow()))
            {
                // Another message for the same version came through: an error beside it would stay.
                return;
            }

            var message = reason is RequestFailedException { ErrorCode: { } code }
                ? $"Storage answered '{code}'."
                : $"The portal stopped with {reason.GetType().Name}.";
            await statusStore.SaveAsync(record with { Attempts = record.Attempts + 1, Error = new DocumentError("failed", message) }, cancellationToken);
        }
        catch (RequestFailedException e)
        {
            // The failure itself is thrown by the caller and tried again; only its reason is not in the status store.
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

    private async Task RecordAsync(string message, DocumentError problem, CancellationToken cancellationToken)
    {
        // Named after its content: the same message twice is one record.
        var name = SeedName.FromBlobName(SeedRecord.MessagesPrefix + SeedName.ComputeHash(message));
        if (await statusStore.FindAsync(name, cancellationToken) is null)
        {
            var kept = message.Length > MaxStoredMessageLength ? message[..MaxStoredMessageLength] : message;
            try
            {
                await statusStore.SaveAsync(
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

    [LoggerMessage(LogLevel.Warning, "Seed {Seed} failed for good; its last reason is in the status store")]
    private partial void LogFailed(string seed);

    [LoggerMessage(LogLevel.Warning, "A message names no seed ({Code}); recorded as {Name}")]
    private partial void LogNotUnderstood(string name, string code);

    [LoggerMessage(LogLevel.Warning, "The failure of seed {Seed} could not be recorded")]
    private partial void LogAttemptNotRecorded(string seed, Exception exception);
}

using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Azure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmeFunctions.Documents;
using SmeFunctions.Portal.Notifications;
using SmeFunctions.Portal.Telemetry;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>Handles the messages of the queue of seeds and of its poison queue.</summary>
public sealed partial class SeedMessageHandler(
    SeedIngester ingester, SeedBlobStore seeds, SeedStatusStore statusStore, SeedSource source, NotificationPublisher notifications, IOptions<IngestionOptions> options, TimeProvider time, ILogger<SeedMessageHandler> logger,
    PortalTelemetry? telemetry = null)
{
    /// <summary>Characters of an invalid message that its status record keeps.</summary>
    private const int MaxStoredMessageLength = 4_000;

    /// <summary>Attempts to record a failure; <c>maxDequeueCount</c> in host.json is higher.</summary>
    private const int MaxDeliveries = 5;

    private const int MaxPoisonAttempts = 5;

    private static readonly TimeSpan _maxDelay = TimeSpan.FromHours(6);

    /// <summary>Handles a queue message.</summary>
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
                var record = await ingester.IngestAsync(name, read.IsNew(name), cancellationToken);
                if (record.Status == SeedStatus.Rejected)
                {
                    await notifications.PublishSeedAsync(name, cancellationToken);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                activity?.SetStatus(ActivityStatusCode.Error, e.GetType().Name);

                // Thrown after all seeds were tried. The message returns, and ingesting the others again changes nothing.
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

    /// <summary>
    /// Handles a message of the poison queue: records its seeds as failed, with the reason of the last attempt, unless they were ingested meanwhile.
    /// </summary>
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

    // Several messages of one seed may fail at the same time, and a poison message that fails returns only after minutes.
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
                // Another worker wrote the record in between. Read it again.
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
            // Another message for the same version was ingested, or is recorded as failed: maybe by a process that died before it told of it.
            if (record.Status == SeedStatus.Failed)
            {
                await notifications.PublishSeedAsync(name, cancellationToken);
            }

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
                    : new DocumentError("failed", "The portal failed several times; its log has the reason."),
            },
            cancellationToken);
        await notifications.PublishSeedAsync(name, cancellationToken);
        telemetry?.SeedFailed();
        LogFailed(name.Hash);
    }

    // An outage ends by itself. A seed that fails for its own reasons is tried less and less often.
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
                // Another message for the same version was ingested. Its record must not show an error.
                return;
            }

            var message = reason is RequestFailedException { ErrorCode: { } code }
                ? $"Storage answered '{code}'."
                : $"The portal stopped with {reason.GetType().Name}.";
            await statusStore.SaveAsync(record with { Attempts = record.Attempts + 1, Error = new DocumentError("failed", message) }, cancellationToken);
        }
        catch (RequestFailedException e)
        {
            // The caller throws the failure itself, and the queue tries again. Only the reason is missing in the record.
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
        // The record is named after the content, so the same message twice is one record.
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
                // The same message was handled twice at the same time.
            }
        }

        LogNotUnderstood(name.Value, problem.Code);
    }

    [LoggerMessage(LogLevel.Warning, "Seed {Seed} failed on the last attempt; its status record has the reason")]
    private partial void LogFailed(string seed);

    [LoggerMessage(LogLevel.Warning, "A message names no seed ({Code}); recorded as {Name}")]
    private partial void LogNotUnderstood(string name, string code);

    [LoggerMessage(LogLevel.Warning, "The failure of seed {Seed} could not be recorded")]
    private partial void LogAttemptNotRecorded(string seed, Exception exception);
}

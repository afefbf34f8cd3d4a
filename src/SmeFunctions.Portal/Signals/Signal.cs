using System.Globalization;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using SmeFunctions.Portal.Changes;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Health;
using SmeFunctions.Portal.Notifications;

namespace SmeFunctions.Portal.Signals;

/// <summary>
/// A system that is told that articles have changed. What came of it is kept for the diagnostics, in a row <c>signals, {name}</c> of the table
/// <c>Changes</c>. A signal that fails is sent again by the queue.
/// </summary>
public abstract partial class Signal(ContentAccount account, TimeProvider time, ILogger logger) : IChangeConsumer
{
    private const string Partition = "signals";

    /// <summary>Who calls, for the logs of others.</summary>
    internal const string HttpClientName = "signals";

    /// <summary>How long a receiver may take to answer.</summary>
    internal static TimeSpan Timeout { get; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc />
    public abstract string Name { get; }

    /// <summary>Whether the settings name a receiver.</summary>
    protected abstract bool IsConfigured { get; }

    /// <inheritdoc />
    public ValueTask<bool> IsEnabledAsync(CancellationToken cancellationToken) => new(IsConfigured);

    /// <inheritdoc />
    public async Task HandleAsync(IReadOnlyList<ArticleChange> changes, long since, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(changes, cancellationToken);
            await RecordAsync(error: null, cancellationToken);
            LogSent(Name, changes.Count);
        }
        catch (SignalFailedException e)
        {
            LogFailed(Name, e.Message);
            await RecordAsync(e.Message, cancellationToken);
            throw;
        }
    }

    /// <summary>The line of the diagnostics; one call if the signal is on.</summary>
    public async Task<DiagnosticCheck> CheckAsync(CancellationToken cancellationToken)
    {
        var name = $"signal {Name}";
        if (!IsConfigured)
        {
            return new(name);
        }

        var row = await account.ChangesTable.GetEntityIfExistsAsync<TableEntity>(Partition, Name, cancellationToken: cancellationToken);
        return row.HasValue && row.Value!.GetString("Error") is { } error
            ? new(name, string.Create(CultureInfo.InvariantCulture, $"The last one failed at {row.Value.GetDateTimeOffset("At"):yyyy-MM-dd HH:mm} UTC: {error}"), "Check the settings of the section Signals; docs/signals.md describes them. It is sent again by itself.")
            : new(name);
    }

    /// <summary>Tells of changes.</summary>
    /// <exception cref="SignalFailedException">The other system did not accept it.</exception>
    protected abstract Task SendAsync(IReadOnlyList<ArticleChange> changes, CancellationToken cancellationToken);

    /// <summary>Sends a request.</summary>
    /// <exception cref="SignalFailedException">The other system did not accept it.</exception>
    protected static async Task SendAsync(HttpClient client, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw new SignalFailedException($"The receiver answered {(int)response.StatusCode}.");
            }
        }
        catch (HttpRequestException e)
        {
            throw new SignalFailedException($"The receiver could not be reached ({e.HttpRequestError}).", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SignalFailedException("The receiver did not answer in time.", e);
        }
    }

    // An upsert is right: the last outcome counts.
    private async Task RecordAsync(string? error, CancellationToken cancellationToken) => await account.ChangesTable.UpsertEntityAsync(
        new TableEntity(Partition, Name) { ["Error"] = error, ["At"] = time.GetUtcNow() }, TableUpdateMode.Replace, cancellationToken);

    [LoggerMessage(LogLevel.Information, "The signal {Signal} told of {Changes} changes")]
    private partial void LogSent(string signal, int changes);

    [LoggerMessage(LogLevel.Warning, "The signal {Signal} failed: {Reason}")]
    private partial void LogFailed(string signal, string reason);
}

/// <summary>A system did not accept a signal. The message is a sentence for the operator.</summary>
public sealed class SignalFailedException(string message, Exception? inner = null) : Exception(message, inner);

using Azure;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Health;

/// <summary>Checks whether blobs, queues and tables respond.</summary>
public sealed class StorageHealthCheck(ContentAccount account)
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(5);

    /// <summary>Tries one call of each kind in parallel.</summary>
    public async Task<IReadOnlyList<HealthCheck>> CheckAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_timeout);

        return await Task.WhenAll(
            CheckAsync("blob", account.Articles.GetPropertiesAsync(cancellationToken: limit.Token), cancellationToken),
            CheckAsync("queue", account.SeedEvents.GetPropertiesAsync(limit.Token), cancellationToken),
            CheckAsync("table", account.ArticlesTable.GetEntityIfExistsAsync<Azure.Data.Tables.TableEntity>("health", "health", cancellationToken: limit.Token), cancellationToken));
    }

    private static async Task<HealthCheck> CheckAsync(string name, Task call, CancellationToken cancellationToken)
    {
        try
        {
            await call;
            return new HealthCheck(name, Problem: null);
        }
        catch (RequestFailedException e)
        {
            return new HealthCheck(name, e.ErrorCode ?? "Unreachable");
        }
        catch (AggregateException)
        {
            // All attempts failed without a response.
            return new HealthCheck(name, "Unreachable");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new HealthCheck(name, $"No answer within {_timeout.TotalSeconds:0} s");
        }
    }
}

/// <param name="Name">The service.</param>
/// <param name="Problem">The problem; <see langword="null"/> when it responds.</param>
public sealed record HealthCheck(string Name, string? Problem);

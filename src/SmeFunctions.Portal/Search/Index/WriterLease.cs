using Azure;

namespace SmeFunctions.Portal.Search;

/// <summary>A lease that is renewed until it is disposed.</summary>
internal sealed class WriterLease : IAsyncDisposable
{
    private static readonly TimeSpan _renewEvery = SearchManifestStore.LeaseTime / 3;

    private readonly SearchManifestStore _manifests;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _renewal;
    private volatile bool _isLost;

    public WriterLease(SearchManifestStore manifests, string id, TimeProvider time)
    {
        (_manifests, Id) = (manifests, id);
        _renewal = RenewAsync(time);
    }

    public string Id { get; }

    /// <summary>Whether it could not be renewed. Storage refuses writes with it anyway.</summary>
    public bool IsLost => _isLost;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _renewal;
        _stop.Dispose();
        await _manifests.TryReleaseLeaseAsync(Id);
    }

    private async Task RenewAsync(TimeProvider time)
    {
        using var timer = new PeriodicTimer(_renewEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                await _manifests.RenewLeaseAsync(Id, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            _isLost = true;
        }
    }
}

namespace SmeFunctions.Portal.Visits;

/// <summary>Limits that the partitions of a process share: waiting visits, parallel reads and writes, and the shutdown.</summary>
internal sealed class VisitAdmissionLimit(int maxWaiting, int maxWrites) : IDisposable
{
    private readonly CancellationTokenSource _giveUp = new();
    private int _waiting;

    /// <summary>Parallel reads of single entities.</summary>
    public SemaphoreSlim Reads { get; } = new(32);

    /// <summary>Parallel writes, first come first served.</summary>
    public SemaphoreSlim Writes { get; } = new(maxWrites);

    /// <summary>Fires when a shutdown can wait no longer: visits that still wait get an error.</summary>
    public CancellationToken Cancelled => _giveUp.Token;

    public int Waiting => Volatile.Read(ref _waiting);

    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _waiting) <= maxWaiting)
        {
            return true;
        }

        Interlocked.Decrement(ref _waiting);
        return false;
    }

    public void Release(int visits) => Interlocked.Add(ref _waiting, -visits);

    public void Cancel() => _giveUp.Cancel();

    public void Dispose()
    {
        _giveUp.Dispose();
        Reads.Dispose();
        Writes.Dispose();
    }
}

namespace SmeFunctions.Portal.Visits;

/// <summary>What the partitions of one process share: how many visits wait, how many reads and writes run, and whether time is up.</summary>
internal sealed class VisitAdmissionLimit(int maxWaiting, int maxWrites) : IDisposable
{
    private readonly CancellationTokenSource _giveUp = new();
    private int _waiting;

    /// <summary>Reads of single rows under way at once.</summary>
    public SemaphoreSlim Reads { get; } = new(32);

    /// <summary>Writes of visits under way at once, first come first served.</summary>
    public SemaphoreSlim Writes { get; } = new(maxWrites);

    /// <summary>Fires when a shutdown can wait no longer: whoever still waits gets an error.</summary>
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

namespace SmeFunctions.Portal.Visits;

/// <summary>The time limit of one storage call.</summary>
internal sealed class StorageAttempt : IDisposable
{
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _either;

    public StorageAttempt(TimeSpan most, TimeProvider time, CancellationToken givenUp)
    {
        _timer = new CancellationTokenSource(most > TimeSpan.Zero ? most : TimeSpan.Zero, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, givenUp);
    }

    public CancellationToken Token => _either.Token;

    /// <summary>Starts now, with this limit.</summary>
    public void Restart(TimeSpan most) => _timer.CancelAfter(most);

    public void Dispose()
    {
        _either.Dispose();
        _timer.Dispose();
    }
}

namespace SmeFunctions.Portal.Visits;

/// <summary>A partition's turn to write, of which there are only so many in a process: <see cref="VisitOptions.MaxWrites"/>.</summary>
internal sealed class WriteTurn(VisitQuota quota) : IDisposable
{
    private bool _isTaken;

    /// <summary>Takes the turn unless it is had already. Whoever has one gives it up within the time of a storage call, and at once when time is up.</summary>
    public async Task TakeAsync()
    {
        if (!_isTaken)
        {
            await quota.Writes.WaitAsync();
            _isTaken = true;
        }
    }

    /// <summary>Gives it to the next.</summary>
    public void Leave()
    {
        if (_isTaken)
        {
            _isTaken = false;
            quota.Writes.Release();
        }
    }

    public void Dispose() => Leave();
}

namespace SmeFunctions.Portal.Visits;

/// <summary>A partition's turn to write, of which there are only so many in a process: <see cref="VisitOptions.MaxParallelWrites"/>.</summary>
internal sealed class WriteSlot(VisitAdmissionLimit quota) : IDisposable
{
    private bool _isHeld;

    /// <summary>Takes the turn unless it is had already. Whoever has one gives it up within the time of a storage call, and at once when time is up.</summary>
    public async Task AcquireAsync()
    {
        if (!_isHeld)
        {
            await quota.Writes.WaitAsync();
            _isHeld = true;
        }
    }

    /// <summary>Gives it to the next.</summary>
    public void Release()
    {
        if (_isHeld)
        {
            _isHeld = false;
            quota.Writes.Release();
        }
    }

    public void Dispose() => Release();
}

namespace SmeFunctions.Portal.Visits;

/// <summary>A partition's permission to write. A process has <see cref="VisitOptions.MaxParallelWrites"/> of them.</summary>
internal sealed class WriteSlot(VisitAdmissionLimit quota) : IDisposable
{
    private bool _isHeld;

    /// <summary>Acquires the slot unless it is held. Holders release it within the time of a storage call.</summary>
    public async Task AcquireAsync()
    {
        if (!_isHeld)
        {
            await quota.Writes.WaitAsync();
            _isHeld = true;
        }
    }

    /// <summary>Releases the slot.</summary>
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

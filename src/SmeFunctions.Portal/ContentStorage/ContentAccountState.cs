namespace SmeFunctions.Portal.ContentStorage;

/// <summary>What this process knows about the account.</summary>
public sealed class ContentAccountState
{
    private volatile bool _isCreated;

    /// <summary>Whether all containers, queues and tables exist. The Functions worker takes invocations before this.</summary>
    public bool IsCreated
    {
        get => _isCreated;
        set => _isCreated = value;
    }
}

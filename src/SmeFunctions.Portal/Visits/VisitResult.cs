namespace SmeFunctions.Portal.Visits;

/// <summary>What became of one visit.</summary>
/// <param name="Visits">All visits of the article including this one and the base taken over from its document; 0 when not stored.</param>
/// <param name="Today">Visits of the portal's day on which this one was accepted, including this one.</param>
/// <param name="RetryAfter">Null when the visit is stored. Otherwise it is not known to be stored (it may count or not, never twice)
/// and the caller should say "unavailable, again after this long".</param>
public readonly record struct VisitResult(long Visits, long Today, TimeSpan? RetryAfter)
{
    public bool IsStored => RetryAfter is null;
}

/// <summary>Storage did not answer in time; nothing is known to have changed.</summary>
internal sealed class VisitsUnavailableException : Exception
{
    public VisitsUnavailableException()
    {
    }

    public VisitsUnavailableException(string message)
        : base(message)
    {
    }

    public VisitsUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public VisitsUnavailableException(TimeSpan retryAfter, Exception? innerException = null)
        : base("The visits are not available at the moment.", innerException) => RetryAfter = retryAfter;

    public TimeSpan RetryAfter { get; }
}

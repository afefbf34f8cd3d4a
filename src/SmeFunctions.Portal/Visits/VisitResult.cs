namespace SmeFunctions.Portal.Visits;

/// <summary>The result of one visit.</summary>
/// <param name="Visits">All visits of the article, including this one and the imported count; 0 when not stored.</param>
/// <param name="Today">Visits of the same day, including this one.</param>
/// <param name="RetryAfter">
/// Null when the visit is stored. Otherwise it may count or not, never twice, and the client should be told to wait this long.
/// </param>
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

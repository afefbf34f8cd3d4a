using Azure;

namespace SmeFunctions.Portal.Visits;

/// <summary>The open row of an article and a day, as last seen in storage.</summary>
internal sealed class WriterRow(ArticleVisitState article, int day)
{
    public readonly ArticleVisitState Article = article;
    public readonly int Day = day;
    public WriterRow? Next;
    public PendingVisits? Waiting;
    public bool IsInFlight;

    /// <summary>Null: there is none, the next write makes one.</summary>
    public WriterRowName? Name;

    /// <summary>Null: not in storage as far as is known.</summary>
    public ETag? ETag;
    public long StoredVisits;

    /// <summary>Since storage last said so.</summary>
    public VisitClock.Stopwatch LastSeen;

    /// <summary>To be read before the next write: the ETag is not known.</summary>
    public bool IsUncertain;

    public void Close()
    {
        Name = null;
        ETag = null;
        StoredVisits = 0;
        IsUncertain = false;
    }
}

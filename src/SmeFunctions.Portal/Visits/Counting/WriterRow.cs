using Azure;

namespace SmeFunctions.Portal.Visits;

/// <summary>The open entity of an article and day, as last seen in storage.</summary>
internal sealed class WriterRow(ArticleVisitState article, int day)
{
    public readonly ArticleVisitState Article = article;
    public readonly int Day = day;
    public WriterRow? Next;
    public PendingVisits? Waiting;
    public bool IsInFlight;

    /// <summary>Null: there is none; the next write creates one.</summary>
    public WriterRowName? Name;

    /// <summary>Null: not in storage, as far as is known.</summary>
    public ETag? ETag;
    public long StoredVisits;

    /// <summary>Since storage last confirmed it.</summary>
    public VisitClock.Stopwatch LastSeen;

    /// <summary>Whether it must be read before the next write, because its ETag is not known.</summary>
    public bool IsUncertain;

    public void Close()
    {
        Name = null;
        ETag = null;
        StoredVisits = 0;
        IsUncertain = false;
    }
}

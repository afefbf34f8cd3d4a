using Azure;

namespace SmeFunctions.Portal.Visits;

/// <summary>The open row of an article and a day, as last seen in storage.</summary>
internal sealed class WriterRow(VisitArticle article, int day)
{
    public readonly VisitArticle Article = article;
    public readonly int Day = day;
    public WriterRow? Next;
    public PendingVisits? Waiting;
    public bool IsInFlight;

    /// <summary>Null: there is none, the next write makes one.</summary>
    public RowName? Name;

    /// <summary>Null: not in storage as far as is known.</summary>
    public ETag? ETag;
    public long Stored;

    /// <summary>Since storage last said so.</summary>
    public VisitClock.Stopwatch Seen;

    /// <summary>To be read before the next write: the ETag is not known.</summary>
    public bool InDoubt;

    public void Close()
    {
        Name = null;
        ETag = null;
        Stored = 0;
        InDoubt = false;
    }
}

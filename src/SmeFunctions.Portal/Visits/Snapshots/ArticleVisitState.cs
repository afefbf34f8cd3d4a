namespace SmeFunctions.Portal.Visits;

/// <summary>What a process knows about the visits of an article. The partition's lock protects it.</summary>
internal sealed class ArticleVisitState(string slug)
{
    public readonly string Slug = slug;
    public WriterRow? Rows;

    /// <summary>Users of this state; while there are any, it stays cached.</summary>
    public int Users;

    public bool IsUsed;

    /// <summary>Whether the total was read, and has been kept current since.</summary>
    public bool IsKnown;
    public Task? Loading;
    public long Base;
    public VisitSum Total;
    public long Sequence;

    public bool HasRows
    {
        get
        {
            for (var row = Rows; row is not null; row = row.Next)
            {
                if (row.Name is not null)
                {
                    return true;
                }
            }

            return false;
        }
    }

    public WriterRow GetOrAddRow(int day)
    {
        for (var row = Rows; row is not null; row = row.Next)
        {
            if (row.Day == day)
            {
                return row;
            }
        }

        return Rows = new WriterRow(this, day) { Next = Rows };
    }

    public WriterRow? FindRow(WriterRowName name)
    {
        for (var row = Rows; row is not null; row = row.Next)
        {
            if (row.Name == name)
            {
                return row;
            }
        }

        return null;
    }
}

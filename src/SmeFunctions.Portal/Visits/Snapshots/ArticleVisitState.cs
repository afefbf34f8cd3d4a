namespace SmeFunctions.Portal.Visits;

/// <summary>What a process knows of an article. All of it is read and changed under the lock of its partition.</summary>
internal sealed class ArticleVisitState(string slug)
{
    public readonly string Slug = slug;
    public WriterRow? Rows;

    /// <summary>Who is at work with it: it stays in memory.</summary>
    public int Users;

    public bool IsUsed;

    /// <summary>The total row was read, and has been kept up with the folds since.</summary>
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

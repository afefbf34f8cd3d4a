namespace SmeFunctions.Portal.Visits;

/// <summary>The articles of a partition that this process has in memory. All of it is read and changed under the lock of the partition.</summary>
/// <param name="most">How many it has at once.</param>
internal sealed class VisitCounterCache(int most)
{
    /// <summary>Of what it may hold, the share at which it has room again: so that it need not be made for each article anew.</summary>
    private const double Headroom = 0.9;

    private readonly Dictionary<string, ArticleVisitState> _articles = [];

    public int Count => _articles.Count;

    public bool IsFull => _articles.Count >= most;

    public bool HasRoom => _articles.Count < (int)(most * Headroom);

    public ArticleVisitState? Find(string slug) => _articles.GetValueOrDefault(slug);

    public ArticleVisitState Add(string slug) => _articles[slug] = new ArticleVisitState(slug);

    /// <summary>Forgets what was not asked for since the last reconciliation and has no open row of this process.</summary>
    public void RemoveUnused()
    {
        foreach (var article in _articles.Values)
        {
            if (!article.IsUsed && article.Users == 0 && !article.HasRows)
            {
                _articles.Remove(article.Slug);
            }

            article.IsUsed = false;
        }
    }

    /// <summary>Forgets all that nobody is at work with.</summary>
    public void Clear()
    {
        foreach (var article in _articles.Values)
        {
            if (article.Users == 0)
            {
                _articles.Remove(article.Slug);
            }
        }
    }

    /// <summary>Forgets the totals: they are read again when they are asked for.</summary>
    public void InvalidateTotals()
    {
        foreach (var article in _articles.Values)
        {
            article.IsKnown = false;
        }
    }

    /// <summary>What this process writes to.</summary>
    public IEnumerable<WriterRow> Rows()
    {
        foreach (var article in _articles.Values)
        {
            for (var row = article.Rows; row is not null; row = row.Next)
            {
                yield return row;
            }
        }
    }
}

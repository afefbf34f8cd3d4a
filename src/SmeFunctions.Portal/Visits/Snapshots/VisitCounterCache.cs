namespace SmeFunctions.Portal.Visits;

/// <summary>The cached articles of a partition. The partition's lock protects it.</summary>
/// <param name="most">The maximum number.</param>
internal sealed class VisitCounterCache(int most)
{
    /// <summary>Share of the maximum that is left after making room, so that it is not made for each article.</summary>
    private const double Headroom = 0.9;

    private readonly Dictionary<string, ArticleVisitState> _articles = [];

    public int Count => _articles.Count;

    public bool IsFull => _articles.Count >= most;

    public bool HasRoom => _articles.Count < (int)(most * Headroom);

    public ArticleVisitState? Find(string slug) => _articles.GetValueOrDefault(slug);

    public ArticleVisitState Add(string slug) => _articles[slug] = new ArticleVisitState(slug);

    /// <summary>Removes articles that were not used since the last cleanup and have no open entity of this process.</summary>
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

    /// <summary>Removes all articles that are not in use.</summary>
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

    /// <summary>Forgets the totals; they are read again on demand.</summary>
    public void InvalidateTotals()
    {
        foreach (var article in _articles.Values)
        {
            article.IsKnown = false;
        }
    }

    /// <summary>The entities that this process writes.</summary>
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

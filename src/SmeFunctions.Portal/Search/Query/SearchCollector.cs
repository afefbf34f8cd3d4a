using System.Globalization;
using Lucene.Net.Index;
using Lucene.Net.Search;

namespace SmeFunctions.Portal.Search;

/// <summary>Counts, ranks and classifies all articles that match, in one pass.</summary>
internal sealed class SearchCollector(SearchRequest request) : ICollector
{
    /// <summary>By how much the newest articles rank higher than equal old ones.</summary>
    private const double FreshnessShare = 0.3;

    /// <summary>Days after which that is half.</summary>
    private const double HalfLife = 365;

    /// <summary>Matches to whose score the rescoring query adds. The number is the same for all pages, so that an article is on one page only.</summary>
    private const int MaxRescored = 200;

    private const int MaxFacets = 20;
    private const int MaxYear = 9_999;

    // Of equal scores the newer is better, then the one that was indexed first.
    private static readonly Comparer<Rank> _worstFirst = Comparer<Rank>.Create((a, b) =>
        a.Score.CompareTo(b.Score) is not 0 and var score ? score
        : a.Day.CompareTo(b.Day) is not 0 and var day ? day
        : b.Doc.CompareTo(a.Doc));

    private static readonly Comparer<Rank> _bestFirst = Comparer<Rank>.Create((a, b) => _worstFirst.Compare(b, a));

    private readonly int _from = request.From is { } from ? SearchDocument.GetDay(from) : int.MinValue;
    private readonly int _to = request.To is { } to ? SearchDocument.GetDay(to) : int.MaxValue;
    private readonly int _capacity = Math.Max(request.Offset + request.Limit, request.Sort == SearchSort.Relevance ? MaxRescored : 0);
    private readonly PriorityQueue<float, Rank> _best = new(_worstFirst);
    private readonly Dictionary<string, int> _sections = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _sources = new(StringComparer.Ordinal);
    private readonly int[] _years = new int[MaxYear + 1];
    private readonly Dictionary<int, double> _freshness = [];

    private Scorer? _scorer;
    private int _base;
    private int[] _days = [];
    private FacetCounter? _sectionCounter;
    private FacetCounter? _sourceCounter;

    public long Total { get; private set; }

    // Otherwise Lucene creates thousands of objects for each segment, to score in another order.
    public bool AcceptsDocsOutOfOrder => false;

    public void SetScorer(Scorer scorer) => _scorer = scorer;

    public void SetNextReader(AtomicReaderContext context)
    {
        Finish();
        _base = context.DocBase;
        var columns = SegmentColumns.Get(context.AtomicReader);
        _days = columns.Days;
        _sectionCounter = new FacetCounter(columns.Sections);
        _sourceCounter = new FacetCounter(columns.Sources);
    }

    public void Collect(int doc)
    {
        var day = _days[doc];
        if (day < _from || day > _to)
        {
            return;
        }

        Total++;
        _sectionCounter?.Count(doc);
        _sourceCounter?.Count(doc);
        _years[Math.Clamp(day / 10_000, 0, MaxYear)]++;

        var relevance = request.Sort == SearchSort.Date ? 0 : _scorer!.GetScore();
        if (request.Sort == SearchSort.Relevance && _best.Count == _capacity && _best.TryPeek(out _, out var last) && relevance * (1 + FreshnessShare) < last.Score)
        {
            // However new it is, it is not among the best.
            return;
        }

        var rank = new Rank(relevance * GetFreshness(day), day, _base + doc);
        if (_best.Count < _capacity)
        {
            _best.Enqueue(relevance, rank);
        }
        else if (_best.TryPeek(out _, out var worst) && _worstFirst.Compare(rank, worst) > 0)
        {
            _best.EnqueueDequeue(relevance, rank);
        }
    }

    /// <summary>The documents of the requested page, best first.</summary>
    /// <param name="searcher">The searcher that collected.</param>
    /// <param name="rescoring">A query whose score is added to that of the best.</param>
    public IReadOnlyList<int> GetPage(IndexSearcher searcher, Query? rescoring)
    {
        var ranked = new List<(float Relevance, Rank Rank)>(_best.Count);
        while (_best.TryDequeue(out var relevance, out var rank))
        {
            ranked.Add((relevance, rank));
        }

        ranked.Reverse();
        var order = ranked.Select(document => document.Rank);
        if (rescoring is not null)
        {
            order = Rescore(searcher, rescoring, ranked.Take(MaxRescored)).Concat(order.Skip(MaxRescored));
        }

        return [.. order.Skip(request.Offset).Take(request.Limit).Select(document => document.Doc)];
    }

    public SearchFacets GetFacets()
    {
        Finish();
        return new SearchFacets(
            CreateFacets(_sections),
            [.. Enumerable.Range(0, MaxYear + 1).Reverse().Where(year => _years[year] > 0).Take(MaxFacets).Select(year => CreateYear(year, _years[year]))],
            CreateFacets(_sources));
    }

    // Lucene's QueryRescorer throws where a segment has none of the words.
    private IOrderedEnumerable<Rank> Rescore(IndexSearcher searcher, Query query, IEnumerable<(float Relevance, Rank Rank)> best)
    {
        var weight = searcher.CreateNormalizedWeight(query);
        var leaves = searcher.IndexReader.Leaves;
        var leaf = -1;
        Scorer? scorer = null;
        var rescored = new List<Rank>(MaxRescored);
        foreach (var (relevance, rank) in best.OrderBy(document => document.Rank.Doc))
        {
            if (leaf < 0 || rank.Doc >= leaves[leaf].DocBase + leaves[leaf].Reader.MaxDoc)
            {
                leaf = ReaderUtil.SubIndex(rank.Doc, leaves);
                scorer = weight.GetScorer(leaves[leaf], acceptDocs: null);
            }

            var doc = rank.Doc - leaves[leaf].DocBase;
            var isMatch = scorer is not null && (scorer.DocID < doc ? scorer.Advance(doc) : scorer.DocID) == doc;
            rescored.Add(rank with { Score = (relevance + (isMatch ? scorer!.GetScore() : 0)) * GetFreshness(rank.Day) });
        }

        return rescored.Order(_bestFirst);
    }

    private static SearchFacet CreateYear(int year, int count) => new(year.ToString(CultureInfo.InvariantCulture), year.ToString(CultureInfo.InvariantCulture), count);

    // Two titles of one section, or two spellings of a source, are one facet.
    private static List<SearchFacet> CreateFacets(Dictionary<string, int> counts) =>
        [.. counts
            .Select(pair => (Parts: pair.Key.Split(SearchFields.Separator), Count: pair.Value))
            .GroupBy(value => value.Parts[0], StringComparer.Ordinal)
            .Select(same => new SearchFacet(same.Key, same.MaxBy(value => value.Count).Parts[^1], same.Sum(value => value.Count)))
            .OrderByDescending(facet => facet.Count)
            .ThenBy(facet => facet.Value, StringComparer.Ordinal)
            .Take(MaxFacets)];

    private double GetFreshness(int day)
    {
        ref var known = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_freshness, day, out var exists);
        if (!exists)
        {
            var age = DateOnly.TryParseExact(day.ToString(CultureInfo.InvariantCulture), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var published)
                ? Math.Max(0, request.Today.DayNumber - published.DayNumber)
                : double.PositiveInfinity;
            known = 1 + (FreshnessShare * Math.Pow(0.5, age / HalfLife));
        }

        return known;
    }

    private void Finish()
    {
        _sectionCounter?.AddTo(_sections);
        _sourceCounter?.AddTo(_sources);
        (_sectionCounter, _sourceCounter) = (null, null);
    }

    private readonly record struct Rank(double Score, int Day, int Doc);

    private sealed class FacetCounter(FacetColumn column)
    {
        private readonly int[] _counts = new int[column.Values.Length];

        public void Count(int doc)
        {
            var value = column.Ordinals[doc];
            if (value >= 0)
            {
                _counts[value]++;
            }
        }

        public void AddTo(Dictionary<string, int> counts)
        {
            for (var value = 0; value < _counts.Length; value++)
            {
                if (_counts[value] > 0)
                {
                    System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, column.Values[value], out _) += _counts[value];
                }
            }
        }
    }
}

using Lucene.Net.Index;
using Lucene.Net.Search;
using SmeFunctions.Portal.Telemetry;

namespace SmeFunctions.Portal.Search;

/// <summary>Searches the index that <see cref="SearchIndexReader"/> keeps open.</summary>
public sealed class LuceneSearchIndex(SearchIndexReader reader, TimeProvider time, PortalTelemetry? telemetry = null) : ISearchIndex
{
    public async ValueTask<string?> FindVersionAsync(CancellationToken cancellationToken) =>
        await UseAsync(snapshot => snapshot.Manifest.Commit, cancellationToken);

    public ValueTask<SearchResults?> SearchAsync(SearchRequest request, CancellationToken cancellationToken) => UseAsync(
        snapshot =>
        {
            var began = time.GetTimestamp();
            var results = Search(snapshot, request);
            telemetry?.Searched(time.GetElapsedTime(began), results.Total);
            return results;
        },
        cancellationToken);

    public ValueTask<IReadOnlyList<SearchSuggestion>?> SuggestAsync(string prefix, string? lang, int limit, CancellationToken cancellationToken) =>
        UseAsync(snapshot => SearchCompletion.Complete(snapshot, prefix, lang, limit), cancellationToken);

    private async ValueTask<T?> UseAsync<T>(Func<SearchSnapshot, T> use, CancellationToken cancellationToken)
        where T : class
    {
        if (await reader.GetAsync(cancellationToken) is not { } snapshot)
        {
            return null;
        }

        try
        {
            return use(snapshot);
        }
        finally
        {
            snapshot.Release();
        }
    }

    private static SearchResults Search(SearchSnapshot snapshot, SearchRequest request)
    {
        var clauses = SearchClause.Parse(request.Text);
        if (snapshot.FindSearcher(request.Lang) is not { } searcher || BuildQuery(snapshot, request, clauses, isPartial: false, SearchQueryBuilder.Build) is not { } query)
        {
            return new SearchResults { Total = 0, Hits = [], Facets = SearchFacets.Empty };
        }

        var collector = Collect(searcher, query, request);
        var suggestion = collector.Total > 0 ? null : FindSuggestion(snapshot, searcher, request);
        var isPartial = collector.Total == 0;
        if (isPartial && BuildQuery(snapshot, request, clauses, isPartial, SearchQueryBuilder.Build) is { } some)
        {
            collector = Collect(searcher, some, request);
        }

        return new SearchResults
        {
            Total = collector.Total,
            Hits = CreateHits(searcher, collector.GetPage(searcher, request.Sort == SearchSort.Relevance ? BuildQuery(snapshot, request, clauses, isPartial, SearchQueryBuilder.BuildRescoring) : null), clauses),
            Facets = collector.GetFacets(),
            IsPartial = isPartial && collector.Total > 0,
            Suggestion = suggestion,
        };
    }

    private static SearchCollector Collect(IndexSearcher searcher, Query query, SearchRequest request)
    {
        var collector = new SearchCollector(request);
        searcher.Search(query, BuildFilter(request), collector);
        return collector;
    }

    // Each language has its own analysis. The fields of an article of another language do not contain these terms, or contain them rightly.
    private static Query? BuildQuery(
        SearchSnapshot snapshot, SearchRequest request, List<SearchClause> clauses, bool isPartial, Func<string, IReadOnlyList<SearchClause>, bool, Query?> build)
    {
        var languages = request.Lang is { } lang ? [lang] : snapshot.Languages.ToList();
        var queries = languages.Select(language => build(language, clauses, isPartial)).OfType<Query>().Distinct().ToList();
        if (queries is [var only])
        {
            return only;
        }

        var any = new DisjunctionMaxQuery(tieBreakerMultiplier: 0);
        queries.ForEach(any.Add);
        return queries.Count == 0 ? null : any;
    }

    private static QueryWrapperFilter? BuildFilter(SearchRequest request)
    {
        var filters = new BooleanQuery();
        Add(SearchFields.Section, request.Section);
        Add(SearchFields.Tag, request.Tag);
        Add(SearchFields.Source, request.Source);
        return filters.Clauses.Count == 0 ? null : new QueryWrapperFilter(filters);

        void Add(string field, string? value)
        {
            if (value is not null)
            {
                filters.Add(new TermQuery(new Term(field, value)), Occur.MUST);
            }
        }
    }

    private static List<SearchHit> CreateHits(IndexSearcher searcher, IReadOnlyList<int> docs, List<SearchClause> clauses)
    {
        var terms = new Dictionary<string, List<SearchTerm>>();
        var hits = new List<SearchHit>();
        foreach (var doc in docs)
        {
            var (article, text) = SearchDocument.ReadContent(searcher.Doc(doc).GetBinaryValue(SearchFields.Content));
            if (!terms.TryGetValue(article.Lang, out var marked))
            {
                terms[article.Lang] = marked = [.. clauses.Where(clause => !clause.IsExcluded).SelectMany(clause => SearchQueryBuilder.GetTerms(article.Lang, clause))];
            }

            hits.Add(new SearchHit(
                article,
                SearchHighlighter.Mark(CharacterFolding.Normalize(article.Title), article.Lang, marked),
                SearchHighlighter.CreateSnippet(text, CharacterFolding.Normalize(article.Summary), article.Lang, marked)));
        }

        return hits;
    }

    // Words that are spelled like those of articles.
    private static string? FindSuggestion(SearchSnapshot snapshot, IndexSearcher searcher, SearchRequest request) =>
        SearchCompletion.Correct(searcher.IndexReader, request.Text) is { } corrected
        && BuildQuery(snapshot, request, SearchClause.Parse(corrected), isPartial: false, SearchQueryBuilder.Build) is { } query
        && searcher.Search(query, BuildFilter(request), 1).TotalHits > 0
            ? corrected
            : null;
}

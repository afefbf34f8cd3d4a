using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;
using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Portal.Search;

/// <summary>Enumerates the search index, for operations that compare it with the articles.</summary>
public sealed class SearchInventory(SearchIndexReader reader)
{
    /// <summary>Lists a page of the slugs in the index, by language and slug.</summary>
    /// <param name="limit">Page size.</param>
    /// <param name="cursor">Where the previous page ended.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The slugs, and where the next page begins; none when there is no complete index.</returns>
    public async Task<(IReadOnlyList<string> Slugs, string? Cursor)> ListAsync(int limit, string? cursor, CancellationToken cancellationToken)
    {
        if (await reader.GetAsync(cancellationToken) is not { } snapshot)
        {
            return ([], null);
        }

        try
        {
            var separator = cursor?.IndexOf(SearchFields.Separator, StringComparison.Ordinal) ?? -1;
            var (after, last) = separator < 0 ? ("", "") : (cursor![..separator], cursor[(separator + 1)..]);
            var slugs = new List<string>();
            foreach (var lang in snapshot.Languages.Order(StringComparer.Ordinal).Where(lang => string.CompareOrdinal(lang, after) >= 0))
            {
                foreach (var slug in EnumerateSlugs(snapshot.FindSearcher(lang)!.IndexReader, lang == after ? last : ""))
                {
                    slugs.Add(slug);
                    if (slugs.Count == limit)
                    {
                        return (slugs, $"{lang}{SearchFields.Separator}{slug}");
                    }
                }
            }

            return (slugs, null);
        }
        finally
        {
            snapshot.Release();
        }
    }

    /// <summary>Whether there is a complete index.</summary>
    public async Task<bool> ExistsAsync(CancellationToken cancellationToken)
    {
        var snapshot = await reader.GetAsync(cancellationToken);
        snapshot?.Release();
        return snapshot is not null;
    }

    /// <summary>Whether the index has an article as it is now.</summary>
    public async Task<SearchState> CompareAsync(Article article, CancellationToken cancellationToken)
    {
        if (await reader.GetAsync(cancellationToken) is not { } snapshot)
        {
            return SearchState.Missing;
        }

        try
        {
            if (snapshot.FindSearcher(article.Lang) is not { } searcher
                || searcher.Search(new TermQuery(new Term(SearchFields.Slug, article.Slug)), 1).ScoreDocs is not [var hit])
            {
                return SearchState.Missing;
            }

            var stored = searcher.Doc(hit.Doc).GetBinaryValue(SearchFields.Content);
            var current = new BytesRef(SearchDocument.WriteContent(article));
            return stored.BytesEquals(current) ? SearchState.Current : SearchState.Outdated;
        }
        finally
        {
            snapshot.Release();
        }
    }

    // A term stays until its segment is merged, also when its document was deleted.
    private static IEnumerable<string> EnumerateSlugs(IndexReader reader, string after)
    {
        if (MultiFields.GetTerms(reader, SearchFields.Slug) is not { } field)
        {
            yield break;
        }

        var live = MultiFields.GetLiveDocs(reader);
        var terms = field.GetEnumerator();
        var status = terms.SeekCeil(new BytesRef(after));
        for (var more = status != TermsEnum.SeekStatus.END; more; more = terms.MoveNext())
        {
            var slug = terms.Term.Utf8ToString();
            if (slug != after && terms.Docs(live, reuse: null, DocsFlags.NONE).NextDoc() != DocIdSetIterator.NO_MORE_DOCS)
            {
                yield return slug;
            }
        }
    }
}

/// <summary>How the index has an article.</summary>
public enum SearchState
{
    Current,
    Outdated,
    Missing,
}

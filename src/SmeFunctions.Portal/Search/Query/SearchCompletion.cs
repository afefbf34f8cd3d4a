using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace SmeFunctions.Portal.Search;

/// <summary>Completes what a reader types, and corrects words that no article has.</summary>
internal static class SearchCompletion
{
    private const int MaxEdits = 2;

    /// <summary>A shorter word has too many neighbors.</summary>
    private const int MinCorrectedLength = 4;

    /// <summary>Entries that are looked at for one kind.</summary>
    private const int MaxEntries = 50;

    private const int MinPartLength = 3;

    /// <summary>Words that begin like the last one: how many are looked at, and how many are searched for.</summary>
    private const int MaxScanned = 500;
    private const int MaxExpanded = 16;

    /// <summary>Words of a beginning; further ones are ignored.</summary>
    private const int MaxWords = 16;

    /// <summary>Finds titles, tags and sections that begin with a text, then titles with a word that does.</summary>
    public static IReadOnlyList<SearchSuggestion> Complete(SearchSnapshot snapshot, string prefix, string? lang, int limit)
    {
        var folded = CharacterFolding.Fold(CharacterFolding.Normalize(prefix)).TrimStart();
        if (folded.Length == 0)
        {
            return [];
        }

        var found = new List<SearchSuggestion>();
        foreach (var language in snapshot.Languages.Where(language => lang is null || language == lang))
        {
            var searcher = snapshot.FindSearcher(language)!;
            found.AddRange(FindEntries(searcher.IndexReader, SearchSuggestion.SectionKind, folded, 2).Select(text => new SearchSuggestion("section", text, Slug: null, language)));
            found.AddRange(FindEntries(searcher.IndexReader, SearchSuggestion.TagKind, folded, 3).Select(text => new SearchSuggestion("tag", text, Slug: null, language)));
            found.AddRange(FindTitles(searcher, language, folded, limit).Select(content => new SearchSuggestion("title", content.Article.Title, content.Article.Slug, language)));
        }

        return [.. found.DistinctBy(suggestion => (suggestion.Kind, suggestion.Slug ?? suggestion.Text)).Take(limit)];
    }

    /// <summary>Replaces words of a text that no article has by similar ones.</summary>
    /// <returns>The corrected text; <see langword="null"/> when there is nothing to replace.</returns>
    public static string? Correct(IndexReader reader, string text)
    {
        var folded = CharacterFolding.Fold(CharacterFolding.Normalize(text));
        var corrected = text;
        foreach (var word in SearchAnalyzers.GetPlainWords(folded).Reverse())
        {
            if (word.Text.Length >= MinCorrectedLength && word.Text.All(char.IsAsciiLetter) && FindNeighbor(reader, word.Text) is { } neighbor && corrected.Length >= word.End)
            {
                corrected = string.Concat(corrected.AsSpan(0, word.Start), neighbor, corrected.AsSpan(word.End));
            }
        }

        return corrected == text ? null : corrected;
    }

    private static IEnumerable<string> FindEntries(IndexReader reader, char kind, string folded, int limit)
    {
        var shown = new List<(string Text, int Count)>();
        foreach (var (value, terms) in EnumerateTerms(reader, SearchFields.Suggestion, kind + folded).Take(MaxEntries))
        {
            shown.Add((value[(value.IndexOf(SearchFields.Separator, StringComparison.Ordinal) + 1)..], terms.DocFreq));
        }

        return shown.OrderByDescending(entry => entry.Count).ThenBy(entry => entry.Text, StringComparer.Ordinal).Select(entry => entry.Text).Take(limit);
    }

    private static IEnumerable<(string Value, TermsEnum Terms)> EnumerateTerms(IndexReader reader, string name, string prefix)
    {
        if (MultiFields.GetTerms(reader, name) is not { } field)
        {
            yield break;
        }

        var terms = field.GetEnumerator();
        var start = new BytesRef(prefix);
        var status = terms.SeekCeil(start);
        while (status != TermsEnum.SeekStatus.END && StringHelper.StartsWith(terms.Term, start))
        {
            yield return (terms.Term.Utf8ToString(), terms);
            if (!terms.MoveNext())
            {
                yield break;
            }
        }
    }

    // Titles that begin with the text, then the newest with these words, of which the last may be incomplete.
    private static IEnumerable<SearchContent> FindTitles(IndexSearcher searcher, string lang, string folded, int limit)
    {
        var beginnings = EnumerateTerms(searcher.IndexReader, SearchFields.Suggestion, SearchSuggestion.TitleKind + folded).Take(limit).Select(term => term.Value).ToList();
        var docs = beginnings.SelectMany(value => searcher.Search(new TermQuery(new Term(SearchFields.Suggestion, value)), limit).ScoreDocs).Select(hit => hit.Doc).Take(limit).ToList();
        if (docs.Count < limit && BuildWordPrefixes(searcher.IndexReader, lang, folded) is { } words)
        {
            var newest = new Sort(new SortField(SearchFields.Day, SortFieldType.INT64, reverse: true));
            docs.AddRange(searcher.Search(words, filter: null, limit, newest).ScoreDocs.Select(hit => hit.Doc));
        }

        return docs.Distinct().Take(limit).Select(doc => SearchDocument.ReadContent(searcher.Doc(doc).GetBinaryValue(SearchFields.Content)));
    }

    private static BooleanQuery? BuildWordPrefixes(IndexReader reader, string lang, string folded)
    {
        var words = SearchAnalyzers.Analyze(lang, folded).Take(MaxWords).ToList();
        if (words.Count == 0 || folded.EndsWith(' '))
        {
            return words.Count == 0 ? null : Combine(words.Select(word => (Query)new TermQuery(new Term(SearchFields.Title, word.Text))));
        }

        // The last word is not analyzed as a whole word: "financi" has another stem than "financing".
        var plain = SearchAnalyzers.GetPlainWords(folded);
        var last = SearchAnalyzers.IsChinese(lang) ? words[^1].Text : plain.Count > 0 ? plain[^1].Text : words[^1].Text;
        var before = words.Where(word => word.End < folded.Length - last.Length || (SearchAnalyzers.IsChinese(lang) && word != words[^1]));
        return Combine([.. before.Select(word => (Query)new TermQuery(new Term(SearchFields.Title, word.Text))), BuildPrefix(reader, last)]);

        static BooleanQuery Combine(IEnumerable<Query> parts)
        {
            var query = new BooleanQuery();
            foreach (var part in parts)
            {
                query.Add(new ConstantScoreQuery(part), Occur.MUST);
            }

            return query;
        }
    }

    // The most frequent words that begin so.
    private static BooleanQuery BuildPrefix(IndexReader reader, string prefix)
    {
        var words = EnumerateTerms(reader, SearchFields.Title, prefix).Take(MaxScanned).Select(term => (term.Value, Count: term.Terms.DocFreq)).ToList();
        var query = new BooleanQuery();
        foreach (var (word, _) in words.OrderByDescending(word => word.Count).Take(MaxExpanded))
        {
            query.Add(new TermQuery(new Term(SearchFields.Title, word)), Occur.SHOULD);
        }

        return query;
    }

    private static string? FindNeighbor(IndexReader reader, string word)
    {
        if (MultiFields.GetTerms(reader, SearchFields.Spelling) is not { } field || IsKnown(reader, word))
        {
            return null;
        }

        if (FindParts(reader, word) is { } parts)
        {
            return parts;
        }

        (string Text, double Worth)? best = null;
        var terms = new FuzzyTermsEnum(field, new AttributeSource(), new Term(SearchFields.Spelling, word), MaxEdits, prefixLength: 1, transpositions: true);
        while (terms.MoveNext())
        {
            var text = terms.Term.Utf8ToString();
            var worth = (-10 * GetDistance(word, text)) + Math.Log10(terms.DocFreq);
            if (best is null || worth > best.Value.Worth)
            {
                best = (text, worth);
            }
        }

        return best?.Text;
    }

    // Building the automaton of similar words is expensive, so a word that any text has is not corrected.
    private static bool IsKnown(IndexReader reader, string word) =>
        reader.DocFreq(new Term(SearchFields.Spelling, word)) > 0
        || SearchAnalyzers.Languages.Any(lang => SearchAnalyzers.Analyze(lang, word) is [var term] && reader.DocFreq(new Term(SearchFields.Text, term.Text)) > 0);

    // "trademark" for "trade mark".
    private static string? FindParts(IndexReader reader, string word)
    {
        for (var i = MinPartLength; i <= word.Length - MinPartLength; i++)
        {
            if (reader.DocFreq(new Term(SearchFields.Spelling, word[..i])) > 0 && reader.DocFreq(new Term(SearchFields.Spelling, word[i..])) > 0)
            {
                return $"{word[..i]} {word[i..]}";
            }
        }

        return null;
    }

    // Edits, where two exchanged letters are one.
    private static int GetDistance(string a, string b)
    {
        var distances = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                distances[i, j] = i == 0 ? j : j == 0 ? i : Math.Min(
                    Math.Min(distances[i - 1, j], distances[i, j - 1]) + 1,
                    distances[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    distances[i, j] = Math.Min(distances[i, j], distances[i - 2, j - 2] + 1);
                }
            }
        }

        return distances[a.Length, b.Length];
    }
}

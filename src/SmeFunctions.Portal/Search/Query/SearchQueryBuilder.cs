using Lucene.Net.Index;
using Lucene.Net.Search;
using SmeFunctions.Documents;

namespace SmeFunctions.Portal.Search;

/// <summary>
/// Builds queries from what a reader typed. Most of the words must occur, in any field; words in the title count most, and words that stand together
/// count more.
/// </summary>
internal static class SearchQueryBuilder
{
    /// <summary>Words of a text that are looked for in one language; further ones are ignored.</summary>
    private const int MaxTerms = 32;

    /// <summary>Up to this number, all words must occur; of more, this share.</summary>
    private const int AllUpTo = 2;
    private const double RequiredShare = 0.7;

    private const float TitleBoost = 4;
    private const float TagsBoost = 3;
    private const float NamesBoost = 1.5f;
    private const float PhraseInTitleBoost = 8;
    private const float PhraseInTextBoost = 6;
    private const float WordBoost = 0.7f;
    private const float NumberBoost = 30;
    private const int PhraseSlop = 2;

    // An article has few words there, so these cost little.
    private static readonly (string Field, float Boost)[] _boosted = [(SearchFields.Title, TitleBoost), (SearchFields.Tags, TagsBoost), (SearchFields.Names, NamesBoost)];

    /// <summary>Builds the query that decides what matches, for a language.</summary>
    /// <param name="lang">The language.</param>
    /// <param name="clauses">What the reader typed.</param>
    /// <param name="isPartial">Whether one of the words suffices.</param>
    /// <returns>The query; <see langword="null"/> when nothing in the text can be looked for.</returns>
    public static Query? Build(string lang, IReadOnlyList<SearchClause> clauses, bool isPartial = false)
    {
        var query = new BooleanQuery();
        foreach (var term in clauses.Where(clause => clause.IsExcluded).SelectMany(clause => GetTerms(lang, clause)))
        {
            query.Add(BuildTerm(term), Occur.MUST_NOT);
        }

        var terms = GetWantedTerms(lang, clauses);

        if (terms.Count == 0)
        {
            if (query.Clauses.Count == 0 || clauses.Any(clause => !clause.IsExcluded))
            {
                return null;
            }

            query.Add(new MatchAllDocsQuery(), Occur.MUST);
            return query;
        }

        if (isPartial || terms.Count <= AllUpTo)
        {
            // Where one word suffices, no clause is required: what the boosts find has a word, too.
            terms.ForEach(term => query.Add(BuildTerm(term), isPartial ? Occur.SHOULD : Occur.MUST));
        }
        else
        {
            var required = new BooleanQuery { MinimumNumberShouldMatch = (int)Math.Ceiling(terms.Count * RequiredShare) };
            terms.ForEach(term => required.Add(BuildTerm(term), Occur.SHOULD));
            query.Add(required, Occur.MUST);
        }

        AddBoosts(query, terms);
        return query;
    }

    /// <summary>
    /// Builds the query whose score is added to that of the best matches, for a language. To find words that stand together costs more than to find words, so
    /// it is not done for all matches.
    /// </summary>
    /// <returns>The query; <see langword="null"/> when there is nothing to add.</returns>
    public static Query? BuildRescoring(string lang, IReadOnlyList<SearchClause> clauses, bool isPartial = false)
    {
        var query = new BooleanQuery();
        var wanted = clauses.Where(clause => !clause.IsExcluded).ToList();
        if (GetWantedTerms(lang, clauses).Count(term => term.Number is null) > 1
            && SearchAnalyzers.Analyze(lang, string.Join(' ', wanted.Select(clause => clause.Text))) is { Count: > 1 and <= MaxTerms } all)
        {
            foreach (var (field, boost) in (ReadOnlySpan<(string, float)>)[(SearchFields.Title, PhraseInTitleBoost), (SearchFields.Text, PhraseInTextBoost)])
            {
                var phrase = BuildWords(field, all, PhraseSlop);
                phrase.Boost = boost;
                query.Add(phrase, Occur.SHOULD);
            }
        }

        if (SearchAnalyzers.IsChinese(lang))
        {
            foreach (var word in wanted.SelectMany(clause => SearchAnalyzers.GetWords(clause.Text)).Select(word => word.Text).Distinct().Where(word => !isPartial || IsChineseWord(word)).Take(MaxTerms))
            {
                query.Add(new TermQuery(new Term(SearchFields.Words, word)) { Boost = WordBoost }, Occur.SHOULD);
            }
        }

        return query.Clauses.Count > 0 ? query : null;
    }

    /// <summary>The terms that a clause stands for. A phrase is one term.</summary>
    public static IEnumerable<SearchTerm> GetTerms(string lang, SearchClause clause)
    {
        var rest = clause.Text;
        foreach (var number in DocumentNumber.Find(clause.Text))
        {
            rest = rest.Replace(clause.Text.Substring(number.Index, number.Length), " ", StringComparison.Ordinal);
            yield return new SearchTerm(clause.Text.Substring(number.Index, number.Length), [], number.Issuer + number.Number);
        }

        foreach (var part in clause.IsPhrase || clause.IsExcluded || !SearchAnalyzers.IsChinese(lang) ? [rest] : SplitChinese(rest))
        {
            var words = SearchAnalyzers.Analyze(lang, part);
            if (words.Count > 0)
            {
                yield return new SearchTerm(part, words, Number: null);
            }
        }
    }

    // Where one word suffices, a letter of a code does not.
    private static bool IsChineseWord(string word) => word.Length > 1 && HanScript.GetHanShare(word) > 0.9;

    // Words of a dictionary, and what is not Han. A character that is no word by itself goes with the next word, or the one before.
    private static List<string> SplitChinese(string text)
    {
        var parts = new List<string>();
        var single = "";
        var isCode = false;
        var end = -1;
        foreach (var word in SearchAnalyzers.GetWords(text))
        {
            var written = text[word.Start..word.End];
            var isAdjacent = word.Start == end;
            if (!isAdjacent)
            {
                Flush();
            }

            end = word.End;
            if (written.Length == 1 && HanScript.GetHanShare(written) > 0)
            {
                single += written;
                isCode = false;
                continue;
            }

            if (HanScript.GetHanShare(written) > 0 && single.Length is 1 or 2)
            {
                parts.Add(single + written);
                single = "";
                isCode = false;
                continue;
            }

            Flush();

            // The tokenizer parts letters from digits: a code such as A1B2 is one word.
            if (isAdjacent && isCode && HanScript.GetHanShare(written) == 0)
            {
                parts[^1] += written;
            }
            else
            {
                parts.Add(written);
            }

            isCode = HanScript.GetHanShare(written) == 0;
        }

        Flush();
        return parts;

        void Flush()
        {
            // A run of characters that the dictionary does not know may be several words.
            for (var i = 0; single.Length > 2 && i + 1 < single.Length; i++)
            {
                parts.Add(single.Substring(i, 2));
            }

            if (single.Length is 1 or 2)
            {
                parts.Add(single);
            }

            single = "";
        }
    }

    private static Query BuildTerm(SearchTerm term)
    {
        if (term.Number is not null)
        {
            return new TermQuery(new Term(SearchFields.Number, term.Number)) { Boost = NumberBoost };
        }

        return BuildWords(SearchFields.Text, term.Words, slop: 0);
    }

    private static Query BuildWords(string field, IReadOnlyList<AnalyzedTerm> words, int slop)
    {
        if (words is [var word])
        {
            // One character of Chinese is a term of its own only where nothing stands beside it.
            return word.Text.Length == 1 && HanScript.GetHanShare(word.Text) > 0
                ? new PrefixQuery(new Term(field, word.Text))
                : new TermQuery(new Term(field, word.Text));
        }

        var phrase = new PhraseQuery { Slop = slop };
        foreach (var part in words)
        {
            phrase.Add(new Term(field, part.Text), part.Position - words[0].Position);
        }

        return phrase;
    }

    private static List<SearchTerm> GetWantedTerms(string lang, IReadOnlyList<SearchClause> clauses) =>
        [.. clauses.Where(clause => !clause.IsExcluded).SelectMany(clause => GetTerms(lang, clause)).Take(MaxTerms)];

    private static void AddBoosts(BooleanQuery query, List<SearchTerm> terms)
    {
        foreach (var term in terms.Where(term => term.Number is null))
        {
            foreach (var (field, boost) in _boosted)
            {
                var inField = BuildWords(field, term.Words, slop: 0);
                inField.Boost = boost;
                query.Add(inField, Occur.SHOULD);
            }
        }
    }
}

/// <summary>Something that an article contains or not.</summary>
/// <param name="Text">As typed, folded.</param>
/// <param name="Words">As indexed; several must stand in this order.</param>
/// <param name="Number">The canonical number of a document, instead of words.</param>
internal sealed record SearchTerm(string Text, IReadOnlyList<AnalyzedTerm> Words, string? Number);

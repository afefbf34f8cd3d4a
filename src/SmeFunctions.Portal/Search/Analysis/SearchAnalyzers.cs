using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Cjk;
using Lucene.Net.Analysis.Cn.Smart;
using Lucene.Net.Analysis.Core;
using Lucene.Net.Analysis.En;
using Lucene.Net.Analysis.Miscellaneous;
using Lucene.Net.Analysis.Standard;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Util;

namespace SmeFunctions.Portal.Search;

/// <summary>The analyzers of each language. All expect folded text, see <see cref="CharacterFolding"/>.</summary>
internal static class SearchAnalyzers
{
    public const LuceneVersion Version = LuceneVersion.LUCENE_48;

    /// <summary>Changes when texts are analyzed differently, so that an index of another version is built again.</summary>
    public const int AnalysisVersion = 3;

    private const int MaxWordLength = 50;
    private const string Chinese = "zh";
    private const string English = "en";

    /// <summary>Languages with an analysis of their own.</summary>
    public static IReadOnlyList<string> Languages { get; } = [English, Chinese];

    private static readonly Analyzer _bigrams = Analyzer.NewAnonymous((_, reader) =>
    {
        var tokenizer = new StandardTokenizer(Version, reader);
        return new TokenStreamComponents(tokenizer, new CJKBigramFilter(SplitNumbers(tokenizer)));
    });

    private static readonly Analyzer _english = Analyzer.NewAnonymous((_, reader) =>
    {
        var tokenizer = new StandardTokenizer(Version, reader);

        // Before words are split, because the "a" of "Annex 3a" is not a stop word.
        var tokens = new StopFilter(Version, new EnglishPossessiveFilter(Version, tokenizer), StopAnalyzer.ENGLISH_STOP_WORDS_SET);
        return new TokenStreamComponents(tokenizer, new PorterStemFilter(new ASCIIFoldingFilter(SplitNumbers(tokens))));
    });

    private static readonly Analyzer _plain = Analyzer.NewAnonymous((_, reader) =>
    {
        var tokenizer = new StandardTokenizer(Version, reader);
        return new TokenStreamComponents(tokenizer, new ASCIIFoldingFilter(SplitNumbers(tokenizer)));
    });

    private static readonly Analyzer _words = Analyzer.NewAnonymous((_, reader) =>
    {
        // The tokenizer makes a term of each punctuation mark. A run of letters is one word, of any length; an index takes terms of up to 32,766 bytes.
        var tokenizer = new HMMChineseTokenizer(reader);
        return new TokenStreamComponents(tokenizer, new LengthFilter(Version, new StopFilter(Version, tokenizer, SmartChineseAnalyzer.DefaultStopSet), 1, MaxWordLength));
    });

    private static readonly Analyzer _forChinese = new PerFieldAnalyzerWrapper(_bigrams, new Dictionary<string, Analyzer> { [SearchFields.Words] = _words, [SearchFields.Spelling] = _plain });
    private static readonly Analyzer _forEnglish = new PerFieldAnalyzerWrapper(_english, new Dictionary<string, Analyzer> { [SearchFields.Spelling] = _plain });

    // ISO9001 and "ISO 9001" are two words that stand together.
    private static WordDelimiterFilter SplitNumbers(TokenStream tokens) => new(
        Version, new DigitGroupFilter(tokens), WordDelimiterFlags.GENERATE_WORD_PARTS | WordDelimiterFlags.GENERATE_NUMBER_PARTS | WordDelimiterFlags.SPLIT_ON_NUMERICS, protWords: null);

    /// <summary>Whether a language is written without spaces and analyzed by bigrams and words.</summary>
    public static bool IsChinese(string lang) => lang == Chinese;

    /// <summary>The analyzer of all fields of a language.</summary>
    public static Analyzer Get(string lang) => lang switch
    {
        Chinese => _forChinese,
        English => _forEnglish,
        _ => _plain,
    };

    /// <summary>Splits Chinese text into the words of a dictionary.</summary>
    public static IReadOnlyList<AnalyzedTerm> GetWords(string text) => Analyze(_words, SearchFields.Words, text);

    /// <summary>Splits text into words that are not stemmed.</summary>
    public static IReadOnlyList<AnalyzedTerm> GetPlainWords(string text) => Analyze(_plain, SearchFields.Spelling, text);

    /// <summary>Analyzes text as the index of a language does.</summary>
    public static IReadOnlyList<AnalyzedTerm> Analyze(string lang, string text) => Analyze(Get(lang), SearchFields.Text, text);

    private static List<AnalyzedTerm> Analyze(Analyzer analyzer, string field, string text)
    {
        var terms = new List<AnalyzedTerm>();
        using var tokens = analyzer.GetTokenStream(field, text);
        var term = tokens.AddAttribute<ICharTermAttribute>();
        var offset = tokens.AddAttribute<IOffsetAttribute>();
        var increment = tokens.AddAttribute<IPositionIncrementAttribute>();
        var position = -1;
        tokens.Reset();
        while (tokens.IncrementToken())
        {
            position += increment.PositionIncrement;
            terms.Add(new AnalyzedTerm(term.ToString(), position, offset.StartOffset, offset.EndOffset));
        }

        tokens.End();
        return terms;
    }
}

/// <param name="Text">The term as indexed.</param>
/// <param name="Position">Its position among the words of the text.</param>
/// <param name="Start">Index of its first UTF-16 unit.</param>
/// <param name="End">Index after its last unit.</param>
internal readonly record struct AnalyzedTerm(string Text, int Position, int Start, int End);

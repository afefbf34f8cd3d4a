using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Cjk;
using Lucene.Net.Analysis.En;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.QueryParsers.Simple;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Store;
using Lucene.Net.Util;
using Microsoft.Data.Sqlite;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Search;

namespace SmeFunctions.Benchmarks.Search;

/// <summary>Lucene as one would first use it: in memory, one text field, the analyzer of the language, its own query parser.</summary>
internal sealed class BareLucene : IDisposable
{
    private readonly RAMDirectory _directory = new();
    private readonly Analyzer _analyzer;
    private readonly DirectoryReader _reader;
    private readonly IndexSearcher _searcher;

    public BareLucene(string lang, IEnumerable<Article> articles)
    {
        _analyzer = lang == "zh" ? new CJKAnalyzer(LuceneVersion.LUCENE_48) : new EnglishAnalyzer(LuceneVersion.LUCENE_48);
        using (var writer = new IndexWriter(_directory, new IndexWriterConfig(LuceneVersion.LUCENE_48, _analyzer)))
        {
            foreach (var article in articles)
            {
                writer.AddDocument([new StringField("slug", article.Slug, Field.Store.YES), new TextField("text", article.Title + "\n" + article.Text, Field.Store.YES)]);
            }
        }

        _reader = DirectoryReader.Open(_directory);
        _searcher = new IndexSearcher(_reader);
    }

    public IReadOnlyList<string> Find(string text, int limit)
    {
        var query = new SimpleQueryParser(_analyzer, "text") { DefaultOperator = Occur.MUST }.Parse(text);
        return [.. _searcher.Search(query, limit).ScoreDocs.Select(hit => _searcher.Doc(hit.Doc)).Select(document => document.Get("slug", System.Globalization.CultureInfo.InvariantCulture))];
    }

    public void Dispose()
    {
        _reader.Dispose();
        _directory.Dispose();
        _analyzer.Dispose();
    }
}

/// <summary>
/// Lucene in memory with the documents, the analysis and the ranking of the portal, in one query. What the portal does beside it is HTTP, facets, highlights and
/// reading from files; what it does better is that it looks for phrases in the best matches only.
/// </summary>
internal sealed class RankingLucene : IDisposable
{
    private readonly RAMDirectory _directory = new();
    private readonly string _lang;
    private readonly DirectoryReader _reader;
    private readonly IndexSearcher _searcher;

    public RankingLucene(string lang, IEnumerable<Article> articles)
    {
        _lang = lang;
        using (var writer = new IndexWriter(_directory, new IndexWriterConfig(SearchAnalyzers.Version, SearchAnalyzers.Get(lang)) { Similarity = new BM25Similarity() }))
        {
            foreach (var article in articles)
            {
                writer.AddDocument(SearchDocument.Create(article));
            }
        }

        _reader = DirectoryReader.Open(_directory);
        _searcher = new IndexSearcher(_reader) { Similarity = new BM25Similarity() };
    }

    public IReadOnlyList<string> Find(string text, int limit)
    {
        var clauses = SearchClause.Parse(text);
        if (SearchQueryBuilder.Build(_lang, clauses) is not { } wanted)
        {
            return [];
        }

        var query = new BooleanQuery { { wanted, Occur.MUST } };
        if (SearchQueryBuilder.BuildRescoring(_lang, clauses) is { } better)
        {
            query.Add(better, Occur.SHOULD);
        }

        return [.. _searcher.Search(query, limit).ScoreDocs.Select(hit => SearchDocument.ReadContent(_searcher.Doc(hit.Doc).GetBinaryValue(SearchFields.Content)).Article.Slug)];
    }

    public void Dispose()
    {
        _reader.Dispose();
        _directory.Dispose();
    }
}

/// <summary>SQLite FTS5 with its trigram tokenizer, in a file.</summary>
internal sealed class SqliteTrigrams : IDisposable
{
    private readonly string _path = Path.GetTempFileName();
    private readonly SqliteConnection _connection;

    public SqliteTrigrams(IEnumerable<Article> articles)
    {
        _connection = new SqliteConnection($"Data Source={_path};Pooling=False");
        _connection.Open();
        Execute("CREATE VIRTUAL TABLE articles USING fts5(slug UNINDEXED, title, text, tokenize='trigram')");
        using var transaction = _connection.BeginTransaction();
        using var insert = _connection.CreateCommand();
        insert.CommandText = "INSERT INTO articles VALUES ($slug, $title, $text)";
        foreach (var article in articles)
        {
            insert.Parameters.Clear();
            insert.Parameters.AddWithValue("$slug", article.Slug);
            insert.Parameters.AddWithValue("$title", article.Title);
            insert.Parameters.AddWithValue("$text", article.Text);
            insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    public long Bytes => new FileInfo(_path).Length;

    public IReadOnlyList<string> Find(string text, int limit)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length >= 3).Select(word => $"\"{word.Replace("\"", "", StringComparison.Ordinal)}\"").ToList();
        using var select = _connection.CreateCommand();
        if (words.Count > 0)
        {
            select.CommandText = "SELECT slug FROM articles WHERE articles MATCH $text ORDER BY rank LIMIT $limit";
            select.Parameters.AddWithValue("$text", string.Join(' ', words));
        }
        else
        {
            // Trigrams cannot find two characters, which is most words of Chinese.
            select.CommandText = "SELECT slug FROM articles WHERE text LIKE $text LIMIT $limit";
            select.Parameters.AddWithValue("$text", $"%{text.Replace(' ', '%')}%");
        }

        select.Parameters.AddWithValue("$limit", limit);
        using var rows = select.ExecuteReader();
        var found = new List<string>();
        while (rows.Read())
        {
            found.Add(rows.GetString(0));
        }

        return found;
    }

    public void Dispose()
    {
        _connection.Dispose();
        File.Delete(_path);
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using AngleSharp.Html.Parser;
using SmeFunctions.Benchmarks.Running;
using SmeFunctions.Documents;

namespace SmeFunctions.Benchmarks.Documents;

/// <summary>
/// The shares of right fields in public corpora: mozilla/readability, scrapinghub/article-extraction-benchmark, the test pages of GeneralNewsExtractor, and
/// any Word documents. The folder has them as they are in their repositories; what is missing is not compared.
/// </summary>
internal static partial class CorpusEvaluation
{
    private const int ShingleLength = 4;

    public static void Run(string folder)
    {
        Table.Head("corpus", "documents", "rejected", "F1", "F1 ≥ 0.9", "titles", "bylines", "dates", "slowest, ms");
        foreach (var directory in Find(folder, "test-pages"))
        {
            EvaluateReadability(directory);
        }

        foreach (var file in Directory.EnumerateFiles(folder, "ground-truth.json", SearchOption.AllDirectories))
        {
            EvaluateArticleExtraction(Path.GetDirectoryName(file)!, file);
        }

        foreach (var directory in Find(folder, "GeneralNewsExtractor"))
        {
            EvaluateNewsPages(Path.Combine(directory, "tests"));
        }

        Console.WriteLine();
        Table.Head("Word documents", "documents", "rejected", "words", "words lost");
        foreach (var group in Directory.EnumerateFiles(folder, "*.docx", SearchOption.AllDirectories).GroupBy(path => Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar)[0]))
        {
            EvaluateWords(group.Key, group);
        }
    }

    // Expected HTML and metadata beside each page.
    private static void EvaluateReadability(string directory)
    {
        var score = new Score();
        foreach (var test in Directory.EnumerateDirectories(directory).Where(test => File.Exists(Path.Combine(test, "expected-metadata.json"))).Order(StringComparer.Ordinal))
        {
            using var metadata = JsonDocument.Parse(File.ReadAllText(Path.Combine(test, "expected-metadata.json")));
            if (score.Read($"x/{Path.GetFileName(test)}.html", File.ReadAllBytes(Path.Combine(test, "source.html"))) is not { } document)
            {
                continue;
            }

            score.AddText(GetTokens(document.Title + " " + GetText(document.Html)), GetTokens(document.Title + " " + GetText(File.ReadAllText(Path.Combine(test, "expected.html")))));
            score.Titles.Add(IsSame(Get("title"), document.Title));
            if (Get("byline") is { Length: > 0 } byline)
            {
                score.Bylines.Add(IsSame(LeadingBy().Replace(byline, ""), document.Author));
            }

            if (Get("publishedTime") is { Length: >= 10 } published && DateTimeOffset.TryParse(published, CultureInfo.InvariantCulture, out var day))
            {
                score.Dates.Add(document.Published is { } found && Math.Abs(found.DayNumber - DateOnly.FromDateTime(day.DateTime).DayNumber) <= 1);
            }

            string? Get(string name) => metadata.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
        }

        score.Print("mozilla/readability");
    }

    // Overlapping runs of four words, as that benchmark counts.
    private static void EvaluateArticleExtraction(string directory, string truth)
    {
        using var expected = JsonDocument.Parse(File.ReadAllText(truth));
        var score = new Score();
        foreach (var page in expected.RootElement.EnumerateObject())
        {
            using var packed = new GZipStream(File.OpenRead(Path.Combine(directory, "html", page.Name + ".html.gz")), CompressionMode.Decompress);
            using var content = new MemoryStream();
            packed.CopyTo(content);
            if (score.Read("x/page.html", content.ToArray()) is { } document)
            {
                score.AddText(GetShingles(GetText(document.Html)), GetShingles(page.Value.GetProperty("articleBody").GetString()!));
            }
        }

        score.Print("article-extraction-benchmark");
    }

    // They have no expected values; what can be counted is whether a date and a source were found.
    private static void EvaluateNewsPages(string directory)
    {
        var score = new Score();
        foreach (var file in Directory.EnumerateFiles(directory, "*.html", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (score.Read("zh/page.html", File.ReadAllBytes(file)) is { } document)
            {
                score.Dates.Add(document.Published is not null);
                score.Bylines.Add(document.Source is not null || document.Author is not null);
            }
        }

        score.Print("GeneralNewsExtractor (found, not compared)");
    }

    private static void EvaluateWords(string name, IEnumerable<string> files)
    {
        var (count, rejected, words, lost) = (0, 0, 0, 0);
        foreach (var file in files)
        {
            count++;
            var content = File.ReadAllBytes(file);
            if (DocumentReader.Read("x/" + Path.GetFileName(file), content) is not ReadResult.Document(var document))
            {
                rejected++;
                continue;
            }

            var kept = GetTokens(string.Join(' ', document.Title, document.Text, document.Source, document.Author, string.Join(' ', document.Breadcrumb), string.Join(' ', document.Removed.Select(line => line.Text)))).CountBy(word => word).ToDictionary();
            var own = GetTokens(GetWordText(content));
            words += own.Count;
            lost += own.CountBy(word => word).Sum(word => kept.ContainsKey(word.Key) ? 0 : word.Value);
        }

        Table.Row(name, count, rejected, words, lost);
    }

    // The text of the main part, without deleted runs and without the codes of fields.
    private static string GetWordText(byte[] content)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(content), ZipArchiveMode.Read);
            using var part = archive.GetEntry("word/document.xml")?.Open();
            return part is null ? "" : string.Join(' ', XDocument.Load(part).Descendants().Where(element => element.Name.LocalName == "p").Select(paragraph => string.Concat(paragraph.Descendants().Where(element => element.Name.LocalName == "t" && !element.Ancestors().Any(outer => outer.Name.LocalName is "del" or "moveFrom")).Select(element => element.Value))));
        }
        catch (Exception e) when (e is InvalidDataException or XmlException)
        {
            return "";
        }
    }

    private static IEnumerable<string> Find(string folder, string name) => Directory.EnumerateDirectories(folder, name, SearchOption.AllDirectories);

    private static List<string> GetTokens(string text) => [.. Token().Matches(text.ToLowerInvariant()).Select(match => match.Value)];

    private static List<string> GetShingles(string text)
    {
        var words = AnyWord().Matches(text).Select(match => match.Value).ToList();
        return words.Count < ShingleLength ? [string.Join(' ', words)] : [.. Enumerable.Range(0, words.Count - ShingleLength + 1).Select(i => string.Join(' ', words.GetRange(i, ShingleLength)))];
    }

    private static string GetText(string html)
    {
        using var page = new HtmlParser().ParseDocument(BlockTag().Replace(html, " $0"));
        foreach (var element in page.QuerySelectorAll("script,style,noscript,svg,iframe"))
        {
            element.Remove();
        }

        return page.Body!.TextContent;
    }

    private static bool IsSame(string? one, string? other)
    {
        var (a, b) = (Simplify(one), Simplify(other));
        return a.Length > 0 && b.Length > 0 && (a.Contains(b, StringComparison.Ordinal) || b.Contains(a, StringComparison.Ordinal));
    }

    private static string Simplify(string? text) => text is null ? "" : string.Concat(text.ToLowerInvariant().Where(char.IsLetterOrDigit));

    [GeneratedRegex(@"[\u4E00-\u9FFF]|[\p{L}\p{N}-[\u4E00-\u9FFF]]+", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Token();

    [GeneratedRegex(@"\w+", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex AnyWord();

    [GeneratedRegex(@"</?(?:p|div|br|li|td|tr|h[1-6]|section|article|ul|ol|table|blockquote|figure|figcaption|pre)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex BlockTag();

    [GeneratedRegex(@"^\s*by\s+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex LeadingBy();

    private sealed class Score
    {
        private readonly List<double> _texts = [];
        private int _documents;
        private int _rejected;
        private double _slowest;

        public List<bool> Titles { get; } = [];

        public List<bool> Bylines { get; } = [];

        public List<bool> Dates { get; } = [];

        public ParsedDocument? Read(string name, byte[] content)
        {
            var watch = Stopwatch.StartNew();
            var result = DocumentReader.Read(name, content);
            _slowest = Math.Max(_slowest, watch.Elapsed.TotalMilliseconds);
            _documents++;
            _rejected += result is ReadResult.Rejection ? 1 : 0;
            return result is ReadResult.Document(var document) ? document : null;
        }

        public void AddText(List<string> found, List<string> expected)
        {
            var counts = expected.CountBy(item => item).ToDictionary();
            var common = found.CountBy(item => item).Sum(item => Math.Min(item.Value, counts.GetValueOrDefault(item.Key)));
            _texts.Add(found.Count + expected.Count == 0 ? 1 : 2.0 * common / (found.Count + expected.Count));
        }

        public void Print(string name) => Table.Row(
            name, _documents, _rejected,
            _texts.Count == 0 ? "" : _texts.Average().ToString("0.000", CultureInfo.InvariantCulture), _texts.Count == 0 ? "" : _texts.Count(f1 => f1 >= 0.9), Share(Titles), Share(Bylines), Share(Dates), Table.Number(_slowest));

        private static string Share(List<bool> fields) => fields.Count == 0 ? "" : $"{fields.Count(right => right)} of {fields.Count}";
    }
}

using Microsoft.Extensions.Options;
using SmeFunctions.Documents;
using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>Builds an article from a parsed document, with defaults for what the document does not state.</summary>
public sealed class ArticleBuilder(IOptions<PortalOptions> options)
{
    /// <summary>A text with a larger share of Han characters is Chinese. A quoted name in an English text has less.</summary>
    private const double ChineseFrom = 0.3;

    /// <summary>
    /// Nested sections. An article has a list entry for each, and a table query takes 15 comparisons, which must suffice for two versions.
    /// </summary>
    private const int MaxDepth = 5;

    /// <summary>Characters. Together with the article's slug it must fit into a row key of 512.</summary>
    private const int MaxSectionLength = 300;

    /// <summary>A text of this share of Han is Chinese although its headline is not.</summary>
    private const double ClearlyChineseFrom = 0.5;
    private const int MinTitleLetters = 3;
    private const int MinContradictingLength = 200;
    private const int MaxRemovedLineLength = 120;

    /// <summary>Characters. Escaped as JSON they fit into a column of 32,000.</summary>
    private const int MaxRemovedLength = 4_000;
    private const int MaxRemovedLines = 80;

    private static readonly Dictionary<string, Section> _defaultSections = new()
    {
        ["en"] = new Section("news", "News"),
        ["zh"] = new Section("新闻", "新闻"),
    };

    /// <summary>Builds the article.</summary>
    /// <param name="seed">The uploaded document.</param>
    /// <param name="document">The parsed document.</param>
    /// <param name="record">The status record; an article keeps its slug.</param>
    /// <param name="slugIsTaken">Whether another document already has the slug of this date and headline.</param>
    /// <param name="translations">Articles that are translations; the first of each language is used.</param>
    public BuiltArticle Build(
        Seed seed, ParsedDocument document, SeedRecord record, bool slugIsTaken, IEnumerable<(string Lang, string Slug)> translations)
    {
        var warnings = document.Warnings.ToList();
        var timetable = ReadSchedule(document);
        var published = document.Published ?? (timetable.From is { } from ? options.Value.GetDay(from) : null);
        if (published is null)
        {
            published = options.Value.GetDay(record.Uploaded ?? seed.Uploaded);
            warnings.Add($"The document has no date; it is published under {published:yyyy-MM-dd}, the day it was first uploaded.");
        }

        var tag = GetLanguageTag(seed.Name, document, warnings);
        var lang = LanguageTag.GetPrimary(tag);
        if (document.Lang is { } said && !options.Value.Languages.Contains(LanguageTag.GetPrimary(said)))
        {
            warnings.Add($"'lang' is not used: this portal has no '{said}'; it has {string.Join(", ", options.Value.Languages)}.");
        }

        var reading = ReadingTime.Estimate(document.Text);
        var section = GetSection(document, lang);
        var wanted = document.Slug ?? Slugs.CreateForArticle(published.Value, document.Title);
        var other = $"{wanted}-{seed.Name.Hash[..8]}";
        var slug = record.Slug ?? (slugIsTaken ? other : wanted);
        if (document.Slug is not null && slug != wanted)
        {
            warnings.Add(slug == other
                ? $"The slug '{wanted}' is that of another document; the article has '{slug}'."
                : $"The article keeps the slug '{slug}' of its first publication; '{wanted}' is not used.");
        }

        var article = new Article
        {
            Slug = slug,
            Lang = lang,
            LangTag = tag,
            Title = document.Title,
            Published = published.Value,
            Source = document.Source,
            Author = document.Author,
            Tags = document.Tags,
            Words = reading.Words,
            ReadingMinutes = reading.Minutes,
            Section = section,
            Breadcrumb = document.Breadcrumb is { Count: > 0 } breadcrumb ? breadcrumb
                : document.Section is { Count: > 0 } own ? own
                : [section.Title],
            Summary = document.Summary ?? SummaryBuilder.Build(document.Text),
            Document = document.Notice,
            Html = document.Html,
            Text = document.Text,
            Updated = timetable.From > seed.Uploaded ? timetable.From.Value : seed.Uploaded,
            Translations = [.. translations
                .Where(other => other.Lang != lang)
                .DistinctBy(other => other.Lang)
                .OrderBy(other => other.Lang, StringComparer.Ordinal)
                .Select(other => new Translation(other.Lang, other.Slug))],
        };
        return new BuiltArticle(article, timetable, document.Visits, FindOriginal(document), warnings) { Aliases = document.Aliases, Removed = LimitRemoved(document.Removed) };
    }

    private static List<RemovedLine> LimitRemoved(IReadOnlyList<RemovedLine> removed)
    {
        var limited = new List<RemovedLine>();
        var length = 0;
        foreach (var line in removed.Take(MaxRemovedLines))
        {
            var text = Shorten(line.Text);
            length += text.Length;
            if (length > MaxRemovedLength)
            {
                break;
            }

            limited.Add(line with { Text = text });
        }

        return limited;
    }

    private static string Shorten(string text)
    {
        if (text.Length <= MaxRemovedLineLength)
        {
            return text;
        }

        var end = char.IsHighSurrogate(text[MaxRemovedLineLength - 1]) ? MaxRemovedLineLength - 1 : MaxRemovedLineLength;
        return text[..end] + "…";
    }

    /// <summary>Finds the document that this one states as its original.</summary>
    public static SeedName? FindOriginal(ParsedDocument document) => document.TranslationOf is { } name ? SeedName.FromBlobName(name) : null;

    /// <summary>Reads when the document is visible.</summary>
    public PublicationSchedule ReadSchedule(ParsedDocument document) => PublicationSchedule.Create(document, options.Value.FindTimeZone());

    /// <summary>Detects the language tag: from front matter, directory, breadcrumb, markup, or letters.</summary>
    private string GetLanguageTag(SeedName name, ParsedDocument document, List<string> warnings)
    {
        var languages = options.Value.Languages;
        var text = document.Title + document.Text;
        var isHan = IsChinese(document);
        var directory = name.LanguageFolderTag;
        if (directory is not null && document.Lang is null && IsContradicted(directory, isHan, document))
        {
            warnings.Add($"The document lies in '{directory}/', but its text is in another language; it is published in '{(isHan ? "zh" : "en")}'. State 'lang' in its front matter to decide.");
            directory = null;
        }

        string?[] hints =
        [
            document.Lang,
            directory,
            GetLanguage(document.Breadcrumb),
            GetPlausibleLanguage(document.DeclaredLang, isHan, text),
            isHan ? "zh" : "en",
        ];

        var lang = hints.OfType<string>().Select(LanguageTag.GetPrimary).FirstOrDefault(languages.Contains) ?? languages[0];
        if (lang != "zh")
        {
            return lang;
        }

        // "zh" alone does not name the script, so the next steps decide. If nothing decides, simplified is more common.
        return hints.FirstOrDefault(hint => hint is LanguageTag.Simplified or LanguageTag.Traditional)
            ?? ChineseScript.GetTag(text)
            ?? LanguageTag.Simplified;
    }

    // A list of firms with English names is Chinese when its headline is; code and quotations do not count for much.
    private static bool IsChinese(ParsedDocument document)
    {
        var title = HanScript.GetHanShare(document.Title);
        return title > ChineseFrom || (HanScript.GetHanShare(document.Text) > (title == 0 && document.Title.Count(char.IsLetter) > MinTitleLetters ? ClearlyChineseFrom : ChineseFrom));
    }

    // Only a text that is clearly in the other language contradicts its directory.
    private static bool IsContradicted(string directory, bool isHan, ParsedDocument document) =>
        LanguageTag.GetPrimary(directory) switch
        {
            "en" => isHan && HanScript.GetHanShare(document.Title) > ChineseFrom && HanScript.GetHanShare(document.Text) > ClearlyChineseFrom,
            "zh" => !isHan && HanScript.GetHanShare(document.Title) == 0 && HanScript.GetHanShare(document.Text) < 0.02 && document.Text.Length > MinContradictingLength,
            _ => false,
        };

    // Site templates declare one language for all pages, whatever the text is.
    private static string? GetPlausibleLanguage(string? declared, bool isHan, string text)
    {
        if (declared is null || isHan != (LanguageTag.GetPrimary(declared) is "zh" or "ja"))
        {
            return null;
        }

        var (simplified, traditional) = ChineseScript.Count(text);
        return (declared == LanguageTag.Simplified && traditional > simplified) || (declared == LanguageTag.Traditional && simplified > traditional) ? "zh" : declared;
    }

    private static string? GetLanguage(IReadOnlyList<string> breadcrumb) =>
        breadcrumb is not [var root, ..] ? null
        : root.Contains("english", StringComparison.OrdinalIgnoreCase) ? "en"
        : HanScript.GetHanShare(root) > ChineseFrom ? ChineseScript.GetTag(string.Concat(breadcrumb)) ?? "zh"
        : null;

    // The first item of a breadcrumb is the site, unless it is the only one.
    private static Section GetSection(ParsedDocument document, string lang)
    {
        var breadcrumb = document.Breadcrumb;
        var path = (document.Section.Count > 0 ? document.Section : breadcrumb.Count > 1 ? breadcrumb.Skip(1) : breadcrumb)
            .Select(title => (Slug: Slugs.Create(title), Title: title))
            .Where(part => part.Slug.Length > 0)
            .Take(MaxDepth)
            .ToList();
        while (path.Count > 1 && path.Sum(part => part.Slug.Length + 1) > MaxSectionLength)
        {
            path.RemoveAt(path.Count - 1);
        }

        return path.Count > 0
            ? new Section(string.Join('/', path.Select(part => part.Slug)), path[^1].Title)
            : _defaultSections.GetValueOrDefault(lang) ?? _defaultSections["en"];
    }
}

/// <summary>An article and what else its document states.</summary>
/// <param name="Article">The article.</param>
/// <param name="Schedule">When readers may see it.</param>
/// <param name="Visits">The visit count that the document states.</param>
/// <param name="TranslationOf">The document that it states as its original.</param>
/// <param name="Warnings">Sentences for the editor.</param>
public sealed record BuiltArticle(Article Article, PublicationSchedule Schedule, long? Visits, SeedName? TranslationOf, IReadOnlyList<string> Warnings)
{
    /// <summary>The former slugs that the document states.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Lines of the page around the article that were removed.</summary>
    public IReadOnlyList<RemovedLine> Removed { get; init; } = [];

    /// <summary>The uploaded images that the article uses.</summary>
    public IReadOnlyList<SeedFile> Images { get; init; } = [];

    /// <summary>The uploaded attachments that the article offers.</summary>
    public IReadOnlyList<SeedFile> Attachments { get; init; } = [];
}

using Microsoft.Extensions.Options;
using SmeFunctions.Documents;
using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>Makes an article of what a reader found, filling in what the document does not say.</summary>
public sealed class ArticleBuilder(IOptions<PortalOptions> options)
{
    /// <summary>More Han letters than this make a text Chinese; a quoted name in an English one does not.</summary>
    private const double ChineseFrom = 0.3;

    /// <summary>Sections in each other. An article has a row for each, and a query for rows takes 15 comparisons, for those of two versions.</summary>
    private const int MaxDepth = 5;

    /// <summary>Characters; with an article's own slug it must fit into a table's key of 512.</summary>
    private const int MaxSectionLength = 300;

    private static readonly Dictionary<string, Section> _defaultSections = new()
    {
        ["en"] = new Section("news", "News"),
        ["zh"] = new Section("新闻", "新闻"),
    };

    /// <summary>Makes the article.</summary>
    /// <param name="seed">The document.</param>
    /// <param name="document">What was found in it.</param>
    /// <param name="record">What is known of earlier versions; an article keeps its slug.</param>
    /// <param name="slugIsTaken">Whether another document of that day with the same headline was first.</param>
    /// <param name="translations">The articles that are its translations; the first of a language is taken.</param>
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

        var tag = GetLanguageTag(seed.Name, document);
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
            Html = document.Html,
            Text = document.Text,
            Updated = timetable.From > seed.Uploaded ? timetable.From.Value : seed.Uploaded,
            Translations = [.. translations
                .Where(other => other.Lang != lang)
                .DistinctBy(other => other.Lang)
                .OrderBy(other => other.Lang, StringComparer.Ordinal)
                .Select(other => new Translation(other.Lang, other.Slug))],
        };
        return new BuiltArticle(article, timetable, document.Visits, FindOriginal(document), warnings) { Aliases = document.Aliases };
    }

    /// <summary>The document that its author says it is a translation of.</summary>
    public static SeedName? FindOriginal(ParsedDocument document) => document.TranslationOf is { } name ? SeedName.FromBlobName(name) : null;

    /// <summary>When the document is to be seen.</summary>
    public PublicationSchedule ReadSchedule(ParsedDocument document) => PublicationSchedule.Create(document, options.Value.FindTimeZone());

    /// <summary>The language as a tag: by what its author says, by its folder, its breadcrumb, its markup, its letters.</summary>
    private string GetLanguageTag(SeedName name, ParsedDocument document)
    {
        var languages = options.Value.Languages;
        var text = document.Title + document.Text;
        var isHan = HanScript.GetHanShare(text) > ChineseFrom;
        string?[] hints =
        [
            document.Lang,
            name.LanguageFolderTag,
            GetLanguage(document.Breadcrumb),
            GetPlausibleDate(document.DeclaredLang, isHan, text),
            isHan ? "zh" : "en",
        ];

        var lang = hints.OfType<string>().Select(LanguageTag.GetPrimary).FirstOrDefault(languages.Contains) ?? languages[0];
        if (lang != "zh")
        {
            return lang;
        }

        // Who says only "zh" leaves the script to what comes after; of a text in which nothing tells, most are simplified.
        return hints.FirstOrDefault(hint => hint is LanguageTag.Simplified or LanguageTag.Traditional)
            ?? ChineseScript.GetTag(text)
            ?? LanguageTag.Simplified;
    }

    // Templates declare one language for every page of a site, whatever is written on it.
    private static string? GetPlausibleDate(string? declared, bool isHan, string text)
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

    // The first crumb is the site, unless it is the only one.
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

/// <summary>What a document was made into.</summary>
/// <param name="Article">The article.</param>
/// <param name="Schedule">When readers may see it.</param>
/// <param name="Visits">The number of visits the document states.</param>
/// <param name="TranslationOf">The document that it says it is a translation of.</param>
/// <param name="Warnings">What the editor should know; sentences.</param>
public sealed record BuiltArticle(Article Article, PublicationSchedule Schedule, long? Visits, SeedName? TranslationOf, IReadOnlyList<string> Warnings)
{
    /// <summary>The old slugs that the document names.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The images beside the document that the article names.</summary>
    public IReadOnlyList<SeedImage> Images { get; init; } = [];
}

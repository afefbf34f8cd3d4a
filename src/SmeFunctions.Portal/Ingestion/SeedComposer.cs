using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Ingestion.Readers;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>Makes an article of what a reader found, filling in what the document does not say.</summary>
internal sealed class SeedComposer(IOptions<PortalOptions> options)
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
    /// <param name="translations">The articles that are its translations.</param>
    public Composition Compose(
        Seed seed, SeedDocument document, SeedRecord record, bool slugIsTaken, IEnumerable<(string Lang, string Slug)> translations)
    {
        var warnings = document.Warnings.ToList();
        var published = document.Published;
        if (published is null)
        {
            published = options.Value.DayOf(record.Uploaded ?? seed.Uploaded);
            warnings.Add($"The document has no date; it is published under {published:yyyy-MM-dd}, the day it was first uploaded.");
        }

        var lang = LanguageOf(seed.Name, document);
        var section = SectionOf(document, lang);
        var slug = Slugs.OfArticle(published.Value, document.Title);
        var article = new Article
        {
            Slug = record.Slug ?? (slugIsTaken ? $"{slug}-{seed.Name.Hash[..8]}" : slug),
            Lang = lang,
            Title = document.Title,
            Published = published.Value,
            Source = document.Source,
            Section = section,
            Breadcrumb = document.Breadcrumb is { Count: > 0 } breadcrumb ? breadcrumb
                : document.Section is { Count: > 0 } own ? own
                : [section.Title],
            Summary = document.Summary ?? Summaries.Of(document.Text),
            Html = document.Html,
            Text = document.Text,
            Updated = seed.Uploaded,
            Translations = [.. translations
                .Where(other => other.Lang != lang)
                .DistinctBy(other => other.Lang)
                .OrderBy(other => other.Lang, StringComparer.Ordinal)
                .Select(other => new Translation(other.Lang, other.Slug))],
        };
        return new Composition(article, document.Visits, warnings);
    }

    private string LanguageOf(SeedName name, SeedDocument document)
    {
        var languages = options.Value.Languages;
        if (document.Lang is { } said && languages.Contains(said))
        {
            return said;
        }

        if (name.LanguageFolder is { } folder && languages.Contains(folder))
        {
            return folder;
        }

        if (document.Breadcrumb is [var root, ..] && LanguageOfCrumb(root) is { } crumb && languages.Contains(crumb))
        {
            return crumb;
        }

        var guess = Script.HanShare(document.Title + document.Text) > ChineseFrom ? "zh" : "en";
        return languages.Contains(guess) ? guess : languages[0];
    }

    private static string? LanguageOfCrumb(string crumb) =>
        crumb.Contains("english", StringComparison.OrdinalIgnoreCase) ? "en"
        : Script.HanShare(crumb) > ChineseFrom ? "zh"
        : null;

    // The first crumb is the site, unless it is the only one.
    private static Section SectionOf(SeedDocument document, string lang)
    {
        var breadcrumb = document.Breadcrumb;
        var path = (document.Section.Count > 0 ? document.Section : breadcrumb.Count > 1 ? breadcrumb.Skip(1) : breadcrumb)
            .Select(title => (Slug: Slugs.Of(title), Title: title))
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
/// <param name="Visits">The number of visits the document states.</param>
/// <param name="Warnings">What the editor should know; sentences.</param>
internal sealed record Composition(Article Article, long? Visits, IReadOnlyList<string> Warnings);

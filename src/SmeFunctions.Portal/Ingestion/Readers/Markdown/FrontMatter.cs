using System.Globalization;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Ingestion.Readers.PortalPage;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace SmeFunctions.Portal.Ingestion.Readers.Markdown;

/// <summary>The block of YAML at the head of a Markdown document: <c>title</c>, <c>date</c> and so on.</summary>
internal sealed class FrontMatter
{
    /// <summary>UTF-16 units.</summary>
    private const int MaxLength = 32_768;

    private const int MaxSummaryLength = 1_000;

    private static readonly string[] _notUsedYet = ["author", "tags", "slug", "translationOf", "publishAt", "unpublishAt"];

    private readonly List<string> _warnings = [];

    public string? Title { get; private set; }

    public DateOnly? Published { get; private set; }

    public string? Lang { get; private set; }

    public IReadOnlyList<string> Section { get; private set; } = [];

    public string? Source { get; private set; }

    public string? Summary { get; private set; }

    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Finds the block: a first line of three hyphens, and one that ends it.</summary>
    /// <param name="text">The document.</param>
    /// <param name="yaml">What stands between them.</param>
    /// <param name="rest">What comes after.</param>
    /// <returns>Whether there is one; one that never ends is none.</returns>
    public static bool TrySplit(string text, out string yaml, out string rest)
    {
        (yaml, rest) = ("", text);
        var at = 0;
        while (at < text.Length && text[at] == '\uFEFF')
        {
            at++;
        }

        var start = EndOfLine(text, at);
        if (text[at..start].TrimEnd() != "---")
        {
            return false;
        }

        for (var line = start; line < text.Length;)
        {
            var end = EndOfLine(text, line);
            if (text[line..end].TrimEnd() is "---" or "...")
            {
                (yaml, rest) = (text[start..line], text[end..]);
                return true;
            }

            line = end;
        }

        return false;
    }

    public static bool TryRead(string yaml, out FrontMatter matter, [NotNullWhen(false)] out SeedError? error)
    {
        matter = new FrontMatter();
        if (yaml.Length > MaxLength)
        {
            error = new SeedError("front-matter", $"The front matter has {yaml.Length:N0} characters; {MaxLength:N0} is the most.", 1);
            return false;
        }

        try
        {
            error = matter.Read(new Parser(new StringReader(yaml)));
        }
        catch (YamlException e)
        {
            error = new SeedError("front-matter", $"The front matter is no YAML that the portal understands: {e.Message}", LineOf(e.Start));
        }

        return error is null;
    }

    private static int EndOfLine(string text, int at) => text.IndexOf('\n', at) is >= 0 and var end ? end + 1 : text.Length;

    // The line with the hyphens is the first.
    private static int LineOf(Mark mark) => (int)mark.Line + 1;

    private SeedError? Read(Parser yaml)
    {
        yaml.Consume<StreamStart>();
        if (yaml.Accept<StreamEnd>(out _))
        {
            return null;
        }

        yaml.Consume<DocumentStart>();
        if (!yaml.TryConsume<MappingStart>(out _))
        {
            return yaml.TryConsume<Scalar>(out var only) && only.Value.Length == 0
                ? null
                : new SeedError("front-matter", "The front matter is no list of keys with values, like 'title: …'.", 2);
        }

        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (!yaml.TryConsume<MappingEnd>(out _))
        {
            if (!yaml.TryConsume<Scalar>(out var key))
            {
                return new SeedError("front-matter", "A key of the front matter is no word.", LineOf(yaml.Current!.Start));
            }

            if (!seen.Add(key.Value))
            {
                return new SeedError("front-matter", $"The front matter has the key '{key.Value}' twice.", LineOf(key.Start));
            }

            var value = ReadValue(yaml);
            if (Set(key.Value, value) is { } expected)
            {
                return new SeedError("front-matter", $"'{key.Value}' in the front matter should be {expected}.", LineOf(key.Start));
            }
        }

        return null;
    }

    /// <summary>A value: words, a list of words, or something else.</summary>
    private static Value ReadValue(Parser yaml)
    {
        if (yaml.TryConsume<Scalar>(out var scalar))
        {
            var isNull = scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null" or "Null" or "NULL";
            return isNull ? new Value(Kind.Nothing, []) : new Value(Kind.Word, [scalar.Value.Trim()]);
        }

        if (yaml.Accept<SequenceStart>(out _))
        {
            yaml.Consume<SequenceStart>();
            var items = new List<string>();
            var areWords = true;
            while (!yaml.TryConsume<SequenceEnd>(out _))
            {
                if (yaml.TryConsume<Scalar>(out var item))
                {
                    items.Add(item.Value.Trim());
                }
                else
                {
                    areWords = false;
                    Skip(yaml);
                }
            }

            return areWords ? new Value(Kind.Words, items) : new Value(Kind.Other, []);
        }

        Skip(yaml);
        return new Value(Kind.Other, []);
    }

    // Counts instead of calling itself: the depth is the document's.
    private static void Skip(Parser yaml)
    {
        var depth = 0;
        do
        {
            depth += yaml.Consume<ParsingEvent>() switch
            {
                MappingStart or SequenceStart => 1,
                MappingEnd or SequenceEnd => -1,
                _ => 0,
            };
        }
        while (depth > 0);
    }

    /// <returns>What was expected, when the value is something else.</returns>
    private string? Set(string key, Value value)
    {
        if (value.Kind == Kind.Nothing)
        {
            return null;
        }

        var word = value.Kind == Kind.Word ? value.Words[0] : null;
        switch (key.ToLowerInvariant())
        {
            case "title":
                Title = word;
                return word is { Length: > 0 and <= Markup.PageHead.MaxTitleLength } ? null : $"words, {Markup.PageHead.MaxTitleLength} characters at the most";
            case "date":
                Published = word is not null && PortalDate.LengthAtStart(word, out var date) == word.Length ? date : null;
                return Published is null ? "a day, like 2017-01-04" : null;
            case "lang":
                Lang = word?.Split('-', '_')[0].ToLowerInvariant();
                return Lang is not null && LanguageTag.IsPrimary(Lang) ? null : "a language, like en or zh";
            case "section":
                Section = [.. (word?.Split('/') ?? value.Words).Select(part => part.Trim()).Where(part => part.Length > 0)];
                return Section.Count is > 0 and <= 8 && Section.All(part => part.Length <= 100 && Slugs.Of(part).Length > 0)
                    ? null
                    : "a path, like policy/finance, or a list of words";
            case "source":
                Source = word;
                return word is { Length: > 0 and <= 200 } ? null : "words, 200 characters at the most";
            case "summary":
                Summary = word is null ? null : Markup.MarkupText.Collapse(word);
                return word is { Length: > 0 and <= MaxSummaryLength } ? null : $"words, {MaxSummaryLength:N0} characters at the most";
            case "draft":
                // A draft that went online with a warning would be the worse surprise.
                return word?.ToLowerInvariant() switch
                {
                    "false" => null,
                    "true" => "false: drafts are not published, and the portal keeps none; upload it when it is ready",
                    _ => "true or false",
                };
            case "author" or "tags":
                NotUsedYet(key);
                return value.Kind is Kind.Word or Kind.Words && value.Words.All(item => item.Length > 0) ? null : "words, or a list of words";
            case "slug":
                NotUsedYet(key);
                return word is not null && Slugs.IsSlug(word) ? null : "letters and digits parted by hyphens";
            case "translationof":
                NotUsedYet(key);
                return word is { Length: > 0 } ? null : "the name of a document";
            case "publishat" or "unpublishat":
                NotUsedYet(key);
                return word is not null && PortalDate.LengthAtStart(word, out var day) == word.Length && day is not null
                    && DateTimeOffset.TryParse(word, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _)
                    ? null
                    : "a moment, like 2017-01-04T09:00:00+08:00";
            default:
                _warnings.Add($"'{(key.Length > 60 ? key[..60] + "…" : key)}' in the front matter is no key that the portal knows.");
                return null;
        }
    }

    private void NotUsedYet(string key) =>
        _warnings.Add($"'{Array.Find(_notUsedYet, known => known.Equals(key, StringComparison.OrdinalIgnoreCase))}' in the front matter is not used yet.");

    private enum Kind
    {
        Nothing,
        Word,
        Words,
        Other,
    }

    private sealed record Value(Kind Kind, IReadOnlyList<string> Words);
}

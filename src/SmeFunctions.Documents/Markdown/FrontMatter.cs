using System.Globalization;
using SmeFunctions.Documents.Boilerplate;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace SmeFunctions.Documents.Markdown;

/// <summary>The YAML block at the start of a Markdown document, or in a file of its own beside a document: <c>title</c>, <c>date</c> and so on.</summary>
/// <param name="isFile">Whether it is a file of its own.</param>
internal sealed class FrontMatter(bool isFile = false)
{
    // What generators of sites need, and a portal has no use for.
    private static readonly HashSet<string> _ignored =
    [
        "layout", "toc", "weight", "type", "id", "lastmod", "updated", "modified", "last_modified_at", "comments", "math", "mermaid", "pin", "image", "images", "cover", "feature_image", "featured_image", "thumbnail", "banner",
        "series", "sidebar", "menu", "outputs", "markup", "iscjklanguage", "katex", "highlight", "hidetoc", "showtoc", "hiddenfromhomepage", "hiddenfromsearch", "uuid", "copyright",
    ];

    /// <summary>UTF-16 units. The parser takes quadratic time for nested brackets.</summary>
    private const int MaxLength = 8_192;

    private const int MaxSummaryLength = 1_000;

    private const int MaxAliases = 20;
    private const long MaxVisits = 1_000_000_000_000;

    private const string ExpectedTimestamp = "a moment, like 2017-01-04T09:00:00+08:00";

    private readonly List<string> _warnings = [];
    private readonly string _subject = isFile ? "metadata file" : "front matter";
    private readonly string _code = isFile ? "metadata" : "front-matter";

    public string? Title { get; private set; }

    public DateOnly? Published { get; private set; }

    public string? Lang { get; private set; }

    public IReadOnlyList<string> Section { get; private set; } = [];

    public string? Source { get; private set; }

    public string? Summary { get; private set; }

    public string? Author { get; private set; }

    public IReadOnlyList<string> Tags { get; private set; } = [];

    public string? Slug { get; private set; }

    public IReadOnlyList<string> Aliases { get; private set; } = [];

    /// <summary>The name of the picture that the article begins with, relative to the document; of metadata files only: generators of sites give the key other meanings.</summary>
    public string? LeadImage { get; private set; }

    /// <summary>The visits that the article had elsewhere; of metadata files only.</summary>
    public long? Visits { get; private set; }

    /// <summary>The folder that names with a leading slash are relative to, instead of the container; of metadata files only.</summary>
    public string? Root { get; private set; }

    public string? TranslationOf { get; private set; }

    /// <summary>Whether the document is a draft; <see langword="null"/> when that is not stated.</summary>
    public bool? IsDraft { get; private set; }

    public DocumentTime? PublishAt { get; private set; }

    public DocumentTime? UnpublishAt { get; private set; }

    public IReadOnlyList<string> Warnings => _warnings;

    public static bool TryRead(string yaml, out FrontMatter matter, [NotNullWhen(false)] out DocumentError? error) => TryRead(yaml, isFile: false, out matter, out error);

    /// <param name="yaml">The block without the lines around it, or the file.</param>
    /// <param name="isFile">Whether it is a file of its own.</param>
    /// <param name="matter">What it states.</param>
    /// <param name="error">Why it is not read.</param>
    public static bool TryRead(string yaml, bool isFile, out FrontMatter matter, [NotNullWhen(false)] out DocumentError? error)
    {
        matter = new FrontMatter(isFile);
        error = matter.Read(yaml);
        return error is null;
    }

    // In a document, the line of hyphens is line 1.
    private int GetLine(Mark mark) => (int)mark.Line + (isFile ? 0 : 1);

    private DocumentError? Read(string yaml)
    {
        if (yaml.Length > MaxLength)
        {
            return new DocumentError(_code, $"The {_subject} has {yaml.Length:N0} characters; {MaxLength:N0} is the most.", 1);
        }

        try
        {
            return Read(new Parser(new StringReader(yaml)));
        }
        catch (YamlException e)
        {
            return new DocumentError(_code, $"The {_subject} is no YAML that the portal understands: {e.Message}", GetLine(e.Start));
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // The scanner throws the first without a position for some values in an unclosed list; the parser throws the second for an empty tag.
            return new DocumentError(_code, $"The {_subject} is no YAML that the portal understands.");
        }
    }

    private DocumentError? Read(Parser yaml)
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
                : new DocumentError(_code, $"The {_subject} is no list of keys with values, like 'title: …'.", isFile ? 1 : 2);
        }

        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (!yaml.TryConsume<MappingEnd>(out _))
        {
            if (!yaml.TryConsume<Scalar>(out var key))
            {
                return new DocumentError(_code, $"A key of the {_subject} is no word.", GetLine(yaml.Current!.Start));
            }

            if (!seen.Add(key.Value))
            {
                return new DocumentError(_code, $"The {_subject} has the key '{key.Value}' twice.", GetLine(key.Start));
            }

            var value = ReadValue(yaml);
            if (Set(key.Value, value) is { } expected)
            {
                return new DocumentError(_code, $"'{key.Value}' in the {_subject} should be {expected}.", GetLine(key.Start));
            }
        }

        return null;
    }

    /// <summary>A value: a scalar, a list of scalars, or something else.</summary>
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

    // Counts instead of recursing, because the document decides about the depth.
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
                Published = word is not null && PageDate.GetLengthAtStart(word, out var date) == word.Length ? date : null;
                return Published is null ? "a day, like 2017-01-04" : null;
            case "lang":
                Lang = word is null ? null : LanguageTag.Normalize(word);
                return Lang is not null ? null : "a language, like en, zh, zh-Hans or zh-Hant";
            case "section":
                Section = [.. (word?.Split('/') ?? value.Words).Select(part => part.Trim()).Where(part => part.Length > 0)];
                return Section.Count is > 0 and <= 8 && Section.All(part => part.Length <= 100 && Slugs.Create(part).Length > 0)
                    ? null
                    : "a path, like policy/finance, or a list of words";
            case "source":
                Source = word;
                return word is { Length: > 0 and <= 200 } ? null : "words, 200 characters at the most";
            case "summary":
                Summary = word is null ? null : Markup.HtmlText.Collapse(word);
                return word is { Length: > 0 and <= MaxSummaryLength } ? null : $"words, {MaxSummaryLength:N0} characters at the most";
            case "author":
                Author = Byline.Read(value.Words);
                return value.Kind is Kind.Word or Kind.Words && Author is { Length: <= Byline.MaxLength }
                    ? null
                    : $"a name, or a list of names, {Byline.MaxLength} characters at the most";
            case "tags":
                Tags = word is not null ? Keywords.Split(word) : Keywords.Create(value.Words);
                return value.Kind is Kind.Word or Kind.Words && value.Words.All(item => item.Length > 0) && Keywords.AreWithinLimits(Tags)
                    ? null
                    : $"words parted by commas, or a list of words: {Keywords.MaxCount} at the most, of {Keywords.MaxLength} characters";
            case "slug":
                Slug = word is null ? null : Slugs.Create(word);
                return word is { Length: <= Slugs.MaxLength } && Slugs.IsSlug(word) ? null : $"letters and digits parted by hyphens, {Slugs.MaxLength} characters at the most";
            case "aliases":
                var aliases = word?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? value.Words;
                if (value.Kind == Kind.Other || aliases.Count is 0 or > MaxAliases || !aliases.All(IsAlias))
                {
                    return $"slugs, {MaxAliases} at the most: letters and digits parted by hyphens, {Slugs.MaxLength} characters at the most; or former addresses, like /news/2017/fair.html";
                }

                Aliases = [.. Aliases, .. aliases.Select(alias => alias.Normalize()).Except(Aliases).Distinct()];
                return null;
            case "translationof":
                TranslationOf = word;
                return word is not null && DocumentName.FindProblem(word) is null ? null : "the name of a document, like en/2017/fair.txt";
            case "draft":
                IsDraft = bool.TryParse(word, out var isDraft) ? isDraft : null;
                return IsDraft is not null ? null : "true or false";
            case "image" when isFile:
                LeadImage = word is null || word.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? null : DocumentImage.Create(word, resolved: null)?.Name;
                return LeadImage is not null ? null : "the name of an uploaded picture, like pics/harbour.png";
            case "visits" when isFile:
                Visits = long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var visits) && visits <= MaxVisits ? visits : null;
                return Visits is not null ? null : $"a number, {MaxVisits:N0} at the most";
            case "root" when isFile:
                Root = word?.Trim('/');
                return Root is { Length: > 0 } && DocumentName.FindProblem(Root) is null ? null : "a folder, like en/old-site";
            case "publishat":
                PublishAt = word is not null && DocumentTime.TryParse(word, out var first) ? first : null;
                return PublishAt is null ? ExpectedTimestamp : null;
            case "unpublishat":
                UnpublishAt = word is not null && DocumentTime.TryParse(word, out var last) ? last : null;
                return UnpublishAt is null ? ExpectedTimestamp : null;
            default:
                if (SetForeign(key.ToLowerInvariant(), value, word))
                {
                    return null;
                }

                _warnings.Add($"'{(key.Length > 60 ? key[..60] + "…" : key)}' in the {_subject} is no key that the portal knows.");
                return null;
        }
    }

    private static bool IsAlias(string alias) => (alias.Length <= Slugs.MaxLength && Slugs.IsSlug(alias)) || FormerAddress.IsAddress(alias);

    // The keys of Jekyll, Hugo and Ghost. The portal's own keys win, and a value that does not fit is ignored.
    private bool SetForeign(string key, Value value, string? word)
    {
        switch (key)
        {
            case "published":
                if (word is not null && word.Equals("false", StringComparison.OrdinalIgnoreCase))
                {
                    IsDraft = true;
                }
                else if (word is not null && PageDate.GetLengthAtStart(word, out var day) == word.Length)
                {
                    Published ??= day;
                }

                return true;
            case "status" or "visibility":
                IsDraft = word?.ToLowerInvariant() is "draft" or "private" or "pending" or "unpublished" ? true : IsDraft;
                return true;
            case "publishdate" or "publish_date" or "published_at" or "publishtime":
                if (word is not null && DocumentTime.TryParse(word, out var first))
                {
                    PublishAt ??= first;
                }

                return true;
            case "expirydate" or "expiry_date" or "unpublishdate":
                if (word is not null && DocumentTime.TryParse(word, out var last))
                {
                    UnpublishAt ??= last;
                }

                return true;
            case "language" or "locale":
                Lang ??= word is null ? null : LanguageTag.Normalize(word);
                return true;
            case "categories" or "category":
                var path = (word?.Split(',', '/') ?? value.Words).Select(part => part.Trim()).Where(part => part.Length is > 0 and <= 100 && Slugs.Create(part).Length > 0).Take(8).ToList();
                Section = Section.Count > 0 ? Section : path;
                return true;
            case "keywords" or "tag":
                Tags = Tags.Count > 0 ? Tags : Keywords.TakeWithinLimits(word is not null ? Keywords.Split(word) : Keywords.Create(value.Words));
                return true;
            case "description" or "excerpt" or "custom_excerpt":
                if (word is not null && Markup.HtmlText.Collapse(word) is { Length: > 0 and <= MaxSummaryLength } summary)
                {
                    Summary ??= summary;
                }

                return true;
            case "authors":
                Author ??= Byline.Read(value.Words) is { Length: <= Byline.MaxLength } names ? names : null;
                return true;
            case "permalink" or "url":
                var name = word?.Trim('/').Split('/')[^1];
                Slug ??= name is { Length: > 0 and <= Slugs.MaxLength } && Slugs.IsSlug(name) ? Slugs.Create(name) : null;
                if (word is not null && FormerAddress.IsAddress(word) && !word.Contains(':', StringComparison.Ordinal) && !Aliases.Contains(word))
                {
                    // A pattern of a generator has colons.
                    Aliases = [.. Aliases, word];
                }

                return true;
            default:
                return _ignored.Contains(key);
        }
    }

    private enum Kind
    {
        Nothing,
        Word,
        Words,
        Other,
    }

    private sealed record Value(Kind Kind, IReadOnlyList<string> Words);
}

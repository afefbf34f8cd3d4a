using SmeFunctions.Documents.Boilerplate;
using SmeFunctions.Documents.Markup;

namespace SmeFunctions.Documents.Blocks;

/// <summary>What a file states apart from its text. Programs fill it in with meaningless defaults, which are ignored.</summary>
internal sealed record FileProperties
{
    private const int MaxDateLength = 60;
    private const int MaxSectionLength = 100;

    private static readonly HashSet<string> _placeholders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Word Document", "Document", "Title", "Untitled", "无标题", "文档", "標題", "标题", "PowerPoint Presentation", "Print", "about:blank",
    };

    private static readonly string[] _fileExtensions = [".doc", ".docx", ".wps", ".odt", ".pdf", ".rtf", ".txt", ".indd", ".qxd", ".ppt", ".pptx", ".xls", ".xlsx", ".tmp", ".html"];

    // Days of templates, which libraries and WPS write into every document, and of clocks that were never set.
    private static readonly HashSet<DateOnly> _templateDays = [new(2013, 12, 23), new(2014, 10, 29), new(1980, 1, 1), new(1970, 1, 1), new(1601, 1, 1), new(1900, 1, 1), new(2006, 9, 16), new(2006, 9, 13)];

    public string? Title { get; private init; }

    public string? Author { get; private init; }

    public IReadOnlyList<string> Tags { get; private init; } = [];

    public IReadOnlyList<string> Section { get; private init; } = [];

    public string? Lang { get; private init; }

    /// <summary>The day on which the document was created.</summary>
    public DateOnly? Created { get; private init; }

    /// <summary>A sentence for a document whose text states no date.</summary>
    public IEnumerable<string> Warnings => Created is { } day
        ? [$"The document's text has no date; it is published under {day:yyyy-MM-dd}, the day on which its properties say that it was begun."]
        : [];

    /// <summary>Reads properties; each of them may be missing or empty.</summary>
    /// <param name="title">The title.</param>
    /// <param name="creator">Names, separated by semicolons.</param>
    /// <param name="keywords">Keywords, separated by any usual character.</param>
    /// <param name="category">The section, as a path.</param>
    /// <param name="language">A language tag.</param>
    /// <param name="created">A date in any form.</param>
    public static FileProperties Create(string? title, string? creator, string? keywords = null, string? category = null, string? language = null, string? created = null)
    {
        title = HtmlText.Collapse(title ?? "");
        created = HtmlText.Collapse(created ?? "");
        return new FileProperties
        {
            Title = title.Length is > 0 and <= PageHead.MaxTitleLength && !IsPlaceholder(title) ? title : null,
            Author = Byline.ReadMetadata((creator ?? "").Split(';', '；')) is { Length: <= Byline.MaxLength } author ? author : null,
            Tags = Keywords.TakeWithinLimits(Keywords.Split(keywords ?? "")),
            Section = [.. (category ?? "").Split((char[])['/', '>', '|', '／', '｜', '»'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Where(part => part.Length <= MaxSectionLength)],
            Lang = string.IsNullOrWhiteSpace(language) ? null : LanguageTag.Normalize(language.Trim()),
            Created = created.Length is > 0 and < MaxDateLength && PageDate.GetLengthAtStart(created, out var day) > 0 && day is { } known && !_templateDays.Contains(known) ? day : null,
        };
    }

    // "Document1", "文档 2", "Microsoft Word - report.docx" are names that programs give.
    internal static bool IsPlaceholder(string title) =>
        _placeholders.Contains(title.TrimEnd([.. "0123456789 "]))
        || title.StartsWith("Microsoft Word - ", StringComparison.OrdinalIgnoreCase)
        || Array.Exists(_fileExtensions, extension => title.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
        || !title.Any(char.IsLetter);
}

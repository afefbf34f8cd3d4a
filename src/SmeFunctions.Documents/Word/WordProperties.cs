using SmeFunctions.Documents.Markup;
using SmeFunctions.Documents.Boilerplate;

namespace SmeFunctions.Documents.Word;

/// <summary>The properties of a document. Programs fill them in with meaningless defaults, which are ignored.</summary>
internal sealed record WordProperties
{
    private static readonly HashSet<string> _placeholders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Word Document", "Document", "Title", "Untitled", "无标题", "文档", "標題", "标题", "PowerPoint Presentation",
    };

    // Days of templates, which libraries and WPS write into every document, and of clocks that were never set.
    private static readonly HashSet<DateOnly> _templateDays = [new(2013, 12, 23), new(2014, 10, 29), new(1980, 1, 1), new(1970, 1, 1), new(1601, 1, 1), new(1900, 1, 1), new(2006, 9, 16), new(2006, 9, 13)];

    public string? Title { get; private init; }

    public string? Author { get; private init; }

    public IReadOnlyList<string> Tags { get; private init; } = [];

    public IReadOnlyList<string> Section { get; private init; } = [];

    public string? Lang { get; private init; }

    /// <summary>The day on which the document was created.</summary>
    public DateOnly? Created { get; private init; }

    public static WordProperties Read(WordPackage package)
    {
        if (package.Relations("").Values.FirstOrDefault(relation => relation is { Type: "core-properties", IsExternal: false }) is not { } part)
        {
            return new WordProperties();
        }

        var values = package.Elements(part.Target, "coreProperties")
            .SelectMany(root => root.Elements())
            .Select(element => (Name: element.Name.LocalName, Value: HtmlText.Collapse(element.Value)))
            .Where(property => property.Value.Length > 0)
            .GroupBy(property => property.Name, property => property.Value)
            .ToDictionary(same => same.Key, same => same.First());
        return new WordProperties
        {
            Title = values.GetValueOrDefault("title") is { Length: <= PageHead.MaxTitleLength } title && !IsPlaceholder(title) ? title : null,
            Author = Byline.ReadMetadata((values.GetValueOrDefault("creator") ?? "").Split(';', '；')) is { Length: <= Byline.MaxLength } author ? author : null,
            Tags = Keywords.TakeWithinLimits(Keywords.Split(values.GetValueOrDefault("keywords") ?? "")),
            Section = [.. (values.GetValueOrDefault("category") ?? "").Split((char[])['/', '>', '|', '／', '｜', '»'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Where(title => title.Length <= 100)],
            Lang = values.GetValueOrDefault("language") is { } language ? LanguageTag.Normalize(language) : null,
            Created = values.GetValueOrDefault("created") is { Length: < 60 } created && PageDate.GetLengthAtStart(created, out var day) > 0 && day is { } known && !_templateDays.Contains(known) ? day : null,
        };
    }

    // "Document1", "文档 2", "Microsoft Word - report.docx" are names that Word gives.
    private static bool IsPlaceholder(string title) =>
        _placeholders.Contains(title.TrimEnd([.. "0123456789 "]))
        || title.StartsWith("Microsoft Word - ", StringComparison.OrdinalIgnoreCase)
        || title.EndsWith(".doc", StringComparison.OrdinalIgnoreCase)
        || title.EndsWith(".docx", StringComparison.OrdinalIgnoreCase)
        || !title.Any(char.IsLetter);
}

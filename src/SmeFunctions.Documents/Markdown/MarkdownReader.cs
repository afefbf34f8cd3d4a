using System.Buffers;
using Markdig;
using SmeFunctions.Documents.Markup;
using SmeFunctions.Documents.PlainText;

namespace SmeFunctions.Documents.Markdown;

/// <summary>Reads Markdown (CommonMark with tables, footnotes, strikethrough and bare URLs), with or without front matter.</summary>
internal static class MarkdownReader
{
    /// <summary>UTF-16 units; a book of some hundred pages.</summary>
    private const int MaxLength = 500_000;

    /// <summary>
    /// The most marks of a paragraph. The parser searches for the partner of each to the end of the paragraph. The squares of all paragraphs are
    /// added.
    /// </summary>
    private const int MaxMarks = 10_000;

    private static readonly SearchValues<char> _marks = SearchValues.Create("[<*_~`:");

    // No emoji and no smart quotes: the text is published as written.
    private static readonly MarkdownPipeline _pipeline = new MarkdownPipelineBuilder { MaximumNestingDepth = 64 }
        .UsePipeTables()
        .UseFootnotes()
        .UseAutoLinks()
        .UseEmphasisExtras(Markdig.Extensions.EmphasisExtras.EmphasisExtraOptions.Strikethrough)
        .Build();

    /// <summary>Whether a document is Markdown: it has front matter, begins with a heading, or has the extension and is no portal page.</summary>
    public static bool CanRead(string name, string text)
    {
        if ((FrontMatterBlock.TrySplit(text, out var yaml, out _) && yaml.Contains(':', StringComparison.Ordinal)) || FrontMatterBlock.TrySplitToml(text, out _, out _))
        {
            return true;
        }

        var start = text.AsSpan().TrimStart("\uFEFF\r\n ");
        if (start.StartsWith("# "))
        {
            return true;
        }

        return name.EndsWith(".md", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".markdown", StringComparison.OrdinalIgnoreCase);
    }

    public static ReadResult Read(string text, ReadContext context)
    {
        if (text.Length > MaxLength)
        {
            return new DocumentError("document-too-large", $"The document has {text.Length:N0} characters; {MaxLength:N0} is the most for Markdown.");
        }

        if (FrontMatterBlock.FindMisunderstanding(text) is { } misunderstanding)
        {
            return misunderstanding;
        }

        var matter = new FrontMatter();
        var hasMatter = FrontMatterBlock.TrySplit(text, out var yaml, out var markdown);
        if (!hasMatter && FrontMatterBlock.TrySplitToml(text, out var toml, out var rest))
        {
            if (!TomlFrontMatter.TryTranslate(toml, out yaml, out var broken))
            {
                return broken;
            }

            (hasMatter, markdown) = (true, rest);
        }

        if (hasMatter && !FrontMatter.TryRead(yaml, out matter, out var wrong))
        {
            return wrong;
        }

        if (HasTooManyMarks(markdown))
        {
            return new DocumentError("document-too-large", $"A paragraph of the document has too many marks of Markdown; some {MaxMarks:N0} are the most.");
        }

        if (!TryRender(markdown, out var html, out var tooDeep))
        {
            return tooDeep;
        }

        var stated = matter.Title ?? context.FallbackTitle;
        if (string.IsNullOrWhiteSpace(markdown))
        {
            return stated is null
                ? new DocumentError("no-title", "The document has no headline: neither a title in the front matter nor a line that begins with '# '.")
                : new DocumentError("no-text", "The document has a headline, but no text below it.");
        }

        if (!ArticleBody.TryCreate(html, stated, isPage: !hasMatter && HasHeading(html), address: null, context.Options, out var body, out var error))
        {
            // The line number is of the generated HTML.
            return error with { Line = null };
        }

        if (body.Head.Title is not { } title)
        {
            // A portal page that only has the extension of Markdown.
            return !hasMatter && PortalPageReader.Read(text, context) is ReadResult.Document { Value: { Published: not null } or { Breadcrumb.Count: > 0 } } page
                ? page
                : new DocumentError("no-title", "The document has no headline: neither a title in the front matter nor a line that begins with '# '.", 1);
        }

        return new ParsedDocument
        {
            Title = title,
            Lang = matter.Lang,
            Published = matter.Published ?? body.Head.Published,
            Source = matter.Source ?? body.Head.Source,
            Author = matter.Author ?? body.Head.Author,
            Tags = matter.Tags,
            Slug = matter.Slug,
            Aliases = matter.Aliases,
            TranslationOf = matter.TranslationOf,
            IsDraft = matter.IsDraft == true,
            PublishAt = matter.PublishAt,
            UnpublishAt = matter.UnpublishAt,
            Breadcrumb = body.Head.Breadcrumb,
            Section = matter.Section,
            Summary = matter.Summary,
            Visits = body.Head.Visits,
            Html = body.Html,
            Images = body.Images,
            Attachments = body.Attachments,
            Text = body.Text,
            Warnings = [.. matter.Warnings, .. body.Head.Warnings, .. body.Warnings],
        };
    }

    private static bool HasTooManyMarks(string text)
    {
        var work = 0L;
        var marks = 0L;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.IsWhiteSpace())
            {
                work += marks * marks;
                marks = 0;
            }

            var rest = line;
            while (rest.IndexOfAny(_marks) is >= 0 and var at)
            {
                marks++;
                rest = rest[(at + 1)..];
            }
        }

        return work + (marks * marks) > (long)MaxMarks * MaxMarks;
    }

    private static bool HasHeading(string html) => html.Contains("<h1", StringComparison.OrdinalIgnoreCase);

    private static bool TryRender(string markdown, out string html, [NotNullWhen(false)] out DocumentError? error)
    {
        try
        {
            html = CjkEmphasis.Restore(Markdig.Markdown.ToHtml(CjkEmphasis.Prepare(markdown), _pipeline));
            error = null;
            return true;
        }
        catch (ArgumentException)
        {
            // Markdig throws this when the depth is exceeded; it has no type of its own for it.
            html = "";
            error = new DocumentError("document-too-deep", "The document has quotations, lists or emphasis too deeply within each other.");
            return false;
        }
    }
}

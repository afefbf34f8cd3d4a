using SmeFunctions.Pages.Layout;
using SmeFunctions.Pages.Lists;
using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Pages.Articles;

/// <summary>The content of an article's page.</summary>
public sealed record ArticleContent
{
    public required string Slug { get; init; }

    public required string Title { get; init; }

    /// <summary>As in <c>lang</c> attributes.</summary>
    public required string Tag { get; init; }

    /// <summary>From the home page to the article's section.</summary>
    public required IReadOnlyList<PageLink> Breadcrumb { get; init; }

    public required DateOnly Published { get; init; }

    public string? Source { get; init; }

    public string? Author { get; init; }

    public required int Minutes { get; init; }

    public required long Visits { get; init; }

    /// <summary>The body as sanitized HTML.</summary>
    public required string Html { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>Labels and values of the register entry of an official notice; none for other articles.</summary>
    public IReadOnlyList<(string Label, string Value)> Facts { get; init; } = [];

    /// <summary>The files that the article offers for download.</summary>
    public IReadOnlyList<ArticleAttachment> Attachments { get; init; } = [];

    public RelatedArticle? Previous { get; init; }

    public RelatedArticle? Next { get; init; }

    public required IReadOnlyList<RelatedArticle> Related { get; init; }

    public required IReadOnlyList<Ranking> Rankings { get; init; }

    /// <summary>Absolute address, for sharing.</summary>
    public required Uri Address { get; init; }

    /// <summary>Where the script counts a visit.</summary>
    public required string CountPath { get; init; }

    /// <summary>The pixel for pages without script.</summary>
    public required string PixelPath { get; init; }
}

/// <param name="Path">Percent-encoded path.</param>
/// <param name="Title">Its headline.</param>
/// <param name="Tag">As in <c>lang</c> attributes.</param>
/// <param name="Published">The day.</param>
public sealed record RelatedArticle(string Path, string Title, string Tag, DateOnly Published);

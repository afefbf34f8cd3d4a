using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Portal.Articles;

/// <summary>What readers ask for: articles and lists of them, with their visits.</summary>
internal sealed class ArticleCatalog(ArticleStore articles, VisitNumbers visits, IOptions<PortalOptions> options)
{
    /// <summary>The languages that can be asked for.</summary>
    public IReadOnlyList<string> Languages => options.Value.Languages;

    /// <returns>The article, that it was taken down, or that there never was one.</returns>
    public async Task<ArticleFinding> FindAsync(string slug, CancellationToken cancellationToken)
    {
        if (!Slugs.IsSlug(slug))
        {
            return new ArticleFinding.Unknown();
        }

        var found = await articles.FindAsync(slug, cancellationToken);
        return found switch
        {
            { Article: { } article } => new ArticleFinding.Found(ArticleView.Of(article, await visits.GetAsync(slug, cancellationToken)), found.ETag),
            { IsGone: true } => new ArticleFinding.Gone(),
            _ => new ArticleFinding.Unknown(),
        };
    }

    /// <summary>A page of a list, newest first; one storage call a language.</summary>
    public async Task<ArticlePage> ListAsync(ArticleQuery query, CancellationToken cancellationToken)
    {
        var after = query.Cursor?.Position ?? (query.To is { } to ? ArticleKeys.BeforeDay(to) : "");
        var before = query.From is { } from ? ArticleKeys.AfterDay(from) : "}";

        // One more than asked for tells whether there is a next page.
        var lists = await Task.WhenAll((query.Lang is { } lang ? [lang] : Languages)
            .Select(language => articles.ListAsync(language, query.Section, after, before, query.Limit + 1, cancellationToken)));
        var found = lists
            .SelectMany(list => list)
            .OrderBy(article => article.Position, StringComparer.Ordinal)
            .Take(query.Limit + 1)
            .ToList();

        var page = found.Take(query.Limit).ToList();
        var numbers = await visits.GetManyAsync([.. page.Select(article => article.Summary.Slug)], cancellationToken);
        return new ArticlePage(
            [.. page.Select(article => ArticleSummaryView.Of(article.Summary, numbers.GetValueOrDefault(article.Summary.Slug)))],
            found.Count > query.Limit ? new ArticleCursor(page[^1].Position) : null);
    }
}

/// <summary>Which articles a list is of.</summary>
internal sealed record ArticleQuery
{
    public const int MaxLimit = 100;
    public const int DefaultLimit = 20;

    /// <summary>A language; <see langword="null"/> for all.</summary>
    public string? Lang { get; init; }

    /// <summary>A section's slug, with what is below it; <see langword="null"/> for all.</summary>
    public string? Section { get; init; }

    /// <summary>The first day of publication.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The last day of publication.</summary>
    public DateOnly? To { get; init; }

    /// <summary>1 to <see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>Where the page before ended.</summary>
    public ArticleCursor? Cursor { get; init; }
}

/// <param name="Items">Newest first.</param>
/// <param name="Next">Where the next page begins; <see langword="null"/> when this is the last.</param>
internal sealed record ArticlePage(IReadOnlyList<ArticleSummaryView> Items, ArticleCursor? Next);

/// <summary>What a look for an article found.</summary>
internal abstract record ArticleFinding
{
    private ArticleFinding()
    {
    }

    internal sealed record Found(ArticleView Article, Azure.ETag ETag) : ArticleFinding;

    /// <summary>There was one, and it was taken down.</summary>
    internal sealed record Gone : ArticleFinding;

    /// <summary>There never was one.</summary>
    internal sealed record Unknown : ArticleFinding;
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Portal.Articles;

/// <summary>What a look for an article found, kept for all who ask, with the answer made of it.</summary>
public sealed class CachedArticle(StoredArticle lookup)
{
    private RenderedArticle? _rendered;
    private ArticleDependencies? _dependencies;

    public StoredArticle Stored => lookup;

    /// <summary>Bytes in memory, about: the text in two forms, and the answer as it is and compressed.</summary>
    public int Size => lookup.Article is { } article ? 5_000 + (4 * (article.Html.Length + article.Text.Length)) : 300;

    /// <summary>What was looked up last to stand in the answer.</summary>
    public ArticleDependencies? Dependencies
    {
        get => Volatile.Read(ref _dependencies);
        set => Volatile.Write(ref _dependencies, value);
    }

    /// <summary>The answer with these visits and neighbours; made again only when one of them is another.</summary>
    public CachedResponse GetResponse(ArticleContext context, long visits)
    {
        if (Volatile.Read(ref _rendered) is { } prepared && prepared.Visits == visits && ReferenceEquals(prepared.Context, context))
        {
            return prepared.Response;
        }

        var article = lookup.Article ?? throw new InvalidOperationException("There is no article to answer with.");
        var answer = new CachedResponse(
            JsonSerializer.SerializeToUtf8Bytes(ArticleView.Create(article, visits, context), ArticleViewJson.Readable.ArticleView),
            "application/json; charset=utf-8",
            $"W/\"{lookup.ETag.ToString().Trim('"')}{context.Version}\"",
            article.Updated);
        Volatile.Write(ref _rendered, new RenderedArticle(answer, context, visits));
        return answer;
    }

    private sealed record RenderedArticle(CachedResponse Response, ArticleContext Context, long Visits);
}

/// <summary>What stands in an answer besides the article.</summary>
/// <param name="Context">What stands around it.</param>
/// <param name="Visits">How many there were.</param>
/// <param name="At">When that was looked up, as a timestamp.</param>
/// <param name="Generation">Of the changes that this process had made by then.</param>
public sealed record ArticleDependencies(ArticleContext Context, long Visits, long At, long Generation);

/// <summary>What stands around an article.</summary>
/// <param name="Previous">The one published before it in its section.</param>
/// <param name="Next">The one published after it.</param>
/// <param name="Related">Others that are about the same, the nearest first.</param>
public sealed record ArticleContext(ArticleLink? Previous, ArticleLink? Next, IReadOnlyList<ArticleLink> Related)
{
    public static ArticleContext None { get; } = new(Previous: null, Next: null, []);

    /// <summary>Another text for other neighbours, as a part of an ETag: who has the article with the old ones should get the new.</summary>
    public string Version { get; } = ComputeVersion([Previous, Next, .. Related]);

    private static string ComputeVersion(IEnumerable<ArticleLink?> links) =>
        "-" + ContentVersion.Compute(Encoding.UTF8.GetBytes(string.Join('\n', links.Select(link => $"{link?.Slug}\n{link?.Title}"))));
}

/// <summary>An article as another one names it.</summary>
public sealed record ArticleLink(string Slug, string Title, DateOnly Published, string Url)
{
    /// <summary>The language of the title, for pages; it is not sent, as an article's neighbours are in its own language.</summary>
    [JsonIgnore]
    public string LangTag { get; init; } = "";

    public static ArticleLink Create(ArticleSummary article) =>
        new(article.Slug, article.Title, article.Published, ArticleSummaryView.GetUrl(article.Slug)) { LangTag = article.LangTag };
}

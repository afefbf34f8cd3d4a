using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Portal.Articles;

/// <summary>A cached lookup of an article, with the response for it.</summary>
public sealed class CachedArticle(StoredArticle lookup)
{
    private RenderedArticle? _rendered;
    private RenderedMarkdown? _markdown;
    private ArticleDependencies? _dependencies;

    public StoredArticle Stored => lookup;

    /// <summary>Approximate bytes in memory: the text in two forms, and the response plain and compressed.</summary>
    public int Size => lookup.Article is { } article ? 5_000 + (4 * (article.Html.Length + article.Text.Length)) : 300;

    /// <summary>The changing parts of the response, as last looked up.</summary>
    public ArticleDependencies? Dependencies
    {
        get => Volatile.Read(ref _dependencies);
        set => Volatile.Write(ref _dependencies, value);
    }

    /// <summary>Gets the response with these visits and neighbors. It is created again only when one of them changed.</summary>
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
            $"W/\"{lookup.ContentVersion}{context.Version}\"",
            article.Updated);
        Volatile.Write(ref _rendered, new RenderedArticle(answer, context, visits));
        return answer;
    }

    /// <summary>Gets the article as Markdown.</summary>
    /// <param name="site">The address of the site, for absolute addresses.</param>
    public CachedResponse GetMarkdown(Uri site)
    {
        if (Volatile.Read(ref _markdown) is { } prepared && prepared.Site == site)
        {
            return prepared.Response;
        }

        var article = lookup.Article ?? throw new InvalidOperationException("There is no article to answer with.");
        var answer = new CachedResponse(
            Encoding.UTF8.GetBytes(ArticleMarkdown.Write(article, path => new Uri(site, path).AbsoluteUri)), ArticleMarkdown.ContentType, $"W/\"{lookup.ContentVersion}-md\"", article.Updated);
        Volatile.Write(ref _markdown, new RenderedMarkdown(answer, site));
        return answer;
    }

    private sealed record RenderedMarkdown(CachedResponse Response, Uri Site);

    private sealed record RenderedArticle(CachedResponse Response, ArticleContext Context, long Visits);
}

/// <summary>The parts of a response that change without the article.</summary>
/// <param name="Context">Neighbors and related articles.</param>
/// <param name="Visits">Visits.</param>
/// <param name="At">Timestamp of the lookup.</param>
/// <param name="Generation">The number of changes that this process had made.</param>
public sealed record ArticleDependencies(ArticleContext Context, long Visits, long At, long Generation);

/// <summary>Neighbors and related articles of an article.</summary>
/// <param name="Previous">The previous article of the section.</param>
/// <param name="Next">The next one.</param>
/// <param name="Related">Related articles, the closest first.</param>
public sealed record ArticleContext(ArticleLink? Previous, ArticleLink? Next, IReadOnlyList<ArticleLink> Related)
{
    public static ArticleContext None { get; } = new(Previous: null, Next: null, []);

    /// <summary>A part of the ETag: a client with other neighbors must get the new response.</summary>
    public string Version { get; } = ComputeVersion([Previous, Next, .. Related]);

    private static string ComputeVersion(IEnumerable<ArticleLink?> links) =>
        "-" + ContentVersion.Compute(Encoding.UTF8.GetBytes(string.Join('\n', links.Select(link => $"{link?.Slug}\n{link?.Title}"))));
}

/// <summary>A link to an article.</summary>
public sealed record ArticleLink(string Slug, string Title, DateOnly Published, string Url)
{
    /// <summary>
    /// The language of the title, for web pages. It is not in JSON responses, because linked articles have the language of the article.
    /// </summary>
    [JsonIgnore]
    public string LangTag { get; init; } = "";

    public static ArticleLink Create(ArticleSummary article) =>
        new(article.Slug, article.Title, article.Published, ArticleSummaryView.GetUrl(article.Slug)) { LangTag = article.LangTag };
}

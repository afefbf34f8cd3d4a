using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Portal.Articles;

/// <summary>What a look for an article found, kept for all who ask, with the answer made of it.</summary>
internal sealed class CachedArticle(ArticleLookup lookup)
{
    private Prepared? _prepared;
    private ShownWithArticle? _shown;

    public ArticleLookup Lookup => lookup;

    /// <summary>Bytes in memory, about: the text in two forms, and the answer as it is and compressed.</summary>
    public int Size => lookup.Article is { } article ? 5_000 + (4 * (article.Html.Length + article.Text.Length)) : 300;

    /// <summary>What was looked up last to stand in the answer.</summary>
    public ShownWithArticle? Shown
    {
        get => Volatile.Read(ref _shown);
        set => Volatile.Write(ref _shown, value);
    }

    /// <summary>The answer with these visits and neighbours; made again only when one of them is another.</summary>
    public PreparedAnswer Answer(ArticleSurroundings surroundings, long visits)
    {
        if (Volatile.Read(ref _prepared) is { } prepared && prepared.Visits == visits && ReferenceEquals(prepared.Surroundings, surroundings))
        {
            return prepared.Answer;
        }

        var article = lookup.Article ?? throw new InvalidOperationException("There is no article to answer with.");
        var answer = new PreparedAnswer(
            JsonSerializer.SerializeToUtf8Bytes(ArticleView.Of(article, visits, surroundings), ArticleViewJson.Readable.ArticleView),
            "application/json; charset=utf-8",
            $"W/\"{lookup.ETag.ToString().Trim('"')}{surroundings.Version}\"",
            article.Updated);
        Volatile.Write(ref _prepared, new Prepared(answer, surroundings, visits));
        return answer;
    }

    private sealed record Prepared(PreparedAnswer Answer, ArticleSurroundings Surroundings, long Visits);
}

/// <summary>What stands in an answer besides the article.</summary>
/// <param name="Surroundings">What stands around it.</param>
/// <param name="Visits">How many there were.</param>
/// <param name="At">When that was looked up, as a timestamp.</param>
/// <param name="Generation">Of the changes that this process had made by then.</param>
internal sealed record ShownWithArticle(ArticleSurroundings Surroundings, long Visits, long At, long Generation);

/// <summary>What stands around an article.</summary>
/// <param name="Previous">The one published before it in its section.</param>
/// <param name="Next">The one published after it.</param>
/// <param name="Related">Others that are about the same, the nearest first.</param>
internal sealed record ArticleSurroundings(ArticleLink? Previous, ArticleLink? Next, IReadOnlyList<ArticleLink> Related)
{
    public static ArticleSurroundings None { get; } = new(Previous: null, Next: null, []);

    /// <summary>Another text for other neighbours, as a part of an ETag: who has the article with the old ones should get the new.</summary>
    public string Version { get; } = VersionOf([Previous, Next, .. Related]);

    private static string VersionOf(IEnumerable<ArticleLink?> links) =>
        "-" + ContentVersion.Of(Encoding.UTF8.GetBytes(string.Join('\n', links.Select(link => $"{link?.Slug}\n{link?.Title}"))));
}

/// <summary>An article as another one names it.</summary>
internal sealed record ArticleLink(string Slug, string Title, DateOnly Published, string Url)
{
    /// <summary>The language of the title, for pages; it is not sent, as an article's neighbours are in its own language.</summary>
    [JsonIgnore]
    public string LangTag { get; init; } = "";

    public static ArticleLink Of(ArticleSummary article) =>
        new(article.Slug, article.Title, article.Published, ArticleSummaryView.UrlOf(article.Slug)) { LangTag = article.LangTag };
}

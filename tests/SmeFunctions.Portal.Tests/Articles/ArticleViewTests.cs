using System.Text.Json;
using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Portal.Tests.Articles;

/// <summary>What is stored of an article, and what is sent of it.</summary>
public sealed class ArticleViewTests
{
    private static readonly Article _article = new()
    {
        Slug = "2017-01-04-a",
        Lang = "zh",
        LangTag = "zh-Hant",
        Title = "A",
        Published = new DateOnly(2017, 1, 4),
        Author = "B",
        Tags = ["c", "d"],
        Words = 500,
        ReadingMinutes = 3,
        Section = new Section("e", "E"),
        Breadcrumb = ["E"],
        Summary = "F.",
        Html = "<p>F.</p>",
        Text = "F.",
        Updated = DateTimeOffset.UnixEpoch,
        Translations = [],
    };

    [Fact]
    public void Is_the_same_after_it_was_stored()
    {
        var json = JsonSerializer.Serialize(_article, ArticleJson.Readable.Article);
        var summary = JsonSerializer.Serialize(ArticleSummary.FromArticle(_article), ArticleJson.Readable.ArticleSummary);

        Assert.Equivalent(_article, JsonSerializer.Deserialize(json, ArticleJson.Readable.Article), strict: true);
        Assert.Equivalent(ArticleSummary.FromArticle(_article), JsonSerializer.Deserialize(summary, ArticleJson.Readable.ArticleSummary), strict: true);
    }

    [Fact]
    public void Is_sent_with_language_author_tags_and_length_in_lists_and_alone()
    {
        foreach (var json in (string[])
            [
                JsonSerializer.Serialize(ArticleView.Create(_article, 7, ArticleContext.None), ArticleViewJson.Readable.ArticleView),
                JsonSerializer.Serialize(new ArticlePageView([ArticleSummaryView.Create(ArticleSummary.FromArticle(_article), 7)], Next: null), ArticleViewJson.Readable.ArticlePageView),
            ])
        {
            using var sent = JsonDocument.Parse(json);
            var view = sent.RootElement.TryGetProperty("items", out var items) ? items[0] : sent.RootElement;

            Assert.Equal("zh", view.GetProperty("lang").GetString());
            Assert.Equal("zh-Hant", view.GetProperty("langTag").GetString());
            Assert.Equal("B", view.GetProperty("author").GetString());
            Assert.Equal(["c", "d"], view.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
            Assert.Equal(500, view.GetProperty("words").GetInt32());
            Assert.Equal(3, view.GetProperty("readingMinutes").GetInt32());
        }
    }

    [Fact]
    public void One_that_an_older_version_stored_is_still_read()
    {
        const string Stored =
            """
            {"slug":"a","lang":"en","title":"A","published":"2017-01-04","section":{"slug":"e","title":"E"},"breadcrumb":["E"],"summary":"F.",
            "html":"<p>F.</p>","text":"F.","updated":"1970-01-01T00:00:00+00:00","translations":[]}
            """;

        var article = JsonSerializer.Deserialize(Stored, ArticleJson.Readable.Article)!;
        var summary = JsonSerializer.Deserialize(Stored, ArticleJson.Readable.ArticleSummary)!;

        Assert.Equal(("en", null, 0, 1), (article.LangTag, article.Author, article.Words, article.ReadingMinutes));
        Assert.Equal(("en", null, 0, 1), (summary.LangTag, summary.Author, summary.Words, summary.ReadingMinutes));
        Assert.Empty(article.Tags);
        Assert.Empty(summary.Tags);
    }
}

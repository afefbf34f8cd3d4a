using SmeFunctions.Documents;
using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Http;

/// <summary>Parses the query of a list of articles.</summary>
internal static class ArticleRequest
{
    public static ArticleQuery Read(QueryReader query, IReadOnlyList<string> languages) => new()
    {
        Lang = query.OneOf("lang", languages),
        List = ListIn(query),
        From = query.Day("from"),
        To = query.Day("to"),
        Limit = query.Number("limit", ArticleQuery.DefaultLimit, 1, ArticleQuery.MaxLimit),
        Fields = ParseFields(query),
        Cursor = ParseCursor(query),
    };

    private static ArticleList ListIn(QueryReader query)
    {
        // A list is one range of keys. There is a range for each of these, but not for two of them.
        var section = query.Section("section");
        var tag = ParseWords(query, "tag");
        var source = ParseWords(query, "source");
        if ((section, tag, source) is (not null, not null, _) or (_, not null, not null) or (not null, _, not null))
        {
            query.Refuse(section is null ? "source" : tag is null ? "source" : "tag", "Only one of 'section', 'tag' and 'source' can be asked for.");
        }

        return section is not null ? ArticleList.ForSection(section)
            : tag is not null ? ArticleList.ForTag(tag)
            : source is not null ? ArticleList.ForSource(source)
            : ArticleList.All;
    }

    // The words as in the article, or their slug.
    private static string? ParseWords(QueryReader query, string name) =>
        query.Text(name) is not { } text ? null
        : Slugs.Create(text) is { Length: > 0 } slug ? slug
        : query.Refuse(name, $"'{name}' has neither a letter nor a digit.");

    private static List<string> ParseFields(QueryReader query)
    {
        if (query.Text("fields", maxLength: 500)?.Split(',') is not { } asked)
        {
            return [];
        }

        if (asked.FirstOrDefault(field => !ArticlePage.Fields.Contains(field)) is { } unknown)
        {
            query.Refuse("fields", $"'{unknown}' is no property of an article in a list; there are: {string.Join(", ", ArticlePage.Fields)}.");
        }

        // In one order, so that equal queries share a cache entry.
        return [.. ArticlePage.Fields.Where(asked.Contains)];
    }

    private static ArticleCursor? ParseCursor(QueryReader query)
    {
        if (query.Text("cursor", maxLength: 2_000) is not { } text)
        {
            return null;
        }

        if (ArticleCursor.TryParse(text, out var cursor))
        {
            return cursor;
        }

        query.Refuse("cursor", "'cursor' is taken from the 'next' of the page before, unchanged.");
        return null;
    }
}

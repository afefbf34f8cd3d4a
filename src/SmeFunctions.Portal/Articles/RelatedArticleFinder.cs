using SmeFunctions.Documents;

namespace SmeFunctions.Portal.Articles;

/// <summary>Finds among some articles those that are about the same as another.</summary>
internal static class RelatedArticleFinder
{
    private const int Most = 5;

    /// <summary>A common tag says more than a common section, that more than a common word of the titles.</summary>
    private const int PointsOfTag = 3;
    private const int PointsOfSection = 2;
    private const int Enough = 3;

    /// <summary>Words shorter than this are mostly those that any title has.</summary>
    private const int MinWord = 4;

    /// <param name="article">The one.</param>
    /// <param name="candidates">Others in its language, newest first; of equals the newer is taken.</param>
    /// <param name="apart">Slugs that are shown beside it already.</param>
    public static IReadOnlyList<ArticleSummary> Find(Article article, IEnumerable<ArticleSummary> candidates, IReadOnlyCollection<string?> apart)
    {
        var tags = article.Tags.Select(Slugs.Create).ToHashSet();
        var words = GetWords(article.Title).ToHashSet();
        return
        [
            .. candidates
                .Where(other => other.Slug != article.Slug && !apart.Contains(other.Slug))
                .DistinctBy(other => other.Slug)
                .Select(other => (Article: other, Points: Points(other)))
                .Where(other => other.Points >= Enough)
                .OrderByDescending(other => other.Points)
                .Take(Most)
                .Select(other => other.Article),
        ];

        int Points(ArticleSummary other) =>
            (PointsOfTag * other.Tags.Select(Slugs.Create).Distinct().Count(tags.Contains))
            + (other.Section.Slug == article.Section.Slug ? PointsOfSection : 0)
            + GetWords(other.Title).Distinct().Count(words.Contains);
    }

    /// <summary>Words of a title; of Han, which is not parted into words, every two characters that follow each other.</summary>
    private static IEnumerable<string> GetWords(string title)
    {
        foreach (var part in Slugs.Create(title).Split('-'))
        {
            var runes = part.EnumerateRunes().ToList();
            if (runes.Exists(HanScript.IsHan))
            {
                for (var i = 1; i < runes.Count; i++)
                {
                    if (HanScript.IsHan(runes[i - 1]) && HanScript.IsHan(runes[i]))
                    {
                        yield return string.Concat(runes[i - 1].ToString(), runes[i].ToString());
                    }
                }
            }
            else if (runes.Count >= MinWord)
            {
                yield return part;
            }
        }
    }
}

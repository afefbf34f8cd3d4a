using SmeFunctions.Documents;

namespace SmeFunctions.Portal.Articles;

/// <summary>Finds related articles among candidates.</summary>
internal static class RelatedArticleFinder
{
    private const int Most = 5;

    /// <summary>A common tag counts more than a common section, which counts more than a common word in the titles.</summary>
    private const int PointsOfTag = 3;
    private const int PointsOfSection = 2;
    private const int Enough = 3;

    /// <summary>Shorter words are mostly function words.</summary>
    private const int MinWord = 4;

    /// <param name="article">The article.</param>
    /// <param name="candidates">Others in its language, newest first. Of equal ones, the newer wins.</param>
    /// <param name="apart">Slugs that are shown elsewhere on the page.</param>
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

    /// <summary>The words of a title. Han has no spaces, so each pair of adjacent characters is one.</summary>
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

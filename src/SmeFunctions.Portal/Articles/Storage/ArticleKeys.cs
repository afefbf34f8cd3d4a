using System.Globalization;
using SmeFunctions.Documents;

namespace SmeFunctions.Portal.Articles;

/// <summary>
/// Keys of the table <c>Articles</c>. One partition a language, so that all rows of an article change in one transaction; in it a row
/// for each list the article stands in. The date is inverted, so that the newest comes first:
/// <code>
/// en   a|79829895|2017-01-04-…              every article
/// en   s|policy|79829895|2017-01-04-…       those of a section and of what is below it
/// en   t|export|79829895|2017-01-04-…       those with a tag
/// en   o|trade-letter|79829895|2017-01-04-… those of a source
/// en   g|2017-01-04-…                       the article's guard, in no list
/// en   ~changed                             which change of all these was the last
/// en   ~census                              what was counted of them, see <see cref="Articles.SectionCounts"/>
/// </code>
/// The guard changes with every transaction on the article's rows. It is what keeps a slow writer from adding rows after a faster one
/// took the article down or moved it: a row that is not there has no version to hold the writer to.
/// </summary>
internal static class ArticleKeys
{
    /// <summary>Written in every transaction that changes a list.</summary>
    public const string Changed = "~changed";

    public const string SectionCounts = "~census";

    private const int Inversion = 99_999_999;
    private const string GuardPrefix = "g|";

    /// <summary>Whether a key belongs to an article: a list entry, or the guard.</summary>
    public static bool IsArticleKey(string key) => !key.StartsWith('~');

    /// <summary>The start of the row keys of a list.</summary>
    public static string GetListPrefix(ArticleList list) => list.Kind switch
    {
        ArticleListKind.All => "a|",
        // '/' is not allowed in a key; '|' is in no slug.
        ArticleListKind.Section => $"s|{list.Value!.Replace('/', '~')}|",
        ArticleListKind.Tag => $"t|{list.Value}|",
        ArticleListKind.Source => $"o|{list.Value}|",
        _ => throw new ArgumentOutOfRangeException(nameof(list), list, message: null),
    };

    /// <summary>The position of an article in any list: sorts the newest first, and articles of one day by slug.</summary>
    public static string CreatePosition(DateOnly published, string slug) => $"{Invert(published)}|{slug}";

    /// <summary>Sorts directly after a position, also if another slug begins with the same characters.</summary>
    public static string GetKeyAfter(string position) => position + "!";

    /// <summary>Sorts before every position of <paramref name="day"/>, and after every position of the following day.</summary>
    public static string GetKeyBeforeDay(DateOnly day) => Invert(day);

    /// <summary>Sorts after every position of <paramref name="day"/>.</summary>
    public static string GetKeyAfterDay(DateOnly day) => Invert(day) + "}";

    /// <summary>Parses the row key of a list entry.</summary>
    /// <param name="key">The key.</param>
    /// <param name="section">The section's slug; <see langword="null"/> for the list of all articles.</param>
    /// <param name="position">The article's position.</param>
    /// <param name="day">The day of publication.</param>
    /// <returns>Whether it is such a key.</returns>
    public static bool TryParseListKey(string key, out string? section, out string position, out DateOnly day)
    {
        var start = key.StartsWith("s|", StringComparison.Ordinal) ? key.IndexOf('|', 2) : 1;
        section = start > 1 ? key[2..start].Replace('~', '/') : null;
        position = key[(start + 1)..];
        day = default;
        return start > 0
            && (start > 1 || key.StartsWith("a|", StringComparison.Ordinal))
            && IsPosition(position)
            && DateOnly.TryParseExact(Invert(position), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
    }

    /// <summary>The lists that an article is in: at most 1 + 5 + 20 + 1, see the limits of sections and tags.</summary>
    public static IEnumerable<ArticleList> GetLists(Article article)
    {
        yield return ArticleList.All;

        var section = article.Section.Slug;
        for (var end = section.IndexOf('/'); end >= 0; end = section.IndexOf('/', end + 1))
        {
            yield return ArticleList.ForSection(section[..end]);
        }

        yield return ArticleList.ForSection(section);

        foreach (var tag in article.Tags.Select(Slugs.Create).Where(tag => tag.Length > 0).Distinct())
        {
            yield return ArticleList.ForTag(tag);
        }

        if (article.Source is { } source && Slugs.Create(source) is { Length: > 0 } slug)
        {
            yield return ArticleList.ForSource(slug);
        }
    }

    /// <summary>The row keys of all entities of an article: list entries and guard.</summary>
    public static IEnumerable<string> GetRowKeys(Article article)
    {
        var position = CreatePosition(article.Published, article.Slug);
        return GetLists(article).Select(list => GetListPrefix(list) + position).Append(GetGuardKey(article.Slug));
    }

    public static string GetGuardKey(string slug) => GuardPrefix + slug;

    public static bool IsGuardKey(string key) => key.StartsWith(GuardPrefix, StringComparison.Ordinal);

    /// <summary>Whether <paramref name="text"/> can be a position; validates cursors of clients.</summary>
    public static bool IsPosition(string text) =>
        text.Length is > 9 and < 400
        && text[8] == '|'
        && !text.AsSpan(0, 8).ContainsAnyExceptInRange('0', '9')
        && Slugs.IsSlug(text.AsSpan(9));

    private static string Invert(DateOnly day) => Invert(day.ToString("yyyyMMdd", CultureInfo.InvariantCulture));

    // Inverting twice returns the original.
    private static string Invert(ReadOnlySpan<char> position) =>
        (Inversion - int.Parse(position[..8], NumberStyles.None, CultureInfo.InvariantCulture)).ToString("D8", CultureInfo.InvariantCulture);
}

using System.Globalization;
using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Portal.Tests.Search;

/// <summary>Articles in two languages, and searches with the right answers, which were written down first.</summary>
internal static class SearchQuality
{
    /// <summary>The right article is expected among so many results.</summary>
    public const int Expected = 3;

    public static IReadOnlyList<Article> Articles { get; } = [.. ReadRows("quality-articles.txt").Select(row => new Article
    {
        Slug = row[0],
        Lang = row[1],
        Title = row[5],
        Published = DateOnly.ParseExact(row[2], "yyyy-MM-dd", CultureInfo.InvariantCulture),
        Section = new Section(row[3], row[3]),
        Tags = row[4].Split(", "),
        Breadcrumb = [],
        Summary = row[6],
        Html = "",
        Text = row[6],
        Updated = DateTimeOffset.UnixEpoch,
        Translations = [],
    })];

    public static IReadOnlyList<(string Lang, string Text, IReadOnlyList<string> Answers)> Queries { get; } =
        [.. ReadRows("quality-queries.txt").Select(row => (row[0], row[1], (IReadOnlyList<string>)row[2].Split(',')))];

    /// <summary>Whether all right answers, or the first three, are among the first results.</summary>
    public static bool IsRight(IReadOnlyList<string> answers, IEnumerable<string> found) => answers.Take(Expected).All(found.Take(Expected).Contains);

    private static IEnumerable<string[]> ReadRows(string file)
    {
        using var resource = typeof(SearchQuality).Assembly.GetManifestResourceStream(file) ?? throw new InvalidOperationException($"The resource '{file}' is missing.");
        using var reader = new StreamReader(resource);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                yield return line.Split(" | ");
            }
        }
    }
}

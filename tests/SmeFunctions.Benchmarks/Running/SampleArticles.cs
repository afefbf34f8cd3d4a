using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Benchmarks.Running;

/// <summary>Articles as they are stored, over some two years.</summary>
internal static class SampleArticles
{
    public static string Slug(int i) => FormattableString.Invariant($"2017-01-04-article-{i}");

    public static Article Of(int i) => new()
    {
        Slug = Slug(i),
        Lang = "en",
        LangTag = "en",
        Title = FormattableString.Invariant($"Article {i} on what small firms should know before they sell abroad"),
        Published = new DateOnly(2017, 1, 4).AddDays(i % 700),
        Source = "Trade Letter",
        Section = new Section("news", "News"),
        Breadcrumb = ["News"],
        Summary = "Small firms that sell abroad for the first time seldom fail for want of a product. They fail over papers, over payment and over time.",
        Html = "<p>It is read often.</p>",
        Text = "It is read often.",
        Words = 4,
        ReadingMinutes = 1,
        Updated = DateTimeOffset.UnixEpoch,
        Translations = [],
    };
}

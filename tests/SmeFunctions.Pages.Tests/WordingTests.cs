using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using SmeFunctions.Pages.Wording;

namespace SmeFunctions.Pages.Tests;

public sealed partial class WordingTests
{
    private static readonly ResourceManager _own = new("SmeFunctions.Pages.Wording.Strings", typeof(WordBook).Assembly);

    public static TheoryData<string> Languages =>
        [.. Directory.GetFiles(Path.Combine(Root(), "src", "SmeFunctions.Pages", "Wording"), "Strings.*.resx").Select(path => Path.GetFileName(path).Split('.')[1])];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_language_has_every_text_with_the_same_values_in_it(string lang)
    {
        var english = Texts(CultureInfo.InvariantCulture);
        var other = Texts(CultureInfo.GetCultureInfo(lang));

        Assert.True(english.Count > 60, $"Only {english.Count} texts.");
        Assert.Equal(english.Keys.Order(StringComparer.Ordinal), other.Keys.Order(StringComparer.Ordinal));
        Assert.All(english, text =>
        {
            Assert.NotEmpty(text.Value.Trim());
            Assert.NotEmpty(other[text.Key].Trim());
            Assert.Equal(Values(text.Value), Values(other[text.Key]));
        });
    }

    [Fact]
    public void Every_text_is_in_use()
    {
        var sources = string.Concat(Directory.GetFiles(Path.Combine(Root(), "src", "SmeFunctions.Pages"), "*.*", SearchOption.AllDirectories)
            .Where(path => path.EndsWith(".cs", StringComparison.Ordinal) || path.EndsWith(".razor", StringComparison.Ordinal))
            .Select(File.ReadAllText));

        Assert.All(
            Texts(CultureInfo.InvariantCulture).Keys.Where(key => !key.EndsWith(".One", StringComparison.Ordinal) && !key.StartsWith("Error.", StringComparison.Ordinal)),
            key => Assert.Contains($"\"{key}\"", sources, StringComparison.Ordinal));
    }

    [Fact]
    public void Numbers_days_and_counts_are_written_as_the_language_does()
    {
        var (english, chinese) = (WordBook.Own.In("en"), WordBook.Own.In("zh"));

        Assert.Equal(("Viewed 0 times", "Viewed 1 time", "Viewed 1,234 times"), (english.Count("Viewed", 0), english.Count("Viewed", 1), english.Count("Viewed", 1234)));
        Assert.Equal("浏览 1,234 次", chinese.Count("Viewed", 1234));
        Assert.Equal(("4 January 2017", "2017年1月4日"), (english.Day(new DateOnly(2017, 1, 4)), chinese.Day(new DateOnly(2017, 1, 4))));
        Assert.Equal(("en", "zh-Hans"), (english.Tag, chinese.Tag));
    }

    [Fact]
    public void A_run_in_another_language_says_so_and_one_in_the_pages_own_does_not()
    {
        var (english, chinese) = (WordBook.Own.In("en"), WordBook.Own.In("zh"));

        Assert.Equal((null, "zh-Hans"), (english.Foreign("en"), english.Foreign("zh-Hans")));
        Assert.Equal((null, null, "zh-Hant", "en"), (chinese.Foreign("zh"), chinese.Foreign("zh-Hans"), chinese.Foreign("zh-Hant"), chinese.Foreign("en")));
        Assert.Equal(("zh", null, null), (english.ForeignText("绿色金融"), english.ForeignText("Green Finance"), chinese.ForeignText("绿色金融")));
    }

    [Fact]
    public async Task A_third_language_is_a_file_and_a_setting()
    {
        var book = new WordBook(new ResourceManager("Third.Strings", typeof(WordingTests).Assembly));
        using var world = new PagesWorld(book, "en", "eo");
        world.Portal.Portal.Names["eo"] = "Portalo";
        await world.PublishAsync("eo/a.md", "Titolo", more: "lang: eo\n");

        var slug = "2017-01-04-titolo";
        var page = PagesWorld.Parse(await world.ArticleAsync("eo", slug));
        var home = PagesWorld.Parse(await world.HomeAsync("en"));

        Assert.Equal("eo", page.DocumentElement.GetAttribute("lang"));
        Assert.Equal("Titolo – Portalo", page.Title);
        Assert.Equal("Ĉefpaĝo", page.QuerySelector(".breadcrumb a")!.TextContent);
        Assert.Equal("Vizitoj: 0", page.QuerySelector("#visits")!.TextContent);
        Assert.Equal("la 4-a de Januaro 2017", page.QuerySelector(".article time")!.TextContent, ignoreCase: true);
        // What the file lacks is English.
        Assert.Equal("Contact us", page.QuerySelector("footer a[href='/eo/contact']")!.TextContent);
        Assert.Equal(["eo /eo Esperanto"], home.QuerySelectorAll(".switch a").Select(link => $"{link.GetAttribute("hreflang")} {link.GetAttribute("href")} {link.TextContent}"));
    }

    private static Dictionary<string, string> Texts(CultureInfo culture) =>
        _own.GetResourceSet(culture, createIfNotExists: true, tryParents: false)!.Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!);

    private static IEnumerable<string> Values(string text) => Value().Matches(text).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal);

    private static string Root()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "SmeFunctions.sln")))
        {
            root = root.Parent ?? throw new InvalidOperationException("No solution above the tests.");
        }

        return root.FullName;
    }

    [GeneratedRegex("\\{[0-9]+\\}", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Value();
}

using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using SmeFunctions.Pages.Localization;

namespace SmeFunctions.Pages.Tests;

public sealed partial class LocalizationTests
{
    private static readonly ResourceManager _own = new("SmeFunctions.Pages.Localization.Strings", typeof(PageLocalizer).Assembly);

    public static TheoryData<string> Languages =>
        [.. Directory.GetFiles(Path.Combine(Root(), "src", "SmeFunctions.Pages", "Localization"), "Strings.*.resx").Select(path => Path.GetFileName(path).Split('.')[1])];

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
            key => Assert.True(IsUsed(key), key));

        // Some are put together: "Editor.Status." + status, $"Editor.Queue.{key}".
        bool IsUsed(string key)
        {
            var start = key[..(key.LastIndexOf('.') + 1)];
            return sources.Contains($"\"{key}\"", StringComparison.Ordinal)
                || (start.Length > 0 && sources.Contains($"\"{start}\" + ", StringComparison.Ordinal))
                || (start.Length > 0 && sources.Contains($"$\"{start}{{key}}\"", StringComparison.Ordinal) && sources.Contains($"\"{key[start.Length..]}\"", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Numbers_days_and_counts_are_written_as_the_language_does()
    {
        var (english, chinese) = (TestPages.Localizer.ForLanguage("en"), TestPages.Localizer.ForLanguage("zh"));

        Assert.Equal(("Viewed 0 times", "Viewed 1 time", "Viewed 1,234 times"), (english.FormatCount("Viewed", 0), english.FormatCount("Viewed", 1), english.FormatCount("Viewed", 1234)));
        Assert.Equal("浏览 1,234 次", chinese.FormatCount("Viewed", 1234));
        Assert.Equal(("4 January 2017", "2017年1月4日"), (english.FormatDate(new DateOnly(2017, 1, 4)), chinese.FormatDate(new DateOnly(2017, 1, 4))));
        Assert.Equal(("en", "zh-Hans"), (english.Tag, chinese.Tag));
    }

    [Fact]
    public void A_run_in_another_language_says_so_and_one_in_the_pages_own_does_not()
    {
        var (english, chinese) = (TestPages.Localizer.ForLanguage("en"), TestPages.Localizer.ForLanguage("zh"));

        Assert.Equal((null, "zh-Hans"), (english.GetForeignTag("en"), english.GetForeignTag("zh-Hans")));
        Assert.Equal((null, null, "zh-Hant", "en"), (chinese.GetForeignTag("zh"), chinese.GetForeignTag("zh-Hans"), chinese.GetForeignTag("zh-Hant"), chinese.GetForeignTag("en")));
        Assert.Equal(("zh", null, null), (english.DetectForeignTag("绿色金融"), english.DetectForeignTag("Green Finance"), chinese.DetectForeignTag("绿色金融")));
    }

    [Fact]
    public async Task A_third_language_is_a_file_and_a_setting()
    {
        var localizer = new PageLocalizer(TestPages.CreateStrings("Third.Strings", typeof(LocalizationTests).Assembly));
        using var world = new TestPages(localizer, "en", "eo");
        world.Portal.Portal.Names["eo"] = "Portalo";
        await world.PublishAsync("eo/a.md", "Titolo", more: "lang: eo\n");

        var slug = "2017-01-04-titolo";
        var page = TestPages.Parse(await world.ArticleAsync("eo", slug));
        var home = TestPages.Parse(await world.HomeAsync("en"));

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

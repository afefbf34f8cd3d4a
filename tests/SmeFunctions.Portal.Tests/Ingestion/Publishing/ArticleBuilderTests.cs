using System.Text;
using Microsoft.Extensions.Options;
using SmeFunctions.Documents;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Portal.Tests.Ingestion;

/// <summary>What of a read document the article and the status record contain.</summary>
public sealed class ArticleBuilderTests
{
    private const string Chinese = "渔港市从下月起向小企业开放冷库，前三个月不收费用。申请在网上办理，材料齐全的当天受理。";
    private const string English = "The harbour opens its cold stores to small firms next month, and asks no fee for the first quarter. Firms apply online, and those with complete papers get an answer on the same day. The stores lie east of the quay and open at six in the morning.";

    [Theory]
    [InlineData("en/a.txt", "渔港市开放冷库", Chinese, "zh", true)]
    [InlineData("zh/a.txt", "Harbour opens cold stores", English, "en", true)]
    [InlineData("zh-Hant/a.txt", "Harbour opens cold stores", English, "en", true)]
    [InlineData("en/a.txt", "Harbour opens cold stores", English, "en", false)]
    [InlineData("zh/a.txt", "渔港市开放冷库", Chinese, "zh", false)]
    [InlineData("en/a.txt", "What 冷库 means", Chinese, "en", false)]
    [InlineData("zh/a.txt", "渔港市开放冷库", English, "zh", false)]
    [InlineData("a.txt", "渔港市开放冷库", English, "zh", false)]
    public void A_directory_that_the_text_contradicts_is_a_warning(string name, string title, string text, string lang, bool warns)
    {
        var built = Build(name, $"{title}\n\n2019-05-06     visits:0\n\n{text}\n");

        Assert.Equal((lang, warns), (built.Article.Lang, built.Warnings.Any(warning => warning.Contains("'lang'", StringComparison.Ordinal))));
    }

    [Fact]
    public void Front_matter_decides_against_the_letters_without_a_warning()
    {
        var built = Build("zh/a.md", $"---\ntitle: Harbour opens cold stores\ndate: 2019-05-06\nlang: zh\n---\n{English}\n");

        Assert.Equal(("zh", 0), (built.Article.Lang, built.Warnings.Count));
    }

    [Fact]
    public void The_lines_removed_from_a_page_are_kept_for_its_editor()
    {
        var built = Build("en/a.txt", $"Make SME Portal Your Home Page 简体中文\nCurrent location: | English-sme | News\n\nHarbour opens cold stores\n\n2019-05-06     visits:0\n\n{English}\n\nAbout SME Portal Online | Contact Us\n");

        Assert.Contains(built.Removed, line => line is { Line: 1, Text: "Make SME Portal Your Home Page 简体中文" });
        Assert.Contains(built.Removed, line => line.Text == "About SME Portal Online | Contact Us");
        Assert.All(built.Removed, line => Assert.NotEqual("", line.Why));
        Assert.DoesNotContain(built.Removed, line => line.Text.Contains("cold stores", StringComparison.Ordinal));
    }

    [Fact]
    public void Removed_lines_fit_into_their_column()
    {
        var removed = Enumerable.Range(1, 500).Select(i => new RemovedLine(i, string.Concat(Enumerable.Repeat("𠮷版", 100)), "site footer")).ToList();

        var built = Build("en/a.txt", new ParsedDocument { Title = "T", Html = "<p>A</p>", Text = "A", Removed = removed });

        Assert.NotEmpty(built.Removed);
        Assert.True(System.Text.Json.JsonSerializer.Serialize(built.Removed).Length < 32_000);
        Assert.All(built.Removed, line => Assert.EndsWith("…", Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(line.Text)), StringComparison.Ordinal));
        Assert.All(built.Removed, line => Assert.DoesNotContain('\uFFFD', Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(line.Text))));
    }

    [Fact]
    public void The_register_entry_of_a_notice_belongs_to_the_article()
    {
        var notice = new OfficialNotice("渔商发〔2019〕8号", null, "渔港市商务局", new DateOnly(2019, 5, 1), null);

        Assert.Equal(notice, Build("zh/a.txt", new ParsedDocument { Title = "通知", Html = "<p>一</p>", Text = "一", Notice = notice }).Article.Document);
    }

    private static BuiltArticle Build(string name, string text) =>
        Build(name, Assert.IsType<ReadResult.Document>(DocumentReader.Read(name, Encoding.UTF8.GetBytes(text))).Value);

    private static BuiltArticle Build(string name, ParsedDocument document)
    {
        var seed = new Seed(SeedName.FromBlobName(name), "\"1\"", DateTimeOffset.UnixEpoch, [], 0);
        return new ArticleBuilder(Options.Create(new PortalOptions { Languages = ["en", "zh"] })).Build(seed, document, new SeedRecord { Name = seed.Name }, slugIsTaken: false, []);
    }
}

using Microsoft.Extensions.Options;
using SmeFunctions.Documents;
using SmeFunctions.Documents.Tests;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Portal.Tests.Ingestion;

/// <summary>In which language an article is, and in which script.</summary>
public sealed class LanguageTests
{
    private const string Simplified = "县里办起小企业集市，来的都是周边乡镇的小作坊。";
    private const string Traditional = "縣裡辦起小企業市集，來的都是周邊鄉鎮的小作坊。";

    // Every character of it is in both.
    private const string Either = "小本生意，一人一心，天天向上。";
    private const string English = "The fair was opened on Monday, and many small firms came.";

    [Theory]
    [InlineData("en", "en")]
    [InlineData("EN-gb", "en")]
    [InlineData("zh", "zh")]
    [InlineData(" zh-CN ", "zh-Hans")]
    [InlineData("zh_TW", "zh-Hant")]
    [InlineData("zh-HK", "zh-Hant")]
    [InlineData("zh-SG", "zh-Hans")]
    [InlineData("zh-Hans", "zh-Hans")]
    [InlineData("zh-hant-CN", "zh-Hant")]
    [InlineData("zh-Hans-HK", "zh-Hans")]
    [InlineData("zh-cmn", "zh")]
    [InlineData("", null)]
    [InlineData("english", null)]
    [InlineData("zh-", null)]
    [InlineData("zh-Hän", null)]
    public void Brings_tags_into_the_portal_s_own(string text, string? tag) => Assert.Equal(tag, LanguageTag.Normalize(text));

    [Theory]
    [InlineData(Simplified, "zh-Hans")]
    [InlineData(Traditional, "zh-Hant")]
    [InlineData(Either, null)]
    [InlineData(English, null)]
    [InlineData("里后台干只余云谷丑系", null)]
    [InlineData("这裡", null)]
    [InlineData("中小企业门户发布新闻，請看。国", "zh-Hans")]
    public void Knows_the_script_by_characters_that_only_one_has(string text, string? tag) => Assert.Equal(tag, ChineseScript.GetTag(text));

    [Fact]
    public void No_character_belongs_to_both_scripts()
    {
        for (var c = '\u3400'; c < '\uFB00'; c++)
        {
            Assert.NotEqual((1, 1), ChineseScript.Count([c]));
        }

        // Enough of each to be found in any text of some length.
        Assert.InRange(Enumerable.Range(0x4E00, 0x5200).Count(c => ChineseScript.GetTag([(char)c]) == "zh-Hans"), 2_000, 3_000);
        Assert.InRange(Enumerable.Range(0x4E00, 0x5200).Count(c => ChineseScript.GetTag([(char)c]) == "zh-Hant"), 1_500, 3_000);
    }

    [Theory]
    [InlineData("a.txt", English, "en", "en")]
    [InlineData("a.txt", Simplified, "zh", "zh-Hans")]
    [InlineData("a.txt", Traditional, "zh", "zh-Hant")]
    [InlineData("a.txt", Either, "zh", "zh-Hans")]
    [InlineData("zh/a.txt", Traditional, "zh", "zh-Hant")]
    [InlineData("zh/a.txt", English, "zh", "zh-Hans")]
    [InlineData("zh-Hant/a.txt", Either, "zh", "zh-Hant")]
    [InlineData("zh-TW/a.txt", Simplified, "zh", "zh-Hant")]
    [InlineData("en/a.txt", Simplified, "en", "en")]
    [InlineData("fr/a.txt", Simplified, "zh", "zh-Hans")]
    public void Folder_comes_before_letters(string name, string text, string lang, string tag) => AssertLanguage(lang, tag, name, $"T\n\n{text}\n");

    [Theory]
    [InlineData("zh-Hant", "en/a.md", Simplified, "zh", "zh-Hant")]
    [InlineData("zh", "zh-Hant/a.md", Simplified, "zh", "zh-Hant")]
    [InlineData("zh", "a.md", Traditional, "zh", "zh-Hant")]
    [InlineData("en", "zh-Hant/a.md", Traditional, "en", "en")]
    [InlineData("fr", "a.md", Traditional, "zh", "zh-Hant")]
    public void Front_matter_comes_before_all(string said, string name, string text, string lang, string tag) =>
        AssertLanguage(lang, tag, name, $"---\ntitle: T\nlang: {said}\n---\n{text}\n");

    [Theory]
    [InlineData("Current location: | English-sme | News", Simplified, "en", "en")]
    [InlineData("当前位置：首页 | 新闻", Either, "zh", "zh-Hans")]
    [InlineData("當前位置：首頁 | 新聞", Either, "zh", "zh-Hant")]
    [InlineData("當前位置：首頁 | 新聞", English, "zh", "zh-Hant")]
    public void The_breadcrumb_comes_before_letters(string breadcrumb, string text, string lang, string tag) =>
        AssertLanguage(lang, tag, "a.txt", $"{breadcrumb}\n\nT\n\n{text}\n");

    [Theory]
    [InlineData("zh-TW", Either, "zh", "zh-Hant")]
    [InlineData("zh-CN", Either, "zh", "zh-Hans")]
    [InlineData("zh-CN", Traditional, "zh", "zh-Hant")]
    [InlineData("zh-CN", English, "en", "en")]
    [InlineData("en", Traditional, "zh", "zh-Hant")]
    [InlineData("", Traditional, "zh", "zh-Hant")]
    public void What_a_template_declares_counts_where_the_letters_do_not_contradict(string declared, string text, string lang, string tag) =>
        AssertLanguage(lang, tag, "a.html", $"<html lang=\"{declared}\"><head><title>T</title></head><body><p>{text}</p></body></html>");

    [Fact]
    public void Only_languages_of_the_portal_are_given()
    {
        var article = Compose("a.txt", $"T\n\n{Traditional}\n", "en");

        Assert.Equal(("en", "en"), (article.Lang, article.LangTag));
    }

    [Fact]
    public void Warns_of_a_language_that_the_portal_does_not_have()
    {
        var composer = new ArticleBuilder(Options.Create(new PortalOptions { Languages = ["en", "zh"] }));
        foreach (var (said, warnings) in (List<(string, string[])>)[("zh-TW", []), ("fr", ["'lang' is not used: this portal has no 'fr'; it has en, zh."])])
        {
            var seed = SeedOf("en/a.md", System.Text.Encoding.UTF8.GetBytes($"---\ntitle: T\ndate: 2018-01-02\nlang: {said}\n---\nText.\n"));

            var composition = composer.Build(seed, DocumentOf(DocumentReader.Read(seed.Name.Value, seed.Content!)), new SeedRecord { Name = seed.Name }, slugIsTaken: false, []);

            Assert.Equal(warnings, composition.Warnings);
        }
    }

    [Fact]
    public void Every_encoding_of_a_document_gives_its_language()
    {
        var documents = GoldenDocument.Names().Where(name => name.Split('.') is [_, "en" or "zh-Hans" or "zh-Hant", _, "txt" or "md" or "html"]).ToList();

        Assert.NotEmpty(documents);
        Assert.All(documents, name => Assert.Equal(name.Split('.')[1], Compose(name, GoldenDocument.Bytes(name)).LangTag));
    }

    private static Seed SeedOf(string name, byte[] content) => new(SeedName.FromBlobName(name), "\"1\"", DateTimeOffset.UnixEpoch, content, content.Length);

    private static ParsedDocument DocumentOf(ReadResult result) => Assert.IsType<ReadResult.Document>(result).Value;

    internal static Article Compose(string name, string text, params string[] languages) => Compose(name, System.Text.Encoding.UTF8.GetBytes(text), languages);

    internal static Article Compose(string name, byte[] content, params string[] languages)
    {
        var composer = new ArticleBuilder(Options.Create(new PortalOptions { Languages = languages.Length == 0 ? ["en", "zh"] : languages }));
        var seed = SeedOf(name, content);
        return composer.Build(seed, DocumentOf(DocumentReader.Read(seed.Name.Value, seed.Content!)), new SeedRecord { Name = seed.Name }, slugIsTaken: false, []).Article;
    }

    private static void AssertLanguage(string lang, string tag, string name, string text)
    {
        var article = Compose(name, text);

        Assert.Equal((lang, tag), (article.Lang, article.LangTag));
    }
}

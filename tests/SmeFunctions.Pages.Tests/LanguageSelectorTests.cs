using SmeFunctions.Pages.Serving;

namespace SmeFunctions.Pages.Tests;

public sealed class LanguageSelectorTests
{
    private static readonly string[] _languages = ["en", "zh"];

    [Theory]
    [InlineData(null, "en")]
    [InlineData("", "en")]
    [InlineData("zh-CN,zh;q=0.9,en;q=0.8", "zh")]
    [InlineData("en-GB,en;q=0.9,zh;q=0.8", "en")]
    [InlineData("en;q=0.3,zh;q=0.7", "zh")]
    [InlineData("zh;q=0.7,en;q=0.7", "zh")]
    [InlineData("fr-FR,fr;q=0.9", "en")]
    [InlineData("fr,zh;q=0.1", "zh")]
    [InlineData("ZH-hant-TW", "zh")]
    [InlineData("en;q=0,*", "zh")]
    [InlineData("en;q=0,zh;q=0", "en")]
    [InlineData("fr,*;q=0.5", "en")]
    [InlineData("zh;q=0.5,*", "en")]
    [InlineData("zhx,en;q=0.1", "en")]
    [InlineData("zh;q=1.5", "en")]
    [InlineData("not a header; at all,,,", "en")]
    public void Is_what_the_browser_asks_for_with_its_weights(string? header, string expected) =>
        Assert.Equal(expected, LanguageSelector.Select(TestPages.Request(languages: header), _languages));

    [Theory]
    [InlineData("zh", "en-GB", "zh")]
    [InlineData("en", "zh-CN", "en")]
    [InlineData("fr", "zh-CN", "zh")]
    [InlineData("<script>", "zh-CN", "zh")]
    public void Is_first_of_all_what_the_visitor_chose(string cookie, string header, string expected) =>
        Assert.Equal(expected, LanguageSelector.Select(TestPages.Request(languages: header, chosen: cookie), _languages));
}

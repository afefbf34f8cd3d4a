using Microsoft.Playwright;
using SmeFunctions.BrowserTests.Browsing;
using static Microsoft.Playwright.Assertions;

namespace SmeFunctions.BrowserTests;

/// <summary>What axe can tell, on every page; and which language each text is in.</summary>
public sealed class AccessibilityTests(Site site) : Browsing.BrowserTests(site)
{
    [Theory]
    [MemberData(nameof(Kinds.InBothLanguages), MemberType = typeof(Kinds))]
    public async Task Axe_finds_nothing_in_light_nor_in_dark(string kind, string lang)
    {
        var page = await OpenAsync(Site.PathOf(kind, lang), visitor => visitor.ColorScheme = ColorScheme.Light);

        await Axe.AssertCleanAsync(page);
    }

    [Theory]
    [MemberData(nameof(Kinds.InBothLanguages), MemberType = typeof(Kinds))]
    public async Task Every_text_in_another_language_says_which(string kind, string lang)
    {
        var page = await OpenAsync(Site.PathOf(kind, lang));

        // Chinese is told by a Han character, English by a word of some length without any beside it. Names and tags in Latin letters
        // may be of any language, and need not say (WCAG 3.1.2); addresses are of none.
        var wrong = await page.EvaluateAsync<string[]>(
            """
            () => {
              const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              const found = [];
              for (let text; (text = texts.nextNode());) {
                const words = text.textContent.trim();
                if (!words || text.parentElement.closest("script, noscript, pre")) continue;
                const lang = text.parentElement.closest("[lang]").lang;
                const isHan = /\p{Script=Han}/u.test(words);
                const isLatin = !isHan && /\p{Script=Latin}{4,}/u.test(words) && !/^(w+|RSS|Atom|JSON Feed|OpenAPI)$|[@/<]/i.test(words) && !text.parentElement.closest(".meta, .tags");
                if (isHan !== lang.startsWith("zh") && (isHan || isLatin)) found.push(`${lang}: ${words}`);
              }
              return found;
            }
            """);

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task An_article_in_the_other_Chinese_script_says_so_and_the_portal_s_words_stay_theirs()
    {
        var article = await Site.App.PublishAsync(Site.App.Name("zh-Hant/desk.md"), SampleDocuments.Traditional);

        var page = await OpenAsync(Site.PathOf(article));

        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "zh-Hans");
        Assert.Equal("zh-Hant", await LangAsync("h1"));
        Assert.Equal("zh-Hant", await LangAsync(".text p"));
        Assert.Equal("zh-Hans", await LangAsync(".breadcrumb .here"));
        Assert.Equal("zh-Hans", await LangAsync("#viewed"));
        Assert.Contains("TC", await page.Locator("h1").EvaluateAsync<string>("e => getComputedStyle(e).fontFamily"), StringComparison.Ordinal);
        Assert.Contains("SC", await page.Locator(".nameplate").EvaluateAsync<string>("e => getComputedStyle(e).fontFamily"), StringComparison.Ordinal);

        Task<string> LangAsync(string selector) => page.Locator(selector).First.EvaluateAsync<string>("e => e.closest('[lang]').lang");
    }
}

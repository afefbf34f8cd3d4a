using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SmeFunctions.BrowserTests.Browsing;
using static Microsoft.Playwright.Assertions;

namespace SmeFunctions.BrowserTests;

/// <summary>A visitor's way through the portal.</summary>
public sealed class ReadingTests(Site site) : Browsing.BrowserTests(site)
{
    [Theory]
    [InlineData("en")]
    [InlineData("zh")]
    public async Task The_home_page_leads_to_its_top_story(string lang)
    {
        var page = await OpenAsync("/", visitor => visitor.Locale = lang == "en" ? "en-GB" : "zh-CN");
        await Expect(page).ToHaveURLAsync(new Regex($"/{lang}$", RegexOptions.None, TimeSpan.FromSeconds(30)));
        var link = page.Locator(".lead h2 a");
        var title = await link.InnerTextAsync();

        await link.ClickAsync();

        await Expect(page.Locator("h1")).ToHaveTextAsync(title);
        await Expect(page.Locator(".text p").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_story_leads_to_its_section_and_to_its_neighbours()
    {
        var page = await OpenAsync(Site.PathOf("section", "en"));
        await page.Locator(".stories h2 a").Nth(3).ClickAsync();
        var next = page.Locator(".neighbours [rel=next]");
        var title = await next.Locator("span").InnerTextAsync();

        await next.ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync(title);
        await page.Locator(".breadcrumb li").Last.GetByRole(AriaRole.Link).ClickAsync();

        await Expect(page).ToHaveURLAsync(Site.Address.AbsoluteUri.TrimEnd('/') + Site.PathOf("section", "en"));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("zh")]
    public async Task A_section_is_paged_without_gap_or_double(string lang)
    {
        var page = await OpenAsync(Site.PathOf("section", lang));
        var titles = page.Locator(".stories h2");
        var first = await titles.AllInnerTextsAsync();

        await page.Locator(".pages [rel=next]").ClickAsync();
        await Expect(titles).ToHaveCountAsync(Site.Notices - 20);
        var second = await titles.AllInnerTextsAsync();
        await Expect(page.Locator(".pages [rel=next]")).ToHaveCountAsync(0);
        await page.Locator(".pages a").ClickAsync();

        Assert.Equal(20, first.Count);
        Assert.Equal(Site.Notices, first.Union(second).Count());
        await Expect(titles).ToHaveTextAsync(first);
    }

    [Fact]
    public async Task The_switch_leads_to_the_translation_and_back_and_is_remembered()
    {
        var page = await OpenAsync("/");
        await page.GotoAsync(Site.PathOf("article", "en"));
        var english = await page.Locator("h1").InnerTextAsync();
        Assert.Empty(await page.Context.CookiesAsync());

        await page.Locator(".switch a").ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("码头夜市：小作坊第一次面对新顾客");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "zh-Hans");
        var cookie = Assert.Single(await page.Context.CookiesAsync());
        Assert.Equal(("lang", "zh"), (cookie.Name, cookie.Value));
        await page.GotoAsync("/");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "zh-Hans");

        await page.GotoAsync(Site.PathOf("article", "zh"));
        await page.Locator(".switch a").ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync(english);
        await page.GotoAsync("/");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "en");
    }

    [Theory]
    [InlineData("missing", "en", 404, "There is no such page")]
    [InlineData("missing", "zh", 404, "页面不存在")]
    [InlineData("gone", "en", 410, "This article was taken down")]
    [InlineData("gone", "zh", 410, "文章已下线")]
    public async Task A_page_that_is_not_there_says_so_and_leads_home(string kind, string lang, int status, string title)
    {
        var page = await VisitorAsync();

        var answer = await page.GotoAsync(Site.PathOf(kind, lang));

        Assert.Equal(status, answer!.Status);
        await Expect(page.Locator("h1")).ToHaveTextAsync(title);
        await page.Locator(".notice a").ClickAsync();
        await Expect(page.Locator(".lead h2")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_address_without_a_language_fails_in_the_visitor_s()
    {
        var page = await OpenAsync("/nothing-here", visitor => visitor.Locale = "zh-CN");

        await Expect(page.Locator("h1")).ToHaveTextAsync("页面不存在");
    }

    [Fact]
    public async Task The_most_read_are_chosen_by_days_without_script()
    {
        var page = await OpenAsync(Site.PathOf("home", "en"), visitor => visitor.JavaScriptEnabled = false);
        var lists = page.Locator(".ranking .days");

        await page.Locator(".ranking input").Nth(2).CheckAsync();
        await Expect(lists.Nth(2)).ToBeVisibleAsync();
        await Expect(lists.Nth(0)).ToBeHiddenAsync();
        await page.Locator(".ranking input").Nth(0).CheckAsync();

        await Expect(lists.Nth(0)).ToBeVisibleAsync();
        await Expect(lists.Nth(2)).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_link_is_copied()
    {
        var page = await OpenAsync(Site.PathOf("article", "zh"));
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);

        await page.Locator("#copy").ClickAsync();

        await Expect(page.Locator("#copied")).ToHaveTextAsync(await page.Locator("#copied").GetAttributeAsync("data-text") ?? "");
        await Expect(page.Locator("#copied")).Not.ToBeEmptyAsync();
        Assert.Equal(await page.Locator("link[rel=canonical]").EvaluateAsync<string>("link => link.href"), await page.EvaluateAsync<string>("navigator.clipboard.readText()"));
    }

    [Fact]
    public async Task Without_script_a_link_is_sent_by_mail()
    {
        var page = await OpenAsync(Site.PathOf("article", "en"), visitor => visitor.JavaScriptEnabled = false);

        await Expect(page.Locator("#copy")).ToBeHiddenAsync();
        await Expect(page.Locator("#share")).ToBeHiddenAsync();
        var mail = page.Locator(".share a");
        await Expect(mail).ToBeVisibleAsync();
        var canonical = await page.Locator("link[rel=canonical]").GetAttributeAsync("href");
        Assert.EndsWith("body=" + Uri.EscapeDataString(canonical!), await mail.GetAttributeAsync("href"), StringComparison.Ordinal);
        Assert.StartsWith("mailto:?subject=Evening%20market", await mail.GetAttributeAsync("href"), StringComparison.Ordinal);
    }
}

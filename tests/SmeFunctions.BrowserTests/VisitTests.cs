using Microsoft.Playwright;
using SmeFunctions.AcceptanceTests.Running;
using SmeFunctions.BrowserTests.Browsing;
using static Microsoft.Playwright.Assertions;

namespace SmeFunctions.BrowserTests;

/// <summary>One page that is seen is one visit. How many there were is told by the next one, which the test makes itself.</summary>
public sealed class VisitTests(Site site) : Browsing.BrowserTests(site)
{
    [Fact]
    public async Task A_page_that_is_seen_is_one_visit_and_shows_it_and_a_reload_is_another()
    {
        var article = await Site.PublishOwnAsync("Counted once", visits: 7);
        var page = await OpenAsync(Site.PathOf(article));

        await Expect(page.Locator("#viewed")).ToHaveTextAsync("Viewed 8 times");
        await Expect(page.Locator("#visits")).ToHaveTextAsync("Visits: 8");
        await page.ReloadAsync();
        await Expect(page.Locator("#viewed")).ToHaveTextAsync("Viewed 9 times");
        await page.Locator(".nameplate a").ClickAsync();
        await Expect(page.Locator(".lead")).ToBeVisibleAsync();

        Assert.Equal(10, await NextVisitAsync(article));
    }

    [Fact]
    public async Task A_number_in_Chinese_is_written_in_Chinese()
    {
        var name = Site.App.Name("zh/counted.txt");
        var article = await Site.App.PublishAsync(name, Page.Chinese("浏览次数的写法"));

        var page = await OpenAsync(Site.PathOf(article));

        await Expect(page.Locator("#viewed")).ToHaveTextAsync("浏览 1 次");
    }

    [Fact]
    public async Task Coming_back_with_the_back_button_is_no_visit()
    {
        var article = await Site.PublishOwnAsync("Left and come back to", visits: 7);
        var page = await OpenAsync(Site.PathOf(article));
        await Expect(page.Locator("#viewed")).ToHaveTextAsync("Viewed 8 times");
        await page.Locator(".nameplate a").ClickAsync();
        await Expect(page.Locator(".lead")).ToBeVisibleAsync();

        await page.GoBackAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Left and come back to");
        await Expect(page.Locator("#viewed")).ToHaveTextAsync("Viewed 8 times");
        await page.Locator(".nameplate a").ClickAsync();
        await Expect(page.Locator(".lead")).ToBeVisibleAsync();

        Assert.Equal(9, await NextVisitAsync(article));
    }

    [Fact]
    public async Task A_tab_behind_is_a_visit_only_once_it_is_looked_at()
    {
        var article = await Site.PublishOwnAsync("Opened behind", visits: 7);
        var page = await VisitorAsync();
        await page.AddInitScriptAsync("Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => window.seen ? 'visible' : 'hidden' });");
        await page.GotoAsync(Site.PathOf(article), new PageGotoOptions { WaitUntil = WaitUntilState.Load });
        Assert.Equal(8, await NextVisitAsync(article));

        await page.EvaluateAsync("() => { window.seen = true; document.dispatchEvent(new Event('visibilitychange')); document.dispatchEvent(new Event('visibilitychange')); }");

        await Expect(page.Locator("#viewed")).ToHaveTextAsync("Viewed 9 times");
        Assert.Equal(10, await NextVisitAsync(article));
    }

    [Fact]
    public async Task Without_script_a_picture_counts_one_visit()
    {
        var article = await Site.PublishOwnAsync("Read without script", visits: 7);

        var page = await OpenAsync(Site.PathOf(article), visitor => visitor.JavaScriptEnabled = false);
        await page.GotoAsync(Site.PathOf("home", "en"));

        Assert.Single(Answers, answer => answer.Url.EndsWith("/visits.gif", StringComparison.Ordinal));
        Assert.Equal(9, await NextVisitAsync(article));
    }

    [Fact]
    public async Task Lists_and_other_pages_count_nothing()
    {
        foreach (var kind in new[] { "home", "section", "about", "missing", "gone" })
        {
            await OpenAsync(Site.PathOf(kind, "en"));
        }

        Assert.DoesNotContain(Answers, answer => answer.Request.Method != "GET" || answer.Url.Contains("/visits", StringComparison.Ordinal));
    }

    private async Task<long> NextVisitAsync(ArticleBody article) => (await Site.App.VisitAsync(article.Slug)).Visits;
}

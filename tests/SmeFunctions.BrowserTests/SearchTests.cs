using Microsoft.Playwright;
using SmeFunctions.BrowserTests.Browsing;
using static Microsoft.Playwright.Assertions;

namespace SmeFunctions.BrowserTests;

/// <summary>A visitor who searches, with and without script.</summary>
public sealed class SearchTests(Site site) : Browsing.BrowserTests(site)
{
    [Fact]
    public async Task The_form_works_without_script()
    {
        var page = await OpenAsync(Site.PathOf("home", "en"), visitor => visitor.JavaScriptEnabled = false);

        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Search articles" }).FillAsync("notice");
        await page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();

        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/en/search\\?q=notice$", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Expect(page.Locator(".results mark").First).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Searchbox)).ToHaveValueAsync("notice");
    }

    [Fact]
    public async Task Suggestions_are_chosen_with_the_keyboard()
    {
        var page = await OpenAsync(Site.PathOf("home", "en"));
        var field = page.GetByRole(AriaRole.Combobox, new() { Name = "Search articles" });
        await field.FillAsync("noti");
        var list = page.GetByRole(AriaRole.Listbox);
        await Expect(list).ToBeVisibleAsync();
        await Expect(field).ToHaveAttributeAsync("aria-expanded", "true");

        await field.PressAsync("ArrowDown");
        await field.PressAsync("ArrowDown");
        await field.PressAsync("ArrowUp");
        var chosen = page.GetByRole(AriaRole.Option, new() { Selected = true });
        await Expect(chosen).ToHaveCountAsync(1);
        Assert.Equal(await chosen.GetAttributeAsync("id"), await field.GetAttributeAsync("aria-activedescendant"));
        var title = await chosen.TextContentAsync();

        await field.PressAsync("Escape");
        await Expect(list).ToBeHiddenAsync();
        await Expect(field).ToHaveValueAsync("noti");
        await field.PressSequentiallyAsync("c");
        await Expect(list).ToBeVisibleAsync();
        await field.PressAsync("ArrowDown");
        await field.PressAsync("Enter");
        await Expect(page.Locator("h1")).ToContainTextAsync(title!);
    }

    [Fact]
    public async Task A_suggestion_is_chosen_with_the_mouse_and_a_click_elsewhere_closes_the_list()
    {
        var page = await OpenAsync(Site.PathOf("home", "zh"));
        var field = page.GetByRole(AriaRole.Combobox);
        await field.FillAsync("通知");
        var list = page.GetByRole(AriaRole.Listbox);
        await Expect(list).ToBeVisibleAsync();
        await page.Locator(".nameplate").ClickAsync(new LocatorClickOptions { Position = new Position { X = 1, Y = 1 } });
        await Expect(list).ToBeHiddenAsync();

        await field.FillAsync("通");
        await Expect(list).ToBeVisibleAsync();
        var option = page.GetByRole(AriaRole.Option).First;
        var title = await option.TextContentAsync();
        await option.ClickAsync();
        await Expect(page.Locator("h1")).ToContainTextAsync(title!);
    }

    [Fact]
    public async Task Filters_narrow_the_results_and_are_removed_again()
    {
        var page = await OpenAsync("/en/search?q=-zzzz");
        var before = await page.Locator("[role=status]").TextContentAsync();
        await page.Locator(".filters nav").Last.GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(page.Locator(".filters [aria-current] + a")).ToHaveCountAsync(1);

        await page.Locator(".filters [aria-current] + a").ClickAsync();
        await Expect(page.Locator("[role=status]")).ToHaveTextAsync(before!);
    }
}

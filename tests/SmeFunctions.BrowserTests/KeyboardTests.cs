using Microsoft.Playwright;
using SmeFunctions.BrowserTests.Browsing;
using static Microsoft.Playwright.Assertions;

namespace SmeFunctions.BrowserTests;

/// <summary>A visitor without a mouse.</summary>
public sealed class KeyboardTests(Site site) : Browsing.BrowserTests(site)
{
    [Fact]
    public async Task The_first_stop_skips_what_is_above_the_text()
    {
        var page = await OpenAsync(Site.PathOf("article", "en"));
        var skip = page.Locator(".skip");
        await Expect(skip).Not.ToBeInViewportAsync();

        await page.Keyboard.PressAsync("Tab");
        await Expect(skip).ToBeFocusedAsync();
        await Expect(skip).ToBeInViewportAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("main")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");

        Assert.True(await page.EvaluateAsync<bool>("document.querySelector('main').contains(document.activeElement)"));
    }

    [Theory]
    [InlineData("home", "en")]
    [InlineData("section", "zh")]
    [InlineData("article", "en")]
    [InlineData("hostile", "zh")]
    public async Task Every_stop_is_seen(string kind, string lang)
    {
        var page = await OpenAsync(Site.PathOf(kind, lang), visitor => visitor.ReducedMotion = ReducedMotion.Reduce);
        var stops = await page.Locator("a[href]:not([tabindex='-1']), button:not([hidden]), [tabindex='0'], input[type=radio]:checked").CountAsync();
        Assert.True(stops > 10);

        for (var i = 0; i < stops; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            // A radio button is drawn as its label.
            var hidden = await page.EvaluateAsync<string?>(
                """
                () => {
                  const stop = document.activeElement;
                  if (stop === document.body) return "Nothing has the focus.";
                  const shown = stop.matches("input[type=radio]") ? stop.nextElementSibling : stop;
                  const style = getComputedStyle(shown);
                  const box = shown.getBoundingClientRect();
                  const isSeen = style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2
                    && box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
                  return isSeen ? null : `${stop.outerHTML} ${style.outline} ${JSON.stringify(box)}`;
                }
                """);
            Assert.Null(hidden);
        }

        // All were stopped at: the last is the last of the page.
        Assert.Equal("#top", await page.EvaluateAsync<string>("document.activeElement.getAttribute('href')"));
    }

    [Fact]
    public async Task A_story_is_reached_and_followed()
    {
        var page = await OpenAsync(Site.PathOf("home", "en"));
        var link = page.Locator(".lead h2 a");
        var title = await link.InnerTextAsync();

        for (var i = 0; i < 60 && !await link.EvaluateAsync<bool>("link => link === document.activeElement"); i++)
        {
            await page.Keyboard.PressAsync("Tab");
        }

        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator("h1")).ToHaveTextAsync(title);
    }

    [Fact]
    public async Task The_days_of_the_most_read_are_chosen_with_arrows()
    {
        var page = await OpenAsync(Site.PathOf("home", "en"));
        await page.Locator(".ranking input:checked").FocusAsync();
        var chosen = await page.Locator(".ranking input:checked").GetAttributeAsync("id");

        await page.Keyboard.PressAsync("ArrowRight");

        var now = await page.Locator(".ranking input:checked").GetAttributeAsync("id");
        Assert.NotEqual(chosen, now);
        await Expect(page.Locator($"#{now}-list")).ToBeVisibleAsync();
        await Expect(page.Locator($"#{chosen}-list")).ToBeHiddenAsync();
    }
}

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
        var expected = await page.Locator("a[href]:not([tabindex='-1']):visible, button:visible, [tabindex='0']:visible, input[type=radio]:checked").CountAsync();
        Assert.True(expected > 10);

        // The last stop of every page leads back to its top.
        var stops = 0;
        for (var last = ""; last != "#top" && stops < 200; stops++)
        {
            await page.Keyboard.PressAsync("Tab");
            // A radio button is drawn as its label.
            var (isSeen, stop) = Read(await page.EvaluateAsync<string[]>(
                """
                () => {
                  const stop = document.activeElement;
                  const shown = stop.matches("input[type=radio]") ? stop.nextElementSibling : stop;
                  const style = getComputedStyle(shown);
                  const box = shown.getBoundingClientRect();
                  const isSeen = stop !== document.body && style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2
                    && box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
                  return [isSeen ? "seen" : `${style.outline} ${JSON.stringify(box)} ${stop.outerHTML}`, stop.getAttribute("href") ?? ""];
                }
                """));
            Assert.Equal("seen", isSeen);
            last = stop;
        }

        // A browser may stop at more, like what it scrolls.
        Assert.InRange(stops, expected, expected + 2);

        static (string IsSeen, string Stop) Read(string[] seen) => (seen[0], seen[1]);
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

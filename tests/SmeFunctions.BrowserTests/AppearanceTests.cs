using Microsoft.Playwright;
using SmeFunctions.BrowserTests.Browsing;
using static Microsoft.Playwright.Assertions;

namespace SmeFunctions.BrowserTests;

/// <summary>Paper, night, telephones, and visitors who want nothing to move.</summary>
public sealed class AppearanceTests(Site site) : Browsing.BrowserTests(site)
{
    private const string Background = "getComputedStyle(document.documentElement).backgroundColor";

    [Fact]
    public async Task On_paper_there_is_the_article_and_nothing_to_press()
    {
        var page = await OpenAsync(Site.PathOf("article", "en"), visitor => visitor.ColorScheme = ColorScheme.Dark);
        await Expect(page.Locator("nav.sections")).ToBeVisibleAsync();

        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });

        foreach (var part in new[] { "nav.sections", "nav.switch", ".share", "aside", ".neighbours", "footer.site nav", ".skip" })
        {
            await Expect(page.Locator(part)).ToBeHiddenAsync();
        }

        foreach (var part in new[] { "h1", ".text img", ".text table", ".address", ".imprint" })
        {
            await Expect(page.Locator(part)).ToBeVisibleAsync();
        }

        Assert.Equal("rgb(255, 255, 255)", await page.EvaluateAsync<string>(Background));
        Assert.Equal("rgb(0, 0, 0)", await page.EvaluateAsync<string>("getComputedStyle(document.body).color"));
    }

    [Fact]
    public async Task At_night_the_page_is_dark()
    {
        var page = await OpenAsync(Site.PathOf("home", "en"), visitor => visitor.ColorScheme = ColorScheme.Light);
        Assert.Equal("rgb(250, 248, 243)", await page.EvaluateAsync<string>(Background));

        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });

        Assert.Equal("rgb(21, 20, 15)", await page.EvaluateAsync<string>(Background));
    }

    [Theory]
    [MemberData(nameof(Kinds.InBothLanguages), MemberType = typeof(Kinds))]
    public async Task On_320_points_nothing_is_scrolled_sideways(string kind, string lang)
    {
        var page = await OpenAsync(Site.PathOf(kind, lang), visitor => visitor.ViewportSize = new ViewportSize { Width = 320, Height = 640 });

        Assert.Equal(320, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        // Nor is anything cut off at the edge, but for what is scrolled by itself.
        Assert.Empty(await page.EvaluateAsync<string[]>(
            """
            [...document.body.querySelectorAll("*")]
              .filter((e) => !e.closest(".wide, pre, .unseen, .skip, .ranking .days h3") && e.getClientRects().length > 0)
              .filter((e) => e.getBoundingClientRect().right > 320.5 || e.getBoundingClientRect().left < -0.5)
              .map((e) => e.outerHTML.slice(0, 200))
            """));
    }

    [Theory]
    [InlineData(ReducedMotion.Reduce, "auto", "0s")]
    [InlineData(ReducedMotion.NoPreference, "smooth", "0.12s")]
    public async Task Nothing_moves_for_who_wants_it_so(ReducedMotion motion, string scrolling, string transition)
    {
        var page = await OpenAsync(Site.PathOf("article", "en"), visitor => visitor.ReducedMotion = motion);

        Assert.Equal(scrolling, await page.EvaluateAsync<string>("getComputedStyle(document.documentElement).scrollBehavior"));
        Assert.All(await page.Locator("a, button").EvaluateAllAsync<string[]>("all => all.map(e => getComputedStyle(e).transitionDuration)"), duration => Assert.StartsWith(transition, duration, StringComparison.Ordinal));
        Assert.Equal("none", await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('main')).animationName"));
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task Nothing_is_shifted_by_a_picture_or_by_the_number_of_visits(int width)
    {
        var article = await Site.PublishOwnAsync("The thousandth visit", visits: 999);
        var page = await OpenAsync(Site.PathOf("article", "en"), visitor => visitor.ViewportSize = new ViewportSize { Width = width, Height = 900 });
        var image = page.Locator(".text img");
        await Expect(image).ToHaveJSPropertyAsync("complete", true);
        var size = await image.EvaluateAsync<float[]>("image => [image.naturalWidth, image.clientWidth / image.clientHeight]");
        Assert.Equal((Drawing.Width, (float)Drawing.Width / Drawing.Height), (size[0], size[1]), new AlmostSame());
        await NothingIsShiftedAsync(page);

        await page.GotoAsync(Site.PathOf(article));
        await Expect(page.Locator("#visits")).ToHaveTextAsync("Visits: 1,000");
        await NothingIsShiftedAsync(page);
    }

    // After two frames everything that was drawn has been reported.
    private static async Task NothingIsShiftedAsync(IPage page)
    {
        await page.EvaluateAsync("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))");
        Assert.Empty(await page.EvaluateAsync<string[]>("window.shifts"));
    }

    private sealed class AlmostSame : IEqualityComparer<(float, float)>
    {
        public bool Equals((float, float) x, (float, float) y) => Math.Abs(x.Item1 - y.Item1) < .5 && Math.Abs(x.Item2 - y.Item2) < .02;

        public int GetHashCode((float, float) obj) => 0;
    }
}

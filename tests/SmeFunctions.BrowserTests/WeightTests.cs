using Microsoft.Playwright;
using SmeFunctions.BrowserTests.Browsing;
using static Microsoft.Playwright.Assertions;

namespace SmeFunctions.BrowserTests;

/// <summary>What a page costs a visitor.</summary>
public sealed class WeightTests(Site site) : Browsing.BrowserTests(site)
{
    [Theory]
    [InlineData("en/2018/green-transition-practical-support.txt")]
    [InlineData("zh/2018/green-transition-practical-support.txt")]
    public async Task An_article_without_pictures_is_less_than_40_KB_in_all(string sample)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "seeds", sample));
        var article = await Site.App.PublishAsync(Site.App.Name(sample), text);

        var page = await VisitorAsync();
        await page.GotoAsync(Site.PathOf(article), new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle });
        await Expect(page.Locator("#viewed")).ToContainTextAsync("1");

        var answers = Answers.ToList();
        var bytes = 0;
        foreach (var answer in answers)
        {
            Assert.Null(await answer.FinishedAsync());
            var sizes = await answer.Request.SizesAsync();
            bytes += sizes.ResponseBodySize + sizes.ResponseHeadersSize;
        }

        Assert.InRange(bytes, 4_000, 40_000);
        Assert.Equal("br", await answers.Single(answer => answer.Request.ResourceType == "document").HeaderValueAsync("content-encoding"));
        foreach (var type in new[] { "stylesheet", "script" })
        {
            var file = Assert.Single(answers, answer => answer.Request.ResourceType == type);
            Assert.Equal("br", await file.HeaderValueAsync("content-encoding"));
            Assert.Contains("immutable", await file.HeaderValueAsync("cache-control"), StringComparison.Ordinal);
        }

        // The page, its style and its script, the visit, and the icon, which not every browser asks for.
        Assert.Equal(["document", "fetch", "script", "stylesheet"], answers.Where(answer => !answer.Url.EndsWith(".svg", StringComparison.Ordinal)).Select(answer => answer.Request.ResourceType).Order(StringComparer.Ordinal));
        TestContext.Current.SendDiagnosticMessage("{0}: {1} bytes", sample, bytes);
    }

    [Fact]
    public async Task The_second_page_loads_neither_style_nor_script_again()
    {
        var page = await OpenAsync(Site.PathOf("about", "en"));
        Answers.Clear();

        await page.GotoAsync(Site.PathOf("contact", "en"), new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle });

        // The icon is left out: a browser asks for it when it pleases, which may be after the first page was left.
        var sizes = await page.EvaluateAsync<int[]>("performance.getEntriesByType('resource').filter(entry => /\\.(css|js)$/.test(entry.name)).map(entry => entry.transferSize)");
        Assert.Equal([0, 0], sizes);
        Assert.NotEmpty(Answers);
    }
}

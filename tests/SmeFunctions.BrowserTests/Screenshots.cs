using Microsoft.Playwright;
using SmeFunctions.AcceptanceTests.Running;
using SmeFunctions.BrowserTests.Browsing;

namespace SmeFunctions.BrowserTests;

/// <summary>Pictures of a portal with the samples of <c>seeds</c>, to be looked at. No test, and so not skipped either, unless <c>SME_SCREENSHOTS</c> says where to.</summary>
public sealed class Screenshots(Site site) : Browsing.BrowserTests(site)
{
    private static readonly (string Name, ViewportSize Size)[] _screens =
        [("wide", new ViewportSize { Width = 1280, Height = 1000 }), ("narrow", new ViewportSize { Width = 390, Height = 844 })];

#if SCREENSHOTS
    [Fact]
#endif
    public async Task Write()
    {
        var folder = Environment.GetEnvironmentVariable("SME_SCREENSHOTS") ?? throw new InvalidOperationException("SME_SCREENSHOTS is not set.");
        await using var app = await PortalApp.StartAsync(Site.Storage.ConnectionString, "--Samples:Upload=true", "--SectionsSchedule=* * * * * *");
        var pages = await PublishAsync(app);
        foreach (var (name, path, lang) in pages)
        {
            foreach (var (width, size) in _screens)
            {
                await using var context = await Site.Browser.NewContextAsync(new BrowserNewContextOptions
                {
                    BaseURL = app.Http.BaseAddress!.AbsoluteUri,
                    ViewportSize = size,
                    DeviceScaleFactor = 1,
                    UserAgent = Site.UserAgent,
                });
                var page = await context.NewPageAsync();
                await page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle });
                await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.{lang}.{width}.png") });
                await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, "whole", $"{name}.{lang}.{width}.png"), FullPage = true });
            }
        }

        Assert.Equal(12, Directory.GetFiles(folder, "*.png").Length);
    }

    private async Task<List<(string Name, string Path, string Lang)>> PublishAsync(PortalApp app)
    {
        var picture = await Drawing.PaintAsync(Site.Browser);
        var pages = new List<(string Name, string Path, string Lang)>();
        foreach (var lang in Kinds.Languages)
        {
            await app.PutAsync($"{lang}/2018/pics/harbour.png", picture);
            await app.StatusAsync($"{lang}/2018/pics/harbour.png", "published");
            var article = await app.PublishAsync($"{lang}/2018/fair.md", SampleDocuments.Illustrated(lang));
            await app.WaitFor("the samples are there", () => app.ListAsync($"lang={lang}&limit=100"), list => list.Items.Length == 7);
            await app.WaitFor("the sections are counted", () => app.GetAsync($"/api/sections?lang={lang}"), answer => answer.Text.Contains($"\"slug\":\"{article.Section.Slug}\"", StringComparison.Ordinal));
            foreach (var (i, item) in (await app.ListAsync($"lang={lang}")).Items.Index())
            {
                for (var visits = 0; visits < 9 - i; visits++)
                {
                    await app.VisitAsync(item.Slug);
                }
            }

            pages.Add(("home", "/" + lang, lang));
            pages.Add(("section", $"/{lang}/{Uri.EscapeDataString(article.Section.Slug)}", lang));
            pages.Add(("article", Site.PathOf(article), lang));
        }

        return pages;
    }
}

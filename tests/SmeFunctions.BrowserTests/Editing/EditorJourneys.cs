using Microsoft.Playwright;
using SmeFunctions.AcceptanceTests.Running;
using SmeFunctions.BrowserTests.Browsing;
using static Microsoft.Playwright.Assertions;

namespace SmeFunctions.BrowserTests;

/// <summary>What the journeys of editors share.</summary>
public abstract class EditorJourneys(Site site) : Browsing.BrowserTests(site)
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Assert.SkipWhen(RunningSite.IsGiven, "The editors' pages of a running site ask for a key that the tests do not have.");
    }

    /// <summary>A person who is signed in on the machine of the portal.</summary>
    private protected async Task<IPage> SignInAsync(string lang = "en", Action<BrowserNewContextOptions>? options = null)
    {
        var page = await OpenAsync($"/editor/{lang}", options);
        await page.GetByRole(AriaRole.Button, new() { Name = lang == "zh" ? "继续" : "Continue" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync(lang == "zh" ? "文档" : "Documents");
        return page;
    }

    /// <summary>A folder name of one test alone.</summary>
    private protected string NewFolder(string lang = "en") => Site.App.Name($"{lang}/{Guid.NewGuid():N}");

    private protected static Task OpenDocumentAsync(IPage page, string name, string lang = "en") =>
        page.GotoAsync($"/editor/{lang}/documents/{string.Join('/', name.Split('/').Select(Uri.EscapeDataString))}");

    private protected static FilePayload TextFile(string name, string text) => new() { Name = name, MimeType = "text/plain", Buffer = System.Text.Encoding.UTF8.GetBytes(text) };

    /// <summary>The row of a file in the queue of the upload page.</summary>
    private protected static ILocator Row(IPage page, string text) => page.Locator("#queue-items li").Filter(new() { HasText = text });

    private protected static Task HasStateAsync(ILocator row, string state) => Expect(row).ToHaveAttributeAsync("data-state", state, new() { Timeout = 60_000 });
}

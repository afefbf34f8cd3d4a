using Microsoft.Playwright;
using SmeFunctions.BrowserTests.Browsing;
using static Microsoft.Playwright.Assertions;

namespace SmeFunctions.BrowserTests;

/// <summary>Administrators who export the portal, and who tell other systems of changes.</summary>
public sealed class ExchangeJourneyTests(Site site) : EditorJourneys(site)
{
    [Theory]
    [InlineData("en", "Export", "Done", "Download")]
    [InlineData("zh", "导出", "已完成", "下载")]
    public async Task The_portal_is_exported_and_downloaded(string lang, string start, string done, string download)
    {
        var page = await SignInAsync(lang);
        await page.GotoAsync($"/editor/{lang}/operations");

        await page.GetByRole(AriaRole.Button, new() { Name = start, Exact = true }).ClickAsync();
        await Expect(page.Locator("dd [role=status]")).ToHaveTextAsync(done, new() { Timeout = 120_000 });
        await Axe.AssertCleanAsync(page);
        var waiting = page.WaitForDownloadAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = download, Exact = true }).ClickAsync();

        Assert.Matches("^export-.*[.]zip$", (await waiting).SuggestedFilename);

        // Storage sends it, not the portal.
        Assert.True(Complaints.TryDequeue(out var elsewhere));
        Assert.Contains("-exports/export-", elsewhere.Address, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "Address", "Create", "Send a test", "Disable", "Enable", "Delete")]
    [InlineData("zh", "地址", "创建", "发送测试", "停用", "启用", "删除")]
    public async Task A_webhook_is_created_tested_disabled_and_deleted(string lang, string address, string create, string test, string disable, string enable, string delete)
    {
        AcceptsDialogs = true;
        var url = $"https://{lang}.receiver.invalid/hook";
        var page = await SignInAsync(lang);
        await page.GotoAsync($"/editor/{lang}/webhooks");
        await page.GetByLabel(address).FillAsync("https://127.0.0.1/hook");
        await page.GetByRole(AriaRole.Button, new() { Name = create }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("The address should be public.");
        await Axe.AssertCleanAsync(page);

        await page.GetByLabel(address).FillAsync(url);
        await page.GetByRole(AriaRole.Button, new() { Name = create }).ClickAsync();
        await Expect(page.Locator(".message code")).ToContainTextAsync("whsec_");
        await Axe.AssertCleanAsync(page);

        await page.GetByRole(AriaRole.Button, new() { Name = test }).ClickAsync();
        await Expect(page.Locator("tbody tr").First).ToBeVisibleAsync();
        await Expect(page.Locator(".message code")).ToHaveCountAsync(0);
        await WaitForAsync(page, "could not be reached");
        await Axe.AssertCleanAsync(page);

        await page.GetByRole(AriaRole.Button, new() { Name = disable }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = enable })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = delete }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync(lang == "zh" ? "Webhook" : "Webhooks");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = url })).ToHaveCountAsync(0);
    }

    // The queue makes the attempt.
    private static async Task WaitForAsync(IPage page, string text)
    {
        for (var tries = 1; !(await page.Locator("tbody").InnerTextAsync()).Contains(text, StringComparison.Ordinal); tries++)
        {
            Assert.True(tries < 60, $"'{text}' did not come.");
            await page.WaitForTimeoutAsync(500);
            await page.ReloadAsync();
        }
    }
}

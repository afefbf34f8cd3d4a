using Microsoft.Playwright;
using SmeFunctions.AcceptanceTests.Running;
using SmeFunctions.BrowserTests.Browsing;
using static Microsoft.Playwright.Assertions;

namespace SmeFunctions.BrowserTests;

/// <summary>Editors who look for documents, and the pages as such.</summary>
public sealed class EditorPageTests(Site site) : EditorJourneys(site)
{
    private const int MaxWeight = 60_000;

    private static readonly string[] _pages = ["", "/upload", "/visits", "/visits?days=365", "/operations", "/operations?diagnostics=run", "/webhooks", "?show=attention", "?q=zzzz"];

    public static TheoryData<string> Languages { get; } = ["en", "zh"];

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Axe_finds_nothing_on_any_page(string lang)
    {
        var name = $"{NewFolder(lang)}/bad.md";
        await Site.App.PutAsync(name, "---\ntitle: Bad\ndate: some day\n---\n\nText.");
        await Site.App.StatusAsync(name, "rejected");
        var good = $"{NewFolder(lang)}/good.txt";
        await Site.App.PublishAsync(good, lang == "zh" ? Page.Chinese("无障碍检查") : Page.English("Looked at by axe"));
        await using (var stranger = (await OpenAsync($"/editor/{lang}", visitor => visitor.ColorScheme = ColorScheme.Light)).Context)
        {
            await Axe.AssertCleanAsync(stranger.Pages[0]);
        }

        var page = await SignInAsync(lang, visitor => visitor.ColorScheme = ColorScheme.Light);
        foreach (var path in _pages.Select(path => $"/editor/{lang}{path}").Concat([$"/editor/{lang}/documents/{name}", $"/editor/{lang}/documents/{good}"]))
        {
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Light });
            await page.GotoAsync(path);
            await Axe.AssertCleanAsync(page);
        }
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Every_page_fits_a_narrow_screen_and_is_light(string lang)
    {
        var name = $"{NewFolder(lang)}/a-rather-long-name-without-any-space-in-it-that-someone-gave-to-a-document.txt";
        await Site.App.PublishAsync(name, lang == "zh" ? Page.Chinese("窄屏") : Page.English("On a narrow screen"));
        var page = await SignInAsync(lang, visitor => visitor.ViewportSize = new ViewportSize { Width = 360, Height = 740 });
        foreach (var path in _pages.Select(path => $"/editor/{lang}{path}").Append($"/editor/{lang}/documents/{name}"))
        {
            var answer = await page.GotoAsync(path);
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= 360"), path);
            var bytes = (await page.Context.APIRequest.GetAsync(path, new() { Headers = [KeyValuePair.Create("Accept-Encoding", "identity")] })).BodyAsync();
            Assert.InRange((await bytes).Length, 500, MaxWeight);
            Assert.Equal(200, answer!.Status);
        }
    }

    [Fact]
    public async Task Documents_are_found_sorted_and_taken_down_together()
    {
        var folder = NewFolder();
        foreach (var word in (string[])["Alpha", "Beta", "Gamma"])
        {
            await Site.App.PublishAsync($"{folder}/{word}.txt", Page.English($"{word} of a group"));
        }

        var page = await SignInAsync();
        await page.GetByLabel("Name or title").FillAsync(folder);
        await page.GetByLabel("Order").SelectOptionAsync("title");
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await Expect(page.Locator("tbody th a")).ToHaveTextAsync(["Alpha of a group", "Beta of a group", "Gamma of a group"]);

        await page.GetByLabel("Select all").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Take down" }).ClickAsync();
        await Expect(page.Locator(".message.done")).ToContainTextAsync("3 of 3 changed");
        foreach (var word in (string[])["Alpha", "Beta", "Gamma"])
        {
            await Site.App.StatusAsync($"{folder}/{word}.txt", "draft");
        }

        await page.ReloadAsync();
        await Expect(page.Locator("tbody .badge.draft")).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task Selections_and_filters_work_without_script()
    {
        var name = $"{NewFolder()}/rejected.md";
        await Site.App.PutAsync(name, "---\ntitle: Bad\ndate: some day\n---\n\nText.");
        await Site.App.StatusAsync(name, "rejected");
        var page = await SignInAsync(options: visitor => visitor.JavaScriptEnabled = false);

        await page.GetByRole(AriaRole.Link, new() { Name = "Needs attention" }).ClickAsync();
        await page.GetByLabel("Name or title").FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();

        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Link, new() { Name = "rejected.md" }).ClickAsync();
        await Expect(page.Locator(".message.error pre")).ToHaveTextAsync("date: some day");
    }

    [Fact]
    public async Task The_list_is_used_with_the_keyboard()
    {
        var page = await SignInAsync();

        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator(".skip")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator("main .head .primary")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator("h1")).ToHaveTextAsync("Upload");
    }

    [Fact]
    public async Task The_language_is_changed_on_the_same_page_and_the_session_ends()
    {
        var page = await SignInAsync();
        await page.GotoAsync("/editor/en/visits");
        await page.GetByRole(AriaRole.Link, new() { Name = "简体中文" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("访问量");

        await page.GetByRole(AriaRole.Button, new() { Name = "退出" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("登录");
        await page.GotoAsync("/editor/zh/visits");
        await Expect(page.Locator("h1")).ToHaveTextAsync("登录");
    }

    [Theory]
    [InlineData("en", "Validate", "Done")]
    [InlineData("zh", "检验", "已完成")]
    public async Task An_operation_is_started_and_followed(string lang, string operation, string done)
    {
        var page = await SignInAsync(lang);
        await page.GotoAsync($"/editor/{lang}/operations");

        await page.GetByRole(AriaRole.Button, new() { Name = operation, Exact = true }).ClickAsync();

        await Expect(page.Locator("dd [role=status]")).ToHaveTextAsync(done, new() { Timeout = 60_000 });
    }

    [Fact]
    public async Task Visits_are_drawn_and_downloaded()
    {
        var article = await Site.PublishOwnAsync("Drawn in a chart", visits: 0);
        await Site.App.VisitAsync(article.Slug);
        var page = await SignInAsync();
        await page.GotoAsync("/editor/en/visits");

        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "Visits over time" })).ToBeVisibleAsync();
        await Expect(page.Locator("svg.chart rect")).ToHaveCountAsync(30);
        var waiting = page.WaitForDownloadAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Download CSV" }).ClickAsync();
        Assert.EndsWith(".csv", (await waiting).SuggestedFilename, StringComparison.Ordinal);
    }
}

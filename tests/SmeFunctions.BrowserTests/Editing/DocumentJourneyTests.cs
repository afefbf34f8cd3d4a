using System.Globalization;
using System.Text;
using Microsoft.Playwright;
using SmeFunctions.AcceptanceTests.Running;
using SmeFunctions.BrowserTests.Browsing;
using static Microsoft.Playwright.Assertions;

namespace SmeFunctions.BrowserTests;

/// <summary>Editors who see, correct, schedule and bring back.</summary>
public sealed class DocumentJourneyTests(Site site) : EditorJourneys(site)
{
    private const string Key = "the-key-of-ada-0123456789";

    [Theory]
    [InlineData("en", "Date", "Save corrections", "Saved.")]
    [InlineData("zh", "日期", "保存更正", "已保存")]
    public async Task A_date_is_corrected_and_stays_when_the_document_is_overwritten(string lang, string label, string save, string saved)
    {
        var name = $"{NewFolder(lang)}/corrected.txt";
        var article = await Site.App.PublishAsync(name, Document("before"));
        var page = await SignInAsync(lang);
        await OpenDocumentAsync(page, name, lang);
        await Expect(page.GetByLabel(label, new() { Exact = true })).ToHaveAttributeAsync("placeholder", "2017-05-06");

        await page.GetByLabel(label, new() { Exact = true }).FillAsync("2018-07-08");
        await page.GetByRole(AriaRole.Button, new() { Name = save }).ClickAsync();
        await Expect(page.Locator(".message.done")).ToContainTextAsync(saved);
        await Site.App.WaitFor("it is corrected", () => Site.App.ArticleAsync(article.Slug), now => now.Published == "2018-07-08");

        await Site.App.PublishAsync(name, Document("after"));
        await Site.App.WaitFor("it is overwritten", () => Site.App.ArticleAsync(article.Slug), now => now.Title.Contains("after", StringComparison.Ordinal) && now.Published == "2018-07-08");
        await OpenDocumentAsync(page, name, lang);
        await Expect(page.GetByLabel(label, new() { Exact = true })).ToHaveValueAsync("2018-07-08");

        string Document(string word) => lang == "zh" ? Page.Chinese($"更正日期{word}") : Page.English($"Corrected {word}");
    }

    [Fact]
    public async Task A_document_is_scheduled_and_the_time_comes()
    {
        await using var app = await PortalApp.StartAsync(Site.Storage.ConnectionString, PortalApp.EverySecond);
        const string name = "en/later.txt";
        var article = await app.PublishAsync(name, Page.English("Known from tomorrow"));
        var page = await SignInAsync(options: visitor => visitor.BaseURL = app.Http.BaseAddress!.AbsoluteUri);
        await OpenDocumentAsync(page, name);
        var moment = DateTimeOffset.UtcNow.AddSeconds(6);

        await page.GetByLabel("Publish at").FillAsync(moment.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        await page.GetByRole(AriaRole.Button, new() { Name = "Save corrections" }).ClickAsync();

        await app.WaitFor("it waits", () => app.SeedAsync(name), seed => seed.Status is "scheduled" or "published");
        await app.WaitFor("the time has come", () => app.SeedAsync(name), seed => seed.Status == "published" && DateTimeOffset.UtcNow > moment);
        await page.GotoAsync(article.Url.Replace("/api/", "/en/", StringComparison.Ordinal));
        await Expect(page.Locator("h1")).ToHaveTextAsync("Known from tomorrow");
    }

    [Fact]
    public async Task Version_2_of_4_is_compared_and_restored()
    {
        var name = $"{NewFolder()}/versions.txt";
        ArticleBody? article = null;
        for (var i = 1; i <= 4; i++)
        {
            article = await Site.App.PublishAsync(name, Page.English($"Number {i} of four"));
        }

        var page = await SignInAsync();
        await OpenDocumentAsync(page, name);
        var rows = page.Locator("#versions ~ .scroll tbody tr");
        await Expect(rows).ToHaveCountAsync(4);
        await rows.Nth(2).Locator("input[name=from]").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare the two" }).ClickAsync();
        await Expect(page.Locator(".difference .removed")).ToContainTextAsync("Number 2 of four");
        await Expect(page.Locator(".difference .added")).ToContainTextAsync("Number 4 of four");
        await page.GoBackAsync();

        await rows.Nth(2).GetByRole(AriaRole.Button, new() { Name = "Restore" }).ClickAsync();

        await Expect(page.Locator(".message.done")).ToContainTextAsync("Restored.");
        await Site.App.WaitFor("it is restored", () => Site.App.ArticleAsync(article!.Slug), now => now.Title == "Number 2 of four");
    }

    [Fact]
    public async Task Of_two_editors_on_one_document_the_second_is_told()
    {
        var name = $"{NewFolder()}/two.txt";
        await Site.App.PublishAsync(name, Page.English("One for two"));
        var first = await SignInAsync();
        var second = await SignInAsync();
        await OpenDocumentAsync(first, name);
        await OpenDocumentAsync(second, name);
        await first.GetByLabel("Author").FillAsync("Ada Quay");
        await first.GetByRole(AriaRole.Button, new() { Name = "Save corrections" }).ClickAsync();
        await Expect(first.Locator(".message.done")).ToBeVisibleAsync();

        await second.GetByLabel("Author").FillAsync("Grace Ford");
        await second.GetByRole(AriaRole.Button, new() { Name = "Save corrections" }).ClickAsync();

        await Expect(second.GetByRole(AriaRole.Alert)).ToContainTextAsync("changed this in the meantime");
        await Expect(second.GetByLabel("Author")).ToHaveValueAsync("Grace Ford");
    }

    [Fact]
    public async Task A_document_is_deleted_after_a_question_and_brought_back()
    {
        AcceptsDialogs = true;
        var name = $"{NewFolder()}/deleted.txt";
        var article = await Site.App.PublishAsync(name, Page.English("Gone and back"));
        var page = await SignInAsync();
        await OpenDocumentAsync(page, name);

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(page.Locator(".message.done")).ToContainTextAsync("Deleted.");
        await Site.App.WaitFor("it is gone", () => Site.App.GetAsync(article.Url), answer => answer.Status == System.Net.HttpStatusCode.Gone);
        await OpenDocumentAsync(page, name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Restore" }).First.ClickAsync();

        await Expect(page.Locator(".message.done")).ToContainTextAsync("Restored.");
        await Site.App.WaitFor("it is back", () => Site.App.GetAsync(article.Url), answer => answer.Status == System.Net.HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_question_that_is_denied_deletes_nothing()
    {
        var name = $"{NewFolder()}/kept.txt";
        await Site.App.PublishAsync(name, Page.English("Not deleted"));
        var page = await SignInAsync();
        await OpenDocumentAsync(page, name);

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();

        Assert.Contains(Complaints, complaint => complaint.What.StartsWith("A dialog: Delete?", StringComparison.Ordinal));
        Complaints.Clear();
        Assert.Equal("published", (await Site.App.SeedAsync(name)).Status);
    }

    [Fact]
    public async Task The_preview_is_what_readers_will_see_and_counts_no_visit()
    {
        var name = $"{NewFolder()}/draft.md";
        await Site.App.PutAsync(name, "---\ntitle: A draft to look at\ndate: 2017-01-04\ndraft: true\n---\n\nThe text of a draft.\n\n<script>document.title = 'ran'</script>");
        await Site.App.StatusAsync(name, "draft");
        var page = await SignInAsync();
        await OpenDocumentAsync(page, name);

        var preview = page.FrameLocator("iframe >> nth=0");
        await Expect(preview.Locator("h1")).ToHaveTextAsync("A draft to look at");
        await Expect(page.FrameLocator("iframe >> nth=1").Locator("li").Nth(1)).ToHaveTextAsync("title: A draft to look at");
        Assert.Contains("Palatino", await preview.Locator("h1").EvaluateAsync<string>("e => getComputedStyle(e).fontFamily"), StringComparison.Ordinal);
        Assert.DoesNotContain(Answers, answer => answer.Url.Contains("/visits", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_session_that_ends_in_mid_edit_loses_nothing_that_was_typed()
    {
        await using var app = await PortalApp.StartAsync(Site.Storage.ConnectionString, $"--Editor:Keys:ada:Key={Key}", "--Editor:SessionLifetime=00:00:04");
        var article = await app.PublishAsync("en/typed.txt", Page.English("Typed for long"));
        var page = await OpenAsync("/editor/en/documents/en/typed.txt", visitor => visitor.BaseURL = app.Http.BaseAddress!.AbsoluteUri);
        await page.GetByLabel("Key").FillAsync(Key);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByLabel("Summary").FillAsync("Something that took a long time to write.");
        await app.WaitFor("the session has ended", async () => (await page.Context.APIRequest.GetAsync("/editor/files/en/typed.txt")).Status, status => status == 401);

        await page.GetByRole(AriaRole.Button, new() { Name = "Save corrections" }).ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("What you typed is kept");
        await page.GetByLabel("Key").FillAsync(Key);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save now" }).ClickAsync();

        await Expect(page.Locator(".message.done")).ToContainTextAsync("Saved.");
        await app.WaitFor("it is stored", () => app.ArticleAsync(article.Slug), now => now.Summary == "Something that took a long time to write.");
        Complaints.Clear();
    }

    [Fact]
    public async Task A_reader_s_account_sees_none_of_it()
    {
        await using var app = await PortalApp.StartAsync(Site.Storage.ConnectionString, "--WEBSITE_AUTH_ENABLED=True");
        await app.PublishAsync("en/secret.txt", Page.English("For editors alone"));
        var principal = Convert.ToBase64String(Encoding.UTF8.GetBytes("""{"name_typ":"name","role_typ":"roles","claims":[{"typ":"name","val":"A reader"}]}"""));
        var page = await VisitorAsync(visitor =>
        {
            visitor.BaseURL = app.Http.BaseAddress!.AbsoluteUri;
            visitor.ExtraHTTPHeaders = [KeyValuePair.Create("X-MS-CLIENT-PRINCIPAL", principal)];
        });
        foreach (var path in (string[])["/editor/en", "/editor/en/upload", "/editor/en/documents/en/secret.txt", "/editor/en/visits", "/editor/en/operations"])
        {
            await page.GotoAsync(path);
            await Expect(page.Locator("h1")).ToHaveTextAsync("No access");
            await Expect(page.Locator("nav")).ToHaveCountAsync(0);
        }
    }
}

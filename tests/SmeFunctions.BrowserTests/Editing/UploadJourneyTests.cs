using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Playwright;
using SmeFunctions.AcceptanceTests.Running;
using SmeFunctions.BrowserTests.Browsing;
using static Microsoft.Playwright.Assertions;

namespace SmeFunctions.BrowserTests;

/// <summary>Editors who upload.</summary>
public sealed class UploadJourneyTests(Site site) : EditorJourneys(site)
{
    [Theory]
    [InlineData("en", "Published", "Rejected")]
    [InlineData("zh", "已发布", "被拒绝")]
    public async Task A_folder_of_50_mixed_files_with_5_bad_ones(string lang, string published, string rejected)
    {
        var directory = Directory.CreateTempSubdirectory("sme-upload-");
        try
        {
            var tag = Guid.NewGuid().ToString("N")[..8];
            await WriteFilesAsync(directory.FullName, lang, tag);
            var page = await SignInAsync(lang);
            await page.GotoAsync($"/editor/{lang}/upload");
            await page.FillAsync("#folder", NewFolder(lang));

            await page.SetInputFilesAsync("#directory", directory.FullName);

            await Expect(page.Locator("#queue-items li")).ToHaveCountAsync(50);
            await Expect(page.Locator("#queue-items li[data-state=Published]")).ToHaveCountAsync(45, new() { Timeout = 120_000 });
            await Expect(page.Locator("#queue-items li[data-state=Rejected]")).ToHaveCountAsync(5);
            await Expect(page.Locator("#queue-items .badge.published").First).ToHaveTextAsync(published);
            await Expect(page.Locator("#queue-items .badge.rejected").First).ToHaveTextAsync(rejected);
            await Expect(Row(page, "bad-date.md").Locator("code")).ToHaveTextAsync("date: the other day");
            await Expect(page.Locator("#queue-items li[data-state=Rejected] .why")).ToHaveCountAsync(5);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_rejection_is_corrected_and_uploaded_again()
    {
        var page = await SignInAsync();
        await page.GotoAsync("/editor/en/upload");
        await page.FillAsync("#folder", NewFolder());
        var title = $"Corrected {Guid.NewGuid():N}";
        await page.SetInputFilesAsync("#files", TextFile("notice.md", $"---\ntitle: {title}\ndate: soon\n---\n\nThe text of a notice."));
        var row = Row(page, "notice.md");
        await HasStateAsync(row, "Rejected");
        await Expect(row.Locator(".why")).ToContainTextAsync("Line 3");

        await page.SetInputFilesAsync("#files", TextFile("notice.md", $"---\ntitle: {title}\ndate: 2017-01-04\n---\n\nThe text of a notice."));
        var second = page.Locator("#queue-items li").Nth(1);
        await HasStateAsync(second, "Exists");
        await second.GetByRole(AriaRole.Button, new() { Name = "Replace" }).ClickAsync();

        await HasStateAsync(second, "Published");
        await second.GetByRole(AriaRole.Link, new() { Name = "Open article" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync(title);
        Complaints.Clear();
    }

    [Fact]
    public async Task A_document_of_the_same_name_is_never_replaced_without_asking()
    {
        var folder = NewFolder();
        await Site.App.PublishAsync($"{folder}/kept.txt", Page.English("Kept as it is"));
        var page = await SignInAsync();
        await page.GotoAsync("/editor/en/upload");
        await page.FillAsync("#folder", folder);

        await page.SetInputFilesAsync("#files", TextFile("kept.txt", Page.English("Another one")));

        await HasStateAsync(Row(page, "kept.txt"), "Exists");
        await Row(page, "kept.txt").GetByRole(AriaRole.Button, new() { Name = "Skip" }).ClickAsync();
        await Expect(page.Locator("#queue-items li")).ToHaveCountAsync(0);
        Assert.Equal("Kept as it is", (await Site.App.SeedAsync($"{folder}/kept.txt")).Title);
        Complaints.Clear();
    }

    [Fact]
    public async Task A_document_is_uploaded_under_another_name()
    {
        var folder = NewFolder();
        await Site.App.PublishAsync($"{folder}/taken.txt", Page.English("The first one"));
        var page = await SignInAsync();
        await page.GotoAsync("/editor/en/upload");
        await page.FillAsync("#folder", folder);
        var title = $"The second one {Guid.NewGuid():N}";
        await page.SetInputFilesAsync("#files", TextFile("taken.txt", Page.English(title)));
        await HasStateAsync(Row(page, "taken.txt"), "Exists");

        await page.GetByLabel("New name").FillAsync($"{folder}/free.txt");
        await page.GetByRole(AriaRole.Button, new() { Name = "Upload under this name" }).ClickAsync();

        await HasStateAsync(Row(page, title), "Published");
        Assert.Equal("The first one", (await Site.App.SeedAsync($"{folder}/taken.txt")).Title);
        Complaints.Clear();
    }

    [Fact]
    public async Task A_connection_that_is_lost_in_mid_upload_loses_nothing()
    {
        var page = await SignInAsync();
        await page.GotoAsync("/editor/en/upload");
        await page.FillAsync("#folder", NewFolder());
        await page.Context.SetOfflineAsync(true);
        await page.SetInputFilesAsync("#files", [TextFile("one.txt", Page.English("First over the gap")), TextFile("two.txt", Page.English("Second over the gap"))]);
        await HasStateAsync(Row(page, "one.txt"), "Paused");
        await HasStateAsync(Row(page, "two.txt"), "Paused");
        await Expect(Row(page, "one.txt")).ToContainTextAsync("The connection was lost.");

        await page.Context.SetOfflineAsync(false);
        await page.Locator("#queue-retry").ClickAsync();

        await Expect(page.Locator("#queue-items li[data-state=Published]")).ToHaveCountAsync(2, new() { Timeout = 60_000 });
        Complaints.Clear();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_large_file_goes_to_storage_directly_where_that_is_allowed(bool isAllowed)
    {
        var service = new BlobServiceClient(Site.Storage.ConnectionString);
        await using var app = await PortalApp.StartAsync(Site.Storage.ConnectionString, PortalApp.EverySecond);
        var origin = app.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);
        if (isAllowed)
        {
            var properties = (await service.GetPropertiesAsync()).Value;
            properties.Cors.Add(new BlobCorsRule { AllowedOrigins = origin, AllowedMethods = "PUT", AllowedHeaders = "*", ExposedHeaders = "", MaxAgeInSeconds = 60 });
            await service.SetPropertiesAsync(properties);
        }

        var page = await SignInAsync(options: visitor => visitor.BaseURL = origin + "/");
        await page.GotoAsync("/editor/en/upload");
        await page.FillAsync("#folder", "en/large");
        var text = Page.English("A large report") + string.Concat(Enumerable.Repeat("<p>A paragraph of a report that has very many of them.</p>\n", 90_000));
        await page.SetInputFilesAsync("#files", TextFile("report.txt", text));

        await page.Locator("#queue-items li[data-state=Published], #queue-items li[data-state=Rejected]").WaitForAsync(new() { Timeout = 120_000 });
        var direct = Answers.Any(answer => answer.Request.Method == "PUT" && answer.Status == 201 && answer.Url.StartsWith(service.Uri.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal));
        Assert.Equal(isAllowed, direct);
        Assert.Equal("local", (await app.Seeds.GetBlobClient("en/large/report.txt").GetPropertiesAsync()).Value.Metadata["changedby"]);
        // The browser tells of the request to storage, and of its refusal.
        Complaints.Clear();
    }

    [Fact]
    public async Task Text_is_pasted()
    {
        var page = await SignInAsync();
        await page.GotoAsync("/editor/en/upload");
        await page.FillAsync("#folder", NewFolder());
        await page.GetByText("Paste text or a part of a web page").ClickAsync();
        await page.FillAsync("#paste-name", "pasted");
        var title = $"Pasted {Guid.NewGuid():N}";
        await page.FillAsync("#paste", Page.English(title));

        await page.Locator("form.upload button.primary").ClickAsync();

        await HasStateAsync(Row(page, title), "Published");
    }

    [Fact]
    public async Task Files_are_dropped()
    {
        var page = await SignInAsync();
        await page.GotoAsync("/editor/en/upload");
        await page.FillAsync("#folder", NewFolder());
        var title = $"Dropped {Guid.NewGuid():N}";

        var transfer = await page.EvaluateHandleAsync("(text) => { const all = new DataTransfer(); all.items.add(new File([text], 'dropped.txt', { type: 'text/plain' })); return all; }", Page.English(title));
        await page.DispatchEventAsync("#drop", "drop", new { dataTransfer = transfer });

        await HasStateAsync(Row(page, title), "Published");
    }

    [Fact]
    public async Task The_form_works_without_script()
    {
        var folder = NewFolder();
        var page = await SignInAsync(options: visitor => visitor.JavaScriptEnabled = false);
        await page.GotoAsync("/editor/en/upload");
        await page.FillAsync("#folder", folder);
        var title = $"Without script {Guid.NewGuid():N}";
        await page.SetInputFilesAsync("#files", TextFile("plain.txt", Page.English(title)));

        await page.Locator("form.upload button.primary").ClickAsync();

        await Expect(page.Locator(".outcomes .done")).ToContainTextAsync("plain.txt");
        Assert.Equal(title, (await Site.App.PublishedAsync($"{folder}/plain.txt")).Title);
    }

    private static async Task WriteFilesAsync(string directory, string lang, string tag)
    {
        string Title(int i) => lang == "zh" ? $"关于第{i}项扶持办法的通知{tag}" : $"Notice {i} of support {tag}";
        string Text(int i) => lang == "zh" ? $"第{i}项扶持办法自公布之日起施行，各中小企业可以按本办法提出申请。" : $"Measure number {i} applies from today, and small firms may ask for it.";
        Directory.CreateDirectory(Path.Combine(directory, "deep", "er"));
        for (var i = 0; i < 20; i++)
        {
            await File.WriteAllTextAsync(Path.Combine(directory, i % 2 == 0 ? "" : "deep", $"{i}.txt"), $"{Title(i)}\n2017-02-03\n\n{Text(i)}\n");
        }

        for (var i = 20; i < 35; i++)
        {
            await File.WriteAllTextAsync(Path.Combine(directory, i % 2 == 0 ? "deep" : "deep/er", $"{i}.md"), $"---\ntitle: {Title(i)}\ndate: 2017-02-03\ntags: [a, b]\n---\n\n{Text(i)}\n");
        }

        for (var i = 35; i < 42; i++)
        {
            await File.WriteAllTextAsync(Path.Combine(directory, $"{i}.html"), $"<!doctype html><html lang=\"{lang}\"><title>{Title(i)}</title><body><h1>{Title(i)}</h1><p>2017-02-03</p><p>{Text(i)}</p></body></html>");
        }

        var pixel = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
        for (var i = 42; i < 45; i++)
        {
            await File.WriteAllBytesAsync(Path.Combine(directory, $"{i}.png"), pixel);
        }

        await File.WriteAllTextAsync(Path.Combine(directory, "bad-date.md"), "---\ntitle: Bad\ndate: the other day\n---\n\nText.");
        await File.WriteAllTextAsync(Path.Combine(directory, "bad-end.md"), "---\ntitle: Bad\ndate: 2017-01-01\n\nText without an end of the front matter.");
        await File.WriteAllBytesAsync(Path.Combine(directory, "bad.doc"), [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0, 0, 0]);
        await File.WriteAllBytesAsync(Path.Combine(directory, "bad.docx"), [0x50, 0x4B, 3, 4, 1, 2, 3]);
        await File.WriteAllBytesAsync(Path.Combine(directory, "bad.txt"), [0, 1, 2, 3, 4, 5]);
    }
}

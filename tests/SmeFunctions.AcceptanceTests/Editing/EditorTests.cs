using System.Net;
using System.Text;
using SmeFunctions.AcceptanceTests.Running;

namespace SmeFunctions.AcceptanceTests;

/// <summary>What editors do in their pages, without script.</summary>
public sealed class EditorTests(SharedAzurite azurite) : PortalTests(azurite)
{
    [Fact]
    public async Task A_date_is_corrected_and_stays_when_the_document_is_uploaded_again()
    {
        var app = await OwnAppAsync(EditorSession.Settings);
        var name = app.Name("en/fair.txt");
        var article = await app.PublishAsync(name, Page.English($"Fair {app.Tag}", "2017-01-04"));
        using var session = new EditorSession(app);
        await session.SignInAsync();
        Assert.Contains($"Fair {app.Tag}", (await session.GetAsync("/editor/en")).Text, StringComparison.Ordinal);

        var page = await session.GetAsync($"/editor/en/documents/{name}");
        Assert.Contains("placeholder=\"2017-01-04\"", page.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await session.PostAsync($"/editor/en/documents/{name}", [("action", "save"), ("version", page.Field("version")), ("date", "2018-02-03"), ("tags", "export, steam")])).Status);
        await app.WaitFor("the date is corrected", () => app.ArticleAsync(article.Slug), now => now.Published == "2018-02-03");

        await app.PublishAsync(name, Page.English($"Fair again {app.Tag}", "2017-01-05"));
        var again = await app.WaitFor("the new text is there", () => app.ArticleAsync(article.Slug), now => now.Title == $"Fair again {app.Tag}");
        Assert.Equal(("2018-02-03", "export steam"), (again.Published, string.Join(' ', again.Tags)));

        var shown = await session.GetAsync($"/editor/en/documents/{name}");
        Assert.Equal("2018-02-03", shown.Field("date"));
        var file = (await app.Seeds.GetBlobClient(name + ".meta.yaml").DownloadContentAsync()).Value;
        Assert.Equal("date: 2018-02-03\ntags: \"export, steam\"\n", file.Content.ToString());
        Assert.Equal("ada", file.Details.Metadata["changedby"]);
    }

    [Fact]
    public async Task Of_two_people_on_one_document_the_second_is_told_and_keeps_the_values()
    {
        var app = await OwnAppAsync(EditorSession.Settings);
        var name = app.Name("zh/通知.txt");
        await app.PublishAsync(name, Page.Chinese($"通知{app.Tag}"));
        using var ada = new EditorSession(app);
        using var grace = new EditorSession(app);
        await ada.SignInAsync();
        await grace.SignInAsync(EditorSession.AdministratorKey);
        var path = $"/editor/zh/documents/{Uri.EscapeDataString(name).Replace("%2F", "/", StringComparison.Ordinal)}";
        var seen = (await ada.GetAsync(path)).Field("version");
        Assert.Equal(seen, (await grace.GetAsync(path)).Field("version"));

        Assert.Equal(HttpStatusCode.SeeOther, (await grace.PostAsync(path, [("action", "save"), ("version", seen), ("author", "Grace Ford")])).Status);
        var told = await ada.PostAsync(path, [("action", "save"), ("version", seen), ("author", "Ada Quay")]);

        Assert.Equal(HttpStatusCode.Conflict, told.Status);
        Assert.Contains("grace", told.Text, StringComparison.Ordinal);
        Assert.Equal("Ada Quay", told.Field("author"));
        await app.WaitFor("the first one is stored", async () => await app.ArticleAsync((await app.SeedAsync(name)).Slug!), article => article.Author == "Grace Ford");
    }

    [Fact]
    public async Task Version_two_of_four_is_restored_and_a_deleted_document_comes_back()
    {
        var app = await OwnAppAsync(EditorSession.Settings);
        var name = app.Name("en/versions.txt");
        ArticleBody? article = null;
        for (var i = 1; i <= 4; i++)
        {
            article = await app.PublishAsync(name, Page.English($"Version {i} of {app.Tag}"));
        }

        using var session = new EditorSession(app);
        await session.SignInAsync();
        var path = $"/editor/en/documents/{name}";
        var page = await session.GetAsync(path);
        var keys = page.Fields("key");
        Assert.Equal(3, keys.Length);
        var compared = await session.GetAsync($"/editor/en/versions/{name}?from={Uri.EscapeDataString(keys[1])}&to={Uri.EscapeDataString(keys[0])}");
        Assert.Contains($"Version 2 of {app.Tag}", compared.Text, StringComparison.Ordinal);
        Assert.Contains("class=\"added\"", compared.Text, StringComparison.Ordinal);

        var version = page.Fields("version")[^1];
        Assert.Equal(HttpStatusCode.SeeOther, (await session.PostAsync(path, [("action", "restore"), ("key", keys[1]), ("version", version)])).Status);
        await app.WaitFor("it is restored", () => app.ArticleAsync(article!.Slug), now => now.Title == $"Version 2 of {app.Tag}");
        Assert.Equal(HttpStatusCode.Conflict, (await session.PostAsync(path, [("action", "restore"), ("key", keys[0]), ("version", version)])).Status);

        Assert.Equal(HttpStatusCode.SeeOther, (await session.PostAsync(path, [("action", "delete")])).Status);
        await app.WaitFor("it is gone", () => app.GetAsync(article!.Url), answer => answer.Status == HttpStatusCode.Gone);
        var deleted = await app.WaitFor("the deletion is listed", () => session.GetAsync(path), shown => shown.Text.Contains(">Deleted<", StringComparison.Ordinal) && shown.Fields("key").Length == 5);
        Assert.Contains("Restored from an earlier version", deleted.Text, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.SeeOther, (await session.PostAsync(path, [("action", "restore"), ("key", deleted.Fields("key")[0]), ("version", "*none*")])).Status);
        await app.WaitFor("it is back", () => app.GetAsync(article!.Url), answer => answer.Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Files_and_pasted_text_are_uploaded_and_never_replaced_without_asking()
    {
        var app = await OwnAppAsync(EditorSession.Settings);
        using var session = new EditorSession(app);
        await session.SignInAsync();
        await session.GetAsync("/editor/en/upload");
        var folder = app.Name("en/2017/");

        var first = await SendAsync($"Uploaded {app.Tag}", replace: false);
        Assert.Equal(HttpStatusCode.OK, first.Status);
        var article = await app.PublishedAsync(folder + "fair.txt");
        Assert.Equal($"Uploaded {app.Tag}", article.Title);
        Assert.Equal($"Pasted {app.Tag}", (await app.PublishedAsync(folder + "pasted.html")).Title);

        var second = await SendAsync($"Replaced {app.Tag}", replace: false);
        Assert.Equal(HttpStatusCode.BadRequest, second.Status);
        Assert.Contains("A document of this name exists", second.Text, StringComparison.Ordinal);
        Assert.Equal($"Uploaded {app.Tag}", (await app.SeedAsync(folder + "fair.txt")).Title);

        Assert.Equal(HttpStatusCode.OK, (await SendAsync($"Replaced {app.Tag}", replace: true)).Status);
        await app.WaitFor("it is replaced", () => app.ArticleAsync(article.Slug), now => now.Title == $"Replaced {app.Tag}");

        async Task<EditorPageBody> SendAsync(string title, bool replace)
        {
            using var form = new MultipartFormDataContent
            {
                { new StringContent(session.Token), "__token" },
                { new StringContent(folder), "folder" },
                { new StringContent("pasted"), "pasteName" },
                { new StringContent("as text"), "paste" },
                { new StringContent($"<h1>Pasted {app.Tag}</h1><p>Text that was on a page, and is long enough to be one.</p>"), "pasteHtml" },
                { new ByteArrayContent(Encoding.UTF8.GetBytes(Page.English(title))), "files", "C:\\Users\\ada\\fair.txt" },
            };
            if (replace)
            {
                form.Add(new StringContent("true"), "replace");
            }

            using var request = new HttpRequestMessage(HttpMethod.Post, "/editor/en/upload") { Content = form };
            return await session.SendAsync(request);
        }
    }

    [Fact]
    public async Task Several_documents_are_taken_down_and_published_again_at_once()
    {
        var app = await OwnAppAsync(EditorSession.Settings);
        string[] names = [app.Name("en/one.txt"), app.Name("en/two.txt"), app.Name("en/three.txt")];
        foreach (var name in names)
        {
            await app.PublishAsync(name, Page.English($"{name} {app.Tag}"));
        }

        using var session = new EditorSession(app);
        await session.SignInAsync();

        var changed = await session.PostAsync("/editor/en?sort=name", [("action", "withdraw"), ("name", names[0]), ("name", names[1])]);
        Assert.Equal((HttpStatusCode.SeeOther, "/editor/en?sort=name&changed=2&of=2"), (changed.Status, changed.Location));
        foreach (var name in names[..2])
        {
            await app.WaitFor("it is a draft", () => app.SeedAsync(name), seed => seed.Status == "draft");
        }

        Assert.Equal("published", (await app.SeedAsync(names[2])).Status);
        Assert.Contains("Draft", (await session.GetAsync("/editor/en?show=draft")).Text, StringComparison.Ordinal);

        await session.PostAsync("/editor/en", [("action", "publish"), ("name", names[0])]);
        await app.WaitFor("it is published again", () => app.SeedAsync(names[0]), seed => seed.Status == "published");
    }

    [Fact]
    public async Task A_rejected_document_is_shown_with_its_line_and_nothing_of_it_runs()
    {
        var app = await OwnAppAsync(EditorSession.Settings);
        var name = app.Name("en/<img src=x onerror=alert(1)>.md");
        await app.Seeds.GetBlobClient(name).UploadAsync(new BinaryData($"---\ntitle: \"<script>alert(1)</script>\"\ndate: <b>yesterday</b>\n---\n\nText {app.Tag}"));
        await app.SendAsync(HttpMethod.Post, "/api/operations/sweep");
        await app.WaitFor("it is rejected", () => app.SeedAsync(name), seed => seed.Status == "rejected");
        using var session = new EditorSession(app);
        await session.SignInAsync();
        var path = $"/editor/en/documents/{string.Join('/', name.Split('/').Select(Uri.EscapeDataString))}";

        var page = await session.GetAsync(path);
        var source = await session.GetAsync(path.Replace("/documents/", "/source/", StringComparison.Ordinal));
        var preview = await session.GetAsync(path.Replace("/documents/", "/preview/", StringComparison.Ordinal));
        var list = await session.GetAsync("/editor/en?show=attention");

        Assert.Contains("date: &lt;b&gt;yesterday&lt;/b&gt;", page.Text, StringComparison.Ordinal);
        Assert.Contains("id=\"L3\"", source.Text, StringComparison.Ordinal);
        foreach (var shown in new[] { page, source, preview, list })
        {
            Assert.Equal(HttpStatusCode.OK, shown.Status);
            Assert.DoesNotContain("<script>alert", shown.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("<img src=x", shown.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("<b>yesterday", shown.Text, StringComparison.Ordinal);
        }

        Assert.Contains("sandbox", preview.Policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'self'", preview.Policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_corrections_are_told_and_not_stored()
    {
        var app = await OwnAppAsync(EditorSession.Settings);
        var name = app.Name("en/wrong.txt");
        await app.PublishAsync(name, Page.English($"Wrong {app.Tag}"));
        using var session = new EditorSession(app);
        await session.SignInAsync();
        var path = $"/editor/en/documents/{name}";
        await session.GetAsync(path);

        var told = await session.PostAsync(path, [("action", "save"), ("date", "the day before"), ("author", "Ada Quay")]);

        Assert.Equal(HttpStatusCode.BadRequest, told.Status);
        Assert.Equal(("the day before", "Ada Quay"), (told.Field("date"), told.Field("author")));
        Assert.False(await app.Seeds.GetBlobClient(name + ".meta.yaml").ExistsAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await session.GetAsync("/editor/en/documents/en/nothing.txt")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await session.GetAsync($"/editor/en/versions/{name}?from=0&to=1")).Status);
    }

    [Fact]
    public async Task Visits_are_shown_and_downloaded_and_operations_run()
    {
        var app = await OwnAppAsync(EditorSession.Settings);
        var article = await app.PublishAsync(app.Name("en/read.txt"), Page.English($"Read {app.Tag}"));
        await app.VisitAsync(article.Slug);
        await app.VisitAsync(article.Slug);
        using var session = new EditorSession(app);
        await session.SignInAsync(EditorSession.AdministratorKey);

        var visits = await app.WaitFor("the visits are counted", () => session.GetAsync("/editor/en/visits"), page => page.Text.Contains($"Read {app.Tag}", StringComparison.Ordinal));
        Assert.Contains("<svg", visits.Text, StringComparison.Ordinal);
        var csv = await session.GetAsync("/editor/en/visits.csv?days=365");
        Assert.Equal(366, csv.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.EndsWith(",2,0\r\n", csv.Text, StringComparison.Ordinal);

        var settings = await session.GetAsync("/editor/en/operations");
        Assert.Contains("Editor__Keys__grace</th><td lang=\"en\">Administrator", settings.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(EditorSession.AdministratorKey, settings.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("AccountKey", settings.Text, StringComparison.Ordinal);
        var started = await session.PostAsync("/editor/en/operations", [("kind", "Validate")]);
        Assert.Equal(HttpStatusCode.SeeOther, started.Status);
        await app.WaitFor("it is done", () => session.GetAsync(started.Location!), page => page.Text.Contains(">Done<", StringComparison.Ordinal));
        Assert.Contains("<td>grace</td>", (await session.GetAsync("/editor/en/operations")).Text, StringComparison.Ordinal);
        Assert.Contains("seed-versions</strong>", (await session.GetAsync("/editor/en/operations?diagnostics=run")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_script_of_the_upload_page_stores_a_file_and_follows_it()
    {
        var app = await OwnAppAsync(EditorSession.Settings);
        using var session = new EditorSession(app);
        await session.SignInAsync();
        var name = app.Name("en/by-script.txt");

        var stored = await PutAsync(Page.English($"By script {app.Tag}"), "*");
        Assert.Equal(HttpStatusCode.Accepted, stored.Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await PutAsync(Page.English($"Another {app.Tag}"), "*")).Status);
        var status = await app.WaitFor("it is published", () => session.GetAsync($"/editor/files/{name}"), answer => answer.Text.Contains("\"Published\"", StringComparison.Ordinal));
        Assert.Contains($"By script {app.Tag}", status.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Accepted, (await PutAsync("---\ntitle: x\ndate: y\n---\n", null)).Status);
        var rejected = await app.WaitFor("it is rejected", () => session.GetAsync($"/editor/files/{name}"), answer => answer.Text.Contains("\"Rejected\"", StringComparison.Ordinal));
        Assert.Contains("\"page\":\"/en/articles/", rejected.Text, StringComparison.Ordinal);

        using var link = new HttpRequestMessage(HttpMethod.Post, $"/editor/files/{name}");
        link.Headers.Add("X-Form-Token", session.Token);
        var created = await session.SendAsync(link);
        Assert.Equal(HttpStatusCode.Created, created.Status);
        Assert.Contains("\"x-ms-meta-changedby\":\"ada\"", created.Text, StringComparison.Ordinal);

        async Task<EditorPageBody> PutAsync(string text, string? ifNoneMatch)
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, $"/editor/files/{name}") { Content = new StringContent(text) };
            request.Headers.Add("X-Form-Token", session.Token);
            if (ifNoneMatch is not null)
            {
                request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
            }

            return await session.SendAsync(request);
        }
    }
}

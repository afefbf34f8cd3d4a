using System.Net;
using System.Reflection;
using System.Text;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.AcceptanceTests.Running;
using SmeFunctions.Http.Editor;

namespace SmeFunctions.AcceptanceTests;

/// <summary>Who gets into the editors' pages, and who does not.</summary>
public sealed class EditorAccessTests(SharedAzurite azurite) : PortalTests(azurite)
{
    private static readonly string[] _typed = ["action", "version", "summary", "author"];

    [Fact]
    public async Task No_page_shows_anything_without_a_session_or_with_a_forged_one()
    {
        var app = await OwnAppAsync(EditorSession.Settings);
        var name = app.Name("en/secret.txt");
        await app.PublishAsync(name, Page.English($"Secret {app.Tag}"));
        Action<HttpRequestMessage>[] attempts =
        [
            _ => { },
            request => request.Headers.Add("X-MS-CLIENT-PRINCIPAL", Principal("Administrator")),
            request => request.Headers.Add("Cookie", "editor=MTc5NTk1ODAwMHxhZGE.AAAA"),
            request => request.Headers.Add("Cookie", "editor=.; editor-form="),
            request => request.Headers.Add("x-functions-key", EditorSession.AdministratorKey),
        ];
        var routes = GetRoutes(name).ToList();
        Assert.True(routes.Count >= 17, $"{routes.Count} routes");

        foreach (var attempt in attempts)
        {
            foreach (var (method, path) in routes)
            {
                using var session = new EditorSession(app);
                using var request = new HttpRequestMessage(method, path);
                request.Content = method == HttpMethod.Get ? null : new FormUrlEncodedContent([KeyValuePair.Create("action", "delete"), KeyValuePair.Create("name", name), KeyValuePair.Create("kind", "Rebuild")]);
                attempt(request);
                var answer = await session.SendAsync(request);

                var isForScript = path.StartsWith("/editor/files", StringComparison.Ordinal);
                var expected = path == "/editor" ? HttpStatusCode.Redirect : method == HttpMethod.Get && !isForScript ? HttpStatusCode.OK : HttpStatusCode.Unauthorized;
                Assert.True(path.EndsWith("/sign-in", StringComparison.Ordinal) && method == HttpMethod.Post ? answer.Status == HttpStatusCode.BadRequest : answer.Status == expected, $"{method} {path}: {answer.Status}");
                Assert.DoesNotContain($"Secret {app.Tag}", answer.Text, StringComparison.Ordinal);
                Assert.True(answer.IsNotStored, path);
                if (!isForScript && expected != HttpStatusCode.Redirect)
                {
                    Assert.Contains("default-src 'none'", answer.Policy, StringComparison.Ordinal);
                    Assert.DoesNotContain("unsafe", answer.Policy, StringComparison.Ordinal);
                    Assert.True(answer.Text.Contains("name=\"key\"", StringComparison.Ordinal) || answer.Status == HttpStatusCode.BadRequest, path);
                }
            }
        }

        Assert.Equal("published", (await app.SeedAsync(name)).Status);
        Assert.DoesNotContain((await app.GetAsync("/api/operations")).Ok<PageBody<OperationListBody>>().Items, item => item.Kind == "rebuild");
    }

    [Fact]
    public async Task A_wrong_key_is_refused_and_a_right_one_opens_what_its_role_may()
    {
        var app = await OwnAppAsync(EditorSession.Settings);
        using var session = new EditorSession(app);
        await session.GetAsync("/editor/en");

        var refused = await session.PostAsync("/editor/en/sign-in", [("key", "the-key-of-nobody-0123456789"), ("next", "/editor/en")]);
        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.Contains("This key is not valid", refused.Text, StringComparison.Ordinal);

        await session.SignInAsync();
        Assert.Equal(HttpStatusCode.Forbidden, (await session.GetAsync("/editor/en/operations")).Status);
        Assert.DoesNotContain("/editor/en/operations", (await session.GetAsync("/editor/en")).Text, StringComparison.Ordinal);
        Assert.All(session.Cookies, cookie => Assert.True(cookie.HttpOnly));

        using var administrator = new EditorSession(app);
        await administrator.SignInAsync(EditorSession.AdministratorKey);
        Assert.Equal(HttpStatusCode.OK, (await administrator.GetAsync("/editor/zh/operations")).Status);

        var left = await administrator.PostAsync("/editor/en/sign-out", []);
        Assert.Equal((HttpStatusCode.SeeOther, "/editor/en/sign-in"), (left.Status, left.Location));
        Assert.Contains("name=\"key\"", (await administrator.GetAsync("/editor/zh/operations")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//evil.example/x")]
    [InlineData("https://evil.example/")]
    [InlineData("/editor/\\evil.example")]
    [InlineData("/en/articles")]
    [InlineData("")]
    public async Task Signing_in_leads_to_pages_of_the_editors_only(string next)
    {
        var app = await OwnAppAsync(EditorSession.Settings);
        using var session = new EditorSession(app);
        await session.GetAsync("/editor/en/sign-in");

        Assert.Equal("/editor/en", (await session.PostAsync("/editor/en/sign-in", [("key", EditorSession.EditorKey), ("next", next)])).Location);
    }

    [Fact]
    public async Task A_form_of_another_site_changes_nothing_and_what_was_typed_is_kept()
    {
        var app = await OwnAppAsync(EditorSession.Settings);
        var name = app.Name("en/target.txt");
        await app.PublishAsync(name, Page.English($"Target {app.Tag}"));
        using var session = new EditorSession(app);
        await session.SignInAsync();
        var path = $"/editor/en/documents/{name}";
        var token = session.Token;

        foreach (var (sent, site) in new[] { ("", (string?)null), ("AAAA", null), (token, "cross-site"), (token, "same-site") })
        {
            var answer = await session.PostAsync(path, [("action", "save"), ("title", $"Changed {app.Tag}"), ("__token", sent)], request =>
            {
                if (site is not null)
                {
                    request.Headers.Add("Sec-Fetch-Site", site);
                }
            });

            Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
            Assert.Equal($"Changed {app.Tag}", answer.Field("title"));
        }

        using var put = new HttpRequestMessage(HttpMethod.Put, $"/editor/files/{name}") { Content = new StringContent("x") };
        Assert.Equal(HttpStatusCode.Forbidden, (await session.SendAsync(put)).Status);
        Assert.Equal($"Target {app.Tag}", (await app.SeedAsync(name)).Title);
        Assert.False(await app.Seeds.GetBlobClient(name + ".meta.yaml").ExistsAsync());

        await session.GetAsync(path);
        Assert.Equal(HttpStatusCode.SeeOther, (await session.PostAsync(path, [("action", "save"), ("title", $"Changed {app.Tag}")], request => request.Headers.Add("Sec-Fetch-Site", "same-origin"))).Status);
        await app.WaitFor("it is corrected", () => app.SeedAsync(name), seed => seed.Title == $"Changed {app.Tag}");
    }

    [Fact]
    public async Task A_session_that_ended_in_mid_edit_loses_nothing_that_was_typed()
    {
        var app = await OwnAppAsync([.. EditorSession.Settings, "--Editor:SessionLifetime=00:00:03"]);
        var name = app.Name("en/typed.txt");
        await app.PublishAsync(name, Page.English($"Typed {app.Tag}"));
        using var session = new EditorSession(app);
        await session.SignInAsync();
        var path = $"/editor/en/documents/{name}";
        var page = await session.GetAsync(path);
        var version = page.Field("version");
        await app.WaitFor("the session has ended", async () => (await session.GetAsync(path)).Text.Contains("name=\"key\"", StringComparison.Ordinal), ended => ended);

        var asked = await session.PostAsync(path, [("action", "save"), ("version", version), ("summary", "Long and \"quoted\" <b>text</b>"), ("author", "Ada Quay")]);
        Assert.Equal(HttpStatusCode.Unauthorized, asked.Status);
        Assert.Equal("Long and \"quoted\" <b>text</b>", asked.Field("kept:summary"));

        var fields = _typed.Select(field => ("kept:" + field, asked.Field("kept:" + field)));
        var continued = await session.PostAsync("/editor/en/sign-in", [("key", EditorSession.EditorKey), ("next", asked.Field("next")), .. fields]);
        Assert.Equal(HttpStatusCode.OK, continued.Status);
        var saved = await session.PostAsync(path, _typed.Select(field => (field, continued.Field(field))));

        Assert.Equal(HttpStatusCode.SeeOther, saved.Status);
        var slug = (await app.SeedAsync(name)).Slug!;
        await app.WaitFor("it is corrected", () => app.ArticleAsync(slug), article => article.Author == "Ada Quay" && article.Summary == "Long and \"quoted\" <b>text</b>");
    }

    [Fact]
    public async Task Where_the_platform_signs_people_in_its_header_is_believed_with_its_roles()
    {
        var app = await OwnAppAsync([.. EditorSession.Settings, "--WEBSITE_AUTH_ENABLED=True"]);
        using var session = new EditorSession(app);

        Assert.Contains("/.auth/login/aad?", (await session.GetAsync("/editor/en")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await session.GetAsync("/editor/en", Send("Reader"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await session.GetAsync("/editor/en", Send("1"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await session.GetAsync("/editor/en", Send("Editor"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await session.GetAsync("/editor/en/operations", Send("Editor"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await session.GetAsync("/editor/en/operations", Send("Administrator"))).Status);
        foreach (var header in (string[])["e30=", "!", "bnVsbA==", Convert.ToBase64String("[]"u8)])
        {
            Assert.Contains("/.auth/login/aad?", (await session.GetAsync("/editor/en", request => request.Headers.Add("X-MS-CLIENT-PRINCIPAL", header))).Text, StringComparison.Ordinal);
        }

        static Action<HttpRequestMessage> Send(string role) => request => request.Headers.Add("X-MS-CLIENT-PRINCIPAL", Principal(role));
    }

    [Fact]
    public async Task A_new_key_ends_the_sessions_of_the_old_one()
    {
        var app = await OwnAppAsync("--Editor:Keys:ada:Key=another-key-0123456789abc");
        var other = await OwnAppAsync(EditorSession.Settings);
        using var session = new EditorSession(other);
        await session.SignInAsync();
        var cookie = session.Cookies.Single(cookie => cookie.Name == "editor");

        using var stranger = new EditorSession(app);
        var answer = await stranger.GetAsync("/editor/en", request => request.Headers.Add("Cookie", $"editor={cookie.Value}"));

        Assert.Contains("name=\"key\"", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_key_of_the_app_s_own_host_signs_in_too()
    {
        var app = await OwnAppAsync("--enableAuth=true", "--FunctionsKeys:default=the-function-key-0123", "--FunctionsKeys:master=the-master-key-012345");
        using var editor = new EditorSession(app);
        using var administrator = new EditorSession(app);

        await editor.SignInAsync("the-function-key-0123");
        await administrator.SignInAsync("the-master-key-012345");

        Assert.Equal(HttpStatusCode.Forbidden, (await editor.GetAsync("/editor/en/operations")).Status);
        Assert.Contains("master", (await administrator.GetAsync("/editor/en/operations")).Text, StringComparison.Ordinal);
        using var nobody = new EditorSession(app);
        await nobody.GetAsync("/editor/en/sign-in");
        Assert.Equal(HttpStatusCode.Forbidden, (await nobody.PostAsync("/editor/en/sign-in", [("key", ""), ("next", "/editor/en")])).Status);
    }

    [Fact]
    public async Task Files_of_a_stranger_are_not_read()
    {
        var app = await OwnAppAsync(EditorSession.Settings);
        using var session = new EditorSession(app);
        await session.GetAsync("/editor/en");
        foreach (var path in (string[])["/editor/en/upload", "/editor/en/sign-in"])
        {
            using var form = new MultipartFormDataContent { { new StringContent(session.Token), "__token" }, { new ByteArrayContent(new byte[300_000]), "files", "a.txt" } };
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = form };

            Assert.Equal(path.EndsWith("upload", StringComparison.Ordinal) ? HttpStatusCode.Unauthorized : HttpStatusCode.BadRequest, (await session.SendAsync(request)).Status);
        }
    }

    [Fact]
    public async Task A_key_whose_time_is_over_opens_nothing()
    {
        var app = await OwnAppAsync("--Editor:Keys:ada:Key=" + EditorSession.EditorKey, "--Editor:Keys:ada:Expires=2020-01-01T00:00:00Z");
        using var session = new EditorSession(app);
        await session.GetAsync("/editor/en/sign-in");

        Assert.Equal(HttpStatusCode.Forbidden, (await session.PostAsync("/editor/en/sign-in", [("key", EditorSession.EditorKey), ("next", "/editor/en")])).Status);
    }

    private static string Principal(string role) => Convert.ToBase64String(Encoding.UTF8.GetBytes(
        $$"""{"auth_typ":"aad","name_typ":"name","role_typ":"roles","claims":[{"typ":"name","val":"Ada Quay"},{"typ":"roles","val":"{{role}}"}]}"""));

    private static string GetPath(string route, string name) => "/" + route
        .Replace(EditorRoutes.Lang, "editor/en", StringComparison.Ordinal)
        .Replace("{*name:minlength(1)}", name, StringComparison.Ordinal)
        .Replace("{id}", "0123", StringComparison.Ordinal);

    // All that the functions of the editors' pages answer.
    private static IEnumerable<(HttpMethod Method, string Path)> GetRoutes(string name) =>
        from type in typeof(EditorEndpoint).Assembly.GetTypes()
        where type.Namespace == typeof(EditorEndpoint).Namespace
        from method in type.GetMethods()
        let trigger = method.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault(trigger => trigger is not null)
        where trigger is not null
        from verb in trigger.Methods ?? []
        where verb != "head"
        select (new HttpMethod(verb.ToUpperInvariant()), GetPath(trigger.Route!, name));
}

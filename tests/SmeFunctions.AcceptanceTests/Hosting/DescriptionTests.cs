using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using SmeFunctions.AcceptanceTests.Running;
using SmeFunctions.Portal.Tests.Media;
using SmeFunctions.Tests.Description;

namespace SmeFunctions.AcceptanceTests;

/// <summary>The app against its description of itself.</summary>
public sealed class DescriptionTests(SharedAzurite azurite) : PortalTests(azurite)
{
    [Fact]
    public async Task Every_operation_refuses_an_unknown_parameter_and_names_those_that_are_described()
    {
        var app = await AppAsync();
        var api = await ReadAsync(app);

        foreach (var operation in api.Operations)
        {
            var answer = await app.SendAsync(new HttpMethod(operation.Method), operation.ExamplePath + "?unknown=1");

            var problem = answer.Problem(HttpStatusCode.BadRequest);
            string[] known = [.. operation.QueryParameters.Select(parameter => (string)parameter["name"]!)];
            Assert.Equal("unknown", problem.Parameter);
            Assert.Equal(
                known.Length == 0 ? "'unknown' is not known here; no parameters are." : $"'unknown' is not known here; known are: {string.Join(", ", known)}.",
                problem.Detail);
            AssertDescribed(operation, answer);
        }
    }

    [Fact]
    public async Task Every_parameter_takes_what_its_description_allows_and_refuses_what_lies_beyond()
    {
        var app = await AppAsync();
        var api = await ReadAsync(app);
        var looked = 0;

        foreach (var operation in api.Operations.Where(operation => operation.Method == "GET"))
        {
            foreach (var parameter in operation.QueryParameters)
            {
                var (name, schema) = ((string)parameter["name"]!, api.Resolve(parameter["schema"]!));
                foreach (var (value, allowed) in Values(schema))
                {
                    looked++;
                    var answer = await app.GetAsync($"{operation.ExamplePath}?{name}={value}");
                    var refused = answer.Status == HttpStatusCode.BadRequest && answer.Problem(HttpStatusCode.BadRequest).Parameter == name;
                    Assert.True(refused != allowed, $"{operation.Id}: {name}={value[..Math.Min(value.Length, 20)]} is {answer.Status}.");
                }
            }
        }

        Assert.True(looked > 50, $"Only {looked} values.");
    }

    [Fact]
    public async Task What_readers_are_answered_is_as_described()
    {
        var app = await AppAsync();
        var api = await ReadAsync(app);
        var (name, section) = (app.Name("en/described.txt"), $"Description {app.Tag}");
        var older = await app.PublishAsync(app.Name("en/older.txt"), Page.English($"Older {app.Tag}", "2017-05-05", section));
        var article = await app.PublishAsync(name, Page.English($"Described {app.Tag}", "2017-05-06", section));
        await app.PublishAsync(app.Name("zh/described.txt"), Page.Chinese($"说明{app.Tag}", "2017-05-06"));
        // After these nothing of it changes any more. The row is written last, and the article that is kept is made anew a moment after it.
        await app.WaitFor(
            "the list names its translation", () => app.ListAsync($"section=description-{app.Tag}&limit=1"), list => list.Items[0].Translations.Length == 1);
        await app.WaitFor("the article names its translation", () => app.ArticleAsync(article.Slug), now => now.Translations.Length == 1);
        var path = PortalApp.ArticlePath(article.Slug);

        async Task<Answer> Look(string id, HttpStatusCode status, string target, HttpMethod? method = null, Action<HttpRequestHeaders>? headers = null)
        {
            var answer = await app.SendAsync(method ?? HttpMethod.Get, target, headers: headers);
            Assert.Equal(status, answer.Status);
            AssertDescribed(api.Operation(id), answer);
            return answer;
        }

        async Task Revalidated(string id, string target)
        {
            var (first, again) = await app.RevalidateAsync(target);
            Assert.Equal(HttpStatusCode.OK, first.Status);
            AssertDescribed(api.Operation(id), first);
            AssertDescribed(api.Operation(id), again);
        }

        await Revalidated("GetArticle", path);
        await Look("GetArticle", HttpStatusCode.NotFound, PortalApp.ArticlePath($"2017-01-04-{app.Tag}"));
        await Revalidated("ListArticles", $"/api/articles?section=description-{app.Tag}&limit=1");
        await Look("ListArticles", HttpStatusCode.OK, $"/api/articles?section=description-{app.Tag}&fields=slug,title");
        await Look("CountVisit", HttpStatusCode.OK, path + "/visits", HttpMethod.Post);
        await Look("CountVisit", HttpStatusCode.NotFound, PortalApp.ArticlePath($"2017-01-04-{app.Tag}") + "/visits", HttpMethod.Post);
        await Look("CountVisitByPixel", HttpStatusCode.OK, path + "/visits.gif");
        await Look("GetVisits", HttpStatusCode.OK, path + "/visits?days=3");
        await Look("GetVisits", HttpStatusCode.OK, path + "/visits", headers: headers => headers.Accept.ParseAdd("text/csv"));
        await Look("GetVisits", HttpStatusCode.NotFound, PortalApp.ArticlePath($"2017-01-04-{app.Tag}") + "/visits");
        await Look("ListMostRead", HttpStatusCode.OK, "/api/visits/top?window=all");
        await Look("ListMostRead", HttpStatusCode.OK, "/api/visits/top", headers: headers => headers.Accept.ParseAdd("text/csv"));
        await Look("ListVisitDays", HttpStatusCode.OK, "/api/visits/series");
        await Look("GetLiveness", HttpStatusCode.OK, "/api/health/live");
        await Look("GetReadiness", HttpStatusCode.OK, "/api/health/ready");
        foreach (var (id, target) in ((string, string)[])[("GetOpenApi", "/api/openapi.json"), ("GetDocs", "/api/docs"), ("GetDocsFile", "/api/docs/start.js")])
        {
            await Revalidated(id, target);
        }

        foreach (var (id, target) in ((string, string)[])[
            ("ListSections", "/api/sections?lang=en"), ("GetFeed", $"/api/feeds/en.rss?section=description-{app.Tag}"), ("GetFeed", "/api/feeds/zh.atom"), ("GetFeed", "/api/feeds/en.json"),
            ("GetSitemapIndex", "/sitemap.xml"), ("GetSitemap", "/sitemap-pages.xml"), ("GetNewsSitemap", "/news-sitemap.xml"), ("GetRobots", "/robots.txt")])
        {
            await Revalidated(id, target);
        }

        await Look("GetFeed", HttpStatusCode.NotFound, "/api/feeds/en.txt");
        await Look("GetSitemap", HttpStatusCode.NotFound, "/sitemap-none.xml");
        await Look("GetMedia", HttpStatusCode.NotFound, "/media/none.png");
        await Look("GetDocsFile", HttpStatusCode.NotFound, "/api/docs/none.js");
        await Look("DeleteSeed", HttpStatusCode.Accepted, PortalApp.SeedPath(name), HttpMethod.Delete);
        await app.StatusAsync(name, "removed");
        await Look("GetArticle", HttpStatusCode.Gone, path);
        await Look("GetArticle", HttpStatusCode.OK, PortalApp.ArticlePath(older.Slug));
    }

    [Fact]
    public async Task What_editors_and_operators_are_answered_is_as_described()
    {
        var app = await AppAsync();
        var api = await ReadAsync(app);
        var (good, bad, draft) = (app.Name("en/good.txt"), app.Name("en/bad.txt"), app.Name("en/draft.md"));
        using var direct = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = app.Http.BaseAddress };

        void Look(string id, HttpStatusCode status, Answer answer)
        {
            Assert.Equal(status, answer.Status);
            AssertDescribed(api.Operation(id), answer);
        }

        Look("GetDiagnosis", HttpStatusCode.OK, await app.GetAsync("/api/health/doctor"));
        Look("GetMetrics", HttpStatusCode.OK, await app.GetAsync("/api/metrics"));
        Look("PutSeed", HttpStatusCode.Accepted, await app.PutAsync(good, Page.English($"Good {app.Tag}")));
        Look("PutSeed", HttpStatusCode.Accepted, await app.PutAsync(bad, " \n"));
        Look("PutSeed", HttpStatusCode.Accepted, await app.PutAsync(draft, $"---\ntitle: Draft {app.Tag}\ndraft: true\n---\n\nA paragraph of the draft.\n"));
        Look("PutSeed", HttpStatusCode.BadRequest, await app.PutAsync(good, ""));
        await app.StatusAsync(good, "published");
        await app.StatusAsync(bad, "rejected");
        var preview = (await app.StatusAsync(draft, "draft")).Preview!;
        foreach (var name in (string[])[good, bad, draft])
        {
            Look("GetSeed", HttpStatusCode.OK, await app.GetAsync(PortalApp.SeedPath(name)));
        }

        var image = app.Name("en/point.png");
        Look("PutSeed", HttpStatusCode.Accepted, await app.PutAsync(image, Pictures.Png(30, 20)));
        var media = (await app.StatusAsync(image, "published")).Media!;
        var whole = await app.GetAsync(media);
        Look("GetSeed", HttpStatusCode.OK, await app.GetAsync(PortalApp.SeedPath(image)));
        Look("GetMedia", HttpStatusCode.OK, whole);
        Look("GetMedia", HttpStatusCode.NotModified, await app.SendAsync(HttpMethod.Get, media, headers: headers => headers.IfNoneMatch.Add(whole.Headers.ETag!)));
        Look("GetMedia", HttpStatusCode.PartialContent, await app.SendAsync(HttpMethod.Get, media, headers: headers => headers.Range = new RangeHeaderValue(2, 9)));
        Look("GetMedia", HttpStatusCode.RequestedRangeNotSatisfiable, await app.SendAsync(HttpMethod.Get, media, headers: headers => headers.Range = new RangeHeaderValue(100_000, 100_001)));
        Look("GetSeed", HttpStatusCode.NotFound, await app.GetAsync(PortalApp.SeedPath(app.Name("en/none.txt"))));
        Look("ListSeeds", HttpStatusCode.OK, await app.GetAsync("/api/seeds?limit=2"));
        Look("ListSeeds", HttpStatusCode.OK, await app.GetAsync("/api/seeds?status=rejected"));
        Look("DeleteSeed", HttpStatusCode.NotFound, await app.SendAsync(HttpMethod.Delete, PortalApp.SeedPath(app.Name("en/none.txt"))));

        using var wanted = new StringContent("{\"name\":\"en/by-link.txt\"}");
        using var unwanted = new StringContent("{}");
        Look("CreateUploadLink", HttpStatusCode.Created, await app.SendAsync(HttpMethod.Post, "/api/upload-links", wanted));
        Look("CreateUploadLink", HttpStatusCode.BadRequest, await app.SendAsync(HttpMethod.Post, "/api/upload-links", unwanted));

        Look("GetPreview", HttpStatusCode.OK, await app.GetAsync(preview));
        Look("GetPreview", HttpStatusCode.NotFound, await app.GetAsync(preview + "A"));
        await app.PublishAsync(draft, $"---\ntitle: Draft {app.Tag}\n---\n\nA paragraph of the draft.\n");
        using var redirect = await direct.GetAsync(new Uri(preview, UriKind.Relative));
        Look("GetPreview", HttpStatusCode.Redirect, new Answer(redirect.StatusCode, redirect.Headers, redirect.Content.Headers, []));

        var started = await app.SendAsync(HttpMethod.Post, "/api/operations/validate");
        Look("StartOperation", HttpStatusCode.Accepted, started);
        Look("StartOperation", HttpStatusCode.NotFound, await app.SendAsync(HttpMethod.Post, "/api/operations/nothing"));
        Look("GetOperation", HttpStatusCode.NotFound, await app.GetAsync("/api/operations/0"));
        Look("GetOperation", HttpStatusCode.OK, await app.WaitFor(
            "the operation is done",
            () => app.GetAsync(started.Headers.Location!.OriginalString),
            answer => answer.Read<OperationBody>().Status == "done"));
        Look("ListOperations", HttpStatusCode.OK, await app.GetAsync("/api/operations"));
    }

    [Fact]
    public async Task Every_operation_asks_for_a_key_where_it_is_described_and_only_there()
    {
        const string Key = "a-key-of-this-test";
        var app = await OwnAppAsync("--enableAuth=true", $"--FunctionsKeys:default={Key}", "--Ingestion:MaxSeedBytes=1024");
        var api = await ReadAsync(app);

        foreach (var operation in api.Operations)
        {
            var (method, path) = (new HttpMethod(operation.Method), operation.ExamplePath + "?unknown=1");
            var isKept = operation.Node["security"]!.AsArray().Count > 0;

            var none = await app.SendAsync(method, path);
            var wrong = await app.SendAsync(method, path, headers: headers => headers.Add("x-functions-key", "another"));
            var right = await app.SendAsync(method, path, headers: headers => headers.Add("x-functions-key", Key));

            Assert.All((Answer[])[none, wrong], answer =>
            {
                Assert.True((answer.Status == HttpStatusCode.Unauthorized) == isKept, $"{operation.Id}: {answer.Status}");
                AssertDescribed(operation, answer);
            });
            right.Problem(HttpStatusCode.BadRequest);
        }

        using var large = new ByteArrayContent(new byte[2_000]);
        var refused = await app.SendAsync(HttpMethod.Put, PortalApp.SeedPath(app.Name("en/large.txt")) + $"?code={Key}", large);
        refused.Problem(HttpStatusCode.RequestEntityTooLarge);
        AssertDescribed(api.Operation("PutSeed"), refused);
    }

    [Fact]
    public async Task Methods_that_are_not_described_are_not_there()
    {
        var app = await AppAsync();
        var api = await ReadAsync(app);
        var looked = 0;

        foreach (var path in api.Operations.GroupBy(operation => operation.Path))
        {
            var described = path.SelectMany(operation => operation.Method == "GET" && operation.Node["x-head"] is null ? (string[])["GET", "HEAD"] : [operation.Method]).ToList();
            foreach (var method in ((string[])["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]).Except(described))
            {
                looked++;
                var answer = await app.SendAsync(new HttpMethod(method), path.First().ExamplePath);
                Assert.True(answer.Status == HttpStatusCode.NotFound && answer.Body.Length == 0, $"{method} {path.Key}: {answer.Status}");
            }
        }

        Assert.True(looked > 100, $"Only {looked}.");
    }

    [Fact]
    public async Task What_is_answered_while_storage_does_not_is_as_described()
    {
        ErrorsAreExpected = true;
        var storage = await OwnStorageAsync();
        var app = await OwnAppOnAsync(storage.ConnectionString);
        var api = await ReadAsync(app);
        var article = await app.PublishAsync(app.Name("en/kept.txt"), Page.English($"Kept {app.Tag}"));

        await storage.StopAsync();

        foreach (var (id, path) in ((string, string)[])[("GetReadiness", "/api/health/ready"), ("GetSeed", PortalApp.SeedPath(app.Name("en/kept.txt"))), ("GetArticle", PortalApp.ArticlePath($"2017-01-04-{app.Tag}"))])
        {
            var answer = await app.GetAsync(path);
            answer.Problem(HttpStatusCode.ServiceUnavailable);
            AssertDescribed(api.Operation(id), answer);
        }

        var kept = await app.GetAsync(article.Url);
        Assert.Equal(HttpStatusCode.OK, kept.Status);
        AssertDescribed(api.Operation("GetArticle"), kept);
    }

    [Fact]
    public async Task Every_answer_tells_browsers_to_be_careful()
    {
        var app = await AppAsync();
        var article = await app.PublishAsync(app.Name("en/careful.txt"), Page.English($"Careful {app.Tag}"));
        // Not the article: other tests publish its neighbours, which changes it.
        var tag = (await app.GetAsync("/robots.txt")).Headers.ETag!;

        Answer[] answers =
        [
            await app.GetAsync(article.Url),
            await app.SendAsync(HttpMethod.Head, article.Url),
            await app.SendAsync(HttpMethod.Get, "/robots.txt", headers: headers => headers.IfNoneMatch.Add(tag)),
            await app.GetAsync("/api/articles?limit=0"),
            await app.GetAsync(PortalApp.ArticlePath($"2017-01-04-{app.Tag}")),
            await app.SendAsync(HttpMethod.Post, PortalApp.ArticlePath(article.Slug) + "/visits"),
            await app.GetAsync("/api/docs"),
        ];

        Assert.Equal([200, 200, 304, 400, 404, 200, 200], answers.Select(answer => (int)answer.Status));
        Assert.All(answers, answer =>
        {
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("DENY", Assert.Single(answer.Headers.GetValues("X-Frame-Options")));
            Assert.Equal("strict-origin-when-cross-origin", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
            Assert.Equal("cross-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Resource-Policy")));
            Assert.StartsWith("default-src 'none'; ", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
        });
    }

    private static async Task<OpenApi> ReadAsync(PortalApp app)
    {
        var answer = await app.GetAsync("/api/openapi.json");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return OpenApi.Parse(answer.Body);
    }

    private static void AssertDescribed(ApiOperation operation, Answer answer) => Assert.Empty(operation.CheckAnswer(
        (int)answer.Status,
        answer.Body.Length == 0 ? null : answer.ContentHeaders.ContentType?.MediaType,
        [.. answer.Headers.Select(header => header.Key), .. answer.ContentHeaders.Select(header => header.Key)],
        () => JsonNode.Parse(answer.Body)));

    private static IEnumerable<(string Value, bool Allowed)> Values(JsonNode schema)
    {
        if (schema["minimum"] is { } min && schema["maximum"] is { } max)
        {
            yield return (Text((int)min), true);
            yield return (Text((int)max), true);
            yield return (Text((int)min - 1), false);
            yield return (Text((int)max + 1), false);
        }

        foreach (var word in schema["enum"]?.AsArray() ?? [])
        {
            yield return ((string)word!, true);
            yield return ((string)word! + "x", false);
        }

        if (schema["maxLength"] is { } length)
        {
            yield return (new string('a', (int)length + 1), false);
        }

        if ((string?)schema["format"] == "date")
        {
            yield return ("2016-02-29", true);
            yield return ("2017-02-29", false);
        }

        yield return ("", false);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

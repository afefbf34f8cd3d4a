using System.Text;
using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SmeFunctions.Http.Pages;
using SmeFunctions.Pages.Assets;
using SmeFunctions.Pages.Tests;
using SmeFunctions.Portal.Reading;
using SmeFunctions.Portal.Tests.Storage;

namespace SmeFunctions.Tests.Http;

public sealed class PageFunctionTests : IDisposable
{
    private const string Slug = "2017-01-04-a-headline";

    private readonly TestPages _world = new();
    private readonly IOptions<ReadingOptions> _reading = Options.Create(new ReadingOptions());

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Every_page_answers_200_HEAD_and_304_with_the_headers_of_a_page()
    {
        await _world.PublishAsync("en/a.md", "A headline");

        foreach (var page in Pages())
        {
            var whole = await page(null, "");
            var small = await page(request => request.Headers.AcceptEncoding = "br, gzip", "");
            var head = await page(request => request.Method = "HEAD", "");
            var same = await page(request => request.Headers.IfNoneMatch = whole.Header("ETag"), "");
            var other = await page(request => request.Headers.IfNoneMatch = "W/\"other\"", "");
            var asked = await page(null, "?utm_source=letter&x=1&x=2");

            Assert.Equal((200, "text/html; charset=utf-8"), (whole.Status, whole.Context.Response.ContentType));
            Assert.Equal("public, max-age=60, s-maxage=60, stale-while-revalidate=300", whole.Header("Cache-Control"));
            Assert.StartsWith("W/\"", whole.Header("ETag"), StringComparison.Ordinal);
            Assert.Equal("Accept-Encoding", whole.Header("Vary"));
            Assert.Null(whole.Header("Set-Cookie"));
            var policy = whole.Header("Content-Security-Policy")!.Split("; ");
            Assert.Contains("default-src 'none'", policy);
            Assert.Contains("script-src 'self'", policy);
            Assert.Contains("style-src 'self'", policy);
            Assert.Contains("img-src 'self'", policy);
            Assert.Contains("frame-ancestors 'none'", policy);
            Assert.DoesNotContain("unsafe", whole.Header("Content-Security-Policy"), StringComparison.Ordinal);
            Assert.Contains("camera=()", whole.Header("Permissions-Policy"), StringComparison.Ordinal);
            Assert.Equal("br", small.Header("Content-Encoding"));
            Assert.True(small.Body.Length < whole.Body.Length / 2);
            Assert.Equal((200, 0, whole.Body.Length), (head.Status, head.Body.Length, (int)head.Context.Response.ContentLength!));
            Assert.Equal((304, 0, whole.Header("ETag")), (same.Status, same.Body.Length, same.Header("ETag")));
            Assert.Equal(200, other.Status);
            Assert.Equal((200, whole.Header("ETag")), (asked.Status, asked.Header("ETag")));
        }
    }

    [Fact]
    public async Task An_article_says_when_it_changed_and_304_to_who_knows()
    {
        await _world.PublishAsync("en/a.md", "A headline");
        var call = await ArticleAsync("en", Slug);

        Assert.Equal("Sun, 01 Mar 2026 04:00:00 GMT", call.Header("Last-Modified"));
        Assert.Equal(304, (await ArticleAsync("en", Slug, request => request.Headers.IfModifiedSince = "Sun, 01 Mar 2026 04:00:00 GMT")).Status);
        Assert.Equal(200, (await ArticleAsync("en", Slug, request => request.Headers.IfModifiedSince = "Sun, 01 Mar 2026 03:59:59 GMT")).Status);
    }

    [Fact]
    public async Task Missing_and_withdrawn_pages_say_so_in_the_language_of_the_address_or_of_the_visitor()
    {
        await _world.PublishAsync("en/a.md", "A headline");
        _world.Portal.Seeds.Remove("en/a.md");
        await _world.Portal.HandleAsync("en/a.md");

        AssertError(await ArticleAsync("en", Slug), 410, "This article was taken down");
        AssertError(await ArticleAsync("zh", Slug), 410, "文章已下线");
        AssertError(await ArticleAsync("en", "2017-01-04-never"), 404, "There is no such page");
        AssertError(await ArticleAsync("zh", "2017-01-04-never", request => request.Headers.AcceptLanguage = "en"), 404, "页面不存在");
        AssertError(await ArticleAsync("fr", "2017-01-04-never", request => request.Headers.AcceptLanguage = "zh"), 404, "页面不存在", "Accept-Encoding, Accept-Language, Cookie");
        AssertError(await ArticleAsync("en", null), 404, "There is no such page");
        AssertError(await SectionAsync("en", "nothing", null), 404, "There is no such page");
        AssertError(await SectionAsync("zh", "nothing", "at/all"), 404, "页面不存在");
        AssertError(await SectionAsync("en", "news", null, query: "?cursor=broken"), 400, "This address is not understood");
        AssertError(await HomeAsync("fr"), 404, "There is no such page", "Accept-Encoding, Accept-Language, Cookie");
        AssertError(await AboutAsync("en", "more"), 404, "There is no such page");
        AssertError(await ContactAsync("en", "more"), 404, "There is no such page");
        AssertError(await MissingAsync(request => request.Headers.AcceptLanguage = "zh"), 404, "页面不存在", "Accept-Encoding, Accept-Language, Cookie");
        AssertError(await MissingAsync(request => request.Headers.Cookie = "lang=zh"), 404, "页面不存在", "Accept-Encoding, Accept-Language, Cookie");
        var head = await MissingAsync(request => request.Method = "HEAD");
        Assert.Equal((404, 0), (head.Status, head.Body.Length));
    }

    [Fact]
    public async Task Sections_that_are_called_like_a_part_of_an_address_take_no_other_page()
    {
        await _world.PublishAsync("en/a.md", "One", section: "Articles");
        await _world.PublishAsync("en/b.md", "Two", section: "About");
        await _world.CountAsync();

        var section = Encoding.UTF8.GetString((await ArticleAsync("en", "")).Body);

        Assert.Contains("<h1>Articles</h1>", section, StringComparison.Ordinal);
        Assert.Contains("<li><a href=\"/en/articles\"", section, StringComparison.Ordinal);
        Assert.Contains("<li><a href=\"/en/sections/about\"", section, StringComparison.Ordinal);
        // The one of the foot.
        Assert.Single(section.Split("href=\"/en/about\"").Skip(1));
    }

    [Theory]
    [InlineData("About", "about")]
    [InlineData("Contact", "contact")]
    [InlineData("About / Us", "about/us")]
    [InlineData("Articles / Old", "articles/old")]
    [InlineData("Sections / About", "sections/about")]
    public async Task A_section_whose_place_is_taken_has_its_page_beside(string section, string slug)
    {
        await _world.PublishAsync("en/a.md", "One", section: section);
        await _world.CountAsync();

        var page = await SectionAsync("en", "sections", slug);
        var article = Encoding.UTF8.GetString((await ArticleAsync("en", "2017-01-04-one")).Body);

        Assert.Equal(200, page.Status);
        Assert.Contains($"<h1>{section.Split('/')[^1].Trim()}</h1>", Encoding.UTF8.GetString(page.Body), StringComparison.Ordinal);
        Assert.Contains($"href=\"https://portal.example/en/sections/{slug}\"", Encoding.UTF8.GetString(page.Body), StringComparison.Ordinal);
        Assert.Contains($"href=\"/en/sections/{slug}\"", article, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_article_asked_for_in_another_language_is_elsewhere_for_good()
    {
        await _world.PublishAsync("en/a.md", "A headline");

        var call = await ArticleAsync("zh", Slug);

        Assert.Equal((301, "/en/articles/" + Slug), (call.Status, call.Header("Location")));
    }

    [Fact]
    public async Task An_old_page_says_how_old_it_is_while_storage_is_down()
    {
        _world.Portal.Reading.FreshFor = TimeSpan.Zero;
        _world.Options.FreshFor = TimeSpan.Zero;
        await _world.PublishAsync("en/a.md", "A headline");
        await ArticleAsync("en", Slug);
        _world.Portal.Articles.Faults = _ => Fault.FailBefore;
        _world.Portal.Time.Advance(TimeSpan.FromMinutes(10));

        var call = await ArticleAsync("en", Slug);

        Assert.Equal((200, "600"), (call.Status, call.Header("Age")));
        await Assert.ThrowsAnyAsync<RequestFailedException>(() => ArticleAsync("en", "2017-01-04-unread"));
    }

    [Theory]
    [InlineData("zh-CN,en;q=0.5", null, "/zh")]
    [InlineData("en,zh;q=0.5", null, "/en")]
    [InlineData(null, null, "/en")]
    [InlineData("en", "zh", "/zh")]
    [InlineData("zh", "nonsense", "/zh")]
    public async Task The_start_leads_to_the_language_that_was_chosen_or_is_asked_for(string? header, string? cookie, string home)
    {
        var call = new Call();
        call.Request.Headers.AcceptLanguage = header;
        if (cookie is not null)
        {
            call.Request.Headers.Cookie = "lang=" + cookie;
        }

        await call.SendAsync(request => new GetStartPage(_world.FormerAddresses, _reading, Options.Create(_world.Portal.Portal)).Run(request, CancellationToken.None));

        Assert.Equal((302, home), (call.Status, call.Header("Location")));
        Assert.Equal(("private, no-store", "Accept-Language, Cookie"), (call.Header("Cache-Control"), call.Header("Vary")));
        // Who never chose gets no cookie; that of who did is kept for another year.
        Assert.Equal(cookie == "zh", call.Header("Set-Cookie") is not null);
        Assert.StartsWith(cookie == "zh" ? "lang=zh; max-age=31536000; path=/; samesite=lax" : "", call.Header("Set-Cookie") ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cookie_of_a_secure_site_is_secure()
    {
        var call = new Call();
        call.Request.Headers["X-Forwarded-Proto"] = "https";
        call.Request.Headers.Cookie = "lang=zh";

        await call.SendAsync(request => new GetStartPage(_world.FormerAddresses, _reading, Options.Create(_world.Portal.Portal)).Run(request, CancellationToken.None));

        Assert.Contains("; secure", call.Header("Set-Cookie"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_of_the_pages_are_kept_for_ever_under_the_names_that_the_pages_call_them_by()
    {
        Assert.Equal(5, PageAssets.All.Count);
        foreach (var path in PageAssets.All)
        {
            var file = path["/assets/".Length..];
            var call = await AssetAsync(file);
            var small = await AssetAsync(file, request => request.Headers.AcceptEncoding = "br");
            var same = await AssetAsync(file, request => request.Headers.IfNoneMatch = call.Header("ETag"));
            var head = await AssetAsync(file, request => request.Method = "HEAD");

            Assert.Equal((200, "public, max-age=31536000, immutable"), (call.Status, call.Header("Cache-Control")));
            Assert.Equal(file.EndsWith(".svg", StringComparison.Ordinal) ? null : "br", small.Header("Content-Encoding"));
            Assert.Equal((304, 0), (same.Status, same.Body.Length));
            Assert.Equal((200, 0), (head.Status, head.Body.Length));
        }

        Assert.Equal(["text/css; charset=utf-8", "text/javascript; charset=utf-8", "text/css; charset=utf-8", "text/javascript; charset=utf-8", "image/svg+xml"], await Task.WhenAll(PageAssets.All.Select(async path => (await AssetAsync(path["/assets/".Length..])).Context.Response.ContentType)));
    }

    [Fact]
    public async Task A_file_of_an_older_version_is_that_of_now_and_not_kept()
    {
        var now = await AssetAsync(PageAssets.Style["/assets/".Length..]);
        var old = await AssetAsync("site.0123456789abcdef.css");

        Assert.Equal(now.Body, old.Body);
        Assert.Equal("public, max-age=60, stale-while-revalidate=300", old.Header("Cache-Control"));
        (await AssetAsync("site.css")).AssertProblem(404, "not-found");
        (await AssetAsync("other.0123456789abcdef.css")).AssertProblem(404, "not-found");
        (await AssetAsync("site.0123456789abcdef.svg")).AssertProblem(404, "not-found");
    }

    private Func<Action<HttpRequest>?, string, Task<Call>>[] Pages() =>
    [
        (change, query) => HomeAsync("en", change, query),
        (change, query) => HomeAsync("zh", change, query),
        (change, query) => SectionAsync("en", "news", null, change, query),
        (change, query) => ArticleAsync("en", Slug, change, query),
        (change, query) => AboutAsync("en", null, change, query),
        (change, query) => ContactAsync("zh", null, change, query),
    ];

    private Task<Call> HomeAsync(string lang, Action<HttpRequest>? change = null, string query = "") =>
        SendAsync(request => new GetHomePage(_world.Lists, _reading).Run(request, lang, CancellationToken.None), change, query);

    private Task<Call> ArticleAsync(string lang, string? slug, Action<HttpRequest>? change = null, string query = "") =>
        SendAsync(request => new GetArticlePage(_world.Articles, _world.Lists, _world.FormerAddresses, _world.Portal.Catalog, _reading, Options.Create(_world.Portal.Portal)).Run(request, lang, slug, CancellationToken.None), change, query);

    private Task<Call> SectionAsync(string lang, string section, string? below, Action<HttpRequest>? change = null, string query = "") =>
        SendAsync(request => new GetSectionPage(_world.Lists, _world.FormerAddresses, _reading).Run(request, lang, section, below, CancellationToken.None), change, query);

    private Task<Call> AboutAsync(string lang, string? below, Action<HttpRequest>? change = null, string query = "") =>
        SendAsync(request => new GetAboutPage(_world.StaticPages, _world.Errors, _reading).Run(request, lang, below, CancellationToken.None), change, query);

    private Task<Call> ContactAsync(string lang, string? below, Action<HttpRequest>? change = null, string query = "") =>
        SendAsync(request => new GetContactPage(_world.StaticPages, _world.Errors, _reading).Run(request, lang, below, CancellationToken.None), change, query);

    private Task<Call> MissingAsync(Action<HttpRequest>? change = null) =>
        SendAsync(request => new GetMissingPage(_world.FormerAddresses, _reading).Run(request, CancellationToken.None), change, "");

    private Task<Call> AssetAsync(string file, Action<HttpRequest>? change = null) =>
        SendAsync(request => Task.FromResult(new GetPageAsset(_reading).Run(request, file)), change, "");

    private static Task<Call> SendAsync(Func<HttpRequest, Task<IResult>> function, Action<HttpRequest>? change, string query)
    {
        var call = new Call(query);
        change?.Invoke(call.Request);
        return call.SendAsync(function);
    }

    private static void AssertError(Call call, int status, string title, string vary = "Accept-Encoding")
    {
        Assert.Equal((status, "text/html; charset=utf-8", "no-cache"), (call.Status, call.Context.Response.ContentType, call.Header("Cache-Control")));
        Assert.Null(call.Header("ETag"));
        Assert.Equal(vary, call.Header("Vary"));
        Assert.Contains($"<h1>{title}</h1>", Encoding.UTF8.GetString(call.Body), StringComparison.Ordinal);
        Assert.Contains("<meta name=\"robots\" content=\"noindex, follow\"", Encoding.UTF8.GetString(call.Body), StringComparison.Ordinal);
    }
}

using System.Net;
using System.Net.Http.Headers;
using SmeFunctions.AcceptanceTests.Running;

namespace SmeFunctions.AcceptanceTests;

public sealed class PublishingTests(SharedAzurite azurite) : PortalTests(azurite)
{
    [Fact]
    public async Task A_document_that_is_put_is_an_article_with_all_its_fields()
    {
        var app = await AppAsync();
        var name = app.Name("en/2017/harbour-service-desk.txt");

        var accepted = await app.PutAsync(name, Page.Read("harbour-service-desk.txt"));

        Assert.Equal(HttpStatusCode.Accepted, accepted.Status);
        Assert.Equal(PortalApp.SeedPath(name), accepted.Headers.Location?.OriginalString);
        var queued = accepted.Read<SeedBody>();
        Assert.Equal((name, "queued"), (queued.Name, queued.Status));

        var seed = await app.StatusAsync(name, "published");
        Assert.Matches("^2017-01-04-harbour-town-opens-service-desk-for-small-exporters(-[0-9a-f]{8})?$", seed.Slug);
        Assert.Equal(PortalApp.ArticlePath(seed.Slug!), seed.Article);
        Assert.Equal(queued.Etag, seed.Etag);
        Assert.Null(seed.Error);
        Assert.Empty(seed.Warnings);

        var article = await app.ArticleAsync(seed.Slug!);
        Assert.Equal(seed.Slug, article.Slug);
        Assert.Equal(seed.Article, article.Url);
        Assert.Equal("en", article.Lang);
        Assert.Equal("Harbour town opens service desk for small exporters", article.Title);
        Assert.Equal("2017-01-04", article.Published);
        Assert.Equal("SME Portal Online", article.Source);
        Assert.Equal(new SectionBody("sme-events", "SME Events"), article.Section);
        Assert.Equal(["English-sme", "SME Events"], article.Breadcrumb);
        Assert.Equal(0, article.Visits);
        Assert.Empty(article.Translations);
        Assert.StartsWith("A service desk for small exporters opened", article.Summary);

        var paragraphs = article.Text.Split("\n\n");
        Assert.Equal(4, paragraphs.Length);
        Assert.StartsWith("A service desk for small exporters opened in the old customs house", paragraphs[0]);
        Assert.StartsWith("The desk was asked for by the harbour's own tenants.", paragraphs[1]);
        Assert.StartsWith("On the first day 41 visitors came.", paragraphs[2]);
        Assert.EndsWith("write down every question & answer, and publish a collection of them when the first hundred days are over.", paragraphs[3]);
        Assert.Equal(4, article.Html.Split("<p>").Length - 1);
        Assert.Contains("question &amp; answer", article.Html);
        foreach (var furniture in (string[])["Home Page", "Current location", "English-sme", "visits:", "Sponsor", "Director", "Undertaker", "Contact Us", "Viewed"])
        {
            Assert.DoesNotContain(furniture, article.Text);
            Assert.DoesNotContain(furniture, article.Html);
        }
    }

    [Fact]
    public async Task An_article_is_answered_with_what_caches_need()
    {
        var app = await AppAsync();
        var path = (await app.PublishAsync(app.Name("en/cached.txt"), Page.English($"Cached {app.Tag}", section: app.Tag))).Url;

        var (answer, unchanged) = await app.RevalidateAsync(path);
        var tag = answer.Headers.ETag!;
        var other = await app.SendAsync(HttpMethod.Get, path, headers: headers => headers.IfNoneMatch.Add(new EntityTagHeaderValue("\"other\"")));
        var head = await app.SendAsync(HttpMethod.Head, path);

        Assert.True(tag.IsWeak);
        Assert.Equal("application/json; charset=utf-8", answer.ContentHeaders.ContentType?.ToString());
        Assert.True(answer.Headers.CacheControl is { Public: true, MaxAge.TotalSeconds: > 0 });
        Assert.Contains("stale-while-revalidate=", answer.Headers.CacheControl.ToString());
        Assert.NotNull(answer.ContentHeaders.LastModified);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.Status);
        Assert.Empty(unchanged.Body);
        Assert.Equal(tag, unchanged.Headers.ETag);
        Assert.Equal(HttpStatusCode.OK, other.Status);
        Assert.Equal(HttpStatusCode.OK, head.Status);
        Assert.Empty(head.Body);
        Assert.Equal(answer.Body.Length, head.ContentHeaders.ContentLength);
        Assert.Equal(tag, head.Headers.ETag);
    }

    [Fact]
    public async Task The_tag_changes_with_the_content_but_not_with_the_visits()
    {
        var app = await AppAsync();
        var name = app.Name("en/tagged.txt");
        var article = await app.PublishAsync(name, Page.English($"Tagged {app.Tag}", section: app.Tag));
        var before = (await app.GetAsync(article.Url)).Headers.ETag;

        await app.VisitAsync(article.Slug);
        var visited = (await app.GetAsync(article.Url)).Headers.ETag;
        await app.PublishAsync(name, Page.English($"Tagged {app.Tag}", section: app.Tag, text: "Something else is written here now."));
        var changed = (await app.GetAsync(article.Url)).Headers.ETag;

        Assert.Equal(before, visited);
        Assert.NotEqual(before, changed);
    }

    [Fact]
    public async Task A_document_without_a_date_is_published_under_its_day_of_upload_with_a_warning()
    {
        var app = await AppAsync();
        var name = app.Name("en/undated.txt");
        var before = PortalDay();

        var article = await app.PublishAsync(name, $"Undated {app.Tag}\n\nA note with a headline and a paragraph, and nothing more.\n");

        Assert.InRange(DateOnly.ParseExact(article.Published, "yyyy-MM-dd"), before, PortalDay());
        Assert.Contains(article.Published, Assert.Single((await app.SeedAsync(name)).Warnings));
    }

    [Fact]
    public async Task Two_documents_with_the_same_title_and_day_are_two_articles()
    {
        var app = await AppAsync();
        var page = Page.English($"Twice the same {app.Tag}");

        await Task.WhenAll(app.PutAsync(app.Name("en/one.txt"), page), app.PutAsync(app.Name("en/two.txt"), page));
        var one = await app.PublishedAsync(app.Name("en/one.txt"));
        var two = await app.PublishedAsync(app.Name("en/two.txt"));

        Assert.NotEqual(one.Slug, two.Slug);
        Assert.Equal(one.Title, two.Title);
    }

    [Fact]
    public async Task A_chinese_title_gives_a_chinese_slug_and_a_chinese_name_is_found()
    {
        var app = await AppAsync();
        var name = app.Name("zh/二零一七/中小企业.txt");

        var article = await app.PublishAsync(name, Page.Chinese($"中小企业合作委员会成立{app.Tag}", section: "活动"));

        Assert.Equal($"2017-05-06-中小企业合作委员会成立{app.Tag}", article.Slug);
        Assert.Equal("zh", article.Lang);
        Assert.Equal("活动", article.Section.Title);
        Assert.Equal("中小企业门户", article.Source);
        Assert.Equal(name, (await app.SeedAsync(name)).Name);
    }

    [Fact]
    public async Task An_old_slug_leads_to_the_article_until_the_document_leaves_it()
    {
        var app = await AppAsync();
        var name = app.Name("zh/moved.md");
        string Document(string aliases) => $"---\ntitle: 搬家{app.Tag}\ndate: 2017-05-06\nsource: 中小企业门户\n{aliases}\n---\n\n这一段说明搬家。\n";
        using var direct = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = app.Http.BaseAddress };
        async Task<HttpResponseMessage> AskAsync(string slug, HttpMethod? method = null)
        {
            using var request = new HttpRequestMessage(method ?? HttpMethod.Get, new Uri(PortalApp.ArticlePath(slug), UriKind.Relative));
            return await direct.SendAsync(request);
        }

        var article = await app.PublishAsync(name, Document($"aliases: [old-{app.Tag}, 旧-{app.Tag}]"));

        foreach (var alias in (string[])[$"old-{app.Tag}", $"旧-{app.Tag}"])
        {
            foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head])
            {
                using var moved = await AskAsync(alias, method);
                Assert.Equal((HttpStatusCode.PermanentRedirect, article.Url), (moved.StatusCode, moved.Headers.Location?.OriginalString));
                Assert.True(moved.Headers.CacheControl is { Public: true, MaxAge.TotalSeconds: > 0 });
                Assert.Empty(await moved.Content.ReadAsByteArrayAsync());
            }

            Assert.Equal(article.Title, (await app.ArticleAsync(alias)).Title);
            await app.VisitAsync(alias);
        }

        Assert.Equal(3, (await app.VisitAsync(article.Slug)).Visits);

        await app.PublishAsync(name, Document($"aliases: 旧-{app.Tag}"));
        using (var left = await AskAsync($"old-{app.Tag}"))
        {
            Assert.Equal(HttpStatusCode.NotFound, left.StatusCode);
        }

        await app.SendAsync(HttpMethod.Delete, PortalApp.SeedPath(name));
        await app.StatusAsync(name, "removed");
        (await app.GetAsync(PortalApp.ArticlePath($"旧-{app.Tag}"))).Problem(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task What_was_never_there_is_404()
    {
        var app = await AppAsync();

        var article = await app.GetAsync($"/api/articles/2017-01-04-{app.Tag}");
        var noSlug = await app.GetAsync("/api/articles/no%20slug%21");
        var seed = await app.GetAsync(PortalApp.SeedPath(app.Name("en/none.txt")));
        var deleted = await app.SendAsync(HttpMethod.Delete, PortalApp.SeedPath(app.Name("en/none.txt")));

        article.Problem(HttpStatusCode.NotFound);
        noSlug.Problem(HttpStatusCode.NotFound);
        seed.Problem(HttpStatusCode.NotFound);
        deleted.Problem(HttpStatusCode.NotFound);
    }

    private static DateOnly PortalDay() =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")).DateTime);
}

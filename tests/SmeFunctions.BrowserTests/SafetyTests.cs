using Microsoft.Playwright;
using SmeFunctions.BrowserTests.Browsing;
using static Microsoft.Playwright.Assertions;

namespace SmeFunctions.BrowserTests;

/// <summary>What the pages let a browser do. Every test fails on a complaint of the policy or a request to elsewhere; these look for them on each page.</summary>
public sealed class SafetyTests(Site site) : Browsing.BrowserTests(site)
{
    [Theory]
    [MemberData(nameof(Kinds.InBothLanguages), MemberType = typeof(Kinds))]
    public async Task Pages_keep_to_their_policy_and_to_their_origin(string kind, string lang)
    {
        var page = await VisitorAsync();
        var answer = await page.GotoAsync(Site.PathOf(kind, lang), new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle });

        var policy = await answer!.HeaderValueAsync("content-security-policy") ?? "";
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", await answer.HeaderValueAsync("x-content-type-options"));
        Assert.Null(await answer.HeaderValueAsync("set-cookie"));
        Assert.Empty(await page.Context.CookiesAsync());
        // The style was let in, and so was the script.
        Assert.NotEqual("Times New Roman", await page.EvaluateAsync<string>("getComputedStyle(document.body).fontFamily"));
        Assert.Contains(Answers, file => file.Request.ResourceType == "script" && file.Ok);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("zh")]
    public async Task A_hostile_article_runs_nothing(string lang)
    {
        var page = await OpenAsync(Site.PathOf("hostile", lang));
        await Expect(page.Locator("h1")).ToContainTextAsync("</title><script>");
        await page.Locator(".text p").Nth(2).HoverAsync();
        var links = page.Locator(".text a");
        for (var i = 0; i < await links.CountAsync(); i++)
        {
            await links.Nth(i).ClickAsync(new LocatorClickOptions { Modifiers = [KeyboardModifier.Control] });
        }

        Assert.Null(await page.EvaluateAsync<string?>("window.hostile ?? null"));
        Assert.Single(page.Frames);
        Assert.Single(page.Context.Pages);
        Assert.Empty(await page.Locator("main iframe, main script, main svg, main form, main input, main object, main embed, main video, main style, main base, main [style]").AllAsync());
        Assert.Empty(await page.EvaluateAsync<string[]>("[...document.querySelectorAll('main *')].flatMap(e => e.getAttributeNames().filter(name => name.startsWith('on')))"));
        Assert.Empty(await page.EvaluateAsync<string[]>("[...document.links].map(link => link.protocol).filter(protocol => !['http:', 'https:', 'mailto:'].includes(protocol))"));
    }

    [Fact]
    public async Task A_script_that_got_into_a_page_would_not_run()
    {
        var page = await VisitorAsync();
        // Past the sanitiser, as if it had a hole; the policy is the page's own.
        await page.RouteAsync("**/en/about", async route =>
        {
            var answer = await route.FetchAsync();
            var html = (await answer.TextAsync()).Replace("</main>", "<script>window.hostile = 'script'</script><p onclick=\"window.hostile = 'attribute'\">x</p></main>", StringComparison.Ordinal);
            await route.FulfillAsync(new RouteFulfillOptions { Response = answer, Body = html });
        });
        var complaints = new List<string>();
        page.Console += (_, message) => complaints.Add(message.Text);

        await page.GotoAsync(Site.PathOf("about", "en"));
        await page.GetByText("x", new PageGetByTextOptions { Exact = true }).ClickAsync();

        Assert.Null(await page.EvaluateAsync<string?>("window.hostile ?? null"));
        Assert.Contains(complaints, complaint => complaint.Contains("script-src", StringComparison.Ordinal));
        Complaints.Clear();
    }
}

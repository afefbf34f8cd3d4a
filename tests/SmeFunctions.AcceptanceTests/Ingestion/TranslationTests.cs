using System.Net;
using System.Text.Json;
using SmeFunctions.AcceptanceTests.Running;

namespace SmeFunctions.AcceptanceTests;

public sealed class TranslationTests(SharedAzurite azurite) : PortalTests(azurite)
{
    [Theory]
    [InlineData("en", "zh")]
    [InlineData("zh", "en")]
    public async Task Translations_link_to_each_other_whichever_comes_first(string first, string second)
    {
        var app = await AppAsync();

        await app.PublishAsync(Name(app, first), Document(app, first));
        await app.PublishAsync(Name(app, second), Document(app, second));

        await LinkedAsync(app);
    }

    [Fact]
    public async Task Translations_that_come_at_the_same_moment_link_to_each_other()
    {
        // Workers that meet on one pair try again; a try given back to the queue is logged.
        ErrorsAreExpected = true;
        var app = await AppAsync();

        await Task.WhenAll(app.PutAsync(Name(app, "en"), Document(app, "en")), app.PutAsync(Name(app, "zh"), Document(app, "zh")));

        await LinkedAsync(app);
    }

    [Fact]
    public async Task A_translation_that_is_removed_is_linked_no_more()
    {
        var app = await AppAsync();
        var english = await app.PublishAsync(Name(app, "en"), Document(app, "en"));
        await app.PublishAsync(Name(app, "zh"), Document(app, "zh"));
        await LinkedAsync(app);

        await app.SendAsync(HttpMethod.Delete, PortalApp.SeedPath(Name(app, "zh")));

        var alone = await app.WaitFor("the link is gone", () => app.ArticleAsync(english.Slug), article => article.Translations.Length == 0);
        Assert.Equal(english.Title, alone.Title);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_document_that_says_whose_translation_it_is_is_linked_with_it_whichever_comes_first(bool isFirst)
    {
        var app = await AppAsync();
        var (mine, other) = (app.Name("en/report.md"), app.Name("zh/2017/fair.md"));
        foreach (var name in isFirst ? (string[])[mine, other] : [other, mine])
        {
            await app.PublishAsync(name, name == mine ? Of(app, "Report", other) : Of(app, "展会"));
        }

        await LinkedAsync(app, mine, other);

        // The record is written after the article.
        await app.WaitFor("the warning is gone", () => app.SeedAsync(mine), seed => seed.Warnings.Length == 0);

        // Of what is stored to that end nothing is taken for a document.
        var listed = (await app.GetAsync($"/api/seeds?status=published&prefix={Uri.EscapeDataString(app.Name("zh/"))}")).Ok<JsonElement>();
        Assert.Equal([other], listed.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_change_of_mind_links_another_document_and_removal_none()
    {
        var app = await AppAsync();
        var (mine, first, second) = (app.Name("en/report.md"), app.Name("zh/first.md"), app.Name("zh/second.md"));
        await app.PublishAsync(first, Of(app, "展会"));
        await app.PublishAsync(second, Of(app, "大会"));
        var article = await app.PublishAsync(mine, Of(app, "Report", first));
        await LinkedAsync(app, mine, first);

        await app.PutAsync(mine, Of(app, "Report", second));

        await LinkedAsync(app, mine, second);
        await AloneAsync(app, first);

        await app.SendAsync(HttpMethod.Delete, PortalApp.SeedPath(mine));

        await AloneAsync(app, second);
        (await app.GetAsync(article.Url)).Problem(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task Of_two_that_say_the_same_the_first_by_name_is_linked_and_the_other_is_told()
    {
        var app = await AppAsync();
        var (early, late, other) = (app.Name("en/a.md"), app.Name("en/b.md"), app.Name("zh/fair.md"));
        await app.PublishAsync(late, Of(app, "Late", other));
        Assert.Contains(other, Assert.Single((await app.SeedAsync(late)).Warnings), StringComparison.Ordinal);
        await app.PublishAsync(other, Of(app, "展会"));
        await LinkedAsync(app, late, other);

        var article = await app.PublishAsync(early, Of(app, "Early", other));

        await LinkedAsync(app, early, other);
        var warned = await app.WaitFor("the other is told", () => app.SeedAsync(late), seed => seed.Warnings.Length == 1);
        Assert.Contains(article.Slug, warned.Warnings[0], StringComparison.Ordinal);
    }

    private static async Task LinkedAsync(PortalApp app, string english, string chinese)
    {
        var (one, other) = (await app.PublishedAsync(english), await app.PublishedAsync(chinese));
        await app.WaitFor("the English article links to the Chinese", () => app.ArticleAsync(one.Slug), article => article.Translations is [var to] && to == new TranslationBody("zh", other.Slug));
        await app.WaitFor("the Chinese article links to the English", () => app.ArticleAsync(other.Slug), article => article.Translations is [var to] && to == new TranslationBody("en", one.Slug));
    }

    private static async Task AloneAsync(PortalApp app, string name)
    {
        var article = await app.PublishedAsync(name);
        await app.WaitFor("the link is gone", () => app.ArticleAsync(article.Slug), now => now.Translations.Length == 0);
    }

    private static string Of(PortalApp app, string title, string? original = null) =>
        $"---\ntitle: {title} {app.Tag}\ndate: 2017-01-04\nsection: pair-{app.Tag}\n{(original is null ? "" : $"translationOf: {original}\n")}---\nA sentence of {app.Tag}.\n";

    private static async Task LinkedAsync(PortalApp app)
    {
        var english = await app.PublishedAsync(Name(app, "en"));
        var chinese = await app.PublishedAsync(Name(app, "zh"));
        await app.WaitFor("the English article links to the Chinese", () => app.ArticleAsync(english.Slug), article => article.Translations is [var to] && to == new TranslationBody("zh", chinese.Slug));
        await app.WaitFor("the Chinese article links to the English", () => app.ArticleAsync(chinese.Slug), article => article.Translations is [var to] && to == new TranslationBody("en", english.Slug));
        await app.WaitFor(
            "the list links as well",
            () => app.ListAsync($"lang=zh&section=pair-{app.Tag}"),
            page => page.Items is [{ Translations: [var to] }] && to.Slug == english.Slug);
    }

    private static string Name(PortalApp app, string lang) => app.Name($"{lang}/pair.txt");

    private static string Document(PortalApp app, string lang) =>
        lang == "en" ? Page.English($"Two languages {app.Tag}", section: $"Pair {app.Tag}") : Page.Chinese($"一对{app.Tag}", section: $"Pair {app.Tag}");
}

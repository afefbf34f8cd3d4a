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
        lang == "en" ? Page.English($"Pair {app.Tag}", section: $"Pair {app.Tag}") : Page.Chinese($"一对{app.Tag}", section: $"Pair {app.Tag}");
}

using SmeFunctions.AcceptanceTests.Running;

namespace SmeFunctions.AcceptanceTests;

/// <summary>The first run: an empty portal gets the documents of the folder <c>seeds</c>.</summary>
public sealed class SampleTests(SharedAzurite azurite) : PortalTests(azurite)
{
    [Fact]
    public async Task A_first_run_publishes_all_samples_and_links_the_pairs()
    {
        // Workers that meet on one pair try again; a try given back to the queue is logged.
        ErrorsAreExpected = true;
        var samples = Samples();
        Assert.True(samples.Length > 5);

        var app = await OwnAppAsync("--Samples:Upload=true");
        foreach (var name in samples)
        {
            await app.StatusAsync(name, "published");
        }

        await app.QuietQueuesAsync();
        Assert.Empty(await app.SeedsAsync("rejected"));
        Assert.Empty(await app.SeedsAsync("failed"));
        Assert.Equal(samples.Length, (await app.ListAsync("limit=100")).Items.Length);
        Assert.Contains(samples, name => name.StartsWith("en/", StringComparison.Ordinal) && samples.Contains("zh" + name[2..]));
        foreach (var name in samples)
        {
            var (lang, other) = name[..2] == "en" ? ("en", "zh") : ("zh", "en");
            var article = await app.PublishedAsync(name);
            Assert.Equal(lang, article.Lang);
            var pair = other + name[2..];
            TranslationBody[] expected = samples.Contains(pair) ? [new TranslationBody(other, (await app.SeedAsync(pair)).Slug!)] : [];
            Assert.Equal(expected, article.Translations);
        }
    }

    [Fact]
    public async Task A_later_start_does_not_bring_back_what_was_deleted()
    {
        ErrorsAreExpected = true;
        var app = await OwnAppAsync("--Samples:Upload=true");
        var names = Samples();
        foreach (var name in names)
        {
            await app.StatusAsync(name, "published");
        }

        await app.SendAsync(HttpMethod.Delete, PortalApp.SeedPath(names[0]));
        await app.StatusAsync(names[0], "removed");
        await app.StopAsync();
        await app.StartAsync();
        await app.PublishAsync(app.Name("en/later.txt"), Page.English($"Later {app.Tag}"));

        Assert.Equal("removed", (await app.SeedAsync(names[0])).Status);
        Assert.Equal(names.Length, await app.Seeds.GetBlobsAsync().CountAsync());
    }

    [Fact]
    public async Task Without_the_setting_there_are_no_samples()
    {
        var app = await OwnAppAsync();

        await app.PublishAsync(app.Name("en/own.txt"), Page.English($"Own {app.Tag}"));

        Assert.Equal(1, await app.Seeds.GetBlobsAsync().CountAsync());
    }

    private static string[] Samples()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "seeds");
        return [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))];
    }
}

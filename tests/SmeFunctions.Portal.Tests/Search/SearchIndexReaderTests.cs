using System.Globalization;
using SmeFunctions.Portal.Search;
using SmeFunctions.Portal.Tests.Storage;

namespace SmeFunctions.Portal.Tests.Search;

/// <summary>Instances that read the index: what they download, and what they answer when files or disks are damaged.</summary>
public sealed class SearchIndexReaderTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    [Fact]
    public async Task A_reader_downloads_only_files_that_are_new()
    {
        await using var site = await SearchSite.CreateAsync(azurite.ConnectionString);
        var writer = await site.StartBuiltAsync();
        await site.IndexManyAsync(writer, 200);
        var reader = site.Start();
        Assert.Equal(200, (await reader.SearchAsync("title", request => request with { Limit = 1 })).Total);
        var before = Copies(reader);

        await site.PublishAsync(writer, SearchSite.Create("new", "One more title", "Text."));
        Assert.Equal(201, (await reader.SearchAsync("title", request => request with { Limit = 1 })).Total);

        var added = Copies(reader).Where(copy => !before.ContainsKey(copy.Key)).Sum(copy => copy.Value);
        Assert.InRange(added, 1, before.Values.Sum() / 5);
    }

    [Fact]
    public async Task A_damaged_local_copy_is_downloaded_again()
    {
        await using var site = await SearchSite.CreateAsync(azurite.ConnectionString);
        var instance = await site.StartBuiltAsync();
        await site.IndexManyAsync(instance, 30);
        var other = site.Start();
        Assert.Equal(30, (await other.SearchAsync("title", request => request with { Limit = 1 })).Total);
        await other.DisposeAsync();
        foreach (var file in Directory.GetFiles(other.Files.LocalDirectory, "*segments_*"))
        {
            await File.WriteAllBytesAsync(file, new byte[new FileInfo(file).Length]);
        }

        var again = site.Start(configure: options => options.LocalDirectory = other.Options.LocalDirectory);
        Assert.Equal(30, (await again.SearchAsync("title", request => request with { Limit = 1 })).Total);
    }

    [Fact]
    public async Task A_reader_without_disk_answers_from_what_it_has()
    {
        await using var site = await SearchSite.CreateAsync(azurite.ConnectionString);
        var writer = await site.StartBuiltAsync();
        await site.PublishAsync(writer, SearchSite.Create("a", "A title", "Text."));
        var reader = site.Start();
        Assert.Equal(["a"], await reader.FindAsync("title"));

        // A file where the directory of new copies would be.
        foreach (var copy in Directory.GetFiles(reader.Files.LocalDirectory))
        {
            File.Delete(copy);
        }

        Directory.Delete(reader.Files.LocalDirectory);
        await File.WriteAllTextAsync(reader.Files.LocalDirectory, "");
        await site.PublishAsync(writer, SearchSite.Create("b", "A title", "Text."));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(1, (await reader.Index.SearchAsync(new SearchRequest { Text = "title", Today = new DateOnly(2018, 1, 1) }, CancellationToken.None))!.Total);
            await Task.Delay(50);
        }

        File.Delete(reader.Files.LocalDirectory);
        Assert.Equal(["a", "b"], (await reader.FindAsync("title")).Order());
    }

    [Fact]
    public async Task The_inventory_lists_every_slug_once()
    {
        await using var site = await SearchSite.CreateAsync(azurite.ConnectionString);
        var instance = await site.StartBuiltAsync();
        await site.IndexManyAsync(instance, 25);
        await site.PublishAsync(instance, SearchSite.Create("中文", "标题", "正文。", "zh"));
        await instance.SearchAsync("title");

        var slugs = new List<string>();
        string? cursor = null;
        do
        {
            (var page, cursor) = await instance.Inventory.ListAsync(7, cursor, CancellationToken.None);
            slugs.AddRange(page);
        }
        while (cursor is not null);

        Assert.Equal(26, slugs.Count);
        Assert.Equal(26, slugs.Distinct().Count());
    }

    private static Dictionary<string, long> Copies(SearchSite.Instance instance) =>
        new DirectoryInfo(instance.Files.LocalDirectory).GetFiles().ToDictionary(file => file.Name, file => file.Length);

    [Fact]
    public async Task Every_result_is_on_one_page()
    {
        await using var site = await SearchSite.CreateAsync(azurite.ConnectionString);
        var instance = await site.StartBuiltAsync();

        // Words that stand together count among the first 200 only; the page between them and the others must not repeat any.
        await site.PublishAsync(instance, [.. Enumerable.Range(0, 240).Select(i => SearchSite.Create($"a{i}", $"Title {i}", i % 7 == 0 ? "The harbour fair." : $"A fair{string.Concat(Enumerable.Repeat(" and more", i % 5))} at the harbour."))]);

        var found = new List<string>();
        for (var offset = 0; offset < 240; offset += 30)
        {
            found.AddRange((await instance.SearchAsync("harbour fair", request => request with { Offset = offset, Limit = 30 })).Hits.Select(hit => hit.Article.Slug));
        }

        Assert.Equal(240, found.Distinct().Count());
        Assert.All(found.Take(35), slug => Assert.Equal(0, int.Parse(slug[1..], CultureInfo.InvariantCulture) % 7));
    }
}

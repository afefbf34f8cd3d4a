using SmeFunctions.Portal.Editors;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Tests.Ingestion;
using SmeFunctions.Portal.Tests.Storage;

namespace SmeFunctions.Portal.Tests.Editors;

/// <summary>All seeds in memory.</summary>
public sealed class SeedCatalogTests : IDisposable
{
    private readonly TestPortal _world = new();
    private readonly SeedCatalog _catalog;

    public SeedCatalogTests() => _catalog = new SeedCatalog(_world.Ledger, _world.Time);

    public void Dispose()
    {
        _catalog.Dispose();
        _world.Dispose();
    }

    [Fact]
    public async Task Shows_what_an_editor_wants_to_know()
    {
        await PutAsync("en/a.md", "title: A headline\nsection: policy/tax\ndate: 2026-02-03");
        await PutAsync("en/b.md", "title: B\ndate: some day");
        await PutAsync("en/a.md.meta.yaml", null);

        var items = (await GetAsync()).ToDictionary(item => item.Name.Value);

        Assert.Equal(("A headline", "en", "policy/tax", new DateOnly(2026, 2, 3), SeedKind.Document), (items["en/a.md"].Title, items["en/a.md"].Lang, items["en/a.md"].Section, items["en/a.md"].Published, items["en/a.md"].Kind));
        Assert.Equal((SeedStatus.Rejected, 1), (items["en/b.md"].Status, items["en/b.md"].Attention));
        Assert.Contains("should be a day", items["en/b.md"].Error, StringComparison.Ordinal);
        Assert.Equal(SeedKind.Metadata, items["en/a.md.meta.yaml"].Kind);
        Assert.Equal(3, items.Count);
    }

    [Fact]
    public async Task Sees_each_change_and_reads_little_for_it()
    {
        await PutAsync("en/a.md", "title: One\ndate: 2026-02-03");
        await GetAsync();
        _world.Time.Advance(TimeSpan.FromHours(1));
        await GetAsync();
        Assert.Same(await GetAsync(), await GetAsync());

        await PutAsync("en/a.md", "title: Two\ndate: 2026-02-03");
        await PutAsync("en/b.md", "title: Three\ndate: 2026-02-03");
        Assert.Equal(["Three", "Two"], (await GetAsync()).Select(item => item.Title).Order());
        _world.Seeds.Remove("en/a.md");
        await _world.HandleAsync("en/a.md");

        Assert.Equal(SeedStatus.Removed, (await GetAsync()).Single(item => item.Name.Value == "en/a.md").Status);
    }

    [Fact]
    public async Task A_failure_loses_no_change()
    {
        await PutAsync("en/a.md", "title: One\ndate: 2026-02-03");
        await GetAsync();
        await PutAsync("en/b.md", "title: Two\ndate: 2026-02-03");
        _world.SeedsTable.Faults = _ => Fault.FailBefore;
        await Assert.ThrowsAnyAsync<Exception>(GetAsync);
        _world.Time.Advance(TimeSpan.FromHours(1));
        _world.SeedsTable.Faults = _ => Fault.None;

        Assert.Equal(2, (await GetAsync()).Count);
    }

    private Task<IReadOnlyList<SeedListItem>> GetAsync() => _catalog.GetAsync(TestContext.Current.CancellationToken);

    private async Task PutAsync(string name, string? front)
    {
        _world.Put(name, front is null ? "author: Ada Quay\n" : $"---\n{front}\n---\nA sentence.\n");
        await _world.HandleAsync(name);
        await _world.DrainAsync();
    }
}

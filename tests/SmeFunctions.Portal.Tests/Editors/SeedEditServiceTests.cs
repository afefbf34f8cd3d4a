using System.Text;
using SmeFunctions.Portal.Editors;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Tests.Ingestion;
using SmeFunctions.Portal.Tests.Storage;

namespace SmeFunctions.Portal.Tests.Editors;

/// <summary>What editors change, when others change it too and when answers of storage are lost.</summary>
public sealed class SeedEditServiceTests : IDisposable
{
    private static readonly EditorIdentity _ada = new("Ada Quay 阿达", EditorRole.Editor);
    private static readonly EditorIdentity _grace = new("grace", EditorRole.Administrator);
    private static readonly SeedName _name = SeedName.FromBlobName("en/a.md");
    private static readonly SeedName _file = SeedName.FromBlobName("en/a.md.meta.yaml");

    private readonly TestPortal _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Every_version_is_kept_with_who_and_when_and_each_can_be_restored()
    {
        await UploadAsync("One", _ada);
        await UploadAsync("Two", person: null);
        await UploadAsync("Three", _grace);
        Assert.IsType<EditResult.Saved>(await _world.Edits.DeleteAsync(_name, _ada, Token));
        await HandleAsync();

        var versions = await _world.Versions.ListAsync(_name, 10, Token);

        Assert.Equal([("deleted", _ada.Name), ("kept", "grace"), ("kept", null), ("kept", _ada.Name)], versions.Select(version => (version.IsDeletion ? "deleted" : "kept", version.ChangedBy)));
        Assert.Equal("Three", await ContentAsync(versions[1]));
        Assert.IsType<EditResult.Saved>(await _world.Edits.RestoreAsync(_name, versions[3].Key, SeedEditService.NoVersion, _grace, Token));
        await HandleAsync();
        var newest = (await _world.Versions.ListAsync(_name, 1, Token))[0];
        Assert.Equal(("grace", versions[3].Key, "One"), (newest.ChangedBy, newest.RestoredFrom, await ContentAsync(newest)));
        Assert.Equal("One", (await _world.RecordAsync(_name.Value)).Title);

        async Task<string> ContentAsync(SeedVersion version) => Encoding.UTF8.GetString((await _world.Versions.ReadContentAsync(_name, version, Token))!).Split('\n')[1][7..];
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_deleted_is_known_whether_the_ingestion_is_faster_or_slower(bool isFaster)
    {
        await UploadAsync("One", _ada);
        if (isFaster)
        {
            _world.Seeds.Remove(_name.Value);
            await HandleAsync();
            await _world.Versions.SetDeletedByAsync(_name, _grace.Name, Token);
        }
        else
        {
            await _world.Edits.DeleteAsync(_name, _grace, Token);
            await HandleAsync();
        }

        var versions = await _world.Versions.ListAsync(_name, 10, Token);

        Assert.Equal(2, versions.Count);
        Assert.Equal((true, "grace"), (versions[0].IsDeletion, versions[0].ChangedBy));
    }

    [Fact]
    public async Task The_same_version_is_not_kept_twice_and_a_document_that_is_put_back_gets_a_version_of_its_own()
    {
        await UploadAsync("One", _ada);
        await HandleAsync();
        await _world.Ingester.IngestAgainAsync(_name, Token);
        Assert.Single(await _world.Versions.ListAsync(_name, 10, Token));

        _world.Seeds.Remove(_name.Value);
        await HandleAsync();
        await HandleAsync();
        await UploadAsync("One", person: null);

        Assert.Equal([false, true, false], (await _world.Versions.ListAsync(_name, 10, Token)).Select(version => version.IsDeletion));
        Assert.Single(_world.SeedVersions.Blobs);
    }

    [Fact]
    public async Task A_version_that_is_no_longer_kept_cannot_be_restored()
    {
        await UploadAsync("One", _ada);
        await UploadAsync("Two", _ada);
        var old = (await _world.Versions.ListAsync(_name, 10, Token))[1];
        _world.SeedVersions.Remove($"{_name.Hash}/{old.ContentHash}");

        Assert.IsType<EditResult.NotFound>(await _world.Edits.RestoreAsync(_name, old.Key, expected: null, _ada, Token));
        Assert.IsType<EditResult.NotFound>(await _world.Edits.RestoreAsync(_name, "0000-0000", expected: null, _ada, Token));
    }

    [Fact]
    public async Task Of_two_who_correct_the_second_learns_who_was_first()
    {
        await UploadAsync("One", _ada);
        Assert.IsType<EditResult.Saved>(await SaveAsync(SeedEditService.NoVersion, _grace, "Corrected by Grace"));

        var told = Assert.IsType<EditResult.Conflict>(await SaveAsync(SeedEditService.NoVersion, _ada, "Corrected by Ada"));

        Assert.Equal("grace", told.By);
        await HandleAsync();
        Assert.Equal("Corrected by Grace", (await _world.RecordAsync(_name.Value)).Title);
    }

    [Fact]
    public async Task A_correction_keeps_what_was_written_by_hand_and_an_empty_one_states_nothing()
    {
        await UploadAsync("One", _ada);
        _world.Put(_file.Value, "layout: wide\ntitle: By hand\ntags: [a, b]\n");

        Assert.IsType<EditResult.Saved>(await _world.Edits.SaveMetadataAsync(_name, new Dictionary<string, string> { ["title"] = "", ["author"] = "Ada: \"Quay\" #1" }, expected: null, _ada, Token));
        Assert.Equal("layout: wide\ntags: [a, b]\nauthor: \"Ada: \\\"Quay\\\" #1\"\n", Encoding.UTF8.GetString(_world.Seeds.Blobs[_file.Value].Content).Replace("\r", "", StringComparison.Ordinal));

        _world.Put(_file.Value, "title: By hand\n");
        Assert.IsType<EditResult.Saved>(await SaveAsync(expected: null, _ada, title: ""));
        await _world.HandleAsync(_file.Value);
        await HandleAsync();
        Assert.Equal(("One", SeedStatus.Published), ((await _world.RecordAsync(_name.Value)).Title, (await _world.RecordAsync(_file.Value)).Status));
    }

    // The answer to a write is lost, and the client library writes again: the second one is refused because of the first.
    [Fact]
    public async Task A_write_whose_answer_was_lost_is_known_as_the_person_s_own()
    {
        await UploadAsync("One", _ada);
        var faults = 0;
        _world.Seeds.Faults = writes => writes && faults++ == 0 ? Fault.RetriedByClient : Fault.None;

        Assert.IsType<EditResult.Saved>(await SaveAsync(SeedEditService.NoVersion, _ada, "Corrected"));

        _world.Seeds.Faults = _ => Fault.None;
        await HandleAsync();
        Assert.Equal("Corrected", (await _world.RecordAsync(_name.Value)).Title);
    }

    [Theory]
    [InlineData("date", "soon", "'date' in the metadata file should be a day")]
    [InlineData("slug", "No Slug!", "'slug'")]
    [InlineData("publishAt", "some time", "'publishAt'")]
    [InlineData("lang", "Klingon", "'lang'")]
    public async Task A_wrong_value_is_told_and_nothing_is_stored(string key, string value, string expected)
    {
        await UploadAsync("One", _ada);

        var told = Assert.IsType<EditResult.Invalid>(await _world.Edits.SaveMetadataAsync(_name, new Dictionary<string, string> { [key] = value, ["author"] = "Ada" }, expected: null, _ada, Token));

        Assert.Contains(expected, told.Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_file.Value, _world.Seeds.Blobs.Keys);
    }

    [Fact]
    public async Task A_new_document_never_replaces_one()
    {
        await UploadAsync("One", _ada);

        var told = Assert.IsType<EditResult.Conflict>(await _world.Edits.UploadAsync(_name, "Another"u8.ToArray(), contentType: null, SeedEditService.NoVersion, _grace, Token));

        Assert.Equal(_ada.Name, told.By);
        Assert.IsType<EditResult.NotFound>(await _world.Edits.DeleteAsync(SeedName.FromBlobName("en/none.md"), _ada, Token));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<EditResult> SaveAsync(string? expected, EditorIdentity person, string title) =>
        _world.Edits.SaveMetadataAsync(_name, new Dictionary<string, string> { ["title"] = title }, expected, person, Token);

    private async Task UploadAsync(string title, EditorIdentity? person)
    {
        var content = Encoding.UTF8.GetBytes($"---\ntitle: {title}\ndate: 2026-02-01\n---\nA sentence.\n");
        if (person is null)
        {
            _world.Seeds.Put(_name.Value, content);
        }
        else
        {
            Assert.IsType<EditResult.Saved>(await _world.Edits.UploadAsync(_name, content, "text/markdown", expected: null, person, Token));
        }

        await HandleAsync();
    }

    private async Task HandleAsync()
    {
        await _world.HandleAsync(_name.Value);
        await _world.DrainAsync();
    }
}

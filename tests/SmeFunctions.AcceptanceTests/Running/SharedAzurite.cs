using SmeFunctions.AcceptanceTests.Running;
using SmeFunctions.EmbeddedRuntime.LocalStorage;

[assembly: AssemblyFixture(typeof(SharedAzurite))]

// The tests wait far more than they work.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.All, MaxThreads = 10)]

namespace SmeFunctions.AcceptanceTests.Running;

/// <summary>The storage of a test run: a process on ports of its own, its data gone when the run ends.</summary>
public sealed class SharedAzurite : IAsyncLifetime
{
    private OwnAzurite? _own;

    internal string ConnectionString => _own?.ConnectionString ?? throw new InvalidOperationException("The tests are pointed at a running app.");

    public async ValueTask InitializeAsync()
    {
        if (!RunningSite.IsGiven)
        {
            _own = await OwnAzurite.StartAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_own is not null)
        {
            await _own.DisposeAsync();
        }
    }
}

/// <summary>An Azurite that can be stopped and started again on the same data.</summary>
internal sealed class OwnAzurite : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private Azurite _azurite;

    private OwnAzurite(DirectoryInfo folder, Azurite azurite)
    {
        _folder = folder;
        _azurite = azurite;
    }

    public string ConnectionString => _azurite.ConnectionString;

    public static async Task<OwnAzurite> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("smefunctions-acceptance-");
        return new OwnAzurite(folder, await Azurite.StartAsync(new AzuriteOptions { DataFolder = folder.FullName }));
    }

    public Task StopAsync() => _azurite.StopAsync();

    public async Task StartAgainAsync() => _azurite = await Azurite.StartAsync(_azurite.Options);

    public async ValueTask DisposeAsync()
    {
        await _azurite.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}

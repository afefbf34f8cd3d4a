using SmeFunctions.SelfHost.LocalStorage;

namespace SmeFunctions.Portal.Tests.Storage;

/// <summary>The pinned emulator on free ports, for as long as the tests that share it run; the first start installs it.</summary>
public sealed class SharedAzurite : IAsyncLifetime
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("azurite-");
    private Azurite? _azurite;

    public string ConnectionString => _azurite?.ConnectionString ?? throw new InvalidOperationException("It is not started.");

    public async ValueTask InitializeAsync() =>
        _azurite = await Azurite.StartAsync(new AzuriteOptions { DataFolder = _data.FullName, Ports = (0, 0, 0) });

    public async ValueTask DisposeAsync()
    {
        if (_azurite is not null)
        {
            await _azurite.DisposeAsync();
        }

        _data.Delete(recursive: true);
    }
}

using SmeFunctions.SelfHost.LocalStorage;

namespace SmeFunctions.AcceptanceTests.Running;

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

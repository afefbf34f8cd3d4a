using SmeFunctions.SelfHost.LocalStorage;
using SmeFunctions.SelfHost.Tests.Hosting;
using SmeFunctions.SelfHost.Tests.LocalStorage;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]

namespace SmeFunctions.SelfHost.Tests.LocalStorage;

/// <summary>One Azurite for all tests that need real storage, on free ports.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private readonly TestFolder _data = new();
    private readonly Lazy<Task<Azurite>> _azurite;

    public AzuriteFixture() => _azurite = new(() => Azurite.StartAsync(new AzuriteOptions { DataFolder = _data.Path }));

    internal Task<Azurite> StartedAsync() => _azurite.Value;

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        if (_azurite.IsValueCreated)
        {
            await (await _azurite.Value).DisposeAsync();
        }

        _data.Dispose();
    }
}

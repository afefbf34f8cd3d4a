using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmeFunctions.SelfHost.Hosting;

namespace SmeFunctions.SelfHost.Tests.Hosting;

/// <summary>An app of the given function classes on a free port, with a host.json of its own.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly TestFolder _folder;

    private TestApp(IHost host, TestFolder folder, TestLog log)
    {
        _host = host;
        _folder = folder;
        Log = log;
        Client = new HttpClient { BaseAddress = new Uri(Addresses().First()) };
    }

    public HttpClient Client { get; }

    public TestLog Log { get; }

    public IServiceProvider Services => _host.Services;

    public static TestFolder Folder(string routePrefix = "") => new TestFolder()
        .With("host.json", $$"""{ "version": "2.0", "extensions": { "http": { "routePrefix": "{{routePrefix}}" } } }""");

    public static async Task<TestApp> StartAsync(
        Type[] functions,
        string[]? args = null,
        Action<SelfHostApplicationBuilder>? configure = null,
        TestFolder? folder = null)
    {
        folder ??= Folder();
        try
        {
            var log = new TestLog();
            var builder = SelfHostApplicationBuilder.Create(functions, folder.Path, ["--port", "0", "--quiet", .. args ?? []]);
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton<ILoggerProvider>(log);
            configure?.Invoke(builder);
            var host = builder.Build();
            await host.StartAsync();
            return new TestApp(host, folder, log);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public Task StopAsync(CancellationToken cancellationToken = default) => _host.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        _folder.Dispose();
    }

    private ICollection<string> Addresses() =>
        _host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
}

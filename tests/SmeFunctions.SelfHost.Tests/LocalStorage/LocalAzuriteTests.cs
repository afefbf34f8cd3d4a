using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using SmeFunctions.SelfHost.LocalStorage;
using SmeFunctions.SelfHost.Settings;
using SmeFunctions.SelfHost.Tests.Hosting;

namespace SmeFunctions.SelfHost.Tests.LocalStorage;

public sealed class LocalAzuriteTests : IAsyncLifetime
{
    private readonly TestFolder _root = new();
    private readonly (int Blob, int Queue, int Table) _ports = FreePorts();

    private string OwnerFile => Path.Combine(_root.Path, ".azurite", "azurite.pid");

    public async ValueTask InitializeAsync()
    {
        // A project of its own that finds the installed package. It has no lock file: nothing can be installed into it.
        var package = AzuritePackage.Find(AppContext.BaseDirectory);
        await package.InstallAsync(TestContext.Current.CancellationToken);
        File.Copy(Path.Combine(package.Folder, "package.json"), Path.Combine(_root.Path, "package.json"));
        Directory.CreateSymbolicLink(Path.Combine(_root.Path, "node_modules"), Path.Combine(package.Folder, "node_modules"));
    }

    public ValueTask DisposeAsync()
    {
        _root.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Is_started_when_nothing_listens_and_stopped_with_the_app()
    {
        var storage = Start();
        await storage.ReadyAsync(CancellationToken.None);
        var azurite = AzuriteInFile();
        var listens = await AzuriteProcess.ListensAsync(_ports.Table);

        await storage.DisposeAsync();
        await storage.DisposeAsync();

        Assert.True(listens);
        Assert.False(AzuriteProcess.IsAlive(azurite));
        Assert.False(File.Exists(OwnerFile));
        Assert.True(File.Exists(Path.Combine(_root.Path, ".azurite", "azurite.log")));
    }

    [Fact]
    public async Task One_that_a_running_app_started_is_left_alone()
    {
        var owner = Start();
        await owner.ReadyAsync(CancellationToken.None);
        var azurite = AzuriteInFile();

        var guest = Start();
        await guest.ReadyAsync(CancellationToken.None);
        await guest.DisposeAsync();
        var aliveAfterGuest = AzuriteProcess.IsAlive(azurite);
        await owner.DisposeAsync();

        Assert.True(aliveAfterGuest);
        Assert.False(AzuriteProcess.IsAlive(azurite));
    }

    [Fact]
    public async Task One_of_somebody_else_is_left_alone()
    {
        using var data = new TestFolder();
        await using var azurite = await Azurite.StartAsync(new AzuriteOptions { DataFolder = data.Path, Ports = _ports });

        var storage = Start();
        await storage.ReadyAsync(CancellationToken.None);
        await storage.DisposeAsync();

        Assert.True(AzuriteProcess.IsAlive(azurite.ProcessId));
    }

    [Fact]
    public async Task One_whose_app_was_killed_is_taken_over()
    {
        var killed = Start();
        await killed.ReadyAsync(CancellationToken.None);
        var azurite = AzuriteInFile();
        using (var gone = Process.Start(new ProcessStartInfo("node", ["--version"]) { RedirectStandardOutput = true, UseShellExecute = false })!)
        {
            await gone.WaitForExitAsync();
            await File.WriteAllTextAsync(OwnerFile, Regex.Replace(
                await File.ReadAllTextAsync(OwnerFile), "\"App\":[0-9]+", $"\"App\":{gone.Id}", RegexOptions.None, TimeSpan.FromSeconds(30)));
        }

        var heir = Start();
        await heir.ReadyAsync(CancellationToken.None);
        var heirInFile = await File.ReadAllTextAsync(OwnerFile);
        await heir.DisposeAsync();

        Assert.Contains($"\"App\":{Environment.ProcessId}", heirInFile, StringComparison.Ordinal);
        Assert.False(AzuriteProcess.IsAlive(azurite));
    }

    [Fact]
    public async Task A_process_that_only_has_the_old_id_is_not_taken_over()
    {
        using var data = new TestFolder();
        await using var azurite = await Azurite.StartAsync(new AzuriteOptions { DataFolder = data.Path, Ports = _ports });
        using var stranger = Process.Start(new ProcessStartInfo("node", ["-e", "setInterval(() => {}, 1000)"]) { UseShellExecute = false })!;
        Directory.CreateDirectory(Path.GetDirectoryName(OwnerFile)!);
        await File.WriteAllTextAsync(OwnerFile, $$"""
            { "Azurite": {{stranger.Id}}, "AzuriteStarted": "2020-01-01T00:00:00Z", "App": 1, "AppStarted": "2020-01-01T00:00:00Z" }
            """);

        var storage = Start();
        await storage.ReadyAsync(CancellationToken.None);
        await storage.DisposeAsync();
        var isAlive = !stranger.HasExited;
        stranger.Kill();

        Assert.True(isAlive);
        Assert.True(AzuriteProcess.IsAlive(azurite.ProcessId));
    }

    [Fact]
    public async Task Ports_that_are_taken_in_part_are_an_error()
    {
        using var stranger = new TcpListener(IPAddress.Loopback, _ports.Queue);
        stranger.Start();

        var storage = Start();
        var e = await Assert.ThrowsAsync<StartupException>(() => storage.ReadyAsync(CancellationToken.None));
        await storage.DisposeAsync();

        Assert.StartsWith($"Some ports of development storage are taken, others are not: queues ({_ports.Queue}).", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_while_it_starts_leaves_nothing_behind()
    {
        var storage = Start();

        await storage.DisposeAsync();

        Assert.False(await AzuriteProcess.ListensAsync(_ports.Blob));
    }

    [Fact]
    public void Nothing_is_started_when_no_setting_asks_for_it()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Content", (string?)"AccountName=a;AccountKey=Yg==")]).Build();

        Assert.Null(LocalAzurite.StartIfConfigured(settings, _root.Path));
    }

    private LocalAzurite Start() => LocalAzurite.Start(_root.Path, _ports);

    private int AzuriteInFile() => int.Parse(
        Regex.Match(File.ReadAllText(OwnerFile), "\"Azurite\":(?<id>[0-9]+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(30)).Groups["id"].ValueSpan,
        System.Globalization.CultureInfo.InvariantCulture);

    private static (int Blob, int Queue, int Table) FreePorts()
    {
        using var a = new TcpListener(IPAddress.Loopback, 0);
        using var b = new TcpListener(IPAddress.Loopback, 0);
        using var c = new TcpListener(IPAddress.Loopback, 0);
        a.Start();
        b.Start();
        c.Start();
        return (Port(a), Port(b), Port(c));

        static int Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

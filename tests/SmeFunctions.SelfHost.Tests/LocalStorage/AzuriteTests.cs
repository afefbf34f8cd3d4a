using Azure.Storage.Queues;
using SmeFunctions.SelfHost.LocalStorage;
using SmeFunctions.SelfHost.Settings;
using SmeFunctions.SelfHost.Tests.Hosting;

namespace SmeFunctions.SelfHost.Tests.LocalStorage;

public class AzuriteTests
{
    [Fact]
    public async Task Keeps_what_it_was_given_over_a_graceful_stop()
    {
        using var data = new TestFolder();
        var first = await Azurite.StartAsync(new AzuriteOptions { DataFolder = data.Path });
        var queue = new QueueClient(first.ConnectionString, "kept");
        await queue.CreateAsync();
        await queue.SendMessageAsync("message");
        await first.StopAsync();
        var aliveAfterStop = AzuriteProcess.IsAlive(first.ProcessId);

        await using var second = await Azurite.StartAsync(first.Options);

        Assert.False(aliveAfterStop);
        Assert.Equal(first.ConnectionString, second.ConnectionString);
        Assert.NotEqual(first.ProcessId, second.ProcessId);
        Assert.Equal("message", (await queue.PeekMessageAsync()).Value.Body.ToString());
    }

    [Fact]
    public async Task Is_not_in_the_process_group_that_the_terminal_interrupts()
    {
        using var data = new TestFolder();

        await using var azurite = await Azurite.StartAsync(new AzuriteOptions { DataFolder = data.Path });

        Assert.Equal(azurite.ProcessId, ProcessGroup(azurite.ProcessId));
        Assert.NotEqual(azurite.ProcessId, ProcessGroup(Environment.ProcessId));
    }

    [Fact]
    public async Task A_taken_port_is_an_error()
    {
        using var data = new TestFolder();
        using var other = new TestFolder();
        await using var first = await Azurite.StartAsync(new AzuriteOptions { DataFolder = data.Path });

        var e = await Assert.ThrowsAsync<StartupException>(() => Azurite.StartAsync(first.Options with { DataFolder = other.Path }));

        Assert.Equal($"Azurite cannot start: something listens on its port {first.Options.Ports.Blob} already.", e.Message);
    }

    [Fact]
    public async Task An_Azurite_that_ends_at_once_is_an_error_with_the_end_of_its_log()
    {
        using var data = new TestFolder().With("__azurite_db_table__.json", "{");

        var e = await Assert.ThrowsAsync<StartupException>(() => Azurite.StartAsync(new AzuriteOptions { DataFolder = data.Path }));

        Assert.StartsWith($"Azurite has not started; its log, {Path.Combine(data.Path, "azurite.log")}, ends:", e.Message, StringComparison.Ordinal);
        Assert.Contains("JSON", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_package_above_it_is_said_what_to_do()
    {
        using var folder = new TestFolder();

        var e = Assert.Throws<StartupException>(() => AzuritePackage.Find(folder.Path));

        Assert.Contains("Start Azurite yourself, or set a connection string.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failing_npm_is_an_error_with_its_output()
    {
        using var folder = new TestFolder().With("package.json", """{ "dependencies": { "azurite": "0.0.0-none" } }""");

        var e = await Assert.ThrowsAsync<StartupException>(() => AzuritePackage.Find(folder.Path).InstallAsync(CancellationToken.None));

        Assert.StartsWith($"npm ci in {folder.Path} failed:", e.Message, StringComparison.Ordinal);
        Assert.Contains("package-lock", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "1.0.0")]
    [InlineData(true, "0.9.0")]
    public async Task An_installation_that_was_broken_off_or_is_of_another_version_is_made_anew(bool isComplete, string version)
    {
        using var folder = new TestFolder().With("package.json", """{ "dependencies": { "azurite": "1.0.0" } }""");
        var modules = Directory.CreateDirectory(Path.Combine(folder.Path, "node_modules", "azurite")).FullName;
        await File.WriteAllTextAsync(Path.Combine(modules, "package.json"), $$"""{ "version": "{{version}}", "bin": { "azurite": "./main.js" } }""");
        if (isComplete)
        {
            await File.WriteAllTextAsync(Path.Combine(folder.Path, "node_modules", ".package-lock.json"), "{}");
        }

        // That npm was called is seen from its failure: there is no lock file to install from.
        var e = await Assert.ThrowsAsync<StartupException>(() => AzuritePackage.Find(folder.Path).InstallAsync(CancellationToken.None));

        Assert.Contains("npm ci", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_complete_installation_of_the_version_is_taken_as_it_is()
    {
        using var folder = new TestFolder().With("package.json", """{ "dependencies": { "azurite": "1.0.0" } }""");
        var modules = Directory.CreateDirectory(Path.Combine(folder.Path, "node_modules", "azurite")).FullName;
        await File.WriteAllTextAsync(Path.Combine(modules, "package.json"), """{ "version": "1.0.0", "bin": { "azurite": "./main.js" } }""");
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "node_modules", ".package-lock.json"), "{}");

        var script = await AzuritePackage.Find(folder.Path).InstallAsync(CancellationToken.None);

        Assert.Equal(Path.Combine(modules, "main.js"), script);
    }

    [Theory]
    [InlineData("UseDevelopmentStorage=true", true)]
    [InlineData("usedevelopmentstorage=TRUE;", true)]
    [InlineData("UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://storage", true)]
    [InlineData("AccountName=devstoreaccount1;BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1", false)]
    [InlineData("true", false)]
    [InlineData(null, false)]
    public void Development_storage_is_asked_for_by_its_short_connection_string(string? value, bool expected) =>
        Assert.Equal(expected, LocalAzurite.IsDevelopmentStorage(value));

    // Field 5 of /proc/{id}/stat; the name before it may hold anything.
    private static int ProcessGroup(int processId)
    {
        var stat = File.ReadAllText($"/proc/{processId}/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture);
    }
}

using System.Text.Json.Nodes;
using SmeFunctions.InfraTests.Compiling;

namespace SmeFunctions.InfraTests;

/// <summary>The templates as the compiler and its linter see them.</summary>
public sealed class BuildTests : IDisposable
{
    private readonly Sources _sources = Sources.Copy();

    public void Dispose() => _sources.Dispose();

    [Theory]
    [InlineData("build", "main.bicep")]
    [InlineData("lint", "main.bicep")]
    [InlineData("build-params", "main.bicepparam")]
    [InlineData("build-params", "main.dev.bicepparam")]
    [InlineData("build-params", "main.prod.bicepparam")]
    public async Task Has_neither_errors_nor_warnings(string command, string file)
    {
        var outcome = await Bicep.Find().RunAsync(_sources.Folder, command, file);

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Complaints));
    }

    [Theory]
    [InlineData("main.bicep", "param alertEmails string[] = []", "param alertEmails string[] = []\n\n@description('Nobody reads it.')\nparam more string = ''", "no-unused-params")]
    [InlineData("modules/identity.bicep", "@2024-11-30", "@2023-01-31", "use-recent-api-versions")]
    [InlineData("modules/host-storage.bicep", "location: location", "location: 'westeurope'", "no-hardcoded-location")]
    [InlineData("modules/function-app.bicep", "output hostName string = app.properties.defaultHostName", "output key string = listKeys('${app.id}/host/default', '2025-03-01').masterKey", "outputs-should-not-contain-secrets")]
    [InlineData("modules/event-grid.bicep", "queueName: queues.seedEvents", "queue: queues.seedEvents", "BCP037")]
    [InlineData("stages.bicep", "alertEvery: 'PT15M'", "alertEvery: 'PT1S'", "BCP088")]
    public async Task Has_one_with_a_mistake(string file, string right, string wrong, string code)
    {
        _sources.Replace(file, right, wrong);

        var outcome = await Bicep.Find().RunAsync(_sources.Folder, "build-params", "main.dev.bicepparam");

        Assert.Contains($" {code}: ", outcome.Complaints, StringComparison.Ordinal);
    }

    [Fact]
    public void Has_every_rule_of_the_linter_as_an_error()
    {
        var rules = JsonNode.Parse(File.ReadAllText(_sources.PathOf("bicepconfig.json")))!["analyzers"]!["core"]!["rules"]!.AsObject();

        Assert.True(rules.Count > 40, $"Only {rules.Count} rules.");
        Assert.All(rules, rule => Assert.Equal("error", (string?)rule.Value!["level"]));
    }

    [Fact]
    public async Task Is_formatted()
    {
        var files = Directory.GetFiles(_sources.Folder, "*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) is ".bicep" or ".bicepparam").ToDictionary(file => file, File.ReadAllText);

        foreach (var pattern in (string[])["**/*.bicep", "**/*.bicepparam"])
        {
            Assert.Equal(0, (await Bicep.Find().RunAsync(_sources.Folder, "format", "--pattern", pattern)).ExitCode);
        }

        Assert.True(files.Count > 15, $"Only {files.Count} files.");
        Assert.All(files, file => Assert.Equal(file.Value, File.ReadAllText(file.Key)));
    }
}

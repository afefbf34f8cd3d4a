using SmeFunctions.InfraTests.Compiling;

[assembly: AssemblyFixture(typeof(Infrastructure))]

namespace SmeFunctions.InfraTests.Compiling;

/// <summary>The templates as they stand, compiled, and what each file of parameters makes of them. Nothing of it asks Azure.</summary>
public sealed class Infrastructure : IAsyncLifetime
{
    /// <summary>Everything that a parameter can switch on at once.</summary>
    private const string Everything =
        """
        using 'main.bicep'

        import { stages } from 'stages.bicep'

        param environmentName = 'all'
        param location = 'westeurope'
        param stage = { ...stages.prod, alwaysReadyIngestion: 1 }
        param publicUrl = 'https://portal.example'
        param origins = ['https://desk.example']
        param alertEmails = ['desk@portal.example', 'night@portal.example']
        param settings = { Visits__FreshFor: '00:00:05' }
        param editors = [
          { principalId: '7d6e21f5-0d3c-4bd3-a3a5-90c07ef4a7c5', principalType: 'Group' }
          { principalId: '0fd0e6a1-64a4-4f6e-8b6f-53f0a9a2b7d1', principalType: 'User' }
        ]
        """;

    private readonly Dictionary<string, Deployment> _deployments = [];

    internal static string[] Stages { get; } = ["dev", "prod", "all"];

    internal Deployment this[string stage] =>
        _deployments.GetValueOrDefault(stage) ?? throw new InvalidOperationException("The templates do not compile; the tests of the build say why.");

    public async ValueTask InitializeAsync()
    {
        var bicep = Bicep.Find();
        using var sources = Sources.Copy();
        await File.WriteAllTextAsync(sources.PathOf("main.all.bicepparam"), Everything);
        if ((await bicep.RunAsync(sources.Folder, "build", "main.bicep", "--outfile", "main.json")).ExitCode != 0)
        {
            return;
        }

        var template = await File.ReadAllTextAsync(sources.PathOf("main.json"));
        foreach (var stage in Stages)
        {
            var outcome = await bicep.RunAsync(
                sources.Folder, "snapshot", $"main.{stage}.bicepparam", "--mode", "Overwrite", "--location", "westeurope", "--subscription-id", Deployment.Subscription, "--tenant-id", Guid.Empty.ToString());
            if (outcome.ExitCode == 0)
            {
                _deployments[stage] = new Deployment(template, await File.ReadAllTextAsync(sources.PathOf($"main.{stage}.snapshot.json")));
            }
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

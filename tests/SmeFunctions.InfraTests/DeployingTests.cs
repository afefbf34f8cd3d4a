using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using SmeFunctions.InfraTests.Compiling;
using SmeFunctions.InfraTests.Rules;

namespace SmeFunctions.InfraTests;

/// <summary>What deploys: azure.yaml, its hook, the workflow.</summary>
public sealed partial class DeployingTests : IDisposable
{
    private readonly DirectoryInfo _tools = Directory.CreateTempSubdirectory("sme-tools-");

    public void Dispose() => _tools.Delete(recursive: true);

    [Fact]
    public void azd_finds_what_it_is_told_of()
    {
        var azd = Repository.Read("azure.yaml");

        Assert.True(Directory.Exists(Repository.PathOf(Value(azd, "project").Split('/'))));
        Assert.True(File.Exists(Repository.PathOf(Value(azd, "path"), Value(azd, "module") + ".bicepparam")));
        Assert.Contains("\n  api:\n    host: function\n", azd, StringComparison.Ordinal);
        var hooks = Run().Matches(azd).Select(match => match.Groups["file"].Value).ToList();
        Assert.Equal(2, hooks.Count);
        Assert.All(hooks, hook => Assert.True(File.Exists(Repository.PathOf(hook.Split('/'))), hook));
    }

    [Theory]
    [InlineData("-p:_IsPublishing=true", "linux-x64", "true")]
    [InlineData("-p:_IsPublishing=true -p:RuntimeIdentifier=linux-arm64", "linux-arm64", "true")]
    [InlineData("", "", "")]
    public async Task Only_what_is_published_is_compiled_ahead_for_Linux(string properties, string platform, string ahead)
    {
        string[] arguments = ["msbuild", Repository.PathOf("src", "SmeFunctions"), .. properties.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        var start = new ProcessStartInfo("dotnet", [.. arguments, "-getProperty:RuntimeIdentifier", "-getProperty:PublishReadyToRun"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var build = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var answer = JsonNode.Parse(await build.StandardOutput.ReadToEndAsync(patience.Token))!["Properties"]!;

        Assert.Equal((platform, ahead), ((string?)answer["RuntimeIdentifier"], (string?)answer["PublishReadyToRun"]));
    }

    [Fact]
    public void Workflows_store_no_secret_and_take_a_token_only_to_deploy()
    {
        foreach (var file in Directory.GetFiles(Repository.PathOf(".github", "workflows"), "*.yml"))
        {
            Assert.DoesNotContain("secrets.", File.ReadAllText(file), StringComparison.Ordinal);
        }

        var deploy = Repository.Read(".github", "workflows", "deploy.yml");
        var jobs = Job().Split(deploy[deploy.IndexOf("\njobs:\n", StringComparison.Ordinal)..]).Skip(1).ToList();
        Assert.Equal(3, jobs.Count);
        Assert.All(jobs, job => Assert.Equal(job.Contains("environment: ", StringComparison.Ordinal), job.Contains("id-token: write", StringComparison.Ordinal)));
        Assert.DoesNotContain("id-token", deploy[..deploy.IndexOf("\njobs:\n", StringComparison.Ordinal)], StringComparison.Ordinal);
    }

    [Fact]
    public void The_workflow_compiles_with_the_compiler_of_the_tests()
    {
        var version = XDocument.Load(Repository.PathOf("Directory.Packages.props")).Descendants("PackageVersion")
            .Single(package => (string?)package.Attribute("Include") == "Azure.Bicep.CommandLine.linux-x64").Attribute("Version")!.Value;

        Assert.Contains($"az bicep install --version v{version}\n", Repository.Read(".github", "workflows", "deploy.yml"), StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_of_azd_that_the_parameters_read_are_described()
    {
        var text = Repository.Read("docs", "deployment.md");
        var names = Read().Matches(Repository.Read("infra", "main.bicepparam")).Select(match => match.Groups["name"].Value).ToList();

        Assert.Contains("PORTAL_STAGE", names);
        Assert.All(names, name => Assert.Contains($"`{name}`", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Who_deploys_can_give_the_roles_of_the_template_and_no_other()
    {
        foreach (var file in (string[])["role-condition.txt", "roles.bicep"])
        {
            var ids = Id().Matches(Repository.Read("infra", file)).Select(match => match.Value).ToHashSet();
            Assert.Equal(RightsRules.Roles.Keys.Order(), ids.Order());
        }
    }

    [Fact]
    public async Task The_hook_uploads_nothing_unless_it_is_asked_to()
    {
        var (exitCode, output, calls) = await HookAsync("exit 0");

        Assert.Equal(0, exitCode);
        Assert.Contains("SEED_SAMPLES", output, StringComparison.Ordinal);
        Assert.Empty(calls);
    }

    [Fact]
    public async Task The_hook_uploads_the_samples_as_who_is_logged_in()
    {
        var (exitCode, _, calls) = await HookAsync("exit 0", ("SEED_SAMPLES", "true"));

        Assert.Equal(0, exitCode);
        Assert.Equal(
            [$"storage blob upload-batch --auth-mode login --account-name account --destination seeds --source {Repository.PathOf("seeds")} --overwrite --only-show-errors --output none"],
            calls);
    }

    [Fact]
    public async Task The_hook_waits_for_a_right_that_is_still_on_its_way_and_gives_up_in_the_end()
    {
        var late = await HookAsync("[ $(wc -l < \"$CALLS\") -ge 3 ]", ("SEED_SAMPLES", "true"));
        var never = await HookAsync("exit 1", ("SEED_SAMPLES", "true"));

        Assert.Equal((0, 3), (late.ExitCode, late.Calls.Length));
        Assert.Equal((1, 4), (never.ExitCode, never.Calls.Length));
        Assert.Contains("Storage Blob Data Contributor", never.Output, StringComparison.Ordinal);
    }

    private async Task<(int ExitCode, string Output, string[] Calls)> HookAsync(string az, params (string Name, string Value)[] settings)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The hook for Windows is another, and is not tested here.");
        var calls = Path.Combine(_tools.FullName, $"calls-{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(calls, "");
        var tool = Path.Combine(_tools.FullName, "az");
        await File.WriteAllTextAsync(tool, $"#!/bin/sh\necho \"$@\" >> \"$CALLS\"\n{az}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var start = new ProcessStartInfo("sh", [Repository.PathOf("infra", "hooks", "upload-samples.sh")]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = _tools.FullName + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
        start.Environment.Remove("SEED_SAMPLES");
        foreach (var (name, value) in settings.Concat([("CALLS", calls), ("CONTENT_STORAGE_ACCOUNT_NAME", "account"), ("SEEDS_CONTAINER_NAME", "seeds"), ("UPLOAD_TRIES", "4"), ("UPLOAD_WAIT", "0")]))
        {
            start.Environment[name] = value;
        }

        using var hook = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var (output, errors) = (hook.StandardOutput.ReadToEndAsync(patience.Token), hook.StandardError.ReadToEndAsync(patience.Token));
        await hook.WaitForExitAsync(patience.Token);
        return (hook.ExitCode, await output + await errors, await File.ReadAllLinesAsync(calls, patience.Token));
    }

    private static string Value(string yaml, string key) => Regex.Match(yaml, $@"^ +{key}: (?<value>\S+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(30)).Groups["value"].Value;

    [GeneratedRegex(@"run: (?<file>\S+)", RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex Run();

    [GeneratedRegex(@"\n  (?=[a-z-]+:\n)", RegexOptions.None, 30_000)]
    private static partial Regex Job();

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex Id();

    [GeneratedRegex(@"readEnvironmentVariable\('(?<name>[A-Z_]+)'", RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex Read();
}

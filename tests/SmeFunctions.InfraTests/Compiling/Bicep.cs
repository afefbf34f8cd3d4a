using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace SmeFunctions.InfraTests.Compiling;

/// <summary>The compiler: that of the setting <c>BICEP</c>, else that of the package, which is for Linux on x64 alone, else the one on the path.</summary>
internal sealed class Bicep
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);

    private readonly string _file;

    private Bicep(string file) => _file = file;

    /// <summary>Finds it. Where there is none the test is skipped and says why, but not in CI, which has one.</summary>
    public static Bicep Find()
    {
        const string Missing =
            "The templates are compiled with Bicep, whose package here is for Linux on x64 alone. Install it and put it on the path, or set BICEP to where it is: https://aka.ms/bicep-install";

        var file = Environment.GetEnvironmentVariable("BICEP") is { Length: > 0 } given ? given
            : OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64 ? OfPackage()
            : OnPath();
        if (file is not null)
        {
            return new Bicep(file);
        }

        Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") is { Length: > 0 }, Missing);
        throw new InvalidOperationException(Missing);
    }

    /// <summary>Runs a command of it.</summary>
    public async Task<Outcome> RunAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(_file, arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        // What a developer's shell has must not change what is tested.
        foreach (var name in (string[])["AZURE_ENV_NAME", "AZURE_LOCATION", "AZURE_PRINCIPAL_ID", "AZURE_PRINCIPAL_TYPE", "ALERT_EMAILS", "CORS_ORIGINS", "EDITOR_CLIENT_ID", "PORTAL_STAGE", "PORTAL_PUBLIC_URL", "SEED_SAMPLES"])
        {
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(_patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new Outcome(process.ExitCode, await output, (await errors).Trim());
    }

    private static string OfPackage() =>
        typeof(Bicep).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Bicep").Value!;

    private static string? OnPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => (string[])[Path.Combine(folder, "bicep"), Path.Combine(folder, "bicep.exe")])
            .FirstOrDefault(File.Exists);
}

/// <param name="ExitCode">0 when there was no error.</param>
/// <param name="Output">What it printed.</param>
/// <param name="Complaints">Errors and warnings.</param>
internal sealed record Outcome(int ExitCode, string Output, string Complaints);

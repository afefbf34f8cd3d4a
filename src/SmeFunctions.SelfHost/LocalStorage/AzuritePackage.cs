using System.ComponentModel;
using System.Diagnostics;
using SmeFunctions.SelfHost.Settings;

namespace SmeFunctions.SelfHost.LocalStorage;

/// <summary>The Azurite that <c>package.json</c> pins, installed on demand.</summary>
internal sealed class AzuritePackage
{
    private const string Name = "azurite";
    private const string Manifest = "package.json";
    private static readonly TimeSpan _lockRetry = TimeSpan.FromMilliseconds(200);

    private AzuritePackage(string folder, string version)
    {
        Folder = folder;
        Version = version;
    }

    /// <summary>The directory of <c>package.json</c>.</summary>
    public string Folder { get; }

    public string Version { get; }

    /// <summary>The directory of data, log and locks.</summary>
    public string DataFolder => Path.Combine(Folder, ".azurite");

    private string Installed => Path.Combine(Folder, "node_modules", Name);

    /// <summary>Finds the nearest <c>package.json</c> upward that depends on Azurite.</summary>
    /// <exception cref="StartupException">There is none.</exception>
    public static AzuritePackage Find(string from)
    {
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
        {
            var manifest = Path.Combine(folder.FullName, Manifest);
            if (File.Exists(manifest) && ReadVersion(manifest) is { } version)
            {
                return new AzuritePackage(folder.FullName, version);
            }
        }

        throw new StartupException(
            $"The settings ask for development storage, but nothing listens on its ports and no {Manifest} above {from} depends on {Name}. " +
            "Start Azurite yourself, or set a connection string.");
    }

    /// <returns>The script that starts Azurite.</returns>
    /// <exception cref="StartupException">Node.js is missing, or npm failed.</exception>
    public async Task<string> InstallAsync(CancellationToken cancellationToken)
    {
        if (Script() is { } script)
        {
            return script;
        }

        Directory.CreateDirectory(DataFolder);
        await using var guard = await LockAsync(Path.Combine(DataFolder, "install.lock"), cancellationToken);
        if (Script() is null)
        {
            Console.Out.WriteLine($"Installing Azurite {Version} (npm ci), once…");
            await RunNpmAsync(cancellationToken);
        }

        return Script() ?? throw new StartupException($"npm ci has not installed Azurite {Version} in {Folder}.");
    }

    // Two npm processes would delete each other's files.
    private static async Task<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(_lockRetry, cancellationToken);
            }
        }
    }

    private static string? ReadVersion(string manifest)
    {
        using var document = JsonFile.ReadObject(manifest);
        return document.RootElement.TryGetProperty("dependencies", out var dependencies) && dependencies.TryGetProperty(Name, out var version)
            ? version.GetString()
            : null;
    }

    // Null when it is not installed, or in another version.
    private string? Script()
    {
        var manifest = Path.Combine(Installed, Manifest);
        // npm writes this file last. Without it, an installation was interrupted.
        if (!File.Exists(manifest) || !File.Exists(Path.Combine(Folder, "node_modules", ".package-lock.json")))
        {
            return null;
        }

        using var document = JsonFile.ReadObject(manifest);
        return document.RootElement.GetProperty("version").GetString() == Version
            ? Path.GetFullPath(Path.Combine(Installed, document.RootElement.GetProperty("bin").GetProperty(Name).GetString()!))
            : null;
    }

    private async Task RunNpmAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci", "--no-audit", "--no-fund"])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        try
        {
            using var npm = Process.Start(start)!;
            await using var cancelled = cancellationToken.Register(() => npm.Kill(entireProcessTree: true));
            var output = npm.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = npm.StandardError.ReadToEndAsync(cancellationToken);
            await npm.WaitForExitAsync(cancellationToken);
            if (npm.ExitCode != 0)
            {
                throw new StartupException($"npm ci in {Folder} failed:{Environment.NewLine}{await output}{await errors}");
            }
        }
        catch (Win32Exception e)
        {
            throw new StartupException(AzuriteProcess.NodeMissingMessage, e);
        }
    }
}

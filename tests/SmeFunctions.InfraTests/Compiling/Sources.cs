namespace SmeFunctions.InfraTests.Compiling;

/// <summary>A copy of the templates in a folder of its own: compiling leaves files behind.</summary>
internal sealed class Sources : IDisposable
{
    private Sources(string folder) => Folder = folder;

    public string Folder { get; }

    public static Sources Copy()
    {
        var target = Directory.CreateTempSubdirectory("sme-infra-").FullName;
        var source = Repository.PathOf("infra");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) is ".bicep" or ".bicepparam" or ".json"))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return new Sources(target);
    }

    public string PathOf(string file) => Path.Combine(Folder, file);

    public void Replace(string file, string old, string with)
    {
        var text = File.ReadAllText(PathOf(file));
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(PathOf(file), text.Replace(old, with, StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

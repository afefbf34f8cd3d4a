namespace SmeFunctions.SelfHost.Tests.Hosting;

/// <summary>A temporary folder for the settings files of one test.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("sme-runtime-").FullName;

    public TestFolder With(string name, string content)
    {
        File.WriteAllText(System.IO.Path.Combine(Path, name), content);
        return this;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

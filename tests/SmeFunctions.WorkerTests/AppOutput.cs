namespace SmeFunctions.WorkerTests;

/// <summary>The output folders of apps, beside that of these tests; of the portal the published one, where <c>SME_PUBLISH_DIR</c> names it.</summary>
internal static class AppOutput
{
    public static string Portal => Environment.GetEnvironmentVariable("SME_PUBLISH_DIR") is { Length: > 0 } published ? published : Of("SmeFunctions");

    public static string TestFunctions => Of("SmeFunctions.TestFunctions");

    private static string Of(string project)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(own.Parent!.Parent!.FullName, project, own.Name);
    }
}

namespace SmeFunctions.AcceptanceTests.Running;

/// <summary>
/// An app that runs already, and that the tests are pointed at: <c>SME_BASE_URL</c>, with <c>SME_FUNCTIONS_KEY</c> where it asks for
/// keys and <c>SME_CONTENT</c>, the connection string of its content, for the tests that work on storage directly.
/// </summary>
internal static class RunningSite
{
    public static Uri? Address { get; private set; } = Read("SME_BASE_URL") is { } address ? new Uri(address) : null;

    public static string? Key { get; } = Read("SME_FUNCTIONS_KEY");

    public static string? Content { get; private set; } = Read("SME_CONTENT");

    /// <summary>Whether the apps of the tests run on the genuine worker under the emulated Functions host: <c>SME_HOST=worker</c>.</summary>
    public static bool IsWorker { get; } = Read("SME_HOST") == "worker";

    public static bool IsGiven { get; } = Address is not null;

    /// <summary>Makes a site that the test run itself has started the one that tests attach to.</summary>
    public static void Share(Uri address, string content)
    {
        Address = address;
        Content = content;
    }

    private static string? Read(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}

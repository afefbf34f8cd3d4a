namespace SmeFunctions.AcceptanceTests.Running;

/// <summary>
/// An app that runs already, and that the tests are pointed at: <c>SME_BASE_URL</c>, with <c>SME_FUNCTIONS_KEY</c> where it asks for
/// keys and <c>SME_CONTENT</c>, the connection string of its content, for the tests that work on storage directly.
/// </summary>
internal static class RunningSite
{
    public static Uri? Address { get; } = Read("SME_BASE_URL") is { } address ? new Uri(address) : null;

    public static string? Key { get; } = Read("SME_FUNCTIONS_KEY");

    public static string? Content { get; } = Read("SME_CONTENT");

    public static bool IsGiven => Address is not null;

    private static string? Read(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}

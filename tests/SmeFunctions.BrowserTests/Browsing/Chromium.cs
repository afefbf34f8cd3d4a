namespace SmeFunctions.BrowserTests.Browsing;

/// <summary>The browser of the machine: Playwright's own is not downloaded.</summary>
internal static class Chromium
{
    public static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private static readonly string[] _names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome.exe"];

    private static readonly string[] _places =
    [
        "/usr/bin",
        "/usr/local/bin",
        "/snap/bin",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        @"C:\Program Files\Google\Chrome\Application",
    ];

    /// <summary>Whether a machine without a browser fails the tests instead of passing them by: set where all of them must run.</summary>
    public static bool IsRequired => Environment.GetEnvironmentVariable("SME_REQUIRE_BROWSER") is "1" or "true";

    /// <summary>The program that <c>CHROMIUM</c> names, or that lies where it usually does.</summary>
    /// <exception cref="FileNotFoundException">What <c>CHROMIUM</c> names is not there.</exception>
    public static string? Find(string? named, string? path)
    {
        if (!string.IsNullOrEmpty(named))
        {
            return File.Exists(named) ? named : throw new FileNotFoundException("CHROMIUM names a file that is not there.", named);
        }

        var folders = (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Concat(_places)
            .SelectMany(place => _names.Select(name => Path.Combine(place, name)).Append(place))
            .FirstOrDefault(File.Exists);
    }
}

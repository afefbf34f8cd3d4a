using System.Globalization;

namespace SmeFunctions.Benchmarks.Running;

/// <summary>Prints what was measured as a Markdown table, as it comes.</summary>
internal static class Table
{
    public static void Head(params string[] titles)
    {
        Row([.. titles]);
        Row([.. titles.Select((_, i) => i == 0 ? "---" : "---:")]);
    }

    public static void Row(params object[] cells) =>
        Console.WriteLine($"| {string.Join(" | ", cells.Select(cell => string.Create(CultureInfo.InvariantCulture, $"{cell}")))} |");

    public static string Number(double value) => value.ToString(value < 100 ? "#,0.0" : "#,0", CultureInfo.InvariantCulture);

    public static string Ratio(double value) => value.ToString(value < 10 ? "0.00" : "#,0", CultureInfo.InvariantCulture) + " ×";

    /// <summary>A promise and whether it is kept.</summary>
    public static string Kept(bool kept, string promise) => $"{(kept ? "yes" : "NO")}: {promise}";

    public static void Machine()
    {
        var model = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
            : null;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} cores ({model ?? "unknown"}), .NET {Environment.Version}, {DateTime.UtcNow:yyyy-MM-dd}. App, Azurite and load on the same machine."));
        Console.WriteLine();
    }
}

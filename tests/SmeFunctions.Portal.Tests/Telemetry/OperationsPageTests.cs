using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using SmeFunctions.Portal.Telemetry;

namespace SmeFunctions.Portal.Tests.Telemetry;

/// <summary>What docs/operations.md says of measurements, and what the doctor says of docs/operations.md.</summary>
public sealed partial class OperationsPageTests
{
    private static readonly DirectoryInfo _root = Root();
    private static readonly string _page = File.ReadAllText(Path.Combine(_root.FullName, "docs", "operations.md"));

    [Fact]
    public void Every_instrument_is_described_and_no_other()
    {
        using var meters = new TestMeters();
        var names = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == PortalTelemetry.Name && ReferenceEquals(instrument.Meter.Scope, meters.Factory))
                {
                    names.Add(instrument.Name);
                }
            },
        };
        listener.Start();
        _ = new PortalTelemetry(meters.Factory);

        Assert.Equal(12, names.Count);
        Assert.Equal(names.Order(StringComparer.Ordinal), Row().Matches(_page).Select(row => row.Groups["name"].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_the_doctor_refers_to_is_there()
    {
        var doctor = File.ReadAllText(Path.Combine(_root.FullName, "src", "SmeFunctions.Portal", "Health", "PortalDoctor.cs"));
        var titles = Reference().Matches(doctor).Select(reference => reference.Groups["title"].Value).Distinct().ToList();

        Assert.Equal(3, titles.Count);
        Assert.All(titles, title => Assert.Matches($"(?m)^##+ {Regex.Escape(title)}$", _page));
    }

    private static DirectoryInfo Root()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "SmeFunctions.sln")))
        {
            root = root.Parent ?? throw new InvalidOperationException("No solution above the tests.");
        }

        return root;
    }

    [GeneratedRegex(@"^\| `(?<name>portal\.[a-z.]+)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex Row();

    [GeneratedRegex(@"docs/operations\.md, '(?<title>[^']+)'", RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex Reference();
}

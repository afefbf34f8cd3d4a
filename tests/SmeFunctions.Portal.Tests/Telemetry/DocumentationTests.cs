using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using SmeFunctions.Portal.Telemetry;

namespace SmeFunctions.Portal.Tests.Telemetry;

/// <summary>The docs describe the metrics that there are, and have the pages and titles that are referred to.</summary>
public sealed partial class DocumentationTests
{
    private static readonly DirectoryInfo _root = Root();

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

        Assert.Equal(19, names.Count);
        Assert.Equal(names.Order(StringComparer.Ordinal), Row().Matches(Read("telemetry.md")).Select(row => row.Groups["name"].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_the_diagnostics_refer_to_is_there()
    {
        var diagnostics = File.ReadAllText(Path.Combine(_root.FullName, "src", "SmeFunctions.Portal", "Health", "PortalDiagnostics.cs"));
        var titles = Reference().Matches(diagnostics).Select(reference => (Page: reference.Groups["page"].Value, Title: reference.Groups["title"].Value)).Distinct().ToList();

        Assert.Equal(3, titles.Count);
        Assert.All(titles, title => Assert.Matches($"(?m)^##+ {Regex.Escape(title.Title)}$", Read(title.Page)));
    }

    [Fact]
    public void Every_link_within_the_docs_leads_to_a_file()
    {
        var pages = Directory.GetFiles(Path.Combine(_root.FullName, "docs"), "*.md", SearchOption.AllDirectories)
            .Concat(["README.md", "CONTRIBUTING.md", "infra/README.md"])
            .Select(page => Path.Combine(_root.FullName, page))
            .ToList();
        var links = pages
            .SelectMany(page => Link().Matches(File.ReadAllText(page)), (page, link) => Path.Combine(Path.GetDirectoryName(page)!, link.Groups["target"].Value))
            .ToList();

        Assert.True(links.Count > 60, $"Only {links.Count} links.");
        Assert.All(links, link => Assert.True(Path.Exists(link), link));
    }

    private static string Read(string page) => File.ReadAllText(Path.Combine(_root.FullName, "docs", page));

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

    [GeneratedRegex(@"docs/(?<page>[a-z]+\.md), '(?<title>[^']+)'", RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex Reference();

    // Not images, which stand in samples; not addresses, which have a colon; not titles of the same page.
    [GeneratedRegex(@"(?<!!)\[[^\]]*\]\((?<target>[^)#:]+)(#[^)]*)?\)", RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex Link();
}

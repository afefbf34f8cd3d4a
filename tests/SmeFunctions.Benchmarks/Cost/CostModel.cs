namespace SmeFunctions.Benchmarks.Cost;

/// <summary>What one month of a site is made of.</summary>
internal sealed record CostInputs
{
    public required string Name { get; init; }

    /// <summary>A view is a GET of an article and a POST of its visit.</summary>
    public required double Views { get; init; }

    /// <summary>Documents handed in.</summary>
    public required double Documents { get; init; }

    /// <summary>Documents there are.</summary>
    public required double Articles { get; init; }

    /// <summary>GETs that a CDN answers before they come here; visits always come.</summary>
    public double AnsweredByCdn { get; init; }

    /// <summary>Gigabytes of telemetry.</summary>
    public required double Telemetry { get; init; }

    public static IReadOnlyList<CostInputs> Scenarios { get; } =
    [
        new() { Name = "10 thousand", Views = 1e4, Documents = 100, Articles = 1_000, Telemetry = 1 },
        new() { Name = "1 million", Views = 1e6, Documents = 1_000, Articles = 20_000, Telemetry = 4 },
        new() { Name = "1 billion", Views = 1e9, Documents = 20_000, Articles = 1_000_000, Telemetry = 60 },
        new() { Name = "1 billion, CDN", Views = 1e9, Documents = 20_000, Articles = 1_000_000, AnsweredByCdn = 0.95, Telemetry = 60 },
    ];
}

/// <summary>The bill, item by item.</summary>
internal sealed record CostModel(CostInputs Inputs)
{
    public const double SecondsOfMonth = 30 * 86_400;

    /// <summary>Gigabytes of an instance.</summary>
    public const double InstanceMemory = 2;

    /// <summary>
    /// Requests a second that an instance is reckoned with. The Functions host was measured at 3,800 for a trivial function on two cores; a third of that leaves
    /// room for uneven hours and for the portal itself.
    /// </summary>
    public const double RequestsPerInstance = 1_200;

    /// <summary>Above, an instance is reckoned as busy: what it knows serves the next request, too.</summary>
    public const double BusyFrom = 10;

    /// <summary>Seconds that a run is billed for at the least.</summary>
    public const double LeastRun = 1;

    /// <summary>Kilobytes of an answer with an article, compressed, and of one with a visit.</summary>
    public const double ArticleKilobytes = 8;
    public const double VisitKilobytes = 0.4;

    /// <summary>Kilobytes that a document takes: as a blob twice, and in rows.</summary>
    public const double BlobKilobytes = 40;
    public const double RowKilobytes = 8;

    // As docs/deployment.md sets the schedules.
    private const double Sweeps = SecondsOfMonth / 60;
    private const double Folds = SecondsOfMonth / 300;
    private const double SectionLooks = SecondsOfMonth / 30;
    private const double IndexLooks = SecondsOfMonth / 300;

    public double Requests => Inputs.Views * (2 - Inputs.AnsweredByCdn);

    private double Rate => Requests / SecondsOfMonth;

    private bool IsBusy => Rate >= BusyFrom;

    /// <summary>
    /// Seconds for which some instance serves requests. While few come, each is billed for a second that others seldom share: of requests that come at random, at a
    /// rate r, 1 - e^-r of all seconds have one. From some rate on, more instances are needed.
    /// </summary>
    public double ServingSeconds => SecondsOfMonth * Math.Max(1 - Math.Exp(-Rate * LeastRun), Rate / RequestsPerInstance);

    /// <summary>Queues and timers run on instances of their own.</summary>
    public double WorkingSeconds => (Sweeps + Folds + SectionLooks + IndexLooks + (3 * Inputs.Documents)) * LeastRun;

    public double Executions => Requests + Sweeps + Folds + SectionLooks + IndexLooks + (3 * Inputs.Documents);

    public double GigabyteSeconds => (ServingSeconds + WorkingSeconds) * InstanceMemory;

    /// <summary>Calls for readers.</summary>
    public CallsPerUnit Reading => IsBusy
        ? (CallsPerUnit.BusyView * Inputs.Views) + (CallsPerUnit.BusySecond * ServingSeconds)
        : CallsPerUnit.ColdView * Inputs.Views;

    /// <summary>Calls for editors.</summary>
    public CallsPerUnit Editing => (CallsPerUnit.Document + CallsPerUnit.Indexing) * Inputs.Documents;

    /// <summary>Calls by the clock.</summary>
    public CallsPerUnit Ticking =>
        (CallsPerUnit.Sweep * (Sweeps * Math.Ceiling(Inputs.Articles / 5_000))) + (CallsPerUnit.Fold * Folds) + (CallsPerUnit.SectionLook * SectionLooks) + (CallsPerUnit.IndexLook * IndexLooks);

    /// <summary>Polls of eight queues by one instance for as long as one serves, each a second.</summary>
    public CallsPerUnit Polling => new(Queues: 8 * Math.Min(ServingSeconds, SecondsOfMonth));

    public double GigabytesOut => Inputs.Views * (((1 - Inputs.AnsweredByCdn) * ArticleKilobytes) + VisitKilobytes) / 1e6;

    public IReadOnlyList<(string What, double Dollars)> Items =>
    [
        ("executions", Above(Executions, Prices.FreeExecutions) * Prices.Execution),
        ("GB-seconds", Above(GigabyteSeconds, Prices.FreeGigabyteSeconds) * Prices.GigabyteSecond),
        ("storage calls: readers", Reading.Dollars),
        ("storage calls: editors", Editing.Dollars),
        ("storage calls: timers", Ticking.Dollars),
        ("storage calls: polls of queues", Polling.Dollars),
        ("storage: what is kept", Inputs.Articles * ((BlobKilobytes * Prices.BlobGigabyteMonth) + (RowKilobytes * Prices.TableGigabyteMonth)) / 1e6),
        ("Event Grid", Above(Inputs.Documents * 2, Prices.FreeEventGridOperations) * Prices.EventGridOperation),
        ("traffic to readers", Above(GigabytesOut, Prices.FreeGigabytesOut) * Prices.GigabyteOut),
        ("telemetry", Above(Inputs.Telemetry, Prices.FreeTelemetryGigabytes) * Prices.TelemetryGigabyte),
    ];

    public double Total => Items.Sum(item => item.Dollars);

    private static double Above(double used, double free) => Math.Max(0, used - free);
}

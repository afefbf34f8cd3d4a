namespace SmeFunctions.Benchmarks.Cost;

/// <summary>List prices, US dollars, East US, locally redundant, pay as you go, as of May 2025.</summary>
internal static class Prices
{
    public const string AsOf = "May 2025";

    public const double TableOperation = 0.00036 / 10_000;
    public const double QueueOperation = 0.0004 / 10_000;
    public const double BlobRead = 0.004 / 10_000;

    /// <summary>Also a page of a listing.</summary>
    public const double BlobWrite = 0.05 / 10_000;

    public const double BlobGigabyteMonth = 0.018;
    public const double TableGigabyteMonth = 0.045;

    /// <summary>Functions, Flex Consumption, on demand.</summary>
    public const double Execution = 0.40 / 1_000_000;
    public const double GigabyteSecond = 0.000026;
    public const double FreeExecutions = 250_000;
    public const double FreeGigabyteSeconds = 100_000;

    public const double EventGridOperation = 0.60 / 1_000_000;
    public const double FreeEventGridOperations = 100_000;

    /// <summary>Out of the region to readers.</summary>
    public const double GigabyteOut = 0.087;
    public const double FreeGigabytesOut = 100;

    /// <summary>Application Insights, on a workspace.</summary>
    public const double TelemetryGigabyte = 2.30;
    public const double FreeTelemetryGigabytes = 5;
}

namespace SmeFunctions.Documents;

/// <summary>Facts about the portal that readers need.</summary>
public sealed record DocumentReaderOptions
{
    public static readonly DocumentReaderOptions Default = new();

    /// <summary>Whether 03/04/2020 is the 3rd of April; otherwise it is the 4th of March.</summary>
    public bool DayBeforeMonth { get; init; } = true;

    /// <summary>The current day. A date much later than this is not accepted as the day of publication.</summary>
    public DateOnly? Today { get; init; }
}

namespace SmeFunctions.Documents;

/// <summary>What a reader must know of the portal that it reads for.</summary>
public sealed record DocumentReaderOptions
{
    public static readonly DocumentReaderOptions Default = new();

    /// <summary>Whether 03/04/2020 is the 3rd of April; otherwise it is the 4th of March.</summary>
    public bool DayBeforeMonth { get; init; } = true;

    /// <summary>The day of reading. A date that lies much later is not believed to be the day of publication.</summary>
    public DateOnly? Today { get; init; }
}

using System.Globalization;

namespace SmeFunctions.Portal.Visits;

/// <summary>The last part of the key of a process's entity.</summary>
/// <param name="Writer">The process.</param>
/// <param name="Number">The number of its entity; 0 for the marker of an imported count.</param>
internal readonly record struct WriterRowName(string Writer, int Number)
{
    public override string ToString() => Number == 0 ? Writer : string.Create(CultureInfo.InvariantCulture, $"{Writer}-{Number:x}");

    /// <summary>Other text is a name without a number, so that it is formatted as it was read.</summary>
    public static WriterRowName Parse(string text) =>
        text.LastIndexOf('-') is > 0 and var at
        && int.TryParse(text.AsSpan(at + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number)
        && number > 0 && new WriterRowName(text[..at], number) is var name && name.ToString() == text
            ? name
            : new(text, 0);
}

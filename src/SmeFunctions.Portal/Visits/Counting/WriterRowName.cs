using System.Globalization;

namespace SmeFunctions.Portal.Visits;

/// <summary>The name of a writer's row of an article, as it stands in its key.</summary>
/// <param name="Writer">The process that wrote it.</param>
/// <param name="Number">Which of its rows; 0 for what has none, as the notice of a base.</param>
internal readonly record struct WriterRowName(string Writer, int Number)
{
    public override string ToString() => Number == 0 ? Writer : string.Create(CultureInfo.InvariantCulture, $"{Writer}-{Number:x}");

    /// <summary>A text that is no such name is one without a number, so that it comes out again as it went in.</summary>
    public static WriterRowName Parse(string text) =>
        text.LastIndexOf('-') is > 0 and var at
        && int.TryParse(text.AsSpan(at + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number)
        && number > 0 && new WriterRowName(text[..at], number) is var name && name.ToString() == text
            ? name
            : new(text, 0);
}

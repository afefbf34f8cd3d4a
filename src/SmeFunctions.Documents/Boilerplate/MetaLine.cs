using System.Buffers;
using System.Globalization;

namespace SmeFunctions.Documents.Boilerplate;

/// <summary>
/// A line that states facts about the article: date, source, author, visits, register entry. Its items are separated by wide gaps, bars, brackets, or
/// by the next label, and come in any order, with or without labels.
/// </summary>
internal sealed partial record MetaLine
{
    /// <summary>Characters; a longer line is a paragraph.</summary>
    private const int MaxLength = 400;

    private const int MaxNameLength = 80;

    private static readonly LabelKind[] _named =
        [LabelKind.Source, LabelKind.Author, LabelKind.Issuer, LabelKind.Number, LabelKind.Index, LabelKind.Topics, LabelKind.Headline, LabelKind.Aside];

    private static readonly LabelKind[] _dated = [LabelKind.Published, LabelKind.Updated, LabelKind.Written];

    private static readonly LabelKind[] _starts = [.. _named, .. _dated, LabelKind.Visits];

    // Words that a notice also uses for an event: "时间：3月20日上午9时".
    private static readonly string[] _eventLabels = ["时间", "日期", "時間", "Time", "Date"];

    private static readonly SearchValues<char> _gapMarks = SearchValues.Create("|｜[]【】()（）•·●▪◆■／/");

    private DateOnly? _published;
    private DateOnly? _updated;

    /// <summary>The day of publication, or else of the last change.</summary>
    public DateOnly? Published => _published ?? _updated;

    public string? Source { get; private set; }

    public string? Author { get; private set; }

    public long? Visits { get; private set; }

    public string? Issuer { get; private set; }

    public string? Number { get; private set; }

    public string? Index { get; private set; }

    public string? Topics { get; private set; }

    public DateOnly? Written { get; private set; }

    public string? Headline { get; private set; }

    /// <summary>Whether a label with a colon identifies the line.</summary>
    public bool HasLabel { get; private set; }

    /// <summary>Whether the line contains controls of the page only.</summary>
    public bool IsTools { get; private set; }

    /// <summary>Whether the line is nothing but an aside, such as the editor.</summary>
    public bool IsAside { get; private set; }

    /// <summary>Whether only a space separates an unlabelled item: "A talk on 2018-03-04" may be a headline.</summary>
    public bool IsLoose { get; private set; }

    /// <summary>Whether the only item is a date under a label that may also announce an event.</summary>
    public bool IsMaybeEvent { get; private set; }

    /// <summary>Whether the line is a date and nothing else.</summary>
    public bool IsDateOnly { get; private set; }

    /// <summary>Whether the line is a byline and nothing else.</summary>
    public bool IsBylineOnly { get; private set; }

    /// <summary>Whether the last label has no value: the value may be in the next line.</summary>
    public bool EndsWithLabel { get; private set; }

    /// <summary>A text in the form of a date that is no day.</summary>
    public string? ImpossibleDate { get; private set; }

    /// <summary>A labelled date in an unknown form.</summary>
    public string? UnknownDate { get; private set; }

    /// <summary>A date whose first number may be the day or the month, and how it was read.</summary>
    public (string Text, DateOnly Day)? AmbiguousDate { get; private set; }

    public bool IsNotice => Number is not null || Index is not null || Topics is not null || Written is not null || Headline is not null;

    /// <summary>Sentences for the editor.</summary>
    public IEnumerable<string> Warnings
    {
        get
        {
            if (ImpossibleDate is not null)
            {
                yield return $"'{ImpossibleDate}' is no day of the calendar.";
            }

            if (UnknownDate is not null)
            {
                yield return $"'{UnknownDate}' is not understood as a date; write it as 2017-01-04.";
            }

            if (AmbiguousDate is var (text, day))
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"'{text}' is read as {day:d MMMM yyyy}; write it as {day:yyyy-MM-dd} to be sure.");
            }
        }
    }

    /// <summary>Parses a line; <see langword="null"/> when it contains anything that such a line does not have.</summary>
    /// <param name="line">The line; wide gaps are two spaces or more.</param>
    /// <param name="dayBeforeMonth">Whether 03/04/2020 is the 3rd of April.</param>
    public static MetaLine? TryRead(string line, bool dayBeforeMonth = true)
    {
        if (line.Length is 0 or > MaxLength)
        {
            return null;
        }

        var reader = new Reader(WithPlainDigits(line), dayBeforeMonth);
        return reader.Read();
    }

    /// <summary>Whether a text ends like a sentence.</summary>
    public static bool EndsSentence(string text)
    {
        text = text.TrimEnd(' ', '"', '\'', '”', '’', '」', '』', ')', '）');
        return text.Length > 0
            && (text[^1] is '。' or '！' or '？' or '!' or '?' or '；' or ';' or '：' or ':' or ',' or '，' or '…'
                || (text[^1] == '.' && !CompanyEnding().IsMatch(text)));
    }

    // Full-width forms from Chinese keyboards.
    private static string WithPlainDigits(string line) =>
        line.AsSpan().ContainsAnyInRange('０', '９') ? string.Create(line.Length, line, (plain, from) =>
        {
            for (var i = 0; i < plain.Length; i++)
            {
                plain[i] = from[i] is >= '０' and <= '９' ? (char)(from[i] - '０' + '0') : from[i];
            }
        }) : line;

    private static bool IsWideGap(ReadOnlySpan<char> gap) => gap.Length >= 2 || gap.ContainsAny(_gapMarks);
}

using System.Text;
using DocumentFormat.OpenXml.Wordprocessing;
using SmeFunctions.Documents.Blocks;

namespace SmeFunctions.Documents.Word;

/// <summary>Calculates the numbers of numbered paragraphs, in document order.</summary>
internal sealed class WordNumbering
{
    private readonly WordStyles _styles;
    private readonly Dictionary<string, AbstractNum> _definitions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NumberingInstance> _instances = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WordList?> _lists = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int?[]> _counts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _begun = [];

    public WordNumbering(Numbering? numbering, WordStyles styles)
    {
        _styles = styles;
        foreach (var definition in numbering?.Elements<AbstractNum>() ?? [])
        {
            _definitions.TryAdd(definition.AbstractNumberId?.InnerText ?? "", definition);
        }

        foreach (var instance in numbering?.Elements<NumberingInstance>() ?? [])
        {
            _instances.TryAdd(instance.NumberID?.InnerText ?? "", instance);
        }
    }

    /// <summary>Gets the next number of a paragraph.</summary>
    /// <returns><see langword="null"/> for a paragraph without one.</returns>
    public ListNumber? Next(ParagraphProperties? properties)
    {
        var (number, depth) = _styles.GetNumbering(properties);
        if (number is null or "0" || GetList(number) is not { } list || list.Levels[depth] is not { } level)
        {
            return null;
        }

        var count = Count(number, list, depth);
        var text = level.Text;
        return level.Format switch
        {
            "bullet" => new ListNumber(number, depth, Start: null, Text: null),
            "none" => text.Trim().Length == 0 ? null : new ListNumber(number, depth, Start: null, text),
            _ => new ListNumber(number, depth, CanBeList(level.Format, text) ? count[depth] : null, FormatNumber(text, list.Levels, count)),
        };
    }

    // An HTML list counts 1, 2, 3. With letters, or nested, it still means the same. "第三条" does not.
    private static bool CanBeList(string format, string text) =>
        format is "decimal" or "decimalZero" or "lowerLetter" or "upperLetter" or "lowerRoman" or "upperRoman"
        && !text.Any(c => char.IsLetter(c));

    private int[] Count(string number, WordList list, int depth)
    {
        // Lists with the same definition continue counting, unless one restarts.
        if (!_counts.TryGetValue(list.Definition, out var counts))
        {
            _counts[list.Definition] = counts = new int?[9];
        }

        if (_begun.Add(number))
        {
            foreach (var (i, start) in list.Anew)
            {
                counts[i] = start - 1;
            }
        }

        counts[depth] = Math.Min((counts[depth] ?? (StartOf(depth) - 1)) + 1, 1_000_000);
        Array.Clear(counts, depth + 1, counts.Length - depth - 1);
        for (var i = 0; i < depth; i++)
        {
            counts[i] ??= StartOf(i);
        }

        return [.. counts.Take(depth + 1).Select(value => value ?? 1)];

        int StartOf(int i) => list.Levels[i]?.Start ?? 1;
    }

    // Cached per list, because it may have many paragraphs and levels.
    private WordList? GetList(string number)
    {
        if (_lists.TryGetValue(number, out var known))
        {
            return known;
        }

        WordList? list = null;
        if (_instances.TryGetValue(number, out var instance) && GetDefinition(instance) is { } definition)
        {
            var changes = instance.Elements<LevelOverride>().Select(change => (Index: WordStyles.Number(change.LevelIndex), change.Level, Start: WordStyles.Number(change.StartOverrideNumberingValue?.Val))).ToList();
            var levels = new WordLevel?[9];
            foreach (var (index, level) in changes.Select(change => (change.Index, change.Level))
                .Concat(definition.Elements<Level>().Select(level => (Index: WordStyles.Number(level.LevelIndex), Level: (Level?)level))))
            {
                if (index is { } i and >= 0 and < 9 && level is not null)
                {
                    levels[i] ??= new WordLevel(level.NumberingFormat?.Val?.InnerText ?? "decimal", level.LevelText?.Val?.InnerText ?? "", WordStyles.Number(level.StartNumberingValue?.Val) ?? 1);
                }
            }

            list = new WordList(
                definition.AbstractNumberId?.InnerText ?? "", levels,
                [.. changes.Where(change => change is { Index: >= 0 and < 9, Start: not null }).Select(change => (change.Index!.Value, change.Start!.Value))]);
        }

        return _lists[number] = list;
    }

    private AbstractNum? GetDefinition(NumberingInstance instance)
    {
        var definition = _definitions.GetValueOrDefault(instance.AbstractNumId?.Val?.InnerText ?? "");
        return definition?.NumberingStyleLink?.Val?.InnerText is { } style
            && _styles.GetStyleNumbering(style) is { } number
            && _instances.TryGetValue(number, out var styled)
            ? _definitions.GetValueOrDefault(styled.AbstractNumId?.Val?.InnerText ?? "")
            : definition;
    }

    // "第%1条", "%1.%2": the numbers of all levels down to this one.
    private static string FormatNumber(string pattern, WordLevel?[] levels, int[] counts)
    {
        var text = new StringBuilder();
        for (var i = 0; i < Math.Min(pattern.Length, 100); i++)
        {
            if (pattern[i] == '%' && i + 1 < pattern.Length && pattern[i + 1] is >= '1' and <= '9' && pattern[i + 1] - '1' is var level && level < counts.Length)
            {
                text.Append(NumberFormat.Format(counts[level], levels[level]?.Format ?? "decimal"));
                i++;
            }
            else
            {
                text.Append(pattern[i]);
            }
        }

        return text.ToString().Trim();
    }
}

/// <summary>A list.</summary>
/// <param name="Definition">Lists with one definition continue counting.</param>
/// <param name="Levels">Its nine levels.</param>
/// <param name="Anew">Levels that restart, and their first numbers.</param>
internal sealed record WordList(string Definition, WordLevel?[] Levels, IReadOnlyList<(int Level, int Start)> Anew);

/// <summary>A level of a list.</summary>
/// <param name="Format">The number format.</param>
/// <param name="Text">The text around the number: <c>第%1条</c>.</param>
/// <param name="Start">The first number.</param>
internal sealed record WordLevel(string Format, string Text, int Start);

using System.Globalization;
using System.Text.RegularExpressions;

namespace SmeFunctions.Documents.PlainText;

/// <summary>The line below a headline: date, source and visits, each labelled or not, in any order.</summary>
internal sealed partial record MetaLine
{
    /// <summary>Characters; a longer line is a paragraph.</summary>
    private const int MaxLength = 300;

    private const int MaxNameLength = 80;

    public DateOnly? Published { get; private set; }

    public string? Source { get; private set; }

    public string? Author { get; private set; }

    public long? Visits { get; private set; }

    /// <summary>Whether an item without a label is parted from the others by nothing but a space: "A talk on 2018-03-04" may be a headline.</summary>
    public bool IsLoose { get; private set; }

    /// <summary>What has the form of a date, but is no day there ever was.</summary>
    public string? ImpossibleDate { get; private set; }

    /// <summary>What is labelled as a date, and has a form that is none, or could be read in two ways.</summary>
    public string? UnknownDate { get; private set; }

    /// <summary>What the editor should know of it; sentences.</summary>
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
        }
    }

    /// <summary>Reads a line; <see langword="null"/> when there is anything in it that such a line would not have.</summary>
    public static MetaLine? TryRead(string line)
    {
        if (line.Length is 0 or > MaxLength)
        {
            return null;
        }

        line = WithPlainDigits(line);
        var meta = new MetaLine();
        string? unlabelled = null;
        var hasAside = false;
        var parted = true;

        for (var at = 0; at < line.Length;)
        {
            var gap = Gap().Match(line, at).Length;
            parted = at == 0 || IsWideGap(line.AsSpan(at, gap));
            at += gap;
            if (at == line.Length)
            {
                break;
            }

            var rest = line[at..];
            if (meta.ReadDate(rest) is > 0 and var dateLength)
            {
                at += dateLength;
            }
            else if (meta.ReadVisits(rest) is > 0 and var visitsLength)
            {
                at += visitsLength;
            }
            else if (meta.ReadNamed(rest) is > 0 and var namedLength)
            {
                at += namedLength;
            }
            else if (GetAsideLength(rest) is > 0 and var asideLength)
            {
                at += asideLength;
                hasAside |= HasLabel(LabelKind.Aside, rest);
            }
            else if (meta.ReadUnknownDate(rest) is > 0 and var unreadLength)
            {
                at += unreadLength;
            }
            else if (unlabelled is null && (parted || IsLabelled(line)))
            {
                unlabelled = rest[..FindEndOfItem(rest)].TrimEnd();
                at += unlabelled.Length;
                meta.IsLoose = !parted || (at < line.Length && !IsWideGap(line.AsSpan(at, Gap().Match(line, at).Length)));
            }
            else
            {
                return null;
            }
        }

        return meta.Complete(unlabelled, hasAside) ? meta : null;
    }

    // An unlabelled item is the source, but only next to something that makes this such a line at all.
    private bool Complete(string? unlabelled, bool hasAside)
    {
        var known = Published is not null || Visits is not null || ImpossibleDate is not null;
        if (unlabelled is null)
        {
            return known || Source is not null || Author is not null || hasAside;
        }

        if (!known || Source is not null || unlabelled.Length > MaxNameLength || EndsSentence(unlabelled))
        {
            return false;
        }

        Source = unlabelled;
        return true;
    }

    private int ReadDate(string text)
    {
        var label = PortalPageLabels.GetLengthAtStart(LabelKind.Published, text);
        var start = label == 0 ? 0 : label + Colon().Match(text, label).Length;
        var length = PageDate.GetLengthAtStart(text[start..], out var date);
        if (length == 0 || Published is not null)
        {
            return 0;
        }

        Published = date;
        ImpossibleDate = date is null ? text.Substring(start, length) : null;
        return start + length;
    }

    // Without anything else that only such a line has, "Time: 20 questions" is a headline.
    private int ReadUnknownDate(string text)
    {
        if (Published is not null || ImpossibleDate is not null || UnknownDate is not null
            || !TryReadValue(LabelKind.Published, text, out var value, out var length)
            || !value.Any(char.IsAsciiDigit)
            || PageDate.GetLengthAtStart(text[length..].TrimStart(), out _) > 0)
        {
            return 0;
        }

        UnknownDate = value;
        return length;
    }

    private int ReadVisits(string text)
    {
        if (PortalPageLabels.GetLengthAtStart(LabelKind.Visits, text) is > 0 and var label)
        {
            var number = NumberAfterLabel().Match(text, label);
            return number.Success ? Take(number.Groups["n"].Value, label + number.Length) : 0;
        }

        var leading = Number().Match(text);
        var end = leading.Length;
        return leading.Success && PortalPageLabels.GetLengthAtStart(LabelKind.Visits, text.AsSpan(end)) is > 0 and var after
            ? Take(leading.Groups["n"].Value, end + after)
            : 0;

        int Take(string number, int length)
        {
            if (Visits is not null || !long.TryParse(number.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture, out var visits))
            {
                return 0;
            }

            Visits = visits;
            return length;
        }
    }

    private int ReadNamed(string text)
    {
        if (Source is null && TryReadValue(LabelKind.Source, text, out var source, out var length))
        {
            Source = source.Length == 0 ? null : source;
            return length;
        }

        if (Author is null && TryReadValue(LabelKind.Author, text, out var author, out length))
        {
            Author = author.Length == 0 ? null : author;
            return length;
        }

        return 0;
    }

    // What a page offers around its article, and who put it there: "责任编辑：…", "【字号：大 中 小】【打印】". A lone "Print" may be a headline.
    private static int GetAsideLength(string text)
    {
        if (TryReadValue(LabelKind.Aside, text, out _, out var length))
        {
            return length;
        }

        var label = PortalPageLabels.GetLengthAtStart(LabelKind.Aside, text);
        return label > 0 && (label == text.Length || text[label] is ']' or '】' or '|' or '｜' || AreAsides(text)) ? label : 0;
    }

    // "打印 关闭" at the end of a line.
    private static bool AreAsides(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => PortalPageLabels.Is(LabelKind.Aside, word));

    private static bool TryReadValue(LabelKind kind, string text, out string value, out int end)
    {
        (value, end) = ("", 0);
        if (!HasLabel(kind, text))
        {
            return false;
        }

        var label = PortalPageLabels.GetLengthAtStart(kind, text);
        var start = label + Colon().Match(text, label).Length;
        end = start + FindEndOfItem(text[start..]);
        value = text[start..end].Trim();
        return value.Length <= MaxNameLength && (value.Length == 0 || !EndsSentence(value));
    }

    // An item ends at a wide gap, or where a date or a labelled item begins.
    private static int FindEndOfItem(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '|' or '｜' or '[' or '【' or ']' or '】' || (text[i] == ' ' && (IsWideGap(text.AsSpan(i, Gap().Match(text, i).Length)) || StartsItem(text[(i + 1)..]))))
            {
                return i;
            }
        }

        return text.Length;
    }

    private static bool StartsItem(string text) =>
        PageDate.GetLengthAtStart(text, out _) > 0 || HasLabel(LabelKind.Published, text) || HasLabel(LabelKind.Visits, text) || HasLabel(LabelKind.Source, text)
        || HasLabel(LabelKind.Author, text) || HasLabel(LabelKind.Aside, text)
        || (PortalPageLabels.GetLengthAtStart(LabelKind.Visits, text) is > 0 and var label && NumberAfterLabel().IsMatch(text, label));

    private static bool HasLabel(LabelKind kind, string text) =>
        PortalPageLabels.GetLengthAtStart(kind, text) is > 0 and var length && Colon().Match(text, length).Value.Trim().Length > 0;

    private static bool IsLabelled(string line)
    {
        for (var i = line.IndexOf(' '); i >= 0; i = line.IndexOf(' ', i + 1))
        {
            if (HasLabel(LabelKind.Visits, line[(i + 1)..]) || HasLabel(LabelKind.Published, line[(i + 1)..]))
            {
                return true;
            }
        }

        return HasLabel(LabelKind.Visits, line) || HasLabel(LabelKind.Published, line);
    }

    private static bool EndsSentence(string text) =>
        text[^1] is '。' or '！' or '？' or '!' or '?' or '；' or ';' or '：' or ':' or ','
        || (text[^1] == '.' && !CompanyEnding().IsMatch(text));

    // As Chinese keyboards write them.
    private static string WithPlainDigits(string line) =>
        line.AsSpan().ContainsAnyInRange('０', '９') ? string.Create(line.Length, line, (plain, from) =>
        {
            for (var i = 0; i < plain.Length; i++)
            {
                plain[i] = from[i] is >= '０' and <= '９' ? (char)(from[i] - '０' + '0') : from[i];
            }
        }) : line;

    private static bool IsWideGap(ReadOnlySpan<char> gap) => gap.Length >= 2 || gap.ContainsAny('|', '｜');

    [GeneratedRegex(@"\G[\s|｜,，;；\[\]【】()（）]*", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Gap();

    [GeneratedRegex(@"\G\s*[:：]?\s*", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Colon();

    [GeneratedRegex(@"\G(?>\s*)[:：]?(?>\s*)[\[【(（]?(?>\s*)(?<n>[0-9][0-9,]{0,18})(?:\s*[\]】)）])?(?:\s*(?:Times?|次)(?!\s*[:：]))?(?![\p{L}\p{N}])", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex NumberAfterLabel();

    [GeneratedRegex(@"^(?<n>[0-9][0-9,]{0,18})\s*(?:次\s*)?", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Number();

    [GeneratedRegex(@"\b(?:Ltd|Inc|Co|Corp|Bros|No|U\.S|P\.R\.C|P\.R)\.$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex CompanyEnding();
}

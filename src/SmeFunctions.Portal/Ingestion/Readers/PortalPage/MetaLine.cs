using System.Globalization;
using System.Text.RegularExpressions;

namespace SmeFunctions.Portal.Ingestion.Readers.PortalPage;

/// <summary>The line below a headline: date, source and visits, each labelled or not, in any order.</summary>
internal sealed partial record MetaLine
{
    /// <summary>Characters; a longer line is a paragraph.</summary>
    private const int MaxLength = 300;

    private const int MaxSourceLength = 80;

    public DateOnly? Published { get; private set; }

    public string? Source { get; private set; }

    public long? Visits { get; private set; }

    /// <summary>What has the form of a date, but is no day there ever was.</summary>
    public string? ImpossibleDate { get; private set; }

    /// <summary>Reads a line; <see langword="null"/> when there is anything in it that such a line would not have.</summary>
    public static MetaLine? TryRead(string line)
    {
        if (line.Length is 0 or > MaxLength)
        {
            return null;
        }

        var meta = new MetaLine();
        string? unlabelled = null;
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
            if (meta.TakeDate(rest) is > 0 and var dateLength)
            {
                at += dateLength;
            }
            else if (meta.TakeVisits(rest) is > 0 and var visitsLength)
            {
                at += visitsLength;
            }
            else if (meta.TakeSource(rest) is > 0 and var sourceLength)
            {
                at += sourceLength;
            }
            else if (unlabelled is null && (parted || Labelled(line)))
            {
                unlabelled = rest[..EndOfItem(rest)].TrimEnd();
                at += unlabelled.Length;
            }
            else
            {
                return null;
            }
        }

        return meta.Complete(unlabelled) ? meta : null;
    }

    // An unlabelled item is the source, but only next to something that makes this such a line at all.
    private bool Complete(string? unlabelled)
    {
        var known = Published is not null || Visits is not null || ImpossibleDate is not null;
        if (unlabelled is null)
        {
            return known || Source is not null;
        }

        if (!known || Source is not null || unlabelled.Length > MaxSourceLength || EndsSentence(unlabelled))
        {
            return false;
        }

        Source = unlabelled;
        return true;
    }

    private int TakeDate(string text)
    {
        var label = PortalPageLabels.LengthAtStart(LabelKind.Published, text);
        var start = label == 0 ? 0 : label + Colon().Match(text, label).Length;
        var length = PortalDate.LengthAtStart(text[start..], out var date);
        if (length == 0 || Published is not null)
        {
            return 0;
        }

        Published = date;
        ImpossibleDate = date is null ? text.Substring(start, length) : null;
        return start + length;
    }

    private int TakeVisits(string text)
    {
        if (PortalPageLabels.LengthAtStart(LabelKind.Visits, text) is > 0 and var label)
        {
            var number = NumberAfterLabel().Match(text, label);
            return number.Success ? Take(number.Groups["n"].Value, label + number.Length) : 0;
        }

        var leading = Number().Match(text);
        var end = leading.Length;
        return leading.Success && PortalPageLabels.LengthAtStart(LabelKind.Visits, text.AsSpan(end)) is > 0 and var after
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

    private int TakeSource(string text)
    {
        if (!HasLabel(LabelKind.Source, text) || Source is not null)
        {
            return 0;
        }

        var label = PortalPageLabels.LengthAtStart(LabelKind.Source, text);
        var start = label + Colon().Match(text, label).Length;
        var end = start + EndOfItem(text[start..]);
        var value = text[start..end].Trim();
        if (value.Length > MaxSourceLength || (value.Length > 0 && EndsSentence(value)))
        {
            return 0;
        }

        Source = value.Length == 0 ? null : value;
        return end;
    }

    // An item ends at a wide gap, or where a date or a labelled item begins.
    private static int EndOfItem(string text)
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
        PortalDate.LengthAtStart(text, out _) > 0 || HasLabel(LabelKind.Published, text) || HasLabel(LabelKind.Visits, text) || HasLabel(LabelKind.Source, text)
        || (PortalPageLabels.LengthAtStart(LabelKind.Visits, text) is > 0 and var label && NumberAfterLabel().IsMatch(text, label));

    private static bool HasLabel(LabelKind kind, string text) =>
        PortalPageLabels.LengthAtStart(kind, text) is > 0 and var length && Colon().Match(text, length).Value.Trim().Length > 0;

    private static bool Labelled(string line)
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

    private static bool IsWideGap(ReadOnlySpan<char> gap) => gap.Length >= 2 || gap.ContainsAny('|', '｜');

    [GeneratedRegex(@"\G[\s|｜,，;；\[\]【】()（）]*", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Gap();

    [GeneratedRegex(@"\G\s*[:：]?\s*", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Colon();

    [GeneratedRegex(@"\G(?>\s*)[:：]?(?>\s*)[\[【(（]?(?>\s*)(?<n>[0-9][0-9,]{0,18})(?:\s*[\]】)）])?(?:\s*(?:Times?|次))?(?![\p{L}\p{N}])", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex NumberAfterLabel();

    [GeneratedRegex(@"^(?<n>[0-9][0-9,]{0,18})\s*(?:次\s*)?", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Number();

    [GeneratedRegex(@"\b(?:Ltd|Inc|Co|Corp|Bros|No|U\.S|P\.R\.C|P\.R)\.$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex CompanyEnding();
}

using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;

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

    [GeneratedRegex(@"\G(?:[\s|｜,，;；\[\]【】()（）•●▪◆■▶>]|·(?=\s)|(?<=\s)[/／·](?=\s))*", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Gap();

    [GeneratedRegex(@"\G\s*[:：]?\s*", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Colon();

    [GeneratedRegex(@"\G(?>\s*)[:：]?(?>\s*)[\[【(（]?(?>\s*)(?<n>[0-9][0-9,]{0,18})(?:(?<f>\.[0-9]{1,2})?\s*(?<w>[万萬wWkK])\+?)?(?:\s*[\]】)）])?(?:\s*(?:Times?|人次|次|人)(?!\s*[:：]))?(?![\p{L}\p{N}])", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex NumberAfterLabel();

    [GeneratedRegex(@"^(?<n>[0-9][0-9,]{0,18})(?:(?<f>\.[0-9]{1,2})?(?<w>[万萬wWkK])\+?)?\s*(?:次\s*)?", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex LeadingNumber();

    [GeneratedRegex(@"\b(?:Ltd|Inc|Co|Corp|Bros|No|U\.S|P\.R\.C|P\.R|Jr|Sr|Dr|Mr|Ms|Mrs)\.$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex CompanyEnding();

    // "By Anna Lee", "Posted by Anna Lee", "by admin" after a date.
    [GeneratedRegex(@"^(?:(?:Posted|Written|Reported|Published|Submitted|Words|Story)\s+by|By|by)\s+(?<name>\p{Lu}[\p{L}'’.-]*(?:(?:\s+(?:and|&|de|van|von|bin|al|der|da|di|of|the|for)\s+|\s*,\s*|\s+)\p{Lu}[\p{L}'’.-]*){0,7}|admin(?:istrator)?|staff|editor)(?=$|\s+(?:on|at|in)\s|\s*[|｜(（\[,，;]|\s{2,}|\s+[-–—]\s)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Byline();

    // "记者 王某", "本报记者王某 通讯员李某", "文/王某", "撰稿 王某".
    [GeneratedRegex(@"^(?:(?:本报|本网|本刊|本社|见习|特约|实习)?(?:记者|記者|通讯员|特约记者|撰稿|撰文)\s{0,3}|[文图圖]{1,2}\s?[/／｜|:：]\s?|(?:文字|摄影|攝影)\s{0,3}[/／｜|:：]?\s?)(?<name>\p{IsCJKUnifiedIdeographs}{2,4}(?:\s?[、，,]?\s?\p{IsCJKUnifiedIdeographs}{2,4}){0,3})(?=$|\s|[|｜)）\]】])", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex ChineseByline();

    // A time of day by itself: "09:15 WIB".
    [GeneratedRegex(@"^(?:at\s+|@\s*|[-–—]\s+)?[0-2]?[0-9][:：][0-5][0-9](?:[:：][0-5][0-9])?(?:\s?[AaPp]\.?[Mm]\.?)?(?:\s?\(?[A-Z]{2,5}(?:\s?[+-][0-9]{1,2}(?::?[0-9]{2})?)?\)?)?(?=$|[\s|｜)）\]】])", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex TimeAlone();

    [GeneratedRegex(@"^(?:on|at|in|and)\s+", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex LinkWord();

    [GeneratedRegex(@"^(?<a>[0-9]{1,2})(?<p>[/.-])(?<b>[0-9]{1,2})\k<p>(?<y>(?:19|20)[0-9]{2})(?![0-9])(?:[,，]?\s*[0-2]?[0-9][:：][0-5][0-9](?:[:：][0-5][0-9])?(?:\s?[AaPp]\.?[Mm]\.?)?)?", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex YearLast();

    [GeneratedRegex(@"^(?<y>(?:19|20)[0-9]{2})(?<m>[01][0-9])(?<d>[0-3][0-9])(?![0-9])", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex EightDigits();

    /// <summary>Reads one line, item by item.</summary>
    private sealed class Reader(string line, bool dayBeforeMonth)
    {
        private readonly MetaLine _meta = new();
        private string? _unlabelled;
        private int _items;
        private int _tools;
        private int _asides;
        private int _dates;
        private int _bylines;
        private int _labels;
        private bool _isEventLabel;
        private bool _isSpan;

        public MetaLine? Read()
        {
            for (var at = 0; at < line.Length;)
            {
                var gap = Gap().Match(line, at).Length;
                var isSeparated = at == 0 || IsWideGap(line.AsSpan(at, gap));
                at += gap;
                if (at == line.Length)
                {
                    break;
                }

                var length = ReadItem(line[at..], at, isSeparated);
                if (length == 0)
                {
                    return null;
                }

                _items++;
                at += length;
            }

            return !_isSpan && Complete() ? _meta : null;
        }

        private int ReadItem(string rest, int at, bool isSeparated)
        {
            if (ReadDate(rest) is > 0 and var date)
            {
                return date;
            }

            if (ReadVisits(rest) is > 0 and var visits)
            {
                return visits;
            }

            if (ReadNamed(rest) is > 0 and var named)
            {
                return named;
            }

            if (ReadByline(rest) is > 0 and var byline)
            {
                return byline;
            }

            if (ReadTool(rest) is > 0 and var tool)
            {
                return tool;
            }

            if (ReadUnknownDate(rest) is > 0 and var unknown)
            {
                return unknown;
            }

            if (_dates > 0 && TimeAlone().Match(rest) is { Success: true } time)
            {
                return time.Length;
            }

            if ((_bylines > 0 || _dates > 0) && LinkWord().Match(rest) is { Success: true } word && StartsItem(rest[word.Length..]))
            {
                return word.Length;
            }

            return _unlabelled is null && (isSeparated || IsLabelled(line)) ? ReadUnlabelled(rest, at, isSeparated) : 0;
        }

        private int ReadUnlabelled(string rest, int at, bool isSeparated)
        {
            _unlabelled = rest[..FindEndOfItem(rest)].TrimEnd();
            var end = at + _unlabelled.Length;
            _meta.IsLoose = !isSeparated || (end < line.Length && !IsWideGap(line.AsSpan(end, Gap().Match(line, end).Length)));
            return _unlabelled.Length;
        }

        // An unlabelled item is the source, but only beside something that identifies the line.
        private bool Complete()
        {
            _meta.HasLabel = _labels > 0;
            _meta.IsTools = _items > 0 && _tools == _items;
            _meta.IsAside = _items > 0 && _asides > 0 && _asides + _tools == _items;
            _meta.IsMaybeEvent = _items == 1 && _isEventLabel;
            _meta.IsDateOnly = _items == 1 && _dates == 1 && _labels == 0;
            _meta.IsBylineOnly = _items == 1 && _bylines == 1 && _labels == 0;
            var known = _meta.Published is not null || _meta.Visits is not null || _meta.ImpossibleDate is not null;
            if (_unlabelled is null)
            {
                return known || _labels > 0 || _asides > 0 || _bylines > 0 || (_meta.IsTools && AreCertain());
            }

            if (!(known || (_bylines > 0 && _items > 1)) || _meta.Source is not null || _unlabelled.Length > MaxNameLength || EndsSentence(_unlabelled) || _unlabelled.Length < 2)
            {
                return false;
            }

            _meta.Source = _unlabelled;
            return true;
        }

        // A lone "Print" may be a word of the text. Brackets, a bar, or several controls are not.
        private bool AreCertain() => _tools > 1 || line[0] is '[' or '【' or '(' or '（' or '［' || line.Contains('|', StringComparison.Ordinal) || line.Contains('｜', StringComparison.Ordinal)
            || (HanScript.GetHanShare(line) > 0.5 && line.Length > 2);

        private int ReadDate(string text)
        {
            foreach (var kind in _dated)
            {
                var label = PageLabels.GetLengthAtStart(kind, text);
                if (label > 0 && ReadDateValue(text, label + Colon().Match(text, label).Length, kind) is > 0 and var labelled)
                {
                    _labels++;
                    _isEventLabel = _eventLabels.Contains(text[..label].Trim(), StringComparer.OrdinalIgnoreCase);
                    return labelled;
                }
            }

            return ReadDateValue(text, 0, LabelKind.Published);
        }

        private int ReadDateValue(string text, int start, LabelKind kind)
        {
            var isLabelled = start > 0;
            if (isLabelled && start < text.Length && text[start] is '(' or '（' or '[' or '【' or '［')
            {
                start++;
            }

            var value = text[start..];
            var length = PageDate.GetLengthAtStart(value, out var date);
            if (length == 0 && YearLast().Match(value) is { Success: true } last && (isLabelled || last.Groups["p"].Value == "/"))
            {
                (length, date) = (last.Length, ReadYearLast(last));
            }

            if (length == 0 && isLabelled && EightDigits().Match(value) is { Success: true } digits)
            {
                (length, date) = (digits.Length, PageDate.Create(ParseInt(digits.Groups["y"]), ParseInt(digits.Groups["m"]), ParseInt(digits.Groups["d"])));
            }

            if (length > 0 && IsPartOfSpan(value[length..]))
            {
                _isSpan = true;
                return 0;
            }

            if (length == 0)
            {
                return 0;
            }

            if (kind == LabelKind.Written)
            {
                _meta.Written ??= date;
            }
            else if (kind == LabelKind.Updated)
            {
                _meta._updated ??= date;
            }
            else if (_meta._published is not null)
            {
                if (!isLabelled)
                {
                    return 0;
                }
            }
            else
            {
                _meta._published = date;
            }

            if (date is null)
            {
                _meta.ImpossibleDate ??= value[..length].Trim();
            }

            _dates++;
            return start + length;
        }

        // "2017-03-14 to 2017-03-16" is when an event takes place.
        private static bool IsPartOfSpan(string rest) =>
            rest.TrimStart() is var next && (next.StartsWith("to ", StringComparison.Ordinal) || next.StartsWith('至') || next.StartsWith('到') || next.StartsWith('~') || next.StartsWith('～'));

        private DateOnly? ReadYearLast(Match match)
        {
            var (a, b, y) = (ParseInt(match.Groups["a"]), ParseInt(match.Groups["b"]), ParseInt(match.Groups["y"]));
            var (day, month) = a > 12 ? (a, b) : b > 12 ? (b, a) : dayBeforeMonth ? (a, b) : (b, a);
            var date = PageDate.Create(y, month, day);
            if (date is { } known && a <= 12 && b <= 12 && a != b)
            {
                _meta.AmbiguousDate ??= (match.Value.Trim(), known);
            }

            return date;
        }

        private static int ParseInt(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);

        // Without anything that identifies the line, "Time: 20 questions" is a headline.
        private int ReadUnknownDate(string text)
        {
            if (_dates > 0 || _meta.UnknownDate is not null)
            {
                return 0;
            }

            foreach (var kind in _dated)
            {
                if (!TryReadValue(kind, text, out var value, out var length))
                {
                    continue;
                }

                if (value.Length == 0)
                {
                    _labels++;
                    _meta.EndsWithLabel = true;
                    return length;
                }

                if (value.Any(char.IsAsciiDigit) && PageDate.GetLengthAtStart(text[length..].TrimStart(), out _) == 0)
                {
                    _meta.UnknownDate = value;
                    return length;
                }
            }

            return 0;
        }

        private int ReadVisits(string text)
        {
            if (PageLabels.GetLengthAtStart(LabelKind.Visits, text) is > 0 and var label)
            {
                var number = NumberAfterLabel().Match(text, label);
                if (number.Success)
                {
                    return Take(number, label + number.Length);
                }

                // A counter that a script fills in is empty in a copied page.
                var colon = Colon().Match(text, label);
                if (colon.Value.Trim().Length > 0 && (label + colon.Length == text.Length || StartsItem(text[(label + colon.Length)..]) || text[label + colon.Length] is '|' or '｜' or '[' or '【' or '(' or '（' || IsCounterUnit(text[(label + colon.Length)..])))
                {
                    _labels++;
                    _meta.EndsWithLabel = label + colon.Length == text.Length;
                    var unit = IsCounterUnit(text[(label + colon.Length)..]) ? 1 : 0;
                    return label + colon.Length + unit;
                }

                return 0;
            }

            var leading = LeadingNumber().Match(text);
            var end = leading.Length;
            return leading.Success && PageLabels.GetLengthAtStart(LabelKind.Visits, text.AsSpan(end)) is > 0 and var after
                ? Take(leading, end + after)
                : 0;

            int Take(Match number, int length)
            {
                if (_meta.Visits is not null || ReadNumber(number) is not { } visits)
                {
                    return 0;
                }

                _meta.Visits = visits;
                return length;
            }
        }

        private static bool IsCounterUnit(string text) => text is ['次', ..] && (text.Length == 1 || text[1] is ' ' or '|' or '｜' or ')' or '）' or ']' or '】');

        private static long? ReadNumber(Match match)
        {
            if (!decimal.TryParse(match.Groups["n"].Value.Replace(",", "", StringComparison.Ordinal) + match.Groups["f"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            number *= match.Groups["w"].Value is [var unit] ? unit is 'k' or 'K' ? 1_000 : 10_000 : 1;
            return number <= long.MaxValue ? (long)number : null;
        }

        private int ReadNamed(string text)
        {
            foreach (var kind in _named)
            {
                if (!TryReadValue(kind, text, out var value, out var length) || !TrySet(kind, value.Length == 0 ? null : value))
                {
                    continue;
                }

                _labels += kind == LabelKind.Aside ? 0 : 1;
                _asides += kind == LabelKind.Aside ? 1 : 0;
                _meta.EndsWithLabel = value.Length == 0 && length == text.Length;
                return length;
            }

            return 0;
        }

        private bool TrySet(LabelKind kind, string? value)
        {
            var known = kind switch
            {
                LabelKind.Source => _meta.Source,
                LabelKind.Author => _meta.Author,
                LabelKind.Issuer => _meta.Issuer,
                LabelKind.Number => _meta.Number,
                LabelKind.Index => _meta.Index,
                LabelKind.Topics => _meta.Topics,
                LabelKind.Headline => _meta.Headline,
                _ => null,
            };
            if (known is not null && value is not null)
            {
                return false;
            }

            switch (kind)
            {
                case LabelKind.Source: _meta.Source ??= value; break;
                case LabelKind.Author: _meta.Author ??= value; break;
                case LabelKind.Issuer: _meta.Issuer ??= value; break;
                case LabelKind.Number: _meta.Number ??= value; break;
                case LabelKind.Index: _meta.Index ??= value; break;
                case LabelKind.Topics: _meta.Topics ??= value; break;
                case LabelKind.Headline: _meta.Headline ??= value; break;
                default: break;
            }

            return true;
        }

        private int ReadByline(string text)
        {
            if (_meta.Author is not null || _bylines > 0)
            {
                return 0;
            }

            foreach (var form in new[] { Byline(), ChineseByline() })
            {
                if (form.Match(text) is { Success: true } match)
                {
                    _bylines++;
                    _meta.Author = Markup.HtmlText.Collapse(match.Groups["name"].Value);
                    return match.Length;
                }
            }

            return 0;
        }

        // "打印 关闭", "【打印】", "| Print |".
        private int ReadTool(string text)
        {
            var length = PageLabels.GetLengthAtStart(LabelKind.Tool, text);
            if (length == 0)
            {
                return 0;
            }

            var rest = text.AsSpan(length);
            var isWhole = rest.IsEmpty || rest[0] is ']' or '】' or ')' or '）' or '|' or '｜' or '［' or '[' or '【' || rest.StartsWith("  ") || AreTools(rest.Trim().ToString()) || (rest[0] is ':' or '：' && rest[1..].Trim().IsEmpty);
            if (!isWhole)
            {
                return 0;
            }

            _tools++;
            return length + (rest.Length > 0 && rest[0] is ':' or '：' ? 1 : 0);
        }

        private static bool AreTools(string text)
        {
            text = text.Trim(' ', ']', '】', '|', '｜', '[', '【', ')', '）', '(', '（');
            if (text.Length == 0)
            {
                return true;
            }

            var length = PageLabels.GetLengthAtStart(LabelKind.Tool, text);
            return length > 0 && (length == text.Length || text[length] is ' ' or ']' or '】' or '|' or '｜' or '[' or '【' or ')' or '）') && AreTools(text[length..]);
        }

        private static bool TryReadValue(LabelKind kind, string text, out string value, out int end)
        {
            (value, end) = ("", 0);
            if (!HasColon(kind, text))
            {
                return false;
            }

            var label = PageLabels.GetLengthAtStart(kind, text);
            var start = label + Colon().Match(text, label).Length;

            // "字号：[ 大 中 小 ]", "来源：（海港日报）".
            if (start < text.Length && "[【(（［".IndexOf(text[start], StringComparison.Ordinal) is >= 0 and var bracket && text.IndexOf("]】)）］"[bracket], start) is > 0 and var close
                && (kind == LabelKind.Aside || close - start <= MaxNameLength))
            {
                value = text[(start + 1)..close].Trim();
                end = close + 1;
                return true;
            }

            // "来源： 浏览次数：35" has no source.
            end = StartsItem(text[start..]) ? start : start + FindEndOfItem(text[start..]);
            value = text[start..end].Trim();
            return value.Length <= (kind is LabelKind.Headline or LabelKind.Topics ? 200 : MaxNameLength)
                && (value.Length == 0 || kind is LabelKind.Headline or LabelKind.Topics || !EndsSentence(value));
        }

        // An item ends at a wide gap, or where a date or a labelled item begins.
        private static int FindEndOfItem(string text)
        {
            for (var i = 0; i < text.Length; i++)
            {
                if (text[i] is '|' or '｜' or '[' or '【' or ']' or '】' or '［' or '］' or ')' or '）'
                    || (text[i] is '(' or '（' && i > 0 && text[i - 1] == ' ')
                    || (text[i] == ' ' && (IsWideGap(text.AsSpan(i, Gap().Match(text, i).Length)) || StartsItem(text[(i + 1)..]) || (HanScript.GetHanShare(text) > 0.5 && AreTools(text[(i + 1)..])))))
                {
                    return i;
                }
            }

            return text.Length;
        }

        private static bool StartsItem(string text) =>
            PageDate.GetLengthAtStart(text, out _) > 0
            || _starts.Any(kind => HasColon(kind, text))
            || (PageLabels.GetLengthAtStart(LabelKind.Visits, text) is > 0 and var label && NumberAfterLabel().IsMatch(text, label))
            || (YearLast().Match(text) is { Success: true } last && last.Groups["p"].Value == "/")
            || Byline().IsMatch(text);

        private static bool HasColon(LabelKind kind, string text) =>
            PageLabels.GetLengthAtStart(kind, text) is > 0 and var length && Colon().Match(text, length).Value.Trim().Length > 0;

        private static bool IsLabelled(string line)
        {
            for (var i = line.IndexOf(' '); i >= 0; i = line.IndexOf(' ', i + 1))
            {
                if (StartsLabelled(line[(i + 1)..]))
                {
                    return true;
                }
            }

            return StartsLabelled(line);
        }

        private static bool StartsLabelled(string text) => HasColon(LabelKind.Visits, text) || HasColon(LabelKind.Published, text) || HasColon(LabelKind.Updated, text);
    }
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace SmeFunctions.Documents.Boilerplate;

internal sealed partial record MetaLine
{
    private sealed partial class Reader
    {
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
    }
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace SmeFunctions.Documents.Boilerplate;

internal sealed partial record MetaLine
{
    /// <summary>Reads one line, item by item.</summary>
    private sealed partial class Reader(string line, bool dayBeforeMonth)
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

            if ((_dates > 0 || _meta.Visits is not null) && ((ReadAttached(rest) is > 0 and var attached ? attached : ReadCount(rest)) is > 0 and var beside))
            {
                return beside;
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

        // "来源海港日报 | 作者王某": a Chinese label needs no colon where the item ends at a bar or a wide gap.
        private int ReadAttached(string text)
        {
            var end = FindEndOfItem(text);
            if (end == text.Length || IsWideGap(text.AsSpan(end, Gap().Match(text, end).Length)))
            {
                foreach (var kind in (LabelKind[])[LabelKind.Source, LabelKind.Author])
                {
                    if (PageLabels.GetLengthAtStart(kind, text) is >= 2 and var label && text[0] >= '\u2E80' && label < end && end - label <= MaxNameLength && TrySet(kind, text[label..end].Trim()))
                    {
                        _labels++;
                        return end;
                    }
                }
            }

            return 0;
        }

        // "0 条评论", "12 Comments".
        private int ReadCount(string text)
        {
            var count = Count().Match(text).Length;
            _asides += count > 0 ? 1 : 0;
            return count;
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

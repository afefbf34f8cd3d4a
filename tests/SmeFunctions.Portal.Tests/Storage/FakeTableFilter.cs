using System.Globalization;
using System.Text.RegularExpressions;
using Azure;

namespace SmeFunctions.Portal.Tests.Storage;

/// <summary>The part of the table service's filter language that the portal uses: comparisons with and, or and parentheses.</summary>
internal static class FakeTableFilter
{
    /// <summary>The filter, and which part of the table it can be true in at all.</summary>
    public static (Func<Func<string, object?>, bool> Matches, KeyRange Range) Parse(string filter)
    {
        if (string.IsNullOrEmpty(filter))
        {
            return (_ => true, default);
        }

        var rest = filter.AsSpan();
        var matches = Or(ref rest);
        return rest.IsWhiteSpace() ? (matches, KeyRange.Of(filter)) : throw new RequestFailedException(400, "Not understood: " + rest.ToString());
    }

    private static Func<Func<string, object?>, bool> Or(ref ReadOnlySpan<char> rest)
    {
        var left = And(ref rest);
        while (Take(ref rest, "or "))
        {
            var (one, other) = (left, And(ref rest));
            left = row => one(row) || other(row);
        }

        return left;
    }

    private static Func<Func<string, object?>, bool> And(ref ReadOnlySpan<char> rest)
    {
        var left = Term(ref rest);
        while (Take(ref rest, "and "))
        {
            var (one, other) = (left, Term(ref rest));
            left = row => one(row) && other(row);
        }

        return left;
    }

    private static Func<Func<string, object?>, bool> Term(ref ReadOnlySpan<char> rest)
    {
        if (Take(ref rest, "("))
        {
            var inner = Or(ref rest);
            return Take(ref rest, ")") ? inner : throw new RequestFailedException(400, "A parenthesis is not closed.");
        }

        var name = Word(ref rest);
        var comparison = Word(ref rest);
        var operand = Value(ref rest);
        return row =>
        {
            // A property that is not there compares as false, whatever the comparison.
            if (row(name) is not { } present)
            {
                return false;
            }

            var order = present is string text
                ? string.CompareOrdinal(text, (string)operand)
                : ((IComparable)(present is int number ? (long)number : present)).CompareTo(operand);
            return comparison switch
            {
                "eq" => order == 0,
                "ne" => order != 0,
                "gt" => order > 0,
                "ge" => order >= 0,
                "lt" => order < 0,
                "le" => order <= 0,
                _ => throw new RequestFailedException(400, "Not a comparison: " + comparison),
            };
        };
    }

    private static bool Take(ref ReadOnlySpan<char> rest, string expected)
    {
        rest = rest.TrimStart();
        if (!rest.StartsWith(expected, StringComparison.Ordinal))
        {
            return false;
        }

        rest = rest[expected.Length..];
        return true;
    }

    private static string Word(ref ReadOnlySpan<char> rest)
    {
        rest = rest.TrimStart();
        var end = rest.IndexOf(' ');
        var word = rest[..end].ToString();
        rest = rest[end..];
        return word;
    }

    private static object Value(ref ReadOnlySpan<char> rest)
    {
        var isDate = Take(ref rest, "datetime");
        if (Take(ref rest, "'"))
        {
            var end = rest.IndexOf('\'');
            var text = rest[..end].ToString();
            rest = rest[(end + 1)..];
            return isDate ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : text;
        }

        var digits = rest.IndexOfAnyExceptInRange('0', '9');
        digits = digits < 0 ? rest.Length : digits;
        var number = long.Parse(rest[..digits], CultureInfo.InvariantCulture);
        rest = rest[digits..];
        return Take(ref rest, "L") ? number : throw new RequestFailedException(400, "A 64-bit number ends with L.");
    }
}

/// <summary>Where rows stand that a filter may be true for; for what it does not understand, everywhere.</summary>
internal readonly record struct KeyRange(string? Partition, string? From, string? To)
{
    private static readonly Regex _keys = new(
        @"^PartitionKey eq '(?<partition>[^']*)'( and RowKey (ge|gt) '(?<from>[^']*)')?( and RowKey (lt|le) '(?<to>[^']*)')?(?<rest>.*)$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(30));

    public static KeyRange Of(string filter) =>
        _keys.Match(filter) is { Success: true } match && match.Groups["rest"].Value is var rest
        && (!rest.Contains(" or ", StringComparison.Ordinal) || rest.StartsWith(" and (", StringComparison.Ordinal))
            ? new(match.Groups["partition"].Value, Text(match, "from"), Text(match, "to"))
            : default;

    public IEnumerable<FakeTableServer.Row> Of(SortedSet<FakeTableServer.Row> rows) =>
        From is null || rows.Count == 0 || (To is not null && string.CompareOrdinal(From, To) > 0) ? rows
        : To is not null ? rows.GetViewBetween(FakeTableServer.Row.At(From), FakeTableServer.Row.At(To))
        : string.CompareOrdinal(From, rows.Max!.Key) > 0 ? []
        : rows.GetViewBetween(FakeTableServer.Row.At(From), rows.Max!);

    private static string? Text(Match match, string name) => match.Groups[name] is { Success: true } group ? group.Value : null;
}

using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using SmeFunctions.Documents;

namespace SmeFunctions.Http;

/// <summary>
/// Reads the query of an address and keeps the first thing that is wrong with it. The worker would answer 500 to a value that does
/// not convert, and take the last of a repeated one.
/// </summary>
public sealed class QueryReader(HttpRequest request)
{
    // The host's own: a function key.
    private const string Key = "code";

    private IResult? _problem;

    // A handful: a list is as fast as a set, and a request that is asked for nothing needs neither.
    private List<string> Known => field ??= [];

    // The request compares the query with what it parsed before each time that it is asked.
    private IQueryCollection Query => field ??= request.Query;

    public string? Text(string name, int maxLength = 200)
    {
        if (!Known.Contains(name))
        {
            Known.Add(name);
        }

        if (!request.QueryString.HasValue)
        {
            return null;
        }

        var values = Query[name];
        if (values.Count > 1)
        {
            return Refuse(name, $"'{name}' is given more than once.");
        }

        return values is not [{ Length: > 0 } value] ? values.Count == 0 ? null : Refuse(name, $"'{name}' is empty.")
            : !IsText(value) ? Refuse(name, $"'{name}' has characters that no text has.")
            : value.Length > maxLength ? Refuse(name, $"'{name}' is longer than {maxLength} characters.")
            : value;
    }

    public string? OneOf(string name, IReadOnlyList<string> allowed) =>
        Text(name) is not { } value ? null
        : allowed.Contains(value) ? value
        : Refuse(name, $"'{name}' is one of: {string.Join(", ", allowed)}.");

    public int Number(string name, int otherwise, int min, int max)
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            return number;
        }

        Refuse(name, $"'{name}' is a whole number from {min} to {max}.");
        return otherwise;
    }

    public DateOnly? Day(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        Refuse(name, $"'{name}' is a day, as in 2017-01-04.");
        return null;
    }

    /// <summary>A section's slug, as in an article's <c>section.slug</c>.</summary>
    public string? Section(string name) =>
        Text(name, maxLength: 400) is not { } text ? null
        : Slugs.IsPath(text) ? text
        : Refuse(name, $"'{name}' is the slug of a section, as in policy/finance.");

    /// <summary>Notes what is wrong with a value.</summary>
    /// <returns>Always <see langword="null"/>, to be read as "not given".</returns>
    public string? Refuse(string name, string detail)
    {
        _problem ??= Problems.BadRequest(name, detail);
        return null;
    }

    /// <summary>The answer, when something is wrong: a value, or a name that was never asked for.</summary>
    public bool IsWrong([NotNullWhen(true)] out IResult? problem)
    {
        if (request.QueryString.HasValue)
        {
            RefuseUnknown();
        }

        problem = _problem;
        return problem is not null;
    }

    private void RefuseUnknown()
    {
        foreach (var name in Query.Keys)
        {
            if (name != Key && !Known.Contains(name))
            {
                Refuse(name, Known.Count == 0
                    ? $"'{name}' is not known here; no parameters are."
                    : $"'{name}' is not known here; known are: {string.Join(", ", Known)}.");
                return;
            }
        }
    }

    // Half a surrogate pair, or a control character, is more than storage takes in a filter.
    private static bool IsText(string value)
    {
        foreach (var rune in value.EnumerateRunes())
        {
            if (rune.Value == 0xFFFD || Rune.IsControl(rune))
            {
                return false;
            }
        }

        return true;
    }
}

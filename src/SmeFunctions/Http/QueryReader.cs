using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using SmeFunctions.Documents;

namespace SmeFunctions.Http;

/// <summary>
/// Reads query parameters, and remembers the first error. The worker would answer 500 for a value that it cannot convert, and use the last of a
/// repeated one.
/// </summary>
public sealed class QueryReader(HttpRequest request)
{
    // The function key, which the host reads.
    private const string Key = "code";

    private IResult? _problem;

    // A list, because there are only a few names, and most requests have none.
    private List<string> Known => field ??= [];

    // HttpRequest compares the query string with the parsed one at every access, so the parsed query is cached here.
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

    /// <summary>Reads the slug of a section, as in an article's <c>section.slug</c>.</summary>
    public string? Section(string name) =>
        Text(name, maxLength: 400) is not { } text ? null
        : Slugs.IsPath(text) ? text
        : Refuse(name, $"'{name}' is the slug of a section, as in policy/finance.");

    /// <summary>Records an error.</summary>
    /// <returns>Always <see langword="null"/>, for "not given".</returns>
    public string? Refuse(string name, string detail)
    {
        _problem ??= Problems.BadRequest(name, detail);
        return null;
    }

    /// <summary>The error response: a wrong value, or an unknown parameter.</summary>
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

    // Storage does not accept lone surrogates and control characters in a filter.
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

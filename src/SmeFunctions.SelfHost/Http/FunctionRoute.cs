using Microsoft.AspNetCore.Routing.Patterns;
using SmeFunctions.SelfHost.Functions;

namespace SmeFunctions.SelfHost.Http;

internal sealed record FunctionRoute(FunctionMethod Function, IReadOnlyList<string> Methods, RoutePattern Pattern);

/// <summary>
/// Finds pairs of functions that one request could match. The host selects the one whose name comes first, and a literal does not win over a
/// parameter. Reports an overlap if in doubt.
/// </summary>
internal sealed class RouteConflictFinder(RouteConstraints constraints)
{
    public IReadOnlyList<string> Find(IReadOnlyList<FunctionRoute> routes)
    {
        var problems = new List<string>();
        var segments = routes.Select(Segments).ToList();
        for (var i = 0; i < routes.Count; i++)
        {
            for (var j = i + 1; j < routes.Count; j++)
            {
                var (first, second) = (routes[i], routes[j]);
                var methods = first.Methods.Intersect(second.Methods, StringComparer.OrdinalIgnoreCase).ToArray();
                if (methods.Length > 0 && Overlap(segments[i], 0, segments[j], 0))
                {
                    problems.Add(
                        $"{first.Function.Location} and {second.Function.Location} both take {string.Join(", ", methods)} requests: " +
                        $"'{first.Pattern.RawText}' and '{second.Pattern.RawText}' can match the same path.");
                }
            }
        }

        return problems;
    }

    private static RouteSegment[] Segments(FunctionRoute route) =>
        [.. route.Pattern.PathSegments.Select(segment => new RouteSegment(segment))];

    private bool Overlap(RouteSegment[] a, int i, RouteSegment[] b, int j)
    {
        if (i < a.Length && a[i].CatchAll is { } rest)
        {
            return IsCatchAll(rest, b, j);
        }

        if (j < b.Length && b[j].CatchAll is not null)
        {
            return Overlap(b, j, a, i);
        }

        if (i == a.Length || j == b.Length)
        {
            return a.Skip(i).Concat(b.Skip(j)).All(segment => segment.IsOptional);
        }

        return (a[i].IsOptional && Overlap(a, i + 1, b, j)) ||
               (b[j].IsOptional && Overlap(a, i, b, j + 1)) ||
               (Overlap(a[i], b[j]) && Overlap(a, i + 1, b, j + 1));
    }

    // A catch-all also matches an empty rest, which a constraint may exclude.
    private bool IsCatchAll(RoutePatternParameterPart rest, RouteSegment[] other, int from)
    {
        var paths = new List<string> { string.Empty };
        foreach (var segment in other.Skip(from))
        {
            if (segment.IsOptional || segment.CatchAll is not null || segment.Values(constraints) is not { } values)
            {
                return true;
            }

            paths = [.. paths.SelectMany(path => values.Select(value => path.Length == 0 ? value : $"{path}/{value}"))];
        }

        return paths.Any(path => constraints.Allow(rest, path));
    }

    private bool Overlap(RouteSegment a, RouteSegment b)
    {
        if (a.Values(constraints) is { } values)
        {
            return values.Any(value => b.Matches(value, constraints));
        }

        return b.Values(constraints) is { } others
            ? others.Any(value => a.Matches(value, constraints))
            : a.MayOverlap(b);
    }
}

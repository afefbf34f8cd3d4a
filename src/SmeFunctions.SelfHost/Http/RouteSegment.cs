using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing.Patterns;

namespace SmeFunctions.SelfHost.Http;

/// <summary>A segment of a route template: text, parameters or both.</summary>
internal sealed partial class RouteSegment(RoutePatternPathSegment segment)
{
    private static readonly TimeSpan _regexTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The catch-all parameter, if this is one.</summary>
    public RoutePatternParameterPart? CatchAll =>
        segment.Parts is [RoutePatternParameterPart { IsCatchAll: true } part] ? part : null;

    public bool IsOptional =>
        CatchAll is not null || segment.Parts is [RoutePatternParameterPart { IsOptional: true } or RoutePatternParameterPart { Default: not null }];

    /// <summary>All texts that the segment matches, if they can be listed.</summary>
    public IReadOnlyList<string>? Values(RouteConstraints constraints)
    {
        List<string> texts = [string.Empty];
        foreach (var part in segment.Parts)
        {
            var values = part switch
            {
                RoutePatternLiteralPart literal => [literal.Content],
                RoutePatternSeparatorPart separator => [separator.Content],
                RoutePatternParameterPart parameter => GetChoices(parameter, constraints),
                _ => null,
            };
            if (values is null)
            {
                return null;
            }

            texts = [.. texts.SelectMany(text => values.Select(value => text + value))];
        }

        return texts;
    }

    /// <summary>Whether the segment matches a text.</summary>
    public bool Matches(string text, RouteConstraints constraints)
    {
        var parts = string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => Regex.Escape(literal.Content),
            RoutePatternSeparatorPart separator => Regex.Escape(separator.Content) + "?",
            RoutePatternParameterPart { IsOptional: true } => "(.*)",
            _ => "(.+)",
        }));
        var match = Regex.Match(text, $"^{parts}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, _regexTimeout);
        return match.Success && segment.Parts
            .OfType<RoutePatternParameterPart>()
            .Select((parameter, index) => (parameter.IsOptional && match.Groups[index + 1].Length == 0) || constraints.Allow(parameter, match.Groups[index + 1].Value))
            .All(allowed => allowed);
    }

    /// <summary>
    /// Whether two segments that match unlimited texts may overlap: false when they begin or end differently, or one excludes what the other matches.
    /// </summary>
    public bool MayOverlap(RouteSegment other)
    {
        if (Limits.Exclude(other.Limits, other.Literals, other.GetEdge(^1)) || other.Limits.Exclude(Limits, Literals, GetEdge(^1)))
        {
            return false;
        }

        var (begin, otherBegin) = (GetEdge(0), other.GetEdge(0));
        var (end, otherEnd) = (GetEdge(^1), other.GetEdge(^1));
        return (begin.StartsWith(otherBegin, StringComparison.OrdinalIgnoreCase) || otherBegin.StartsWith(begin, StringComparison.OrdinalIgnoreCase)) &&
               (end.EndsWith(otherEnd, StringComparison.OrdinalIgnoreCase) || otherEnd.EndsWith(end, StringComparison.OrdinalIgnoreCase));
    }

    private SegmentConstraints Limits => field ??= new(segment);

    private string Literals => string.Concat(segment.Parts.OfType<RoutePatternLiteralPart>().Select(literal => literal.Content));

    private string GetEdge(Index index) => segment.Parts[index] is RoutePatternLiteralPart literal ? literal.Content : string.Empty;

    // {lang:regex(^(en|zh)$)} is the usual way to list values.
    private static string[]? GetChoices(RoutePatternParameterPart parameter, RouteConstraints constraints)
    {
        if (parameter.IsOptional || parameter.IsCatchAll)
        {
            return null;
        }

        var choice = parameter.ParameterPolicies
            .Select(policy => ParseAlternatives().Match(policy.Content ?? string.Empty))
            .FirstOrDefault(match => match.Success);
        return choice?.Groups["words"].Value.Split('|')
            .Where(word => constraints.Allow(parameter, word))
            .ToArray();
    }

    [GeneratedRegex(@"^regex\(\^(\((?<words>[\w-]+(\|[\w-]+)*)\)|(?<words>[\w-]+))\$\)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex ParseAlternatives();
}

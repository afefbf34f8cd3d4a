using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing.Patterns;

namespace SmeFunctions.SelfHost.Http;

/// <summary>
/// What a segment that is one parameter cannot take, as far as its constraints say so in a form that is understood:
/// <c>maxlength(0)</c>, or <c>regex(^(?!…)(?!…)[…]+$)</c>, with any number of texts that are ruled out and any count of the characters.
/// </summary>
internal sealed class SegmentConstraints
{
    private static readonly Regex _characters = new(
        @"^(?<one>\[[^\]]+\])(\+|\{[0-9]+(,[0-9]*)?\})\$$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(30));

    private readonly string? _pattern;
    private readonly List<string> _ruledOut = [];
    private readonly Regex? _character;
    private readonly bool _matchesNothing;

    public SegmentConstraints(RoutePatternPathSegment segment)
    {
        if (segment.Parts is not [RoutePatternParameterPart parameter])
        {
            return;
        }

        var constraints = parameter.ParameterPolicies.Select(policy => policy.Content ?? "").ToList();
        _matchesNothing = constraints.Contains("maxlength(0)");
        _pattern = constraints.Where(text => text.StartsWith("regex(^", StringComparison.Ordinal) && text.EndsWith(')')).Select(text => text["regex(^".Length..^1]).FirstOrDefault();

        // What is looked ahead for at the beginning, and must not be there.
        var rest = _pattern ?? "";
        while (rest.StartsWith("(?!", StringComparison.Ordinal) && End(rest) is { } end)
        {
            _ruledOut.Add(rest["(?!".Length..end]);
            rest = rest[(end + 1)..];
        }

        if (_characters.Match(rest) is { Success: true } characters)
        {
            _character = new Regex($"^{characters.Groups["one"].Value}$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, TimeSpan.FromSeconds(30));
        }
    }

    /// <summary>Whether no text is taken by both.</summary>
    /// <param name="other">Those of the other segment.</param>
    /// <param name="literals">The characters that the other segment's text has for certain.</param>
    public bool Exclude(SegmentConstraints other, string literals) =>
        _matchesNothing
        || (other._pattern is { } pattern && _ruledOut.Contains(pattern))
        || (_character is { } character && !literals.All(one => character.IsMatch(one.ToString())));

    // The bracket that closes the first.
    private static int? End(string pattern)
    {
        var open = 0;
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] is '\\' or '[')
            {
                // More than is understood here: then nothing is known to be ruled out. Sets of characters in a text that is ruled out may hold brackets.
                var close = pattern[i] == '[' ? pattern.IndexOf(']', i + 2) : -1;
                if (close < 0)
                {
                    return null;
                }

                i = close;
            }
            else if (pattern[i] == '(')
            {
                open++;
            }
            else if (pattern[i] == ')' && --open == 0)
            {
                return i;
            }
        }

        return null;
    }
}

using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing.Patterns;

namespace SmeFunctions.SelfHost.Http;

/// <summary>
/// What a segment of one parameter cannot match, for constraints in known forms: <c>maxlength(0)</c>, or <c>regex(^(?!…)(?!…)[…]+$)</c> with any
/// number of excluded texts and any quantifier. An excluded text may be an ending: <c>(?!.*[.]xml$)</c>.
/// </summary>
internal sealed class SegmentConstraints
{
    private static readonly Regex _characters = new(
        @"^(?<one>\[[^\]]+\])(\+|\{[0-9]+(,[0-9]*)?\})\$$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(30));

    private static readonly Regex _ending = new(@"^\.\*(?<text>([\w-]|\[\.\])+)\$$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(30));

    private readonly string? _pattern;
    private readonly List<string> _ruledOut = [];
    private readonly List<string> _endings = [];
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

        // A negative lookahead at the start.
        var rest = _pattern ?? "";
        while (rest.StartsWith("(?!", StringComparison.Ordinal) && End(rest) is { } end)
        {
            _ruledOut.Add(rest["(?!".Length..end]);
            rest = rest[(end + 1)..];
        }

        _endings.AddRange(_ruledOut.Select(text => _ending.Match(text)).Where(match => match.Success).Select(match => match.Groups["text"].Value.Replace("[.]", ".", StringComparison.Ordinal)));
        if (_characters.Match(rest) is { Success: true } characters)
        {
            _character = new Regex($"^{characters.Groups["one"].Value}$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, TimeSpan.FromSeconds(30));
        }
    }

    /// <summary>Whether no text matches both.</summary>
    /// <param name="other">The constraints of the other segment.</param>
    /// <param name="literals">Characters that every text of the other segment contains.</param>
    /// <param name="ending">How every text of the other segment ends.</param>
    public bool Exclude(SegmentConstraints other, string literals, string ending) =>
        _matchesNothing
        || (other._pattern is { } pattern && _ruledOut.Contains(pattern))
        || _endings.Exists(text => ending.EndsWith(text, StringComparison.OrdinalIgnoreCase))
        || (_character is { } character && !literals.All(one => character.IsMatch(one.ToString())));

    // The bracket that closes the first one.
    private static int? End(string pattern)
    {
        var open = 0;
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] is '\\' or '[')
            {
                // Not a known form, so nothing is excluded. Character sets in an excluded text may contain brackets.
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

namespace SmeFunctions.Documents;

/// <summary>Tags of languages as in RFC 5646, as far as the portal tells languages apart: <c>en</c>, <c>zh</c>, <c>zh-Hans</c>, <c>zh-Hant</c>.</summary>
public static class LanguageTag
{
    public const string Simplified = "zh-Hans";
    public const string Traditional = "zh-Hant";

    /// <summary>Whether <paramref name="text"/> is a primary language subtag: two or three lower-case letters.</summary>
    public static bool IsPrimary(ReadOnlySpan<char> text) =>
        text.Length is 2 or 3 && !text.ContainsAnyExceptInRange('a', 'z');

    /// <summary>The primary subtag of a tag: <c>zh</c> of <c>zh-Hant</c>.</summary>
    public static string GetPrimary(string tag) => tag.IndexOf('-', StringComparison.Ordinal) is >= 0 and var hyphen ? tag[..hyphen] : tag;

    /// <summary>Brings what people write into the portal's own tags: <c>zh_TW</c> is <c>zh-Hant</c>, <c>en-GB</c> is <c>en</c>.</summary>
    /// <returns>The tag; <see langword="null"/> when the text is none.</returns>
    public static string? Normalize(string text)
    {
        var parts = text.Trim().ToLowerInvariant().Split('-', '_');
        if (!IsPrimary(parts[0]) || !Array.TrueForAll(parts, part => part.Length is > 0 and <= 8 && part.All(char.IsAsciiLetterOrDigit)))
        {
            return null;
        }

        return parts[0] != "zh" ? parts[0] : GetScript(parts.AsSpan(1));
    }

    // Where no script is said, the country tells; Chinese from nowhere may be in either.
    private static string GetScript(ReadOnlySpan<string> subtags) =>
        subtags.ContainsAny("hant", "cht") ? Traditional
        : subtags.ContainsAny("hans", "chs") ? Simplified
        : subtags.ContainsAny(["tw", "hk", "mo"]) ? Traditional
        : subtags.ContainsAny(["cn", "sg", "my"]) ? Simplified
        : "zh";
}

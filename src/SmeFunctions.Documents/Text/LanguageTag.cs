namespace SmeFunctions.Documents;

/// <summary>RFC 5646 language tags, as far as the portal distinguishes languages: <c>en</c>, <c>zh</c>, <c>zh-Hans</c>, <c>zh-Hant</c>.</summary>
public static class LanguageTag
{
    public const string Simplified = "zh-Hans";
    public const string Traditional = "zh-Hant";

    /// <summary>Whether <paramref name="text"/> is a primary language subtag: two or three lower-case letters.</summary>
    public static bool IsPrimary(ReadOnlySpan<char> text) =>
        text.Length is 2 or 3 && !text.ContainsAnyExceptInRange('a', 'z');

    /// <summary>Gets the primary subtag: <c>zh</c> of <c>zh-Hant</c>.</summary>
    public static string GetPrimary(string tag) => tag.IndexOf('-', StringComparison.Ordinal) is >= 0 and var hyphen ? tag[..hyphen] : tag;

    /// <summary>Converts common forms to the portal's tags: <c>zh_TW</c> to <c>zh-Hant</c>, <c>en-GB</c> to <c>en</c>.</summary>
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

    // Without a script, the country decides. Chinese without a country may be in either script.
    private static string GetScript(ReadOnlySpan<string> subtags) =>
        subtags.ContainsAny("hant", "cht") ? Traditional
        : subtags.ContainsAny("hans", "chs") ? Simplified
        : subtags.ContainsAny(["tw", "hk", "mo"]) ? Traditional
        : subtags.ContainsAny(["cn", "sg", "my"]) ? Simplified
        : "zh";
}

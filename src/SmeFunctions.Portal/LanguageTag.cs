namespace SmeFunctions.Portal;

internal static class LanguageTag
{
    /// <summary>Whether <paramref name="text"/> is a primary language subtag as in RFC 5646: two or three lower-case letters.</summary>
    public static bool IsPrimary(ReadOnlySpan<char> text) =>
        text.Length is 2 or 3 && !text.ContainsAnyExceptInRange('a', 'z');
}

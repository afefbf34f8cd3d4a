using System.Text.RegularExpressions;

namespace SmeFunctions.Portal.Search;

/// <summary>The numbers of official documents: 国发〔2020〕12号. Brackets and spaces are written in many ways.</summary>
internal static partial class DocumentNumber
{
    /// <summary>The longest issuer that is searched for: 国发, 发改办环资.</summary>
    private const int MaxIssuerLength = 8;

    /// <summary>Finds the numbers in a folded text.</summary>
    /// <returns>The characters before each number, which end with the issuer; its canonical form, <c>[2020]12</c>; and where both are.</returns>
    public static IEnumerable<(string Issuer, string Number, int Index, int Length)> Find(string folded) => Number().Matches(folded).Cast<Match>().Select(match =>
        (match.Groups["issuer"].Value, $"[{match.Groups["year"].Value}]{match.Groups["number"].Value.TrimStart('0')}", match.Index, match.Length));

    /// <summary>The forms under which a number in a text is found. Where its issuer begins in a sentence is unknown.</summary>
    public static IEnumerable<string> GetForms(string issuer, string number) =>
        Enumerable.Range(0, Math.Min(issuer.Length, MaxIssuerLength) + 1).Where(length => length != 1).Select(length => issuer[^length..] + number);

    // "(" alone would take "(2020)12号楼", so a number in round brackets needs an issuer.
    [GeneratedRegex(@"(?:(?<issuer>[\u4e00-\u9fff]{0,10})\s?[〔\[【﹝［]\s?(?<year>(?:19|20)[0-9]{2})\s?[〕\]】﹞］]|(?<issuer>[\u4e00-\u9fff]{2,10})\s?[(（]\s?(?<year>(?:19|20)[0-9]{2})\s?[)）])\s?第?\s?(?<number>[0-9]{1,5})\s?[号號]?", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Number();
}

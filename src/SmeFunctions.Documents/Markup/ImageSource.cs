using System.Globalization;
using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace SmeFunctions.Documents.Markup;

/// <summary>Finds the address of an image whose page loads it late or in several sizes.</summary>
internal static partial class ImageSource
{
    private static readonly string[] _late =
        ["data-src", "data-original", "data-lazy-src", "data-lazy", "data-actualsrc", "data-echo", "data-original-src", "data-url", "data-image", "data-hi-res-src", "data-full-src", "file", "zoomfile"];

    private static readonly string[] _sets = ["srcset", "data-srcset", "data-lazy-srcset"];

    /// <summary>The address of the image itself; <see langword="null"/> when the element names none.</summary>
    public static string? Find(IElement image)
    {
        var stated = image.GetAttribute("src")?.Trim();
        if (!string.IsNullOrEmpty(stated) && !LooksLikePlaceholder(stated))
        {
            return stated;
        }

        foreach (var name in _late)
        {
            if (image.GetAttribute(name)?.Trim() is { Length: > 0 } late && !late.StartsWith('{') && !late.StartsWith('[') && !LooksLikePlaceholder(late))
            {
                return late;
            }
        }

        foreach (var name in _sets)
        {
            if (image.GetAttribute(name) is { } set && FindLargest(set) is { } largest)
            {
                return largest;
            }
        }

        return stated;
    }

    /// <summary>Whether an image is one point, to count readers or to wait for another one.</summary>
    public static bool IsPlaceholder(IElement image) =>
        image.GetAttribute("width")?.Trim() is "0" or "1" or "0px" or "1px" && image.GetAttribute("height")?.Trim() is "0" or "1" or "0px" or "1px";

    private static bool LooksLikePlaceholder(string address) =>
        (address.StartsWith("data:", StringComparison.OrdinalIgnoreCase) && (address.Length < 300 || address.StartsWith("data:image/svg", StringComparison.OrdinalIgnoreCase)))
        || PlaceholderName().IsMatch(address)
        || address is "#" or "about:blank";

    private static string? FindLargest(string set) =>
        Candidate().Matches(set)
            .Select(match => (Address: match.Groups["url"].Value, Size: match.Groups["size"].Success ? double.Parse(match.Groups["size"].Value, CultureInfo.InvariantCulture) : 1))
            .Where(candidate => !LooksLikePlaceholder(candidate.Address))
            .OrderByDescending(candidate => candidate.Size)
            .Select(candidate => candidate.Address)
            .FirstOrDefault();

    [GeneratedRegex(@"(?<url>[^\s,]\S*[^\s,])(?:\s+(?<size>[0-9]{1,6}(?:\.[0-9]{1,3})?)[wx])?\s*(?:,|$)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Candidate();

    [GeneratedRegex(@"(?:^|[/_.-])(?:blank|placeholder|loading|spacer|lazy(?:load)?|pixel|transparent|1x1|grey|gray|dot_clear|default_?img|load)\.(?:gif|png|jpe?g|svg|webp)(?:\?|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex PlaceholderName();
}

using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace SmeFunctions.SelfHost.Settings;

/// <summary>Replaces <c>%Name%</c> by the value of that setting.</summary>
internal static partial class SettingReference
{
    /// <returns>The text with all references replaced. Names without a value are added to <paramref name="missing"/>.</returns>
    public static string Replace(string text, IConfiguration configuration, ICollection<string> missing) =>
        Reference().Replace(text, match =>
        {
            var name = match.Groups["name"].Value;
            var value = configuration[name.Replace("__", ":", StringComparison.Ordinal)];
            if (string.IsNullOrEmpty(value))
            {
                missing.Add(name);
            }

            return value ?? string.Empty;
        });

    [GeneratedRegex("%(?<name>[^%]+)%", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex Reference();
}

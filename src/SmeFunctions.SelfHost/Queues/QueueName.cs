using System.Text.RegularExpressions;

namespace SmeFunctions.SelfHost.Queues;

internal static partial class QueueName
{
    public const string PoisonSuffix = "-poison";
    private const int MaxLength = 63;

    public static bool IsValid(string name) => Valid().IsMatch(name);

    /// <summary>
    /// The name of the poison queue. Null for a poison queue itself, and for a name that is too long: the host then lets a failed message return
    /// until it expires.
    /// </summary>
    public static string? GetPoisonQueue(string name) =>
        name.EndsWith(PoisonSuffix, StringComparison.Ordinal) || name.Length + PoisonSuffix.Length > MaxLength ? null : name + PoisonSuffix;

    [GeneratedRegex("^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex Valid();
}

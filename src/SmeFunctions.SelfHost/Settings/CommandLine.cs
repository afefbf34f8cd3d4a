using System.Globalization;

namespace SmeFunctions.SelfHost.Settings;

/// <summary>
/// The command line. <c>--port</c>, <c>--enableAuth</c>, <c>--cors</c> and <c>--quiet</c> belong to the host; every <c>--key value</c> is a setting
/// that overrides all others.
/// </summary>
internal sealed class CommandLine
{
    private CommandLine(IReadOnlyDictionary<string, string?> settings) => Settings = settings;

    public IReadOnlyDictionary<string, string?> Settings { get; }

    /// <summary>Whether functions of the levels Function and Admin require a key; null when not given.</summary>
    public bool? EnableAuth { get; private init; }

    /// <summary>Whether the list of functions is not printed.</summary>
    public bool Quiet { get; private init; }

    /// <summary>Origins for CORS, separated by commas; null when not given.</summary>
    public string? Cors { get; private init; }

    /// <summary>Null when not given.</summary>
    public int? Port { get; private init; }

    /// <exception cref="StartupException">An argument is invalid.</exception>
    public static CommandLine Parse(IReadOnlyList<string> args)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < args.Count; i++)
        {
            var arg = args[i];
            if (!arg.StartsWith("--", StringComparison.Ordinal) || arg.Length == 2)
            {
                throw new StartupException($"The argument '{arg}' is not understood; give settings as --name value.");
            }

            var equals = arg.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                settings[Key(arg[2..equals])] = arg[(equals + 1)..];
            }
            else if (i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal))
            {
                settings[Key(arg[2..])] = args[++i];
            }
            else
            {
                settings[Key(arg[2..])] = "true";
            }
        }

        return new CommandLine(settings)
        {
            EnableAuth = settings.ContainsKey("enableAuth") ? Flag(settings, "enableAuth") : null,
            Quiet = Flag(settings, "quiet"),
            Cors = settings.GetValueOrDefault("cors"),
            Port = settings.TryGetValue("port", out var port) ? ParsePort(port) : null,
        };
    }

    // As in environment variables, so one spelling of a key works everywhere.
    private static string Key(string name) => name.Replace("__", ":", StringComparison.Ordinal);

    private static bool Flag(Dictionary<string, string?> settings, string name) =>
        settings.TryGetValue(name, out var value) &&
        (bool.TryParse(value, out var flag) ? flag : throw new StartupException($"--{name}: '{value}' is neither true nor false."));

    private static int ParsePort(string? value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= ushort.MaxValue
            ? port
            : throw new StartupException($"--port: '{value}' is not a port number.");
}

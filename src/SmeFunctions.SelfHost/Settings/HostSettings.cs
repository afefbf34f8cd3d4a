using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace SmeFunctions.SelfHost.Settings;

/// <summary>Queue settings with the names, defaults and limits of the Functions host.</summary>
internal sealed record QueueSettings
{
    public int BatchSize { get; init; } = 16;

    /// <summary>The next batch is requested when at most this many messages are being processed.</summary>
    public int NewBatchThreshold { get; init; } = 8 * Environment.ProcessorCount;

    public int MaxDequeueCount { get; init; } = 5;

    /// <summary>The delay after a failed attempt.</summary>
    public TimeSpan VisibilityTimeout { get; init; }

    public TimeSpan MaxPollingInterval { get; init; } = TimeSpan.FromMinutes(1);

    public bool Base64 { get; init; } = true;
}

/// <summary>The content of <c>host.json</c>. As on the Functions host, a setting <c>AzureFunctionsJobHost__a__b</c> overrides <c>a.b</c>.</summary>
internal sealed record HostSettings
{
    public const string FileName = "host.json";
    private const string Section = "AzureFunctionsJobHost";

    public string RoutePrefix { get; init; } = "api";

    /// <summary>Null for no limit.</summary>
    public TimeSpan? FunctionTimeout { get; init; }

    public QueueSettings Queues { get; init; } = new();

    /// <exception cref="StartupException">There is no such file, or a value is invalid.</exception>
    public static HostSettings Read(string folder, IConfiguration configuration)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw new StartupException($"{FileName} is not in {folder}.");
        }

        var values = new Dictionary<string, (string? Text, string Source)>(StringComparer.OrdinalIgnoreCase);
        using (var document = JsonFile.ReadObject(path))
        {
            Flatten(document.RootElement, string.Empty, values);
        }

        foreach (var (key, value) in configuration.GetSection(Section).AsEnumerable(makePathsRelative: true))
        {
            if (value is not null)
            {
                values[key] = (value, $"setting {Section}__{key.Replace(":", "__", StringComparison.Ordinal)}");
            }
        }

        var reader = new Reader(values);
        var settings = reader.Host();
        return reader.Problems.Count == 0 ? settings : throw new StartupException(reader.Problems);
    }

    private static void Flatten(JsonElement element, string prefix, Dictionary<string, (string?, string)> values)
    {
        foreach (var property in element.EnumerateObject())
        {
            var key = prefix + property.Name;
            if (property.Value.ValueKind is JsonValueKind.Object)
            {
                Flatten(property.Value, key + ":", values);
            }
            else
            {
                values[key] = (JsonFile.Text(property.Value), $"{FileName}: {key.Replace(':', '.')}");
            }
        }
    }

    private sealed class Reader(Dictionary<string, (string? Text, string Source)> values)
    {
        private const string QueuesPrefix = "extensions:queues:";

        private static readonly HashSet<string> _queueKeys = new(StringComparer.OrdinalIgnoreCase)
        {
            "batchSize", "newBatchThreshold", "maxDequeueCount", "visibilityTimeout", "maxPollingInterval", "messageEncoding",
        };

        public List<string> Problems { get; } = [];

        public HostSettings Host()
        {
            if (!values.TryGetValue("version", out var version) || version.Text != "2.0")
            {
                Problems.Add($"{FileName}: version must be \"2.0\".");
            }

            foreach (var key in values.Keys.Where(key => key.StartsWith(QueuesPrefix, StringComparison.OrdinalIgnoreCase)))
            {
                if (!_queueKeys.Contains(key[QueuesPrefix.Length..]))
                {
                    Problems.Add($"{values[key].Source} is not a setting of queues; they are {string.Join(", ", _queueKeys)}.");
                }
            }

            return new HostSettings
            {
                RoutePrefix = Text("extensions:http:routePrefix", "api").Trim('/'),
                FunctionTimeout = Timeout(),
                Queues = Queues(),
            };
        }

        private QueueSettings Queues()
        {
            var defaults = new QueueSettings();
            var batchSize = Number(QueuesPrefix + "batchSize", defaults.BatchSize, 1, 32);
            return new QueueSettings
            {
                BatchSize = batchSize,
                NewBatchThreshold = Number(
                    QueuesPrefix + "newBatchThreshold", batchSize / 2 * Environment.ProcessorCount, 0, int.MaxValue),
                MaxDequeueCount = Number(QueuesPrefix + "maxDequeueCount", defaults.MaxDequeueCount, 1, int.MaxValue),
                VisibilityTimeout = Span(
                    QueuesPrefix + "visibilityTimeout", defaults.VisibilityTimeout, TimeSpan.Zero, TimeSpan.FromDays(7)),
                MaxPollingInterval = Span(
                    QueuesPrefix + "maxPollingInterval", defaults.MaxPollingInterval, TimeSpan.FromMilliseconds(100), TimeSpan.MaxValue),
                Base64 = Encoding(),
            };
        }

        private TimeSpan? Timeout()
        {
            const string Key = "functionTimeout";
            return values.TryGetValue(Key, out var value) && value.Text is "-1"
                ? null
                : Span(Key, TimeSpan.FromMinutes(30), TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        }

        private bool Encoding()
        {
            const string Key = QueuesPrefix + "messageEncoding";
            var text = Text(Key, "base64");
            if (text.Equals("base64", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }

            if (!text.Equals("none", StringComparison.OrdinalIgnoreCase))
            {
                Problems.Add($"{values[Key].Source}: '{text}' is neither \"base64\" nor \"none\".");
            }

            return false;
        }

        private string Text(string key, string otherwise) =>
            values.TryGetValue(key, out var value) && value.Text is { } text ? text : otherwise;

        private int Number(string key, int otherwise, int min, int max)
        {
            if (!values.TryGetValue(key, out var value))
            {
                return otherwise;
            }

            if (int.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
            {
                return number;
            }

            Problems.Add(max == int.MaxValue
                ? $"{value.Source}: '{value.Text}' is not a whole number of at least {min}."
                : $"{value.Source}: '{value.Text}' is not a whole number from {min} to {max}.");
            return otherwise;
        }

        private TimeSpan Span(string key, TimeSpan otherwise, TimeSpan min, TimeSpan max)
        {
            if (!values.TryGetValue(key, out var value))
            {
                return otherwise;
            }

            if (TimeSpan.TryParse(value.Text, CultureInfo.InvariantCulture, out var span) && span >= min && span <= max)
            {
                return span;
            }

            Problems.Add($"{value.Source}: '{value.Text}' is not a time of at least {min:c}, written hh:mm:ss.");
            return otherwise;
        }
    }
}

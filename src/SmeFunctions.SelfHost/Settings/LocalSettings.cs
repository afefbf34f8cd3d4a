using System.Text.Json;

namespace SmeFunctions.SelfHost.Settings;

/// <summary>The content of <c>local.settings.json</c>; empty when there is none.</summary>
internal sealed class LocalSettings
{
    public const string FileName = "local.settings.json";

    /// <summary>Settings as the app reads them: <c>__</c> is replaced by <c>:</c>.</summary>
    public Dictionary<string, string?> Values { get; } = new(StringComparer.OrdinalIgnoreCase);

    public int? HttpPort { get; private set; }

    /// <summary>Origins for CORS, separated by commas; null when not given.</summary>
    public string? Cors { get; private set; }

    /// <summary>Whether pages of these origins may send cookies.</summary>
    public bool CorsCredentials { get; private set; }

    /// <exception cref="StartupException">The file is malformed; the message names the key.</exception>
    public static LocalSettings Read(string folder)
    {
        var settings = new LocalSettings();
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return settings;
        }

        using var document = JsonFile.ReadObject(path);
        var problems = new List<string>();
        foreach (var property in document.RootElement.EnumerateObject())
        {
            settings.ReadValue(property, problems);
        }

        return problems.Count == 0 ? settings : throw new StartupException(problems);
    }

    private void ReadValue(JsonProperty property, List<string> problems)
    {
        switch (property.Name)
        {
            case "IsEncrypted" when property.Value.ValueKind is not JsonValueKind.False:
                problems.Add($"{FileName}: IsEncrypted must be false; encrypted settings are read by Core Tools alone.");
                break;
            case "Values":
                ReadValues(property, string.Empty, problems);
                break;
            case "ConnectionStrings":
                ReadValues(property, "ConnectionStrings:", problems);
                break;
            case "Host":
                ReadHost(property.Value, problems);
                break;
        }
    }

    private void ReadValues(JsonProperty section, string prefix, List<string> problems)
    {
        if (section.Value.ValueKind is not JsonValueKind.Object)
        {
            problems.Add($"{FileName}: {section.Name} must be an object.");
            return;
        }

        foreach (var entry in section.Value.EnumerateObject())
        {
            if (entry.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
            {
                problems.Add($"{FileName}: {section.Name}.{entry.Name} must be a text, a number, true or false; write nested keys as A__B.");
                continue;
            }

            Values[prefix + entry.Name.Replace("__", ":", StringComparison.Ordinal)] = JsonFile.Text(entry.Value);
        }
    }

    private void ReadHost(JsonElement host, List<string> problems)
    {
        if (host.ValueKind is not JsonValueKind.Object)
        {
            return;
        }

        if (host.TryGetProperty("LocalHttpPort", out var port))
        {
            if (port.ValueKind is JsonValueKind.Number && port.TryGetUInt16(out var number))
            {
                HttpPort = number;
            }
            else
            {
                problems.Add($"{FileName}: Host.LocalHttpPort must be a port number.");
            }
        }

        if (host.TryGetProperty("CORS", out var origins))
        {
            Cors = origins.ValueKind is JsonValueKind.String ? origins.GetString() : null;
            if (Cors is null)
            {
                problems.Add($"{FileName}: Host.CORS must be a text, origins parted by commas.");
            }
        }

        if (host.TryGetProperty("CORSCredentials", out var credentials))
        {
            CorsCredentials = credentials.ValueKind is JsonValueKind.True;
            if (credentials.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            {
                problems.Add($"{FileName}: Host.CORSCredentials must be true or false.");
            }
        }
    }
}

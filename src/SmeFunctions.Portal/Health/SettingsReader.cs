using System.Collections;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Editors;
using SmeFunctions.Portal.Feeds;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Operations;
using SmeFunctions.Portal.Reading;
using SmeFunctions.Portal.Search;
using SmeFunctions.Portal.Signals;
using SmeFunctions.Portal.Visits;
using SmeFunctions.Portal.Webhooks;

namespace SmeFunctions.Portal.Health;

/// <summary>Lists the settings that are in effect, for administrators. No secret is among them: of the editors' keys, only names, roles and ends.</summary>
public sealed class SettingsReader(
    IOptions<PortalOptions> portal,
    IOptions<IngestionOptions> ingestion,
    IOptions<ReadingOptions> reading,
    IOptions<SearchOptions> search,
    IOptions<VisitOptions> visits,
    IOptions<FeedOptions> feeds,
    IOptions<OperationOptions> operations,
    IOptions<WebhookOptions> webhooks,
    IOptions<SignalOptions> signals,
    IOptions<ContentStorageOptions> storage,
    IOptions<EditorOptions> editors)
{
    /// <returns>Names as in environment variables, with their values.</returns>
    public IReadOnlyList<(string Name, string Value)> Read() =>
    [
        .. ReadSection(PortalOptions.Section, portal.Value),
        .. ReadSection(IngestionOptions.Section, ingestion.Value),
        .. ReadSection(ReadingOptions.Section, reading.Value),
        .. ReadSection(SearchOptions.Section, search.Value),
        .. ReadSection(VisitOptions.Section, visits.Value),
        .. ReadSection(FeedOptions.Section, feeds.Value),
        .. ReadSection(OperationOptions.Section, operations.Value),
        .. ReadSection(WebhookOptions.Section, webhooks.Value),
        .. ReadSection(SignalOptions.Section, signals.Value),
        .. ReadSection(ContentStorageOptions.Section, storage.Value),
        ($"{EditorOptions.Section}__{nameof(EditorOptions.SessionLifetime)}", Format(editors.Value.SessionLifetime)),
        .. editors.Value.Keys.OrderBy(key => key.Key, StringComparer.Ordinal).Select(key => (
            $"{EditorOptions.Section}__{nameof(EditorOptions.Keys)}__{key.Key}",
            key.Value.Expires is { } end ? string.Create(CultureInfo.InvariantCulture, $"{key.Value.Role}, {end:O}") : key.Value.Role.ToString())),
    ];

    private static IEnumerable<(string Name, string Value)> ReadSection(string section, object options) => options.GetType()
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.GetIndexParameters().Length == 0)
        .Select(property => ($"{section}__{property.Name}", Format(property.GetValue(options))));

    private static string Format(object? value) => value switch
    {
        null => "",
        string text => text,
        IDictionary entries => string.Join(", ", entries.Keys.Cast<object>().Select(key => $"{key}: {Format(entries[key])}")),
        IEnumerable items => string.Join(", ", items.Cast<object?>().Select(Format)),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}

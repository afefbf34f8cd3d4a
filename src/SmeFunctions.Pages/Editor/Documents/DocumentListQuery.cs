using System.Globalization;
using Microsoft.AspNetCore.Http;
using SmeFunctions.Pages.Editor.Layout;
using SmeFunctions.Portal.Editors;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Pages.Editor.Documents;

/// <summary>The query string of the list of documents. A value that no link has is ignored.</summary>
internal sealed record DocumentListQuery
{
    public const int PageSize = 50;

    /// <summary>Selections besides the statuses.</summary>
    public const string Attention = "attention";
    public const string Files = "files";

    public static IReadOnlyList<string> Orders { get; } = ["attention", "date", "name", "title", "visits"];

    /// <summary>Words of the name or title.</summary>
    public string Text { get; init; } = "";

    /// <summary>A status in lower case, <see cref="Attention"/> or <see cref="Files"/>; empty for all documents that are not deleted.</summary>
    public string Show { get; init; } = "";

    public string Lang { get; init; } = "";

    public string Section { get; init; } = "";

    public string Order { get; init; } = Orders[0];

    public int Page { get; init; } = 1;

    public static DocumentListQuery Read(IQueryCollection query)
    {
        var show = Get("show");
        var order = Get("sort");
        return new DocumentListQuery
        {
            Text = Get("q"),
            Show = show is Attention or Files || Enum.TryParse<SeedStatus>(show, ignoreCase: true, out _) ? show : "",
            Lang = Get("lang"),
            Section = Get("section"),
            Order = Orders.Contains(order) ? order : Orders[0],
            Page = int.TryParse(Get("page"), NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page is > 0 and < 100_000 ? page : 1,
        };

        string Get(string name) => query[name].FirstOrDefault() is { Length: <= 200 } value ? value.Trim() : "";
    }

    public string CreatePath(EditorPaths paths)
    {
        (string Name, string Value)[] all =
            [("q", Text), ("show", Show), ("lang", Lang), ("section", Section), ("sort", Order == Orders[0] ? "" : Order), ("page", Page == 1 ? "" : Page.ToString(CultureInfo.InvariantCulture))];
        var query = string.Join('&', all.Where(pair => pair.Value.Length > 0).Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}"));
        return paths.Documents + (query.Length == 0 ? "" : "?" + query);
    }

    /// <summary>Whether a seed is in the list, apart from its status.</summary>
    public bool IsWanted(SeedListItem item) =>
        (Lang.Length == 0 || item.Lang == Lang)
        && (Section.Length == 0 || item.Section == Section || item.Section?.StartsWith(Section + "/", StringComparison.Ordinal) == true)
        && Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word =>
            item.Name.Value.Contains(word, StringComparison.OrdinalIgnoreCase) || item.Title?.Contains(word, StringComparison.OrdinalIgnoreCase) == true);

    /// <summary>Whether a selection contains a seed.</summary>
    public static bool IsIn(string show, SeedListItem item) => show switch
    {
        Files => item.Kind is SeedKind.File or SeedKind.Metadata && item.Status != SeedStatus.Removed,
        Attention => item.Attention <= 3,
        "" => item.Kind == SeedKind.Document && item.Status != SeedStatus.Removed,
        _ => item.Kind == SeedKind.Document && item.Status.ToString().Equals(show, StringComparison.OrdinalIgnoreCase),
    };
}

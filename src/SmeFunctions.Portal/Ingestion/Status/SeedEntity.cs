using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using SmeFunctions.Documents;
using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>Maps records to entities of the table <c>Seeds</c>.</summary>
internal static class SeedEntity
{
    /// <summary>Reads a record.</summary>
    public static SeedRecord Read(TableEntity row) => new()
    {
        Name = SeedName.FromBlobName(row.GetString("Name")),
        Status = Enum.Parse<SeedStatus>(row.GetString("Status")),
        SeedETag = row.GetString("SeedETag"),
        Slug = row.GetString("Slug"),
        Lang = row.GetString("Lang"),
        Title = row.GetString("Title"),
        ArticleState = new StoredArticleState(
            row.GetString("ArticleETag") is { } etag ? new ETag(etag) : null,
            Parse(row.GetString("Rows"), SeedJson.Default.IReadOnlyListListEntry)),
        IsOnline = row.GetBoolean("Online") ?? false,
        Translations = Parse(row.GetString("Translations"), SeedJson.Default.IReadOnlyListTranslation),
        TranslationOf = row.GetString("TranslationOf") is { } named ? SeedName.FromBlobName(named) : null,
        TranslationLinks = Parse(row.GetString("Pointers"), SeedJson.Default.IReadOnlyListTranslationLink),
        FormerLinkTargets = Parse(row.GetString("Left"), SeedJson.Default.IReadOnlyListString),
        Aliases = Parse(row.GetString("Aliases"), SeedJson.Default.IReadOnlyListSeedAlias),
        Due = row.GetDateTimeOffset("Due"),
        PreviewKey = row.GetBinary("PreviewKey"),
        Media = row.GetString("Media") is { } media ? new SeedMedia(media, row.GetInt32("Width") ?? 0, row.GetInt32("Height") ?? 0) { Bytes = row.GetInt64("Bytes") } : null,
        IsFile = row.GetBoolean("IsImage") ?? false,
        Images = Parse(row.GetString("Images"), SeedJson.Default.IReadOnlyListSeedFile),
        Attachments = Parse(row.GetString("Attachments"), SeedJson.Default.IReadOnlyListSeedFile),
        MetadataVersion = row.GetString("Metadata"),
        LastVersion = row.GetString("Version"),
        BaseVisits = row.GetInt64("BaseVisits"),
        Error = row.GetString("ErrorCode") is { } code ? new DocumentError(code, row.GetString("ErrorMessage") ?? "", row.GetInt32("ErrorLine")) : null,
        Warnings = Parse(row.GetString("Warnings"), SeedJson.Default.IReadOnlyListString),
        Removed = Parse(row.GetString("Removed"), SeedJson.Default.IReadOnlyListRemovedLine),
        Attempts = row.GetInt32("Attempts") ?? 0,
        Uploaded = row.GetDateTimeOffset("Uploaded"),
        Updated = row.Timestamp,
        ETag = row.ETag,
    };

    /// <summary>Writes a record.</summary>
    public static TableEntity Write(SeedRecord record) => new(SeedKeys.GetPartitionKey(record.Name), SeedKeys.GetRowKey(record.Name))
    {
        ["Name"] = record.Name.Value,
        ["Status"] = record.Status.ToString(),
        ["SeedETag"] = record.SeedETag,
        ["Slug"] = record.Slug,
        ["Lang"] = record.Lang,
        ["Title"] = record.Title,
        ["ArticleETag"] = record.ArticleState.ETag?.ToString(),
        ["Rows"] = Serialize<ListEntry>([.. record.ArticleState.Entries, .. record.ArticleState.AbsentEntries], SeedJson.Default.IReadOnlyListListEntry),
        ["Online"] = record.IsOnline,
        ["Translations"] = Serialize(record.Translations, SeedJson.Default.IReadOnlyListTranslation),
        ["TranslationOf"] = record.TranslationOf?.Value,
        ["Pointers"] = Serialize(record.TranslationLinks, SeedJson.Default.IReadOnlyListTranslationLink),
        ["Left"] = Serialize(record.FormerLinkTargets, SeedJson.Default.IReadOnlyListString),
        ["Aliases"] = Serialize(record.Aliases, SeedJson.Default.IReadOnlyListSeedAlias),
        ["Due"] = record.Due,
        ["PreviewKey"] = record.PreviewKey,
        ["Media"] = record.Media?.Name,
        ["Width"] = record.Media?.Width,
        ["Height"] = record.Media?.Height,
        ["Bytes"] = record.Media?.Bytes,
        ["IsImage"] = record.IsFile ? true : null,
        ["Images"] = Serialize(record.Images, SeedJson.Default.IReadOnlyListSeedFile),
        ["Attachments"] = Serialize(record.Attachments, SeedJson.Default.IReadOnlyListSeedFile),
        ["Metadata"] = record.MetadataVersion,
        ["Version"] = record.LastVersion,
        ["BaseVisits"] = record.BaseVisits,
        ["ErrorCode"] = record.Error?.Code,
        ["ErrorMessage"] = record.Error?.Message,
        ["ErrorLine"] = record.Error?.Line,
        ["Warnings"] = Serialize(record.Warnings, SeedJson.Default.IReadOnlyListString),
        ["Removed"] = Serialize(record.Removed, SeedJson.Default.IReadOnlyListRemovedLine),
        ["Attempts"] = record.Attempts,
        ["Uploaded"] = record.Uploaded,
    };

    private static IReadOnlyList<T> Parse<T>(string? json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<IReadOnlyList<T>> type) =>
        json is null ? [] : JsonSerializer.Deserialize(json, type) ?? [];

    private static string? Serialize<T>(IReadOnlyList<T> list, System.Text.Json.Serialization.Metadata.JsonTypeInfo<IReadOnlyList<T>> type) =>
        list.Count == 0 ? null : JsonSerializer.Serialize(list, type);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<ListEntry>))]
[JsonSerializable(typeof(IReadOnlyList<SeedAlias>))]
[JsonSerializable(typeof(IReadOnlyList<SeedFile>))]
[JsonSerializable(typeof(IReadOnlyList<TranslationLink>))]
[JsonSerializable(typeof(IReadOnlyList<Translation>))]
[JsonSerializable(typeof(IReadOnlyList<RemovedLine>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class SeedJson : JsonSerializerContext;

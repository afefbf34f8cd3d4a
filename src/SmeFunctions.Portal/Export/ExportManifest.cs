using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmeFunctions.Portal.Export;

/// <summary>The file <c>manifest.json</c> of an export.</summary>
public sealed record ExportManifest
{
    /// <summary>The name of the file in the ZIP.</summary>
    public const string FileName = "manifest.json";

    /// <summary>The folder of the documents in the ZIP.</summary>
    public const string SeedFolder = "seeds/";

    /// <summary>The value of <see cref="Format"/>.</summary>
    public const string FormatName = "smefunctions-export";

    /// <summary>The highest <see cref="Version"/> that is read.</summary>
    public const int LastVersion = 1;

    public required string Format { get; init; }

    public required int Version { get; init; }

    /// <summary>When the export was started, UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>All other files.</summary>
    public required IReadOnlyList<ExportedFile> Files { get; init; }

    /// <summary>The documents that have or had an article.</summary>
    public required IReadOnlyList<ExportedDocument> Documents { get; init; }

    /// <returns>The manifest; <see langword="null"/> when the content is something else.</returns>
    public static ExportManifest? TryRead(ReadOnlySpan<byte> content)
    {
        try
        {
            return JsonSerializer.Deserialize(content, ExportJson.Readable.ExportManifest) is { Format: FormatName } manifest ? manifest : null;
        }
        catch (JsonException)
        {
            // Another program's manifest.
            return null;
        }
    }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, ExportJson.Readable.ExportManifest);
}

/// <param name="Path">Its path in the ZIP.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">The hash of its content, in hexadecimal digits.</param>
public sealed record ExportedFile(string Path, long Bytes, string Sha256);

/// <summary>What the portal knows of a document, and the document does not state.</summary>
/// <param name="Name">Its name in the container of seeds.</param>
/// <param name="Slug">The slug of its article.</param>
/// <param name="Published">The day of its article; <see langword="null"/> when readers do not see it.</param>
/// <param name="Visits">The visits of its article.</param>
/// <param name="Aliases">Former slugs and addresses that lead to it.</param>
public sealed record ExportedDocument(string Name, string Slug, DateOnly? Published, long Visits, IReadOnlyList<string> Aliases);

/// <summary>What a page of an export has written.</summary>
/// <param name="Blocks">The blocks of the blob, in order.</param>
/// <param name="Length">Bytes of all blocks.</param>
/// <param name="Entries">The entries. Offsets count from the start of the page.</param>
/// <param name="Files">The same entries for the manifest.</param>
/// <param name="Documents">Documents of this page.</param>
internal sealed record ExportPage(
    IReadOnlyList<string> Blocks, long Length, IReadOnlyList<ZipEntryRecord> Entries, IReadOnlyList<ExportedFile> Files, IReadOnlyList<ExportedDocument> Documents);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ExportManifest))]
[JsonSerializable(typeof(ExportPage))]
[JsonSerializable(typeof(ExportRequest))]
internal sealed partial class ExportJson : JsonSerializerContext
{
    public static ExportJson Readable => field ??= new(UnescapedJson.CreateOptions(Default.Options));
}

using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Articles;

/// <summary>
/// Stores the section counts of each language in one entity, so a request reads them with one call. The row key <c>~census</c> and the columns keep
/// their stored names.
/// </summary>
public sealed class SectionCountStore(ContentAccount account)
{
    private const string ChangeColumn = "Change";
    private const string DataColumn = "Data";

    // A binary property has 64 KiB, an entity 1 MiB: about 40,000 sections as compressed JSON.
    private const int ChunkSize = 65_536;

    /// <summary>Reads the counts; one call.</summary>
    /// <returns>The counts; <see langword="null"/> before the first count.</returns>
    public async Task<StoredSectionCounts?> FindAsync(string lang, CancellationToken cancellationToken)
    {
        var found = await account.ArticlesTable.GetEntityIfExistsAsync<TableEntity>(lang, ArticleKeys.SectionCounts, cancellationToken: cancellationToken);
        return found.HasValue ? new StoredSectionCounts(lang, Read(found.Value!), found.Value!.ETag, found.Value.Timestamp ?? default) : null;
    }

    /// <summary>Stores counts if the previous ones did not change; one call.</summary>
    /// <exception cref="RequestFailedException">404, 409 or 412: they changed.</exception>
    public async Task SaveAsync(string lang, SectionCounts counts, ETag? before, CancellationToken cancellationToken)
    {
        var row = new TableEntity(lang, ArticleKeys.SectionCounts) { [ChangeColumn] = counts.Change };
        foreach (var (i, chunk) in Compress(counts).Chunk(ChunkSize).Index())
        {
            row[DataColumn + i] = chunk;
        }

        if (before is { } etag)
        {
            await account.ArticlesTable.UpdateEntityAsync(row, etag, TableUpdateMode.Replace, cancellationToken);
        }
        else
        {
            await account.ArticlesTable.AddEntityAsync(row, cancellationToken);
        }
    }

    private static byte[] Compress(SectionCounts counts)
    {
        using var data = new MemoryStream();
        using (var brotli = new BrotliStream(data, CompressionLevel.Optimal))
        {
            JsonSerializer.Serialize(brotli, counts, SectionJson.Default.SectionCounts);
        }

        return data.ToArray();
    }

    private static SectionCounts Read(TableEntity row)
    {
        using var data = new MemoryStream();
        for (var i = 0; row.GetBinary(DataColumn + i) is { } chunk; i++)
        {
            data.Write(chunk);
        }

        data.Position = 0;
        using var brotli = new BrotliStream(data, CompressionMode.Decompress);
        return JsonSerializer.Deserialize(brotli, SectionJson.Default.SectionCounts) ?? throw new JsonException("The stored census is null.");
    }
}

/// <summary>Stored section counts.</summary>
/// <param name="Lang">The language.</param>
/// <param name="Counts">The counts.</param>
/// <param name="ETag">The version.</param>
/// <param name="Stored">When they were stored, UTC.</param>
public sealed record StoredSectionCounts(string Lang, SectionCounts Counts, ETag ETag, DateTimeOffset Stored);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SectionCounts))]
internal sealed partial class SectionJson : JsonSerializerContext;

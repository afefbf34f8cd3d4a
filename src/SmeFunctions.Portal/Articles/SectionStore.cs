using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Articles;

/// <summary>The census of each language: one row beside its lists, so that a request reads it with one call.</summary>
internal sealed class SectionStore(ContentAccount account)
{
    private const string ChangeColumn = "Change";
    private const string DataColumn = "Data";

    // A binary property has 64 KiB, an entity 1 MiB: some 40,000 sections, as JSON compresses.
    private const int ChunkSize = 65_536;

    /// <summary>Reads a census; one call.</summary>
    /// <returns>It; <see langword="null"/> when there is none yet.</returns>
    public async Task<StoredCensus?> FindAsync(string lang, CancellationToken cancellationToken)
    {
        var found = await account.ArticlesTable.GetEntityIfExistsAsync<TableEntity>(lang, ArticleKeys.Census, cancellationToken: cancellationToken);
        return found.HasValue ? new StoredCensus(lang, Read(found.Value!), found.Value!.ETag, found.Value.Timestamp ?? default) : null;
    }

    /// <summary>Stores a census, if the one before it is still the one that was read; one call.</summary>
    /// <exception cref="RequestFailedException">404, 409 or 412: it is not.</exception>
    public async Task SaveAsync(string lang, SectionCensus census, ETag? before, CancellationToken cancellationToken)
    {
        var row = new TableEntity(lang, ArticleKeys.Census) { [ChangeColumn] = census.Change };
        foreach (var (i, chunk) in Compress(census).Chunk(ChunkSize).Index())
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

    private static byte[] Compress(SectionCensus census)
    {
        using var data = new MemoryStream();
        using (var brotli = new BrotliStream(data, CompressionLevel.Optimal))
        {
            JsonSerializer.Serialize(brotli, census, SectionJson.Default.SectionCensus);
        }

        return data.ToArray();
    }

    private static SectionCensus Read(TableEntity row)
    {
        using var data = new MemoryStream();
        for (var i = 0; row.GetBinary(DataColumn + i) is { } chunk; i++)
        {
            data.Write(chunk);
        }

        data.Position = 0;
        using var brotli = new BrotliStream(data, CompressionMode.Decompress);
        return JsonSerializer.Deserialize(brotli, SectionJson.Default.SectionCensus) ?? throw new JsonException("The stored census is null.");
    }
}

/// <summary>A census as it is stored.</summary>
/// <param name="Lang">Its language.</param>
/// <param name="Census">What was counted.</param>
/// <param name="ETag">Its version.</param>
/// <param name="Stored">When it was counted, UTC.</param>
internal sealed record StoredCensus(string Lang, SectionCensus Census, ETag ETag, DateTimeOffset Stored);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SectionCensus))]
internal sealed partial class SectionJson : JsonSerializerContext;

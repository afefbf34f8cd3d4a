using System.Text.Json.Serialization;

namespace SmeFunctions.Portal.Search;

/// <summary>
/// Which files make up the index: the blob <c>manifest.json</c> of the container <c>search</c>. It is the only blob that is ever overwritten. Whoever
/// holds a manifest can read the index as it was, until the files' grace time is over.
/// </summary>
public sealed record SearchManifest
{
    /// <summary>The version of this format and of the analysis. An index of another version is built again.</summary>
    public required string Version { get; init; }

    /// <summary>Unique for each commit.</summary>
    public required string Commit { get; init; }

    /// <summary>When it was committed, UTC.</summary>
    public required DateTimeOffset Committed { get; init; }

    /// <summary>Whether all articles are in the index. Readers do not serve an index that is being built.</summary>
    public bool IsComplete { get; init; }

    /// <summary>The operation that builds the index; <see langword="null"/> when it is complete.</summary>
    public string? Build { get; init; }

    /// <summary>An index for each language.</summary>
    public IReadOnlyDictionary<string, SearchLanguageIndex> Languages { get => field ?? new Dictionary<string, SearchLanguageIndex>(); init; }

    [JsonIgnore]
    public long Documents => Languages.Values.Sum(index => index.Documents);

    [JsonIgnore]
    public long Bytes => Languages.Values.SelectMany(index => index.Files).Sum(file => file.Length);
}

/// <param name="Documents">The number of articles.</param>
/// <param name="Files">Its segment files.</param>
public sealed record SearchLanguageIndex(int Documents, IReadOnlyList<SearchFile> Files);

/// <summary>An immutable file of the index.</summary>
/// <param name="Name">Its name in Lucene's directory. Two writers may use a name for different files.</param>
/// <param name="Blob">The blob's name, which is unique.</param>
/// <param name="Length">In bytes.</param>
public sealed record SearchFile(string Name, string Blob, long Length);

/// <summary>A manifest as it was read.</summary>
/// <param name="Manifest">The manifest; <see langword="null"/> when the stored one is of another version or damaged.</param>
/// <param name="ETag">The blob's version.</param>
public sealed record StoredSearchManifest(SearchManifest? Manifest, Azure.ETag ETag);

/// <summary>The JSON form of the manifest.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SearchManifest))]
internal sealed partial class SearchManifestJson : JsonSerializerContext;

using System.Text.Json.Serialization;
using SmeFunctions.Documents;

namespace SmeFunctions.Portal.Import;

/// <summary>What is imported, and where to.</summary>
public sealed record ImportRequest
{
    private const int MaxFolderLength = 200;

    /// <summary>A blob in the container <c>imports</c>; with a slash at its end, all blobs of that folder.</summary>
    public required string Source { get; init; }

    /// <summary>The folder of the documents in the container of seeds: <c>zh/old-site</c>.</summary>
    public required string Folder { get; init; }

    /// <summary>Whether only the report is written.</summary>
    public bool IsDryRun { get; init; } = true;

    /// <summary>The address of the old site, if its pages do not state it.</summary>
    public Uri? Address { get; init; }

    /// <summary>Checks a request.</summary>
    /// <param name="source">See <see cref="Source"/>.</param>
    /// <param name="folder">See <see cref="Folder"/>; empty for one that is named after the source.</param>
    /// <param name="address">See <see cref="Address"/>; empty for none.</param>
    /// <param name="isDryRun">See <see cref="IsDryRun"/>.</param>
    /// <param name="request">The request, if it is valid.</param>
    /// <returns>The field that is wrong, and a sentence; <see langword="null"/> when all are right.</returns>
    public static (string Field, string Message)? TryCreate(string source, string folder, string address, bool isDryRun, out ImportRequest? request)
    {
        request = null;
        var name = source.TrimEnd('/');
        if (DocumentName.FindProblem(name) is { } problem)
        {
            return ("source", $"The source should be the name of a blob in the container of imports. {problem}");
        }

        folder = folder.Trim().Trim('/') is { Length: > 0 } stated ? stated : GetDefaultFolder(name);
        if (DocumentName.FindProblem(folder) is not null || folder.Length > MaxFolderLength)
        {
            return ("folder", $"The folder should be the name of a folder, like zh/old-site, {MaxFolderLength} characters at the most. {DocumentName.FindProblem(folder)}".TrimEnd());
        }

        Uri? site = null;
        if (address.Trim() is { Length: > 0 } text && (!Uri.TryCreate(text, UriKind.Absolute, out site) || site.Scheme is not ("http" or "https")))
        {
            return ("address", "The address should be that of the old site, like https://old.example.org/.");
        }

        request = new ImportRequest { Source = source, Folder = folder, Address = site, IsDryRun = isDryRun };
        return null;
    }

    private static string GetDefaultFolder(string source)
    {
        var file = source[(source.LastIndexOf('/') + 1)..];
        return "imported/" + (Slugs.Create(file.LastIndexOf('.') is > 0 and var dot ? file[..dot] : file) is { Length: > 0 } slug ? slug : "site");
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ImportRequest))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, long>))]
internal sealed partial class ImportRequestJson : JsonSerializerContext;

using System.Text.Json.Serialization;
using SmeFunctions.Documents;

namespace SmeFunctions.Portal.Import;

/// <summary>What is imported, and where to.</summary>
public sealed record ImportRequest
{
    private const int MaxFolderLength = 200;

    /// <summary>A blob in the container <c>imports</c>; with a slash at its end, all blobs of that folder.</summary>
    public required string Source { get; init; }

    /// <summary>
    /// The folder of the documents in the container of seeds: <c>zh/old-site</c>. <see langword="null"/> for the usual one: the root for the export of a
    /// portal, a folder that is named after the source for everything else.
    /// </summary>
    public string? Folder { get; init; }

    /// <summary>Whether only the report is written.</summary>
    public bool IsDryRun { get; init; } = true;

    /// <summary>The address of the old site, if its pages do not state it.</summary>
    public Uri? Address { get; init; }

    /// <summary>Checks a request.</summary>
    /// <param name="source">See <see cref="Source"/>.</param>
    /// <param name="folder">See <see cref="Folder"/>; empty for the usual one.</param>
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

        folder = folder.Trim().Trim('/');
        if (folder.Length > 0 && (DocumentName.FindProblem(folder) is not null || folder.Length > MaxFolderLength))
        {
            return ("folder", $"The folder should be the name of a folder, like zh/old-site, {MaxFolderLength} characters at the most. {DocumentName.FindProblem(folder)}".TrimEnd());
        }

        Uri? site = null;
        if (address.Trim() is { Length: > 0 } text && (!Uri.TryCreate(text, UriKind.Absolute, out site) || site.Scheme is not ("http" or "https")))
        {
            return ("address", "The address should be that of the old site, like https://old.example.org/.");
        }

        request = new ImportRequest { Source = source, Folder = folder.Length > 0 ? folder : null, Address = site, IsDryRun = isDryRun };
        return null;
    }

    /// <summary>The folder of documents that have no names of their own in a portal.</summary>
    public string GetSiteFolder()
    {
        if (Folder is not null)
        {
            return Folder;
        }

        var source = Source.TrimEnd('/');
        var file = source[(source.LastIndexOf('/') + 1)..];
        return "imported/" + (Slugs.Create(file.LastIndexOf('.') is > 0 and var dot ? file[..dot] : file) is { Length: > 0 } slug ? slug : "site");
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ImportRequest))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, long>))]
internal sealed partial class ImportRequestJson : JsonSerializerContext;

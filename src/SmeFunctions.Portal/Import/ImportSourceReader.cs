using Azure;
using Azure.Storage.Blobs.Models;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Import;

/// <summary>Lists what can be imported.</summary>
public sealed class ImportSourceReader(ContentAccount account)
{
    private const int MaxListed = 100;

    /// <summary>Lists the blobs and folders in the root of the container of imports; one call.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await account.Imports.GetBlobsByHierarchyAsync(new GetBlobsByHierarchyOptions { Delimiter = "/" }, cancellationToken)
                .Take(MaxListed)
                .Select(item => item.IsBlob ? item.Blob.Name : item.Prefix)
                .ToListAsync(cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // The container does not exist yet.
            return [];
        }
    }
}

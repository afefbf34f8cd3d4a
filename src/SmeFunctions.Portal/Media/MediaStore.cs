using Azure;
using Azure.Storage.Blobs.Models;
using SmeFunctions.Documents.Images;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Media;

/// <summary>
/// The container <c>media</c>. Images are named by their content, so that none ever changes: what is stored twice is stored once, and what
/// a reader has is right for good. None is deleted: pages that readers and caches hold still ask for it.
/// </summary>
public sealed class MediaStore(ContentAccount account)
{
    public const string CacheControl = "public, max-age=31536000, immutable";

    /// <summary>Bytes fetched at a time while an image is sent.</summary>
    private const int BufferSize = 1024 * 1024;

    /// <summary>Stores an image, unless it is there.</summary>
    public async Task StoreAsync(ImageFile image, CancellationToken cancellationToken)
    {
        try
        {
            await account.Media.GetBlobClient(image.Name).UploadAsync(
                new BinaryData(image.Content),
                new BlobUploadOptions
                {
                    Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
                    HttpHeaders = new BlobHttpHeaders { ContentType = image.ContentType, CacheControl = CacheControl },
                },
                cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // The same image, from another document, or from a try whose answer was lost.
        }
    }

    /// <summary>Opens an image; its bytes are fetched as they are read, from any place on.</summary>
    /// <returns>The bytes; <see langword="null"/> when there is no such image.</returns>
    public async Task<Stream?> OpenAsync(string name, CancellationToken cancellationToken)
    {
        if (ImageFile.GetContentType(name) is null)
        {
            return null;
        }

        try
        {
            return await account.Media.GetBlobClient(name).OpenReadAsync(new BlobOpenReadOptions(allowModifications: false) { BufferSize = BufferSize }, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }
}

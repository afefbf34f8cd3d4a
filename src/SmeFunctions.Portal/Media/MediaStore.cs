using Azure;
using Azure.Storage.Blobs.Models;
using SmeFunctions.Documents.Images;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Media;

/// <summary>
/// Stores images in the container <c>media</c>, named by their content: an image never changes, and is stored once. None is deleted, because cached
/// pages refer to it.
/// </summary>
public sealed class MediaStore(ContentAccount account)
{
    public const string CacheControl = "public, max-age=31536000, immutable";

    /// <summary>Bytes per read while an image is sent.</summary>
    private const int BufferSize = 1024 * 1024;

    /// <summary>Stores an image unless it exists.</summary>
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
            // The same image, from another document or from an attempt whose response was lost.
        }
    }

    /// <summary>Opens an image. Its bytes are downloaded as they are read, from any position.</summary>
    /// <returns>The stream; <see langword="null"/> when there is no such image.</returns>
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

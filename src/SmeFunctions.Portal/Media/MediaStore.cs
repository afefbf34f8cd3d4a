using Azure;
using Azure.Storage.Blobs.Models;
using SmeFunctions.Documents.Attachments;
using SmeFunctions.Documents.Images;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Media;

/// <summary>
/// Stores images and attachments in the container <c>media</c>, named by their content: a file never changes, and is stored once. None is deleted,
/// because cached pages refer to it.
/// </summary>
public sealed class MediaStore(ContentAccount account)
{
    public const string CacheControl = "public, max-age=31536000, immutable";

    /// <summary>Bytes per read while a file is sent.</summary>
    private const int BufferSize = 1024 * 1024;

    /// <summary>Stores an image unless it exists.</summary>
    public Task StoreAsync(ImageFile image, CancellationToken cancellationToken) => StoreAsync(image.Name, image.Content, image.ContentType, cancellationToken);

    /// <summary>Stores an attachment unless it exists.</summary>
    public Task StoreAsync(AttachmentFile file, CancellationToken cancellationToken) => StoreAsync(file.StoredName, file.Content, file.ContentType, cancellationToken);

    /// <summary>Opens an image. Its bytes are downloaded as they are read, from any position.</summary>
    /// <returns>The stream; <see langword="null"/> when there is no such image.</returns>
    public async Task<Stream?> OpenAsync(string name, CancellationToken cancellationToken) =>
        ImageFile.GetContentType(name) is null ? null : await OpenBlobAsync(name, cancellationToken);

    /// <summary>Opens an attachment, in the same way.</summary>
    /// <param name="hash">The hash of its content.</param>
    /// <param name="fileName">Its own name.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The stream; <see langword="null"/> when there is no such file.</returns>
    public async Task<Stream?> OpenAttachmentAsync(string hash, string fileName, CancellationToken cancellationToken) =>
        AttachmentFile.FindStoredName(hash, fileName) is { } name ? await OpenBlobAsync(name, cancellationToken) : null;

    private async Task<Stream?> OpenBlobAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await account.Media.GetBlobClient(name).OpenReadAsync(new BlobOpenReadOptions(allowModifications: false) { BufferSize = BufferSize }, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    private async Task StoreAsync(string name, ReadOnlyMemory<byte> content, string contentType, CancellationToken cancellationToken)
    {
        try
        {
            await account.Media.GetBlobClient(name).UploadAsync(
                new BinaryData(content),
                new BlobUploadOptions
                {
                    Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
                    HttpHeaders = new BlobHttpHeaders { ContentType = contentType, CacheControl = CacheControl },
                },
                cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // The same file, from another document or from an attempt whose response was lost.
        }
    }
}

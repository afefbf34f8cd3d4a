using Azure.Storage.Sas;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>Creates links with which anyone can upload one document directly to storage, for a limited time.</summary>
public sealed class UploadLinkService(ContentAccount account, IOptions<IngestionOptions> options, TimeProvider time)
{
    private readonly BlobLinkSigner _signer = new(account, time);

    /// <summary>The scheme and host of all links.</summary>
    public string Origin => account.Seeds.Uri.GetLeftPart(UriPartial.Authority);

    /// <summary>
    /// Creates a link that can create or overwrite this document, and nothing else, for <see cref="IngestionOptions.UploadLinkLifetime"/>.
    /// </summary>
    /// <exception cref="Azure.RequestFailedException">Storage issued no key.</exception>
    public async Task<UploadLink> CreateAsync(SeedName name, CancellationToken cancellationToken)
    {
        var (address, expires) = await _signer.SignAsync(
            account.Seeds.GetBlobClient(name.Value), BlobSasPermissions.Create | BlobSasPermissions.Write, options.Value.UploadLinkLifetime, cancellationToken);
        return new UploadLink(name, address, expires);
    }
}

/// <param name="Name">The document.</param>
/// <param name="Address">Where to send it with <c>PUT</c>.</param>
/// <param name="Expires">When the link ends.</param>
public sealed record UploadLink(SeedName Name, Uri Address, DateTimeOffset Expires);

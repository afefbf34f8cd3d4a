using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Sas;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>
/// Creates links with which anyone can upload one document directly to storage, for a limited time. With an identity, a user delegation key signs
/// them, which storage issues for a day; with a connection string, the account key.
/// </summary>
public sealed class UploadLinkService(ContentAccount account, IOptions<IngestionOptions> options, TimeProvider time)
{
    // Storage issues keys for at most seven days, and accepts a start time slightly in the past of its own clock.
    private static readonly TimeSpan _keyLifetime = TimeSpan.FromDays(2);
    private static readonly TimeSpan _clockSkew = TimeSpan.FromMinutes(5);

    private volatile UserDelegationKey? _key;

    /// <summary>The scheme and host of all links.</summary>
    public string Origin => account.Seeds.Uri.GetLeftPart(UriPartial.Authority);

    /// <summary>
    /// Creates a link that can create or overwrite this document, and nothing else, for <see cref="IngestionOptions.UploadLinkLifetime"/>.
    /// </summary>
    /// <exception cref="Azure.RequestFailedException">Storage issued no key.</exception>
    public async Task<UploadLink> CreateAsync(SeedName name, CancellationToken cancellationToken)
    {
        var blob = account.Seeds.GetBlobClient(name.Value);

        // Signatures have a resolution of seconds. Rounded up, so a link never ends early.
        var until = (time.GetUtcNow() + options.Value.UploadLinkLifetime).AddMilliseconds(999).ToUnixTimeSeconds();
        var rights = new BlobSasBuilder(BlobSasPermissions.Create | BlobSasPermissions.Write, DateTimeOffset.FromUnixTimeSeconds(until))
        {
            BlobContainerName = blob.BlobContainerName,
            BlobName = blob.Name,
            Resource = "b",
            Protocol = blob.Uri.Scheme == Uri.UriSchemeHttps ? SasProtocol.Https : SasProtocol.HttpsAndHttp,
        };

        var address = blob.CanGenerateSasUri
            ? blob.GenerateSasUri(rights)
            : blob.GenerateUserDelegationSasUri(rights, await GetKeyAsync(rights.ExpiresOn, cancellationToken));
        return new UploadLink(name, address, rights.ExpiresOn);
    }

    // Two calls at once may both request a key; either is valid.
    private async Task<UserDelegationKey> GetKeyAsync(DateTimeOffset neededUntil, CancellationToken cancellationToken)
    {
        if (_key is { } key && key.SignedExpiresOn >= neededUntil)
        {
            return key;
        }

        var now = time.GetUtcNow();
        return _key = await account.Seeds.GetParentBlobServiceClient().GetUserDelegationKeyAsync(now - _clockSkew, now + _keyLifetime, cancellationToken);
    }
}

/// <param name="Name">The document.</param>
/// <param name="Address">Where to send it with <c>PUT</c>.</param>
/// <param name="Expires">When the link ends.</param>
public sealed record UploadLink(SeedName Name, Uri Address, DateTimeOffset Expires);

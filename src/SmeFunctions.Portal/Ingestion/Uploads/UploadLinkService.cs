using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Sas;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>
/// Links by which who has no rights on the account uploads one document straight to storage, for a while. With an identity they are signed with a
/// key that storage gives to it for a day, and end with its rights; with a connection string, with the account's key.
/// </summary>
public sealed class UploadLinkService(ContentAccount account, IOptions<IngestionOptions> options, TimeProvider time)
{
    // Storage gives a key for seven days at the most, and takes one that began a little ago by its own clock.
    private static readonly TimeSpan _keyLifetime = TimeSpan.FromDays(2);
    private static readonly TimeSpan _clockSkew = TimeSpan.FromMinutes(5);

    private volatile UserDelegationKey? _key;

    /// <summary>Makes a link that creates or overwrites this document, and does nothing else, for <see cref="IngestionOptions.UploadLinkLifetime"/>.</summary>
    /// <exception cref="Azure.RequestFailedException">Storage gives no key.</exception>
    public async Task<UploadLink> CreateAsync(SeedName name, CancellationToken cancellationToken)
    {
        var blob = account.Seeds.GetBlobClient(name.Value);

        // A signature knows seconds. Rounded up: a link never ends before its time.
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

    // Two at once may both ask; either key is good.
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
/// <param name="Address">Where it is to be sent with <c>PUT</c>.</param>
/// <param name="Expires">When the link ends.</param>
public sealed record UploadLink(SeedName Name, Uri Address, DateTimeOffset Expires);

using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Sas;

namespace SmeFunctions.Portal.ContentStorage;

/// <summary>
/// Signs links to single blobs. With an identity, a user delegation key signs them, which storage issues for a day; with a connection string, the account
/// key.
/// </summary>
internal sealed class BlobLinkSigner(ContentAccount account, TimeProvider time)
{
    // Storage issues keys for at most seven days, and accepts a start time slightly in the past of its own clock.
    private static readonly TimeSpan _keyLifetime = TimeSpan.FromDays(2);
    private static readonly TimeSpan _clockSkew = TimeSpan.FromMinutes(5);

    private volatile UserDelegationKey? _key;

    /// <summary>Signs a link.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="permissions">What the link permits.</param>
    /// <param name="lifetime">How long it is valid.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The link, and when it ends.</returns>
    /// <exception cref="Azure.RequestFailedException">Storage issued no key.</exception>
    public async Task<(Uri Address, DateTimeOffset Expires)> SignAsync(BlobClient blob, BlobSasPermissions permissions, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        // Signatures have a resolution of seconds. Rounded up, so a link never ends early.
        var until = (time.GetUtcNow() + lifetime).AddMilliseconds(999).ToUnixTimeSeconds();
        var rights = new BlobSasBuilder(permissions, DateTimeOffset.FromUnixTimeSeconds(until))
        {
            BlobContainerName = blob.BlobContainerName,
            BlobName = blob.Name,
            Resource = "b",
            Protocol = blob.Uri.Scheme == Uri.UriSchemeHttps ? SasProtocol.Https : SasProtocol.HttpsAndHttp,
        };

        var address = blob.CanGenerateSasUri
            ? blob.GenerateSasUri(rights)
            : blob.GenerateUserDelegationSasUri(rights, await GetKeyAsync(rights.ExpiresOn, cancellationToken));
        return (address, rights.ExpiresOn);
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

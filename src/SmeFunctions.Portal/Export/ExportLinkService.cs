using Azure.Storage.Sas;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Operations;

namespace SmeFunctions.Portal.Export;

/// <summary>Creates links with which anyone can download the ZIP of an export directly from storage, for an hour.</summary>
public sealed class ExportLinkService(ContentAccount account, TimeProvider time)
{
    private static readonly TimeSpan _lifetime = TimeSpan.FromHours(1);

    private readonly BlobLinkSigner _signer = new(account, time);

    /// <summary>Creates a link.</summary>
    /// <returns>The link; <see langword="null"/> while there is nothing to download.</returns>
    /// <exception cref="Azure.RequestFailedException">Storage issued no key.</exception>
    public async Task<Uri?> CreateAsync(Operation operation, CancellationToken cancellationToken) =>
        operation is { Export: not null, Status: OperationStatus.Done }
            ? (await _signer.SignAsync(account.Exports.GetBlobClient(ExportRequest.GetBlobName(operation)), BlobSasPermissions.Read, _lifetime, cancellationToken)).Address
            : null;
}

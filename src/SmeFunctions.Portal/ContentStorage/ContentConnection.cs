using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;

namespace SmeFunctions.Portal.ContentStorage;

/// <summary>
/// The connection of the content account, found as the Functions host finds connections: <c>AzureWebJobsContent</c>, then <c>Content</c>, then
/// <c>AzureWebJobsStorage</c>. A connection string, or a section with <c>blobServiceUri</c>, <c>queueServiceUri</c> and <c>tableServiceUri</c> (or
/// <c>accountName</c>) for an identity, with <c>credential=managedidentity</c> and <c>clientId</c> for a user-assigned one.
/// </summary>
public sealed class ContentConnection
{
    public const string Name = "Content";

    private static readonly string[] _settings = ["AzureWebJobs" + Name, Name, "AzureWebJobsStorage"];

    private readonly IConfigurationSection _section;

    private ContentConnection(IConfigurationSection section) => _section = section;

    /// <exception cref="InvalidOperationException">None of the settings exists.</exception>
    public static ContentConnection Find(IConfiguration configuration)
    {
        var section = _settings.Select(configuration.GetSection).FirstOrDefault(section => section.Exists())
            ?? throw new InvalidOperationException(
                $"No storage account is set. Give '{Name}' (or 'AzureWebJobsStorage') a connection string, or set "
                + $"'{Name}__blobServiceUri', '{Name}__queueServiceUri' and '{Name}__tableServiceUri' to use an identity.");

        return new ContentConnection(section);
    }

    public BlobServiceClient CreateBlobs(BlobClientOptions options) =>
        _section.Value is { } connectionString
            ? new BlobServiceClient(connectionString, options)
            : new BlobServiceClient(ServiceUri("blob"), CreateCredential(), options);

    public QueueServiceClient CreateQueues(QueueClientOptions options) =>
        _section.Value is { } connectionString
            ? new QueueServiceClient(connectionString, options)
            : new QueueServiceClient(ServiceUri("queue"), CreateCredential(), options);

    public TableServiceClient CreateTables(TableClientOptions options) =>
        _section.Value is { } connectionString
            ? new TableServiceClient(connectionString, options)
            : new TableServiceClient(ServiceUri("table"), CreateCredential(), options);

    internal Uri ServiceUri(string service)
    {
        if (_section[service + "ServiceUri"] is { } address)
        {
            return Uri.TryCreate(address, UriKind.Absolute, out var uri)
                ? uri
                : throw new InvalidOperationException($"'{_section.Path}__{service}ServiceUri' is '{address}', which is no absolute address.");
        }

        return _section["accountName"] is { } account
            ? new Uri($"https://{account}.{service}.core.windows.net")
            : throw new InvalidOperationException($"'{_section.Path}__{service}ServiceUri' is not set, nor is '{_section.Path}__accountName'.");
    }

    /// <summary>Creates the identity of the app.</summary>
    public TokenCredential CreateCredential() =>
        "managedidentity".Equals(_section["credential"], StringComparison.OrdinalIgnoreCase)
            ? new ManagedIdentityCredential(_section["clientId"] is { } clientId
                ? ManagedIdentityId.FromUserAssignedClientId(clientId)
                : ManagedIdentityId.SystemAssigned)
            : new DefaultAzureCredential();
}

using Azure.Core;
using Azure.Identity;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;

namespace SmeFunctions.SelfHost.Settings;

/// <summary>
/// Finds the connection of a storage account where the Functions host does: <c>AzureWebJobs{name}</c>, then <c>{name}</c>; a connection string, or a
/// section of an identity-based connection.
/// </summary>
internal static class StorageConnection
{
    public const string Default = "Storage";

    /// <exception cref="StartupException">There is no such connection, or it is incomplete.</exception>
    public static QueueServiceClient Queues(string? name, IConfiguration configuration, QueueClientOptions options)
    {
        var section = Find(name, configuration)
            ?? throw new StartupException($"The connection '{name ?? "AzureWebJobsStorage"}' is not set; give it a connection string or '{name ?? "AzureWebJobsStorage"}__queueServiceUri'.");

        if (!string.IsNullOrWhiteSpace(section.Value))
        {
            try
            {
                return new QueueServiceClient(section.Value, options);
            }
            catch (FormatException e)
            {
                // The value is not shown, because it contains a key.
                throw new StartupException($"The connection '{section.Path}' is not a connection string: {e.Message}", e);
            }
        }

        return new QueueServiceClient(ServiceUri(section), Credential(section), options);
    }

    private static IConfigurationSection? Find(string? name, IConfiguration configuration)
    {
        name = string.IsNullOrWhiteSpace(name) ? Default : name.Replace("__", ":", StringComparison.Ordinal);
        foreach (var key in (string[])[$"ConnectionStrings:AzureWebJobs{name}", $"AzureWebJobs{name}", $"ConnectionStrings:{name}", name])
        {
            var section = configuration.GetSection(key);
            if (section.Exists() && (!string.IsNullOrWhiteSpace(section.Value) || section.GetChildren().Any()))
            {
                return section;
            }
        }

        return null;
    }

    private static Uri ServiceUri(IConfigurationSection section)
    {
        if (section["queueServiceUri"] is { Length: > 0 } text)
        {
            return Uri.TryCreate(text, UriKind.Absolute, out var uri)
                ? uri
                : throw new StartupException($"The setting '{section.Path}__queueServiceUri' is not an address: '{text}'.");
        }

        return section["accountName"] is { Length: > 0 } account
            ? new Uri($"https://{account}.queue.core.windows.net")
            : throw new StartupException($"The connection '{section.Path}' needs '{section.Path}__queueServiceUri' or '{section.Path}__accountName'.");
    }

    private static TokenCredential Credential(IConfigurationSection section)
    {
        var clientId = section["clientId"];
        if (string.Equals(section["credential"], "managedidentity", StringComparison.OrdinalIgnoreCase))
        {
            return new ManagedIdentityCredential(string.IsNullOrEmpty(clientId)
                ? ManagedIdentityId.SystemAssigned
                : ManagedIdentityId.FromUserAssignedClientId(clientId));
        }

        if (section["credential"] is { Length: > 0 } other)
        {
            throw new StartupException($"The setting '{section.Path}__credential' must be 'managedidentity' or absent, not '{other}'.");
        }

        return section["tenantId"] is { Length: > 0 } tenant && section["clientSecret"] is { Length: > 0 } secret && !string.IsNullOrEmpty(clientId)
            ? new ClientSecretCredential(tenant, clientId, secret)
            : new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = clientId });
    }
}

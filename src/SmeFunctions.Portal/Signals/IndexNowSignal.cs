using System.Net.Http.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Changes;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Signals;

/// <summary>Tells search engines which pages have changed, by the protocol of indexnow.org.</summary>
public sealed class IndexNowSignal(
    ContentAccount account, IHttpClientFactory clients, IOptions<SignalOptions> options, IOptions<PortalOptions> portal, TimeProvider time, ILogger<IndexNowSignal> logger)
    : Signal(account, time, logger)
{
    /// <inheritdoc />
    public override string Name => "indexnow";

    /// <summary>The key that the portal serves; <see langword="null"/> when it is off.</summary>
    public string? Key => options.Value.IndexNowKey is { Length: > 0 } key ? key : null;

    /// <inheritdoc />
    protected override bool IsConfigured => Key is not null && portal.Value.PublicUrl is not null;

    /// <inheritdoc />
    protected override async Task SendAsync(IReadOnlyList<ArticleChange> changes, CancellationToken cancellationToken)
    {
        var addresses = new PublicAddresses(portal.Value.PublicUrl!);
        var body = new IndexNowRequest(
            addresses.Site.Host, Key!, new Uri(addresses.Site, $"{Key}.txt").AbsoluteUri, [.. changes.Select(change => addresses.Article(change.Lang, change.Slug).AbsoluteUri).Distinct()]);
        using var client = clients.CreateClient(HttpClientName);
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Value.IndexNowEndpoint) { Content = JsonContent.Create(body, IndexNowJson.Default.IndexNowRequest) };
        await SendAsync(client, request, cancellationToken);
    }
}

internal sealed record IndexNowRequest(string Host, string Key, string KeyLocation, IReadOnlyList<string> UrlList);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IndexNowRequest))]
internal sealed partial class IndexNowJson : JsonSerializerContext;

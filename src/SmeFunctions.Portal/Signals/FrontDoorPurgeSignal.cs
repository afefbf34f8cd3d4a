using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization;
using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Changes;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Signals;

/// <summary>Purges what changed from the cache of Azure Front Door, by its REST API (<c>afdEndpoints/purge</c>), in the version of the templates of infra.</summary>
public sealed class FrontDoorPurgeSignal(
    ContentAccount account, IHttpClientFactory clients, ResourceManagerCredential credential, IOptions<SignalOptions> options, IOptions<PortalOptions> portal, TimeProvider time, ILogger<FrontDoorPurgeSignal> logger)
    : Signal(account, time, logger)
{
    private const string ApiVersion = "2025-12-01";

    /// <summary>Paths of one request, by the service's limit.</summary>
    private const int MaxPaths = 100;

    /// <summary>What each change may change: lists, feeds and maps of the site.</summary>
    private static readonly string[] _lists = ["/", "/api/articles", "/api/sections", "/api/feeds/*", "/sitemap*", "/news-sitemap.xml", "/llms.txt"];

    /// <inheritdoc />
    public override string Name => "front-door";

    /// <inheritdoc />
    protected override bool IsConfigured => options.Value.FrontDoorEndpointId is { Length: > 0 };

    /// <inheritdoc />
    protected override async Task SendAsync(IReadOnlyList<ArticleChange> changes, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(HttpClientName);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.Value.ResourceManager, $"{options.Value.FrontDoorEndpointId}/purge?api-version={ApiVersion}"))
        {
            Content = JsonContent.Create(new FrontDoorPurgeRequest(GetPaths(changes)), FrontDoorPurgeJson.Default.FrontDoorPurgeRequest),
        };
        try
        {
            var token = await credential.GetTokenAsync(new Uri(options.Value.ResourceManager, ".default").AbsoluteUri, cancellationToken);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Token);
        }
        catch (AuthenticationFailedException e)
        {
            throw new SignalFailedException("The identity has no token.", e);
        }

        await SendAsync(client, request, cancellationToken);
    }

    private IReadOnlyList<string> GetPaths(IReadOnlyList<ArticleChange> changes)
    {
        // Pages of a language: its start, its sections and its articles.
        var languages = portal.Value.Languages.Where(lang => changes.Any(change => change.Lang == lang)).Select(lang => $"/{lang}*").ToList();
        var articles = changes.Select(change => change.Slug).Distinct().Select(slug => $"/api/articles/{Uri.EscapeDataString(slug)}*").ToList();
        return articles.Count + languages.Count + _lists.Length > MaxPaths ? ["/*"] : [.. _lists, .. languages, .. articles];
    }
}

/// <summary>The identity of the app for Azure Resource Manager.</summary>
/// <param name="credential">The identity.</param>
public sealed class ResourceManagerCredential(TokenCredential credential)
{
    /// <exception cref="AuthenticationFailedException">There is no token.</exception>
    public ValueTask<AccessToken> GetTokenAsync(string scope, CancellationToken cancellationToken) => credential.GetTokenAsync(new TokenRequestContext([scope]), cancellationToken);
}

internal sealed record FrontDoorPurgeRequest(IReadOnlyList<string> ContentPaths);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FrontDoorPurgeRequest))]
internal sealed partial class FrontDoorPurgeJson : JsonSerializerContext;

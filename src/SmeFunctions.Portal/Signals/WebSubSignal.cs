using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Changes;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Feeds;

namespace SmeFunctions.Portal.Signals;

/// <summary>Tells the WebSub hubs of the feeds (<see cref="FeedOptions.Hubs"/>) which feeds have changed; the hubs tell their subscribers.</summary>
public sealed class WebSubSignal(
    ContentAccount account, IHttpClientFactory clients, IOptions<FeedOptions> feeds, IOptions<PortalOptions> portal, TimeProvider time, ILogger<WebSubSignal> logger)
    : Signal(account, time, logger)
{
    /// <inheritdoc />
    public override string Name => "websub";

    /// <inheritdoc />
    protected override bool IsConfigured => feeds.Value.Hubs.Length > 0 && portal.Value.PublicUrl is not null;

    /// <inheritdoc />
    protected override async Task SendAsync(IReadOnlyList<ArticleChange> changes, CancellationToken cancellationToken)
    {
        var addresses = new PublicAddresses(portal.Value.PublicUrl!);
        using var client = clients.CreateClient(HttpClientName);
        foreach (var lang in changes.Select(change => change.Lang).Distinct().Where(portal.Value.Languages.Contains))
        {
            foreach (var (hub, format) in feeds.Value.Hubs.SelectMany(hub => FeedFormat.All.Select(format => (hub, format))))
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, hub)
                {
                    Content = new FormUrlEncodedContent([new("hub.mode", "publish"), new("hub.url", addresses.Feed($"{lang}.{format.Extension}", section: null).AbsoluteUri)]),
                };
                await SendAsync(client, request, cancellationToken);
            }
        }
    }
}

using Azure.Core;
using Microsoft.Extensions.Logging.Abstractions;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Feeds;
using SmeFunctions.Portal.Signals;

namespace SmeFunctions.Portal.Tests.Notifications;

/// <summary>The signals of a portal, all of them off.</summary>
internal sealed class TestSignals
{
    public TestSignals(ContentAccount account, PortalOptions portal, FeedOptions feeds, TimeProvider time)
    {
        IndexNow = new IndexNowSignal(account, new Clients(), Microsoft.Extensions.Options.Options.Create(Options), Microsoft.Extensions.Options.Options.Create(portal), time, NullLogger<IndexNowSignal>.Instance);
        All =
        [
            IndexNow,
            new FrontDoorPurgeSignal(
                account, new Clients(), new ResourceManagerCredential(new Identity()), Microsoft.Extensions.Options.Options.Create(Options), Microsoft.Extensions.Options.Options.Create(portal), time, NullLogger<FrontDoorPurgeSignal>.Instance),
            new WebSubSignal(account, new Clients(), Microsoft.Extensions.Options.Options.Create(feeds), Microsoft.Extensions.Options.Options.Create(portal), time, NullLogger<WebSubSignal>.Instance),
        ];
    }

    public SignalOptions Options { get; } = new();

    public IndexNowSignal IndexNow { get; }

    public IReadOnlyList<Signal> All { get; }

    private sealed class Clients : IHttpClientFactory
    {
        public HttpClient CreateClient(string name) => new() { Timeout = TimeSpan.FromSeconds(5) };
    }

    private sealed class Identity : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => new("token for " + requestContext.Scopes[0], DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }
}

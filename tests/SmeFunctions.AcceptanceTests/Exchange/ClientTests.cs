using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Http.HttpClientLibrary;
using SmeFunctions.AcceptanceTests.Running;
using SmeFunctions.Client;
using SmeFunctions.Client.Models;

namespace SmeFunctions.AcceptanceTests;

/// <summary>A client that was generated from the description of the API, as other programs have one.</summary>
public sealed class ClientTests(SharedAzurite azurite) : PortalTests(azurite)
{
    [Fact]
    public async Task A_generated_client_uploads_reads_counts_and_follows()
    {
        var app = await AppAsync();
        var client = CreateClient(app);
        var name = app.Name("en/client.md");

        // Parameters of the query are properties, and paths are indexers.
        var queued = await client.Api.Seeds[name].PutAsync($"---\ntitle: A client {app.Tag}\ndate: 2017-01-04\ntags: [client]\n---\nShips leave in the morning.\n");
        Assert.Equal(name, queued?.Name);
        var seed = await app.WaitFor("it is published", () => client.Api.Seeds[name].GetAsync(), seed => seed?.Status == SeedStatus.Published);
        var article = await client.Api.Articles[seed!.Slug!].GetAsync();
        Assert.Equal(($"A client {app.Tag}", "2017-01-04"), (article?.Title, article?.Published?.ToString()));
        Assert.Equal(["client"], article?.Tags);

        var visit = await client.Api.Articles[seed.Slug!].Visits.PostAsync();
        Assert.Equal(1, visit?.Visits);
        var page = await client.Api.Articles.GetAsync(request => (request.QueryParameters.Lang, request.QueryParameters.Limit) = ("en", 100));
        Assert.Contains(page!.Items!, item => item.Slug == seed.Slug);
        var changes = await app.WaitFor("the change is there", () => ReadChangesAsync(client), found => found.Contains(seed.Slug!));
        Assert.Contains(seed.Slug!, changes);
        await client.Api.Seeds[name].DeleteAsync();
    }

    [Fact]
    public async Task A_generated_client_manages_webhooks_and_operations()
    {
        var app = await AppAsync();
        var client = CreateClient(app);

        var webhook = await client.Api.Webhooks.PostAsync(new WebhookRequest { Url = "https://receiver.example/hook", Events = [WebhookRequest_events.ArticlePublished], Description = app.Tag });
        Assert.StartsWith("whsec_", webhook?.Secret, StringComparison.Ordinal);
        var disabled = await client.Api.Webhooks[webhook!.Id!]["disable"].PostAsync();
        Assert.False(disabled?.Enabled);
        Assert.Contains((await client.Api.Webhooks.GetAsync())!.Items!, item => item.Description == app.Tag && item.Secret is null);
        Assert.Empty((await client.Api.Webhooks[webhook.Id!].Deliveries.GetAsync())!.Items!);
        await client.Api.Webhooks[webhook.Id!].DeleteAsync();

        var problem = await Assert.ThrowsAsync<Problem>(() => client.Api.Webhooks.PostAsync(new WebhookRequest { Url = "ftp://receiver.example/" }));
        Assert.Equal((400, "urn:smefunctions:problem:bad-request"), (problem.ResponseStatusCode, problem.Type));
    }

    private static async Task<IReadOnlyList<string>> ReadChangesAsync(PortalClient client)
    {
        var found = new List<string>();
        ChangePage? page = null;
        do
        {
            var since = page?.Cursor;
            page = await client.Api.Changes.GetAsync(request => (request.QueryParameters.Since, request.QueryParameters.Limit) = (since, 1_000));
            found.AddRange(page!.Items!.Select(change => change.Slug!));
        }
        while (page.HasMore == true);

        return found;
    }

    private static PortalClient CreateClient(PortalApp app) =>
        new(new HttpClientRequestAdapter(new AnonymousAuthenticationProvider(), httpClient: app.Http) { BaseUrl = app.Http.BaseAddress!.ToString().TrimEnd('/') });
}

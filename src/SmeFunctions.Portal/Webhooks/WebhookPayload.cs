using System.Text.Json.Serialization;
using SmeFunctions.Portal.Changes;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Portal.Webhooks;

/// <summary>The body of a delivery: <c>{ "type", "timestamp", "data" }</c>, as Standard Webhooks recommends.</summary>
/// <param name="Type">See <see cref="WebhookEventTypes"/>.</param>
/// <param name="Timestamp">When the event was.</param>
/// <param name="Data">What it is about.</param>
internal sealed record WebhookPayload<TData>(string Type, DateTimeOffset Timestamp, TData Data);

/// <param name="Slug">The article.</param>
/// <param name="Lang">Its language.</param>
/// <param name="Title">Its headline.</param>
/// <param name="Version">The version of its content; empty when it was taken down.</param>
/// <param name="Url">Its address in the API.</param>
/// <param name="Page">The address of its page.</param>
internal sealed record ArticleEventData(string Slug, string Lang, string Title, string Version, string Url, string Page)
{
    public static ArticleEventData Create(ArticleChange change, PortalOptions portal)
    {
        // Without the setting, nobody knows how readers reach the portal.
        var site = portal.PublicUrl?.GetLeftPart(UriPartial.Authority) ?? "";
        return new ArticleEventData(
            change.Slug, change.Lang, change.Title, change.Version, site + Articles.ArticleSummaryView.GetUrl(change.Slug), $"{site}/{change.Lang}/articles/{Uri.EscapeDataString(change.Slug)}");
    }
}

/// <param name="Name">The document.</param>
/// <param name="Code">Stable, for programs: <c>no-title</c>.</param>
/// <param name="Message">A sentence for the editor.</param>
/// <param name="Line">The line, if the error has one.</param>
/// <param name="Url">The status in the API, which asks for a key.</param>
internal sealed record SeedEventData(string Name, string Code, string Message, int? Line, string Url)
{
    public static SeedEventData Create(SeedRecord record, PortalOptions portal) => new(
        record.Name.Value,
        record.Error?.Code ?? "",
        record.Error?.Message ?? "",
        record.Error?.Line,
        $"{portal.PublicUrl?.GetLeftPart(UriPartial.Authority)}/api/seeds/{string.Join('/', record.Name.Value.Split('/').Select(Uri.EscapeDataString))}");
}

/// <param name="Webhook">The webhook.</param>
internal sealed record TestEventData(string Webhook);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WebhookPayload<ArticleEventData>))]
[JsonSerializable(typeof(WebhookPayload<SeedEventData>))]
[JsonSerializable(typeof(WebhookPayload<TestEventData>))]
internal sealed partial class WebhookPayloadJson : JsonSerializerContext
{
    public static WebhookPayloadJson Readable => field ??= new(UnescapedJson.CreateOptions(Default.Options));
}

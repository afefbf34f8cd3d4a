namespace SmeFunctions.Http;

/// <summary>Route templates of webhooks.</summary>
internal static class WebhookRoutes
{
    public const string All = "api/webhooks";
    public const string One = All + "/{id}";

    /// <summary>What can be done to a webhook.</summary>
    public const string Action = One + "/{action:regex(^(?:enable|disable|rotate|test)$)}";

    public const string Deliveries = One + "/deliveries";
    public const string Delivery = Deliveries + "/{delivery}";
}

using System.Net;
using SmeFunctions.Portal.Notifications;

namespace SmeFunctions.Portal.Webhooks;

/// <summary>What a webhook should be.</summary>
/// <param name="Url">Where events are sent.</param>
/// <param name="Events">Types of events; see <see cref="WebhookEventTypes"/>.</param>
/// <param name="Description">What it is for.</param>
public sealed record WebhookRequest(Uri Url, IReadOnlyList<string> Events, string Description)
{
    private const int MaxUrlLength = 2_000;
    private const int MaxDescriptionLength = 200;

    /// <summary>Checks a request. Where a name leads is checked at each delivery.</summary>
    /// <param name="url">See <see cref="Url"/>.</param>
    /// <param name="events">See <see cref="Events"/>; empty for all.</param>
    /// <param name="description">See <see cref="Description"/>.</param>
    /// <param name="options">Which addresses are allowed.</param>
    /// <param name="request">The request, if it is valid.</param>
    /// <returns>The field that is wrong, and a sentence; <see langword="null"/> when all are right.</returns>
    public static (string Field, string Message)? TryCreate(string url, IReadOnlyList<string> events, string description, WebhookOptions options, out WebhookRequest? request)
    {
        request = null;
        if (url.Length > MaxUrlLength || !Uri.TryCreate(url.Trim(), UriKind.Absolute, out var address) || !(address.Scheme == Uri.UriSchemeHttps || (options.AllowPrivateAddresses && address.Scheme == Uri.UriSchemeHttp)))
        {
            return ("url", "The address should begin with https, like https://receiver.example/hook.");
        }

        if (address.UserInfo.Length > 0 || address.Fragment.Length > 0)
        {
            return ("url", "The address should have no user name, password or fragment.");
        }

        if (!options.AllowPrivateAddresses && (address.IsLoopback || (IPAddress.TryParse(address.IdnHost, out var number) && !PublicNetwork.IsPublic(number))))
        {
            return ("url", "The address should be public.");
        }

        if (events.FirstOrDefault(type => !WebhookEventTypes.All.Contains(type)) is { } unknown)
        {
            return ("events", $"'{(unknown.Length > 40 ? unknown[..40] + "…" : unknown)}' is no event; there are: {string.Join(", ", WebhookEventTypes.All)}.");
        }

        if (description.Length > MaxDescriptionLength)
        {
            return ("description", $"The description has at most {MaxDescriptionLength} characters.");
        }

        request = new WebhookRequest(address, events.Count > 0 ? [.. WebhookEventTypes.All.Where(events.Contains)] : WebhookEventTypes.All, description.Trim());
        return null;
    }
}

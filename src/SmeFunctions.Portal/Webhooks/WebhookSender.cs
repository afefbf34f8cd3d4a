using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Notifications;
using StandardWebhooks;

namespace SmeFunctions.Portal.Webhooks;

/// <summary>
/// Sends deliveries as in Standard Webhooks 1.0. It connects to public addresses only, which it checks after the name was resolved; follows no redirect;
/// reads no body; and waits for a limited time.
/// </summary>
public sealed class WebhookSender : IDisposable
{
    private const string IdHeader = "webhook-id";
    private const string TimestampHeader = "webhook-timestamp";
    private const string SignatureHeader = "webhook-signature";

    /// <summary>Kilobytes of the headers of a response.</summary>
    private const int MaxHeadersLength = 16;

    private static readonly TimeSpan _connectionLifetime = TimeSpan.FromMinutes(2);

    private readonly WebhookOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;

    public WebhookSender(IOptions<WebhookOptions> options, TimeProvider time)
    {
        _options = options.Value;
        _time = time;
        _client = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                MaxResponseHeadersLength = MaxHeadersLength,
                PooledConnectionLifetime = _connectionLifetime,
                ConnectCallback = ConnectAsync,
            })
        {
            Timeout = _options.Timeout,
        };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("SmeFunctions-Webhooks", "1.0"));
    }

    /// <summary>Sends a delivery once.</summary>
    /// <exception cref="OperationCanceledException">The caller has canceled.</exception>
    public async Task<WebhookResponse> SendAsync(Webhook webhook, WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(delivery.Payload)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.Add(IdHeader, delivery.EventId);
        request.Headers.Add(TimestampHeader, now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture));
        request.Headers.Add(SignatureHeader, string.Join(' ', webhook.GetSecrets(now).Select(secret => new StandardWebhook(secret).Sign(delivery.EventId, now, delivery.Payload))));
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            var status = (int)response.StatusCode;
            return response.IsSuccessStatusCode ? new WebhookResponse(status, Error: null)
                : new WebhookResponse(status, status is >= 300 and < 400 ? "The receiver redirects, which is not followed." : $"The receiver answered {status}.")
                {
                    RetryAfter = response.Headers.RetryAfter is { } stated ? stated.Delta ?? (stated.Date - now) : null,
                };
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            return new WebhookResponse(null, e.InnerException is TimeoutException ? $"The receiver did not answer within {_options.Timeout.TotalSeconds:0} s." : "The connection was closed.");
        }
        catch (HttpRequestException e) when (e.InnerException is PrivateAddressException refused)
        {
            return new WebhookResponse(null, refused.Message);
        }
        catch (HttpRequestException e)
        {
            return new WebhookResponse(null, $"The receiver could not be reached ({e.HttpRequestError}).");
        }
    }

    public void Dispose() => _client.Dispose();

    // The connection is made to an address that was checked. A name that leads elsewhere a moment later does not matter.
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        var allowed = _options.AllowPrivateAddresses ? addresses : [.. addresses.Where(PublicNetwork.IsPublic)];
        if (allowed.Length == 0)
        {
            throw new PrivateAddressException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class PrivateAddressException() : Exception("The address of the receiver is not public.");
}

/// <summary>What came of an attempt.</summary>
/// <param name="Status">The status code; <see langword="null"/> without a response.</param>
/// <param name="Error">Why it failed; <see langword="null"/> when it did not.</param>
public sealed record WebhookResponse(int? Status, string? Error)
{
    /// <summary>When the receiver wants to be asked again.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

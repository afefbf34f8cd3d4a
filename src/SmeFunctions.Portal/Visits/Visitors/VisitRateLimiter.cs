using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace SmeFunctions.Portal.Visits;

/// <summary>Limits the visits of one client in a minute, in each process. Nothing is stored.</summary>
public sealed class VisitRateLimiter : IDisposable
{
    private static readonly TimeSpan _window = TimeSpan.FromMinutes(1);

    private readonly string _header;
    private readonly PartitionedRateLimiter<string> _limiter;

    public VisitRateLimiter(IOptions<VisitOptions> options)
    {
        _header = options.Value.ClientAddressHeader;
        var limit = new FixedWindowRateLimiterOptions { PermitLimit = Math.Max(1, options.Value.MaxPerClientAndMinute), Window = _window };
        _limiter = PartitionedRateLimiter.Create<string, string>(address => RateLimitPartition.GetFixedWindowLimiter(address, _ => limit));
    }

    /// <returns>How long the client should wait; <see langword="null"/> when the visit is within the limit.</returns>
    public TimeSpan? TryAcquire(HttpRequest request)
    {
        using var lease = _limiter.AttemptAcquire(ClientAddress.Read(request, _header));
        return lease.IsAcquired ? null : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : _window;
    }

    public void Dispose() => _limiter.Dispose();
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Telemetry;
using ZiggyCreatures.Caching.Fusion;

namespace SmeFunctions.Portal.Reading;

/// <summary>
/// The cache of this process for data that readers ask for. Its size is limited, many callers share one load, it is refreshed in the background, and
/// it serves stale data while storage does not answer.
/// </summary>
public sealed class ReadingCache : IDisposable
{
    /// <summary>After a failure, the time before storage is asked for the same data again.</summary>
    private static readonly TimeSpan _retryAfterFailure = TimeSpan.FromSeconds(2);

    /// <summary>The share of the freshness period after which a refresh starts in the background.</summary>
    private const float RefreshFrom = 0.8f;

    private readonly ConcurrentDictionary<TimeSpan, FusionCacheEntryOptions> _entries = new();

    /// <summary>Running loads.</summary>
    private readonly ConcurrentDictionary<string, Loading> _loading = new();
    private readonly ReadingOptions _options;
    private readonly TimeProvider _time;
    private readonly PortalTelemetry? _telemetry;
    private readonly MemoryCache _memory;
    private readonly FusionCache _cache;

    public ReadingCache(IOptions<ReadingOptions> options, TimeProvider time, ILoggerFactory loggers, PortalTelemetry? telemetry = null)
        : this(options, time, new MemoryCache(new MemoryCacheOptions { SizeLimit = options.Value.CacheMegabytes * 1_000_000L }, loggers), telemetry)
    {
    }

    /// <summary>The same, on a cache that a test can inspect.</summary>
    internal ReadingCache(IOptions<ReadingOptions> options, TimeProvider time, MemoryCache memory, PortalTelemetry? telemetry = null)
    {
        _options = options.Value;
        _time = time;
        _telemetry = telemetry;
        _memory = memory;
        // No logger: it would log each request. The callers log storage failures.
        _cache = new FusionCache(new FusionCacheOptions { CacheName = "reading" }, _memory);
    }

    /// <summary>Gets a fresh value without a wait or an allocation, which most requests need.</summary>
    public bool TryGet<T>(string key, TimeSpan freshFor, [NotNullWhen(true)] out Cached<T>? kept)
        where T : class
    {
        kept = _cache.TryGet<Cached<T>>(key, GetEntry(freshFor)).GetValueOrDefault();
        if (kept is null || _time.GetUtcNow() - kept.ReadAt >= freshFor * RefreshFrom)
        {
            return false;
        }

        _telemetry?.CacheRequested(CacheOutcome.Hit);
        return true;
    }

    /// <summary>Gets a cached value, or loads it.</summary>
    /// <param name="key">Cache key.</param>
    /// <param name="freshFor">How long the value is fresh.</param>
    /// <param name="load">Loads the value. It gets the previous value, if any, and may return it when it did not change.</param>
    /// <param name="size">Approximate bytes.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="Azure.RequestFailedException">Storage does not answer, and nothing is cached.</exception>
    public async ValueTask<Cached<T>> GetAsync<T>(
        string key, TimeSpan freshFor, Func<T?, CancellationToken, Task<T>> load, Func<T, int> size, CancellationToken cancellationToken)
        where T : class
    {
        var isLoaded = false;
        var kept = await _cache.GetOrSetAsync<Cached<T>>(
            key,
            async (context, token) =>
            {
                var value = await LoadAsync(key, context.StaleValue.GetValueOrDefault()?.Value, load, token);
                context.Options.SetSize(size(value) + (2 * key.Length) + 500);
                isLoaded = true;
                return new Cached<T>(value, _time.GetUtcNow());
            },
            GetEntry(freshFor),
            token: cancellationToken);
        _telemetry?.CacheRequested(isLoaded ? CacheOutcome.Miss : _time.GetUtcNow() - kept.ReadAt > freshFor ? CacheOutcome.Stale : CacheOutcome.Hit);
        return kept;
    }

    /// <summary>The age of a value that is older than it should be.</summary>
    public TimeSpan? StaleAge(DateTimeOffset readAt) =>
        _time.GetUtcNow() - readAt is var age && age > (2 * _options.FreshFor) + _options.LoadTimeout + _retryAfterFailure ? age : null;

    /// <summary>Marks a value as outdated. It still serves while storage does not answer.</summary>
    public void Expire(string key)
    {
        if (_loading.TryGetValue(key, out var loading))
        {
            loading.IsOutdated = true;
        }

        _cache.Expire(key);
    }

    public void Dispose()
    {
        _cache.Dispose();
        _memory.Dispose();
    }

    // Loads run in the background. One that began before a change and ended after it would cache the old state.
    private async Task<T> LoadAsync<T>(string key, T? known, Func<T?, CancellationToken, Task<T>> load, CancellationToken cancellationToken)
        where T : class
    {
        var loading = _loading[key] = new Loading();
        try
        {
            while (true)
            {
                loading.IsOutdated = false;
                var value = await load(known, cancellationToken);
                if (!loading.IsOutdated)
                {
                    return value;
                }
            }
        }
        finally
        {
            _loading.TryRemove(KeyValuePair.Create(key, loading));
        }
    }

    // A factory changes a copy of its options only.
    private FusionCacheEntryOptions GetEntry(TimeSpan freshFor) => _entries.GetOrAdd(freshFor, static (time, cache) => cache.Entry(time), this);

    private FusionCacheEntryOptions Entry(TimeSpan freshFor) => new()
    {
        Duration = freshFor,
        // Early, so that no reader waits.
        EagerRefreshThreshold = freshFor > TimeSpan.Zero ? RefreshFrom : null,
        IsFailSafeEnabled = true,
        FailSafeMaxDuration = _options.StaleFor,
        FailSafeThrottleDuration = _retryAfterFailure,
        FactorySoftTimeout = _options.LoadTimeout,
        AllowTimedOutFactoryBackgroundCompletion = true,
        Size = 500,
    };

    private sealed class Loading
    {
        private volatile bool _isOutdated;

        public bool IsOutdated
        {
            get => _isOutdated;
            set => _isOutdated = value;
        }
    }
}

/// <param name="Value">The value.</param>
/// <param name="ReadAt">When it was read or last found unchanged.</param>
public sealed record Cached<T>(T Value, DateTimeOffset ReadAt);

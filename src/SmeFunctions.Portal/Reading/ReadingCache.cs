using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Telemetry;
using ZiggyCreatures.Caching.Fusion;

namespace SmeFunctions.Portal.Reading;

/// <summary>
/// What was read from storage for readers, kept in this process: bounded in size, read once however many ask, refreshed in the
/// background while it is asked for, and given on while storage does not answer.
/// </summary>
public sealed class ReadingCache : IDisposable
{
    /// <summary>After a failure, how long before storage is asked again for the same thing.</summary>
    private static readonly TimeSpan _retryAfterFailure = TimeSpan.FromSeconds(2);

    /// <summary>The share of the fresh time after which it is loaded anew in the background.</summary>
    private const float RefreshFrom = 0.8f;

    private readonly ConcurrentDictionary<TimeSpan, FusionCacheEntryOptions> _entries = new();

    /// <summary>What is being loaded.</summary>
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

    /// <summary>The same, on a cache that others can look into.</summary>
    internal ReadingCache(IOptions<ReadingOptions> options, TimeProvider time, MemoryCache memory, PortalTelemetry? telemetry = null)
    {
        _options = options.Value;
        _time = time;
        _telemetry = telemetry;
        _memory = memory;
        // Without a logger: it would tell of each request. That storage does not answer is said by who asks it, and by the age of the answers.
        _cache = new FusionCache(new FusionCacheOptions { CacheName = "reading" }, _memory);
    }

    /// <summary>Gets what is kept if it need not be looked after yet. Costs neither a wait nor an allocation, as nearly all requests should.</summary>
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

    /// <summary>Gets what is kept, or loads it.</summary>
    /// <param name="key">Names it.</param>
    /// <param name="freshFor">How long it is given without another look.</param>
    /// <param name="load">Loads it; is given what was kept before, if anything, which may be returned when it has not changed.</param>
    /// <param name="size">Bytes that it takes, about.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Azure.RequestFailedException">Storage does not answer, and nothing is kept.</exception>
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

    /// <summary>How old something is, when that is more than it should be.</summary>
    public TimeSpan? StaleAge(DateTimeOffset readAt) =>
        _time.GetUtcNow() - readAt is var age && age > (2 * _options.FreshFor) + _options.LoadTimeout + _retryAfterFailure ? age : null;

    /// <summary>Has it loaded anew when it is asked for next; what is kept serves while storage does not answer.</summary>
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

    // Many of these go on in the background. One that began before a change and ended after it would bring back what was there before.
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

    // What a factory changes of its options it changes in a copy.
    private FusionCacheEntryOptions GetEntry(TimeSpan freshFor) => _entries.GetOrAdd(freshFor, static (time, cache) => cache.Entry(time), this);

    private FusionCacheEntryOptions Entry(TimeSpan freshFor) => new()
    {
        Duration = freshFor,
        // Before it is due, so that no reader waits for it.
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

/// <param name="Value">What was read.</param>
/// <param name="ReadAt">When, or when it was last found to be unchanged.</param>
public sealed record Cached<T>(T Value, DateTimeOffset ReadAt);

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Visits;

/// <summary>
/// Estimates how many different visitors the site has in a day, if the settings ask for it. A visitor is a hash of address and browser with a random salt of the
/// day; the salt is deleted after the day, so nobody can be recognized the next day, or looked up later. Only a sketch is stored. docs/visitors.md describes it.
/// </summary>
public sealed partial class VisitorCounter : BackgroundService
{
    /// <summary>Partition of the table <c>Visits</c>, which has two digits for the partitions of visits.</summary>
    private const string Partition = "visitors";

    private const string SaltKey = "salt";
    private const string Sketch = "Sketch";
    private const string Salt = "Salt";
    private const string Day = "Day";
    private const int SaltLength = 32;
    private const int MaxTries = 10;

    /// <summary>Days whose numbers are kept.</summary>
    private const int KeptDays = VisitStatistics.MaxDays;

    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(20);

    private readonly TableClient _table;
    private readonly VisitOptions _options;
    private readonly VisitClock _clock;
    private readonly ILogger<VisitorCounter> _logger;
    private readonly Lock _gate = new();
    private (int Day, byte[] Salt)? _salt;
    private (int Day, VisitorSketch Sketch, bool IsChanged)? _current;
    private int _cleaned;

    public VisitorCounter(ContentAccount account, IOptions<VisitOptions> options, TimeProvider time, ILogger<VisitorCounter> logger)
    {
        _table = account.VisitsTable;
        _options = options.Value;
        _clock = new VisitClock(time, _options.TimeZone);
        _logger = logger;
    }

    /// <summary>Whether visitors are estimated.</summary>
    public bool IsEnabled => _options.EstimateVisitors;

    /// <summary>Adds the visitor of a request. No call, but for the first visitor of a day.</summary>
    public async Task AddAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var day = VisitKeys.ToNumber(_clock.Today);
        var salt = await GetSaltAsync(day, cancellationToken);
        var visitor = Encoding.UTF8.GetBytes($"{ClientAddress.Read(request, _options.ClientAddressHeader)}\n{request.Headers.UserAgent}");
        var hash = HMACSHA256.HashData(salt, visitor);
        lock (_gate)
        {
            var current = _current is { } known && known.Day == day ? known : (Day: day, Sketch: new VisitorSketch(), IsChanged: false);
            _current = current with { IsChanged = current.Sketch.Add(hash) || current.IsChanged };
        }
    }

    /// <summary>The same; a failure of storage is logged.</summary>
    public async Task TryAddAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await AddAsync(request, cancellationToken);
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException or TaskCanceledException)
        {
            LogNotAdded(e);
        }
    }

    /// <summary>Reads the estimates of the last days; one call per 1,000 days.</summary>
    /// <returns>By day; days without visitors are missing.</returns>
    public async Task<IReadOnlyDictionary<DateOnly, long>> ReadAsync(int days, CancellationToken cancellationToken)
    {
        if (!IsEnabled)
        {
            return new Dictionary<DateOnly, long>();
        }

        await StoreAsync(cancellationToken);
        var from = GetKey(VisitKeys.ToNumber(_clock.Today.AddDays(1 - days)));
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey ge {from} and RowKey lt {SaltKey}");
        return await _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)
            .ToDictionaryAsync(row => DateOnly.ParseExact(row.RowKey, "yyyyMMdd", CultureInfo.InvariantCulture), row => new VisitorSketch(row.GetBinary(Sketch)).Estimate(), cancellationToken: cancellationToken);
    }

    /// <summary>Merges the visitors of this process into the stored sketch, deletes the salt of a former day, and numbers that are no longer kept.</summary>
    public async Task StoreAsync(CancellationToken cancellationToken)
    {
        (int Day, VisitorSketch Sketch) mine;
        lock (_gate)
        {
            if (_current is not { IsChanged: true } current)
            {
                return;
            }

            mine = (current.Day, new VisitorSketch(current.Sketch.ToArray()));
            _current = current with { IsChanged = false };
        }

        try
        {
            await MergeAsync(mine.Day, mine.Sketch, cancellationToken);
        }
        catch
        {
            lock (_gate)
            {
                // A later attempt stores them; merging twice changes nothing.
                _current = _current is { } current && current.Day == mine.Day ? current with { IsChanged = true } : _current;
            }

            throw;
        }
    }

    /// <summary>Stores the visitors of the time since the last call.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (IsEnabled)
        {
            await TryStoreAsync(cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (IsEnabled)
        {
            await Task.Delay(_interval, _clock.Time, stoppingToken);
            await TryStoreAsync(stoppingToken);
        }
    }

    private async Task TryStoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            await StoreAsync(cancellationToken);
            var today = VisitKeys.ToNumber(_clock.Today);
            if (_cleaned != today)
            {
                await DeleteOldAsync(today, cancellationToken);
                _cleaned = today;
            }
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            LogNotStored(e);
        }
    }

    private async Task MergeAsync(int day, VisitorSketch mine, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                var row = await _table.GetEntityIfExistsAsync<TableEntity>(Partition, GetKey(day), cancellationToken: cancellationToken);
                if (!row.HasValue)
                {
                    await _table.AddEntityAsync(new TableEntity(Partition, GetKey(day)) { [Sketch] = mine.ToArray() }, cancellationToken);
                    return;
                }

                var stored = new VisitorSketch(row.Value!.GetBinary(Sketch));
                if (stored.Merge(mine))
                {
                    await _table.UpdateEntityAsync(new TableEntity(Partition, GetKey(day)) { [Sketch] = stored.ToArray() }, row.Value.ETag, TableUpdateMode.Replace, cancellationToken);
                }

                return;
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412 && tries < MaxTries)
            {
                // Another process stored its visitors in between.
            }
        }
    }

    // All processes of a day use one salt: the first one creates it, in place of that of the day before.
    private async Task<byte[]> GetSaltAsync(int day, CancellationToken cancellationToken)
    {
        if (_salt is { } known && known.Day == day)
        {
            return known.Salt;
        }

        for (var tries = 1; ; tries++)
        {
            var row = await _table.GetEntityIfExistsAsync<TableEntity>(Partition, SaltKey, cancellationToken: cancellationToken);
            if (row.HasValue && row.Value!.GetInt32(Day) == day)
            {
                var salt = row.Value.GetBinary(Salt);
                _salt = (day, salt);
                return salt;
            }

            try
            {
                var mine = new TableEntity(Partition, SaltKey) { [Day] = day, [Salt] = RandomNumberGenerator.GetBytes(SaltLength) };
                await (row.HasValue ? _table.UpdateEntityAsync(mine, row.Value!.ETag, TableUpdateMode.Replace, cancellationToken) : _table.AddEntityAsync(mine, cancellationToken));
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412 && tries < MaxTries)
            {
                // Another process was faster; its salt is read.
            }
        }
    }

    private async Task DeleteOldAsync(int today, CancellationToken cancellationToken)
    {
        var salt = await _table.GetEntityIfExistsAsync<TableEntity>(Partition, SaltKey, cancellationToken: cancellationToken);
        if (salt.HasValue && salt.Value!.GetInt32(Day) < today)
        {
            await _table.DeleteEntityAsync(Partition, SaltKey, salt.Value.ETag, cancellationToken);
        }

        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey lt {GetKey(VisitKeys.ToNumber(_clock.Today.AddDays(-KeptDays)))}");
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            await _table.DeleteEntityAsync(Partition, row.RowKey, ETag.All, cancellationToken);
        }
    }

    private static string GetKey(int day) => day.ToString("00000000", CultureInfo.InvariantCulture);

    [LoggerMessage(LogLevel.Warning, "A visitor is missing from the estimate, because the salt of the day could not be read")]
    private partial void LogNotAdded(Exception exception);

    [LoggerMessage(LogLevel.Warning, "The visitors could not be stored; the next attempt stores them")]
    private partial void LogNotStored(Exception exception);
}

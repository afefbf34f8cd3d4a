using System.Globalization;
using System.Text;
using Azure;
using Azure.Data.Tables;

namespace SmeFunctions.Portal.Tests.Storage;

/// <summary>
/// Holds the rows of one table by the rules of the real service, which the emulator is laxer about: a transaction has one
/// partition, at most 100 entities, each once, and is stored as a whole or not at all; a write under a condition answers 404, 409 or 412;
/// keys and properties have their limits.
/// </summary>
internal sealed class FakeTableServer(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, SortedSet<Row>> _partitions = new(StringComparer.Ordinal);
    private long _writes;

    public int Transactions { get; private set; }

    public int Reads { get; private set; }

    /// <summary>Entities written, and entities returned to readers, by all calls so far.</summary>
    public long EntitiesWritten { get; private set; }

    public long EntitiesRead { get; private set; }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _partitions.Values.Sum(rows => rows.Count);
            }
        }
    }

    public DateTimeOffset Now => time.GetUtcNow();

    public IReadOnlyList<TableEntity> Rows
    {
        get
        {
            lock (_gate)
            {
                return [.. _partitions.Values.SelectMany(rows => rows).Select(row => row.ToEntity(null))];
            }
        }
    }

    /// <summary>Loses all rows.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _partitions.Clear();
        }
    }

    public TableEntity? Find(string partition, string key, IEnumerable<string>? select)
    {
        lock (_gate)
        {
            Reads++;
            var row = Find(partition, key);
            EntitiesRead += row is null ? 0 : 1;
            return row?.ToEntity(select);
        }
    }

    public IReadOnlyList<TableEntity> Query(string filter, IEnumerable<string>? select, ref string? after, int most)
    {
        var (matches, range) = FakeTableFilter.Parse(filter);
        var columns = select?.ToHashSet();
        lock (_gate)
        {
            Reads++;
            var page = new List<TableEntity>();
            var (fromPartition, fromKey) = after?.Split('\n') is [var p, var k] ? (p, k) : ("", "");
            after = null;
            foreach (var (partition, rows) in _partitions)
            {
                if (string.CompareOrdinal(partition, fromPartition) < 0 || (range.Partition is { } only && only != partition))
                {
                    continue;
                }

                foreach (var row in (partition == fromPartition ? range with { From = fromKey } : range).Of(rows))
                {
                    if ((partition == fromPartition && string.CompareOrdinal(row.Key, fromKey) <= 0) || !matches(row.Get))
                    {
                        continue;
                    }

                    page.Add(row.ToEntity(columns));
                    EntitiesRead++;
                    if (page.Count == most)
                    {
                        after = $"{partition}\n{row.Key}";
                        return page;
                    }
                }
            }

            return page;
        }
    }

    /// <summary>All or nothing. Returns the new ETags.</summary>
    public IReadOnlyList<string?> Execute(IReadOnlyList<TableTransactionAction> actions)
    {
        lock (_gate)
        {
            if (actions.Count is 0 or > 100)
            {
                throw new RequestFailedException(400, "A transaction has 1 to 100 entities.", "InvalidInput", null);
            }

            if (actions.Any(action => action.Entity.PartitionKey != actions[0].Entity.PartitionKey))
            {
                throw new RequestFailedException(400, "A transaction has one partition.", "CommandsInBatchActOnDifferentPartitions", null);
            }

            if (actions.Count > 1 && actions.DistinctBy(action => action.Entity.RowKey).Count() < actions.Count)
            {
                throw new RequestFailedException(400, "A transaction has each entity once.", "InvalidDuplicateRow", null);
            }

            foreach (var action in actions)
            {
                Check(action, Find(action.Entity.PartitionKey, action.Entity.RowKey));
            }

            Transactions++;
            EntitiesWritten += actions.Count;
            return [.. actions.Select(Apply)];
        }
    }

    private Row? Find(string partition, string key) =>
        _partitions.TryGetValue(partition, out var rows) && rows.TryGetValue(Row.At(key), out var row) ? row : null;

    private static void Check(TableTransactionAction action, Row? present)
    {
        foreach (var key in (string[])[action.Entity.PartitionKey, action.Entity.RowKey])
        {
            if (Encoding.Unicode.GetByteCount(key) > 1024 || key.Any(c => c is '/' or '\\' or '#' or '?' || char.IsControl(c)))
            {
                throw new RequestFailedException(400, "Not a key: " + key, "OutOfRangeInput", null);
            }
        }

        foreach (var (name, value) in (TableEntity)action.Entity)
        {
            if (value is byte[] { Length: > 65_536 } or string { Length: > 32_768 })
            {
                throw new RequestFailedException(400, "Too large: " + name, "PropertyValueTooLarge", null);
            }
        }

        if (action.ActionType is TableTransactionActionType.UpsertReplace or TableTransactionActionType.UpsertMerge)
        {
            return;
        }

        if (action.ActionType is TableTransactionActionType.Add)
        {
            if (present is not null)
            {
                throw new RequestFailedException(409, "It exists.", "EntityAlreadyExists", null);
            }

            return;
        }

        if (present is null)
        {
            throw new RequestFailedException(404, "There is none.", "ResourceNotFound", null);
        }

        if (action.ETag != ETag.All && action.ETag.ToString() != present.ETag)
        {
            throw new RequestFailedException(412, "It was changed.", "UpdateConditionNotSatisfied", null);
        }
    }

    private string? Apply(TableTransactionAction action)
    {
        if (!_partitions.TryGetValue(action.Entity.PartitionKey, out var rows))
        {
            _partitions[action.Entity.PartitionKey] = rows = new SortedSet<Row>(Row.ByKey);
        }

        if (action.ActionType is TableTransactionActionType.Delete)
        {
            rows.Remove(Row.At(action.Entity.RowKey));
            return null;
        }

        if (action.ActionType is TableTransactionActionType.UpdateMerge)
        {
            throw new NotSupportedException();
        }

        var etag = string.Create(CultureInfo.InvariantCulture, $"W/\"datetime'{++_writes}'\"");
        var properties = ((TableEntity)action.Entity)
            .Where(p => p.Key is not ("PartitionKey" or "RowKey" or "Timestamp" or "odata.etag") && p.Value is not null)
            .ToDictionary(p => p.Key, p => p.Value);
        if (action.ActionType is TableTransactionActionType.UpsertMerge && Find(action.Entity.PartitionKey, action.Entity.RowKey) is { } present)
        {
            properties = present.Properties.Where(p => !properties.ContainsKey(p.Key)).Concat(properties).ToDictionary(p => p.Key, p => p.Value);
        }

        var row = new Row(action.Entity.PartitionKey, action.Entity.RowKey, properties, etag, Now);
        rows.Remove(row);
        rows.Add(row);
        return etag;
    }

    internal sealed record Row(string Partition, string Key, Dictionary<string, object> Properties, string ETag, DateTimeOffset Timestamp)
    {
        private static readonly Dictionary<string, object> _none = [];

        public static IComparer<Row> ByKey { get; } = Comparer<Row>.Create((one, other) => string.CompareOrdinal(one.Key, other.Key));

        /// <summary>Stands for the row of that key when looking for it.</summary>
        public static Row At(string key) => new("", key, _none, "", default);

        public object? Get(string name) => name switch
        {
            "PartitionKey" => Partition,
            "RowKey" => Key,
            "Timestamp" => Timestamp,
            _ => Properties.GetValueOrDefault(name),
        };

        // A selection without the keys has none, as at the real service.
        public TableEntity ToEntity(IEnumerable<string>? select) => ToEntity(select as HashSet<string> ?? select?.ToHashSet());

        private TableEntity ToEntity(HashSet<string>? columns)
        {
            var entity = new TableEntity { ETag = new ETag(ETag) };
            if (columns?.Contains("PartitionKey") is not false)
            {
                entity.PartitionKey = Partition;
            }

            if (columns?.Contains("RowKey") is not false)
            {
                entity.RowKey = Key;
            }

            if (columns?.Contains("Timestamp") is not false)
            {
                entity.Timestamp = Timestamp;
            }

            foreach (var (name, value) in Properties)
            {
                if (columns?.Contains(name) is not false)
                {
                    entity[name] = value;
                }
            }

            return entity;
        }
    }
}

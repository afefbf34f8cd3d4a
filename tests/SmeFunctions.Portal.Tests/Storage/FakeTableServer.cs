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
    private readonly SortedDictionary<string, Row> _rows = new(StringComparer.Ordinal);
    private long _writes;

    public int Transactions { get; private set; }

    public int Reads { get; private set; }

    public DateTimeOffset Now => time.GetUtcNow();

    public IReadOnlyList<TableEntity> Rows
    {
        get
        {
            lock (_gate)
            {
                return [.. _rows.Values.Select(row => row.ToEntity(null))];
            }
        }
    }

    /// <summary>Loses all rows.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _rows.Clear();
        }
    }

    public TableEntity? Find(string partition, string key, IEnumerable<string>? select)
    {
        lock (_gate)
        {
            Reads++;
            return _rows.GetValueOrDefault(Address(partition, key))?.ToEntity(select);
        }
    }

    public IReadOnlyList<TableEntity> Query(string filter, IEnumerable<string>? select, ref string? after, int most)
    {
        var matches = FakeTableFilter.Parse(filter);
        var columns = select?.ToList();
        lock (_gate)
        {
            Reads++;
            var page = new List<TableEntity>();
            var from = after;
            after = null;
            foreach (var (address, row) in _rows)
            {
                if ((from is not null && string.CompareOrdinal(address, from) <= 0) || !matches(row.Get))
                {
                    continue;
                }

                page.Add(row.ToEntity(columns));
                if (page.Count == most)
                {
                    after = address;
                    break;
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

            var addresses = actions.Select(action => Address(action.Entity.PartitionKey, action.Entity.RowKey)).ToList();
            if (actions.Select(action => action.Entity.PartitionKey).Distinct().Count() > 1)
            {
                throw new RequestFailedException(400, "A transaction has one partition.", "CommandsInBatchActOnDifferentPartitions", null);
            }

            if (addresses.Distinct().Count() < addresses.Count)
            {
                throw new RequestFailedException(400, "A transaction has each entity once.", "InvalidDuplicateRow", null);
            }

            for (var i = 0; i < actions.Count; i++)
            {
                Check(actions[i], _rows.GetValueOrDefault(addresses[i]));
            }

            Transactions++;
            return [.. actions.Select((action, i) => Apply(addresses[i], action))];
        }
    }

    private static string Address(string partition, string key) => $"{partition}\n{key}";

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

        if (action.ActionType is TableTransactionActionType.UpsertReplace)
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

    private string? Apply(string address, TableTransactionAction action)
    {
        if (action.ActionType is TableTransactionActionType.Delete)
        {
            _rows.Remove(address);
            return null;
        }

        if (action.ActionType is TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpsertMerge)
        {
            throw new NotSupportedException();
        }

        var etag = string.Create(CultureInfo.InvariantCulture, $"W/\"datetime'{++_writes}'\"");
        var properties = ((TableEntity)action.Entity)
            .Where(p => p.Key is not ("PartitionKey" or "RowKey" or "Timestamp" or "odata.etag") && p.Value is not null)
            .ToDictionary(p => p.Key, p => p.Value);
        _rows[address] = new Row(action.Entity.PartitionKey, action.Entity.RowKey, properties, etag, Now);
        return etag;
    }

    private sealed record Row(string Partition, string Key, Dictionary<string, object> Properties, string ETag, DateTimeOffset Timestamp)
    {
        public object? Get(string name) => name switch
        {
            "PartitionKey" => Partition,
            "RowKey" => Key,
            "Timestamp" => Timestamp,
            _ => Properties.GetValueOrDefault(name),
        };

        public TableEntity ToEntity(IEnumerable<string>? select)
        {
            // A selection without the keys has none, as at the real service.
            var columns = select?.ToHashSet();
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

/// <summary>The part of the table service's filter language that the portal uses: comparisons with and, or and parentheses.</summary>
internal static class FakeTableFilter
{
    public static Func<Func<string, object?>, bool> Parse(string filter)
    {
        if (string.IsNullOrEmpty(filter))
        {
            return _ => true;
        }

        var rest = filter.AsSpan();
        var matches = Or(ref rest);
        return rest.IsWhiteSpace() ? matches : throw new RequestFailedException(400, "Not understood: " + rest.ToString());
    }

    private static Func<Func<string, object?>, bool> Or(ref ReadOnlySpan<char> rest)
    {
        var left = And(ref rest);
        while (Take(ref rest, "or "))
        {
            var (one, other) = (left, And(ref rest));
            left = row => one(row) || other(row);
        }

        return left;
    }

    private static Func<Func<string, object?>, bool> And(ref ReadOnlySpan<char> rest)
    {
        var left = Term(ref rest);
        while (Take(ref rest, "and "))
        {
            var (one, other) = (left, Term(ref rest));
            left = row => one(row) && other(row);
        }

        return left;
    }

    private static Func<Func<string, object?>, bool> Term(ref ReadOnlySpan<char> rest)
    {
        if (Take(ref rest, "("))
        {
            var inner = Or(ref rest);
            return Take(ref rest, ")") ? inner : throw new RequestFailedException(400, "A parenthesis is not closed.");
        }

        var name = Word(ref rest);
        var comparison = Word(ref rest);
        var operand = Value(ref rest);
        return row =>
        {
            // A property that is not there compares as false, whatever the comparison.
            if (row(name) is not { } present)
            {
                return false;
            }

            var order = present is string text
                ? string.CompareOrdinal(text, (string)operand)
                : ((IComparable)(present is int number ? (long)number : present)).CompareTo(operand);
            return comparison switch
            {
                "eq" => order == 0,
                "ne" => order != 0,
                "gt" => order > 0,
                "ge" => order >= 0,
                "lt" => order < 0,
                "le" => order <= 0,
                _ => throw new RequestFailedException(400, "Not a comparison: " + comparison),
            };
        };
    }

    private static bool Take(ref ReadOnlySpan<char> rest, string expected)
    {
        rest = rest.TrimStart();
        if (!rest.StartsWith(expected, StringComparison.Ordinal))
        {
            return false;
        }

        rest = rest[expected.Length..];
        return true;
    }

    private static string Word(ref ReadOnlySpan<char> rest)
    {
        rest = rest.TrimStart();
        var end = rest.IndexOf(' ');
        var word = rest[..end].ToString();
        rest = rest[end..];
        return word;
    }

    private static object Value(ref ReadOnlySpan<char> rest)
    {
        var isDate = Take(ref rest, "datetime");
        if (Take(ref rest, "'"))
        {
            var end = rest.IndexOf('\'');
            var text = rest[..end].ToString();
            rest = rest[(end + 1)..];
            return isDate ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : text;
        }

        var digits = rest.IndexOfAnyExceptInRange('0', '9');
        digits = digits < 0 ? rest.Length : digits;
        var number = long.Parse(rest[..digits], CultureInfo.InvariantCulture);
        rest = rest[digits..];
        return Take(ref rest, "L") ? number : throw new RequestFailedException(400, "A 64-bit number ends with L.");
    }
}

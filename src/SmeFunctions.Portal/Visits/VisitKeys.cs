using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SmeFunctions.Portal.Visits;

/// <summary>
/// The keys of the table <c>Visits</c>. In a partition: <c>w</c> the head, <c>w|{slug}|{writer}</c> entities of processes and tombstones,
/// <c>t|{slug}</c> totals, <c>d|{slug}|{yyyyMMdd}</c> days of an article, <c>s|{yyyyMMdd}</c> days of all articles. A slug contains letters, marks,
/// digits and hyphens, so never '|', nor a character that keys forbid.
/// </summary>
internal static class VisitKeys
{
    /// <summary>
    /// A format of the stored data, not a setting. Storage handles 2,000 entities per second in a partition and 20,000 per account. Sixteen
    /// partitions reach the account's limit, and fewer partitions put more articles into one transaction.
    /// </summary>
    public const int Partitions = 16;

    public const int MaxSlugLength = 200;

    /// <summary>Sorts before all entities of processes, so one range contains both, the head first.</summary>
    public const string Head = "w";

    /// <summary>The end of the range that begins with <see cref="Head"/>: '}' follows '|'.</summary>
    public const string HeadEnd = "w}";

    /// <summary>Counts visits of machines; no article can have this slug.</summary>
    public const string Bots = "~bots";

    /// <summary>In the key of the marker of an imported count.</summary>
    public static readonly WriterRowName BaseNotice = new("base", 0);

    private static readonly string[] _partitionNames =
        [.. Enumerable.Range(0, Partitions).Select(i => i.ToString("x2", CultureInfo.InvariantCulture))];

    public static string GetPartitionName(int index) => _partitionNames[index];

    /// <summary>SHA-256, because it is the same in every process and version.</summary>
    public static int GetPartition(string slug)
    {
        Span<byte> utf8 = stackalloc byte[MaxSlugLength * 3];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var length = Encoding.UTF8.GetBytes(slug, utf8);
        SHA256.HashData(utf8[..length], hash);
        return hash[0] % Partitions;
    }

    /// <summary>False for a slug that no article can have; it must not reach a key.</summary>
    public static bool IsSlug(string slug)
    {
        if (slug.Length is 0 or > MaxSlugLength)
        {
            return false;
        }

        for (var i = 0; i < slug.Length; i++)
        {
            if (slug[i] == '-' || char.IsAsciiLetterOrDigit(slug[i]))
            {
                continue;
            }

            var category = CharUnicodeInfo.GetUnicodeCategory(slug, i);
            if (category is > UnicodeCategory.OtherNumber or UnicodeCategory.EnclosingMark)
            {
                return false;
            }

            i += char.IsHighSurrogate(slug[i]) ? 1 : 0;
        }

        return true;
    }

    public static string GetWriterKey(string slug, WriterRowName row) => $"w|{slug}|{row}";

    public static string GetTotalKey(string slug) => $"t|{slug}";

    public static string GetDayKey(string slug, int day) => string.Create(CultureInfo.InvariantCulture, $"d|{slug}|{day:D8}");

    public static string GetSiteDayKey(int day) => string.Create(CultureInfo.InvariantCulture, $"s|{day:D8}");

    /// <summary>The slug in the key of a process's entity.</summary>
    public static string GetSlug(string writerKey) => writerKey[2..writerKey.LastIndexOf('|')];

    /// <summary>The last eight digits of a day's key.</summary>
    public static int GetDay(string dayKey) => int.Parse(dayKey.AsSpan(dayKey.Length - 8), NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>20170104 for 4 January 2017: sorts as text and as a number.</summary>
    public static int ToNumber(DateOnly date) => (((date.Year * 100) + date.Month) * 100) + date.Day;

    public static DateOnly ToDate(int day) => new(day / 10000, day / 100 % 100, day % 100);

    public static string GetHeadFilter(string partition) => $"PartitionKey eq '{partition}' and RowKey ge '{Head}' and RowKey lt '{HeadEnd}'";

    public const string IsHead = $"RowKey eq '{Head}'";

    /// <summary>The entities of processes for one article, including tombstones.</summary>
    public static string GetWritersFilter(string partition, string slug) =>
        $"PartitionKey eq '{partition}' and RowKey ge 'w|{slug}|' and RowKey lt 'w|{slug}}}'";

    public static string GetDaysFilter(string partition, string slug, int from) =>
        $"PartitionKey eq '{partition}' and RowKey ge '{GetDayKey(slug, from)}' and RowKey lt 'd|{slug}}}'";

    public static string GetSiteDaysFilter(string partition, int from) =>
        $"PartitionKey eq '{partition}' and RowKey ge '{GetSiteDayKey(from)}' and RowKey lt 's}}'";
}

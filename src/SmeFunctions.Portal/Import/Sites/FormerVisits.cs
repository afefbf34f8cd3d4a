using System.Globalization;
using System.Text;
using SmeFunctions.Documents;

namespace SmeFunctions.Portal.Import;

/// <summary>The visits that pages had on the old site: a file <c>visits.csv</c> in the source, with an address and a number in each line.</summary>
internal sealed class FormerVisits
{
    public const string FileName = "visits.csv";

    private readonly Dictionary<string, long> _byAddress = [];

    private FormerVisits()
    {
    }

    /// <summary>Reads the file of a source. Lines without an address and a number, such as a heading, are skipped.</summary>
    public static async Task<FormerVisits> ReadAsync(ImportArchive archive, int maxBytes, CancellationToken cancellationToken)
    {
        var visits = new FormerVisits();
        if (archive.Find(FileName) is not { } file || (await archive.ReadAsync(file, maxBytes, cancellationToken)).Bytes is not { } content)
        {
            return visits;
        }

        foreach (var line in Encoding.UTF8.GetString(content).Split('\n'))
        {
            var end = line.LastIndexOfAny([',', ';', '\t']);
            if (end > 0 && long.TryParse(line.AsSpan(end + 1).Trim().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && GetPath(line[..end].Trim().Trim('\uFEFF', '"')) is { } path)
            {
                var slug = FormerAddress.CreateSlug(path);
                visits._byAddress[slug] = visits._byAddress.GetValueOrDefault(slug) + count;
            }
        }

        return visits;
    }

    /// <summary>The visits of a page, by its addresses.</summary>
    public long? Find(IEnumerable<string> addresses) =>
        _byAddress.Count == 0 ? null
        : addresses.Select(FormerAddress.CreateSlug).Distinct().Where(_byAddress.ContainsKey).Select(slug => _byAddress[slug]).ToList() is { Count: > 0 } counts ? counts.Sum() : null;

    private static string? GetPath(string address) =>
        address.StartsWith('/') ? address
        : Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri.PathAndQuery
        : null;
}

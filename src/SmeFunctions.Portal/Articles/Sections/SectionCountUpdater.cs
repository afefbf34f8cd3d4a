using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Feeds;

namespace SmeFunctions.Portal.Articles;

/// <summary>
/// Counts the articles of each section and month after the lists changed. Counters that each publication increments would make all publications wait
/// for the same entities. docs/design/section-counts.md describes the protocol.
/// </summary>
public sealed partial class SectionCountUpdater(
    ArticleStore articles, ArticleListReader lists, SectionCountStore sections, IOptions<PortalOptions> options, TimeProvider time, ILogger<SectionCountUpdater> logger)
{
    // Otherwise a large site with constant publications would be counted all the time.
    private const int IdleFactor = 4;

    private DateTimeOffset _idleUntil;

    /// <summary>The most articles of a part, which is the size of a sitemap.</summary>
    public int PartSize { get; init; } = SitemapService.GetPartSize(options.Value.Languages.Length);

    /// <summary>Two calls per unchanged language; none shortly after a long count.</summary>
    public async Task UpdateAsync(CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() < _idleUntil)
        {
            return;
        }

        var start = time.GetTimestamp();
        foreach (var lang in options.Value.Languages)
        {
            // Read before the entries. A change during the count has another id, and causes another count.
            var change = (await lists.FindChangeAsync(lang, cancellationToken))?.Id ?? "";
            var before = await sections.FindAsync(lang, cancellationToken);
            if (before?.Counts.Change == change)
            {
                continue;
            }

            var counts = await UpdateAsync(lang, change, before?.Counts, cancellationToken);
            try
            {
                await sections.SaveAsync(lang, counts, before?.ETag, cancellationToken);
                LogCounted(lang, counts.Sections.Count, counts.Parts.Sum(part => part.Articles));
            }
            catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
            {
                // Another process counted meanwhile. The next run sees whether its state is current.
                LogOvertaken(lang);
            }
        }

        _idleUntil = time.GetUtcNow() + (time.GetElapsedTime(start) * IdleFactor);
    }

    private async Task<SectionCounts> UpdateAsync(string lang, string change, SectionCounts? before, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, SectionCount>();
        var parts = new List<SitemapPart>();
        var known = (before?.Parts ?? []).ToDictionary(part => (part.Year, part.Month, part.Number));
        using var open = new SitemapPartBuilder();

        await foreach (var (key, stored) in lists.ListKeysAsync(lang, cancellationToken))
        {
            if (!ArticleKeys.TryParseListKey(key, out var section, out var position, out var day))
            {
                // Not an entity of the portal; a rebuild deletes it.
                continue;
            }

            if (section is not null)
            {
                found[section] = found.TryGetValue(section, out var counted)
                    ? counted with { Articles = counted.Articles + 1 }
                    : new SectionCount(section, "", 1, position, stored);
                continue;
            }

            if (!open.CanAdd(day, PartSize))
            {
                parts.Add(open.Build(known, time.GetUtcNow()));
            }

            open.Add(day, position, stored);
        }

        if (!open.IsEmpty)
        {
            parts.Add(open.Build(known, time.GetUtcNow()));
        }

        return new SectionCounts { Change = change, Sections = await ReadTitlesAsync(found, before, cancellationToken), Parts = parts };
    }

    private async Task<List<SectionCount>> ReadTitlesAsync(
        Dictionary<string, SectionCount> found, SectionCounts? before, CancellationToken cancellationToken)
    {
        var known = (before?.Sections ?? []).ToDictionary(section => section.Slug);
        var read = new Dictionary<string, Article?>();
        var named = new List<SectionCount>();

        // '/' must sort first, or "policy-x" would be between "policy" and "policy/finance".
        foreach (var section in found.Values.OrderBy(section => section.Slug.Replace('/', '\u0001'), StringComparer.Ordinal))
        {
            var last = known.GetValueOrDefault(section.Slug);
            if (last is not null && last.Newest == section.Newest && last.Stored == section.Stored)
            {
                named.Add(section with { Title = last.Title });
                continue;
            }

            var slug = section.Newest[(section.Newest.IndexOf('|') + 1)..];
            if (!read.TryGetValue(slug, out var article))
            {
                read[slug] = article = (await articles.FindAsync(slug, cancellationToken)).Article;
            }

            var title = article is null ? null : SectionTitles.Find(section.Slug, article);
            named.Add(title is not null
                ? section with { Title = title }
                : section with { Title = last?.Title ?? section.Slug[(section.Slug.LastIndexOf('/') + 1)..], Stored = null });
        }

        return named;
    }

    [LoggerMessage(LogLevel.Information, "Counted {Articles} articles in {Sections} sections of {Lang}")]
    private partial void LogCounted(string lang, int sections, int articles);

    [LoggerMessage(LogLevel.Information, "Another process counted the articles of {Lang} first")]
    private partial void LogOvertaken(string lang);

    /// <summary>The part that is being filled.</summary>
    private sealed class SitemapPartBuilder : IDisposable
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private (int Year, int Month) _month;
        private int _number;
        private int _articles;
        private string _last = "";

        public bool IsEmpty => _articles == 0;

        public bool CanAdd(DateOnly day, int size) => IsEmpty || ((day.Year, day.Month) == _month && _articles < size);

        public void Add(DateOnly day, string position, DateTimeOffset stored)
        {
            if (IsEmpty)
            {
                _number = (day.Year, day.Month) == _month ? _number + 1 : 1;
                _month = (day.Year, day.Month);
            }

            Span<byte> moment = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(moment, stored.UtcTicks);
            _hash.AppendData(Encoding.UTF8.GetBytes(position));
            _hash.AppendData(moment);
            _articles++;
            _last = position;
        }

        public SitemapPart Build(Dictionary<(int Year, int Month, int Number), SitemapPart> known, DateTimeOffset now)
        {
            var hash = Convert.ToHexStringLower(_hash.GetHashAndReset().AsSpan(0, 8));
            var last = known.GetValueOrDefault((_month.Year, _month.Month, _number));
            var part = new SitemapPart(_month.Year, _month.Month, _number, _articles, _last, hash, last?.Hash == hash ? last.Changed : now);
            _articles = 0;
            return part;
        }

        public void Dispose() => _hash.Dispose();
    }
}

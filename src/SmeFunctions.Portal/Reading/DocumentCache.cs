using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Portal.Reading;

/// <summary>
/// Documents of the site that are made of many articles or counts: kept for all who ask, looked after when they are no longer fresh, made again
/// only when what they are made of changed, given on while storage does not answer.
/// </summary>
public sealed class DocumentCache(ReadingCache cache, ArticleChangeNotifier changes, IOptions<ReadingOptions> options)
{
    /// <summary>Answers a request; no storage call while the document is fresh.</summary>
    /// <param name="key">Names it, with all that it depends on besides what is stored.</param>
    /// <param name="look">Looks what it is to be made of; <see langword="null"/> when there is no such document.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The answer; <see langword="null"/> when there is no such document.</returns>
    public async Task<IResult?> FindAsync(string key, Func<CancellationToken, Task<DocumentDraft?>> look, CancellationToken cancellationToken)
    {
        // After a change of this process's own all of them are other ones.
        key = string.Create(CultureInfo.InvariantCulture, $"document|{changes.Generation}|{key}");
        var freshFor = options.Value.FreshFor;
        if (!cache.TryGet<CachedDocument>(key, freshFor, out var kept))
        {
            kept = await cache.GetAsync<CachedDocument>(
                key, freshFor, async (known, token) => await CreateAsync(await look(token), known, token), document => document.Size, cancellationToken);
        }

        return kept.Value.Response is { } answer ? new CachedResponseResult(answer, options.Value, cache.StaleAge(kept.ReadAt)) : null;
    }

    /// <summary>The same of a document that there always is.</summary>
    public async Task<IResult> GetAsync(string key, Func<CancellationToken, Task<DocumentDraft>> look, CancellationToken cancellationToken) =>
        await FindAsync(key, async token => await look(token), cancellationToken) ?? throw new InvalidOperationException($"There is no '{key}'.");

    private static async Task<CachedDocument> CreateAsync(DocumentDraft? draft, CachedDocument? known, CancellationToken cancellationToken)
    {
        if (draft is null)
        {
            return new CachedDocument(Response: null);
        }

        var tag = $"W/\"{ContentVersion.Compute(draft.Version)}\"";
        var isSame = known?.Response?.ETag == tag;
        if (isSame && known!.Modified == draft.Modified)
        {
            return known;
        }

        var body = isSame ? known!.Response!.GetContent(ContentEncoding.Identity).Body : await draft.Write(cancellationToken);
        return new CachedDocument(new CachedResponse(body, draft.ContentType, tag, draft.Modified)) { Modified = draft.Modified };
    }

    /// <param name="Response">The answer; <see langword="null"/> when there is no such document.</param>
    private sealed record CachedDocument(CachedResponse? Response)
    {
        public DateTimeOffset? Modified { get; init; }

        /// <summary>Bytes in memory, about: the text, and the same compressed in two ways.</summary>
        public int Size => 300 + (Response is null ? 0 : 2 * Response.GetContent(ContentEncoding.Identity).Body.Length);
    }
}

/// <summary>What a document is to be made of.</summary>
/// <param name="Version">All that goes into it; the order matters. The same make the same document, if not to the byte.</param>
/// <param name="Modified">When something in it changed last, UTC; <see langword="null"/> when nobody knows.</param>
/// <param name="ContentType">With the charset.</param>
/// <param name="Write">Makes it.</param>
public sealed record DocumentDraft(IEnumerable<string> Version, DateTimeOffset? Modified, string ContentType, Func<CancellationToken, Task<byte[]>> Write)
{
    /// <summary>One for which nothing more is read.</summary>
    public static DocumentDraft Create(IEnumerable<string> version, DateTimeOffset? modified, string contentType, Func<byte[]> write) =>
        new(version, modified, contentType, _ => Task.FromResult(write()));
}

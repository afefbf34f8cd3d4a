using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Portal.Reading;

/// <summary>
/// Caches documents that are built from many articles or counts, such as feeds and sitemaps. A document is revalidated when it is not fresh, built
/// again only when its inputs changed, and served stale while storage does not answer.
/// </summary>
public sealed class DocumentCache(ReadingCache cache, ArticleChangeNotifier changes, IOptions<ReadingOptions> options)
{
    /// <summary>Answers a request; no storage call while the document is fresh.</summary>
    /// <param name="key">Cache key; contains everything that the document depends on besides stored data.</param>
    /// <param name="look">Reads the inputs; <see langword="null"/> when there is no such document.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The response; <see langword="null"/> when there is no such document.</returns>
    public async Task<IResult?> FindAsync(string key, Func<CancellationToken, Task<DocumentDraft?>> look, CancellationToken cancellationToken)
    {
        // A change that this process made may affect every document.
        key = string.Create(CultureInfo.InvariantCulture, $"document|{changes.Generation}|{key}");
        var freshFor = options.Value.FreshFor;
        if (!cache.TryGet<CachedDocument>(key, freshFor, out var kept))
        {
            kept = await cache.GetAsync<CachedDocument>(
                key, freshFor, async (known, token) => await CreateAsync(await look(token), known, token), document => document.Size, cancellationToken);
        }

        return kept.Value.Response is { } answer ? new CachedResponseResult(answer, options.Value, cache.StaleAge(kept.ReadAt)) : null;
    }

    /// <summary>The same for a document that always exists.</summary>
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

    /// <param name="Response">The response; <see langword="null"/> when there is no such document.</param>
    private sealed record CachedDocument(CachedResponse? Response)
    {
        public DateTimeOffset? Modified { get; init; }

        /// <summary>Approximate bytes in memory: the text, plain and compressed.</summary>
        public int Size => 300 + (Response is null ? 0 : 2 * Response.GetContent(ContentEncoding.Identity).Body.Length);
    }
}

/// <summary>The inputs of a document.</summary>
/// <param name="Version">All inputs, in order. Equal inputs make an equivalent document.</param>
/// <param name="Modified">When an input last changed, UTC; <see langword="null"/> when unknown.</param>
/// <param name="ContentType">With charset.</param>
/// <param name="Write">Writes the document.</param>
public sealed record DocumentDraft(IEnumerable<string> Version, DateTimeOffset? Modified, string ContentType, Func<CancellationToken, Task<byte[]>> Write)
{
    /// <summary>A document that needs no further reads.</summary>
    public static DocumentDraft Create(IEnumerable<string> version, DateTimeOffset? modified, string contentType, Func<byte[]> write) =>
        new(version, modified, contentType, _ => Task.FromResult(write()));
}

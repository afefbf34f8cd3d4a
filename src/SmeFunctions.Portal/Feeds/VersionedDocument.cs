using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace SmeFunctions.Portal.Feeds;

/// <summary>What tells whether a document is still the one that a client has.</summary>
/// <param name="Tag">Weak: the same articles make the same document, if not to the byte.</param>
/// <param name="Modified">When something in it changed last, UTC; <see langword="null"/> when nobody knows.</param>
internal sealed record DocumentVersion(EntityTagHeaderValue Tag, DateTimeOffset? Modified)
{
    /// <summary>Makes the version of all that goes into a document; the order matters.</summary>
    public static DocumentVersion Of(IEnumerable<string> parts, DateTimeOffset? modified)
    {
        // Length first, or "ab", "c" would be "a", "bc".
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(parts.Select(part => $"{part.Length}:{part}"))));
        return new DocumentVersion(new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(hash.AsSpan(0, 12))}\"", isWeak: true), modified);
    }

    /// <summary>Whether the client has this version, by RFC 9110 13.2.2.</summary>
    public bool IsHeldBy(HttpRequest request)
    {
        var headers = request.GetTypedHeaders();
        if (headers.IfNoneMatch is { Count: > 0 } tags)
        {
            return tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(Tag, useStrongComparison: false));
        }

        // A header has whole seconds.
        return headers.IfModifiedSince is { } since && Modified is { } modified && modified.ToUnixTimeSeconds() <= since.ToUnixTimeSeconds();
    }
}

/// <summary>Sends a document of the site, or 304 to who has it. It is made only for who has not.</summary>
internal sealed class VersionedDocument : IResult
{
    private readonly DocumentVersion _version;
    private readonly string _contentType;
    private readonly StringValues _links;
    private readonly byte[]? _content;

    private VersionedDocument(DocumentVersion version, string contentType, StringValues links, byte[]? content)
    {
        _version = version;
        _contentType = contentType;
        _links = links;
        _content = content;
    }

    /// <param name="request">Whose answer it is.</param>
    /// <param name="version">The present one.</param>
    /// <param name="contentType">With the charset.</param>
    /// <param name="write">Makes the document.</param>
    /// <param name="links">Values of the header <c>Link</c>.</param>
    // Not in ExecuteAsync: under the worker that runs outside of the middleware that makes answers of exceptions.
    public static async Task<VersionedDocument> CreateAsync(
        HttpRequest request, DocumentVersion version, string contentType, Func<Task<byte[]>> write, StringValues links = default) =>
        new(version, contentType, links, version.IsHeldBy(request) ? null : await write());

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var headers = httpContext.Response.GetTypedHeaders();
        httpContext.Response.Headers.CacheControl = "public, max-age=60, stale-while-revalidate=300";
        if (_links.Count > 0)
        {
            httpContext.Response.Headers.Link = _links;
        }

        if (_content is not null)
        {
            return TypedResults.Bytes(_content, _contentType, lastModified: _version.Modified, entityTag: _version.Tag).ExecuteAsync(httpContext);
        }

        headers.ETag = _version.Tag;
        headers.LastModified = _version.Modified;
        httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
        return Task.CompletedTask;
    }
}

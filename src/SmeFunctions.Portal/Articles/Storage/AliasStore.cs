using Azure;
using Azure.Storage.Blobs.Models;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Articles;

/// <summary>
/// Stores former slugs of articles as empty blobs in the container <c>articles</c>, whose metadata name the article and the owner. They are never
/// deleted: an unused one is marked as free, so a slow writer finds a new ETag, and anyone may take it.
/// </summary>
public sealed class AliasStore(ContentAccount account, ArticleChangeNotifier changes)
{
    private const string TargetMetadata = "alias";

    // The target of a free alias. No base64 text is this short.
    private const string Free = "-";

    // Whether an article that was taken down had the address. It answers 410 again when the alias is free.
    private const string BeforeMetadata = "before";

    /// <summary>Reads what a slug is; one call.</summary>
    public async Task<AliasSnapshot> ReadSnapshotAsync(string slug, CancellationToken cancellationToken)
    {
        try
        {
            BlobProperties mark = await account.Articles.GetBlobClient(ArticleBlob.GetName(slug)).GetPropertiesAsync(cancellationToken: cancellationToken);
            var isAlias = mark.Metadata.TryGetValue(TargetMetadata, out var target);
            mark.Metadata.TryGetValue(ArticleBlob.GoneMetadata, out var gone);
            mark.Metadata.TryGetValue(BeforeMetadata, out var before);
            var isFree = isAlias ? target == Free : gone is not null;
            return new AliasSnapshot(mark.ETag, isFree ? null : ArticleBlob.GetOwner(mark.Metadata) ?? "", isAlias && !isFree, (gone ?? before) == ArticleBlob.WasPublic);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return AliasSnapshot.None;
        }
    }

    /// <summary>Makes a slug lead to an article; one call.</summary>
    /// <param name="slug">The former slug.</param>
    /// <param name="target">The article's slug.</param>
    /// <param name="owner">The owning document.</param>
    /// <param name="seen">What was read before.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The new version.</returns>
    /// <exception cref="RequestFailedException">409 or 412: the slug changed.</exception>
    public Task<ETag> RedirectAsync(string slug, string target, string owner, AliasSnapshot seen, CancellationToken cancellationToken) => WriteAsync(
        slug,
        seen,
        new Dictionary<string, string>
        {
            [ArticleBlob.OwnerMetadata] = ArticleBlob.Encode(owner),
            [TargetMetadata] = ArticleBlob.Encode(target),
            [BeforeMetadata] = seen.WasPublic ? ArticleBlob.WasPublic : ArticleBlob.NeverPublic,
        },
        cancellationToken);

    /// <summary>Frees a slug; one call. A slug that has no blob gets one, so a slow writer finds a change.</summary>
    /// <param name="slug">The former slug.</param>
    /// <param name="owner">The document that owned it.</param>
    /// <param name="isGone">Whether it answers 410 instead of 404.</param>
    /// <param name="seen">What was read before.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="RequestFailedException">409 or 412: the slug changed.</exception>
    public Task ReleaseAsync(string slug, string owner, bool isGone, AliasSnapshot seen, CancellationToken cancellationToken) => WriteAsync(
        slug,
        seen,
        new Dictionary<string, string>
        {
            [ArticleBlob.OwnerMetadata] = ArticleBlob.Encode(owner),
            [TargetMetadata] = Free,
            [ArticleBlob.GoneMetadata] = isGone || seen.WasPublic ? ArticleBlob.WasPublic : ArticleBlob.NeverPublic,
        },
        cancellationToken);

    /// <summary>Gets the target of a blob from its metadata; <see langword="null"/> when it is no alias, or free.</summary>
    public static string? FindTarget(IDictionary<string, string> metadata) =>
        metadata.TryGetValue(TargetMetadata, out var target) && target != Free ? ArticleBlob.Decode(target) : null;

    /// <summary>Whether a blob is an alias that anyone may take.</summary>
    public static bool IsFree(IDictionary<string, string> metadata) => metadata.TryGetValue(TargetMetadata, out var target) && target == Free;

    private async Task<ETag> WriteAsync(string slug, AliasSnapshot seen, Dictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        var answer = await account.Articles.GetBlobClient(ArticleBlob.GetName(slug)).UploadAsync(
            new BinaryData("{}"u8.ToArray()),
            new BlobUploadOptions
            {
                Conditions = seen.ETag is { } etag ? new BlobRequestConditions { IfMatch = etag } : new BlobRequestConditions { IfNoneMatch = ETag.All },
                HttpHeaders = new BlobHttpHeaders { ContentType = "application/json; charset=utf-8" },
                Metadata = metadata,
            },
            cancellationToken);
        changes.Publish(slug);
        return answer.Value.ETag;
    }
}

/// <summary>What a slug was when it was read.</summary>
/// <param name="ETag">Its version; <see langword="null"/> when there is no blob.</param>
/// <param name="Owner">The owning document; <see langword="null"/> when it is free.</param>
/// <param name="IsAlias">Whether it is an alias; otherwise it is an article.</param>
/// <param name="WasPublic">Whether an article that was taken down had this slug.</param>
public sealed record AliasSnapshot(ETag? ETag, string? Owner, bool IsAlias, bool WasPublic)
{
    public static AliasSnapshot None { get; } = new(ETag: null, Owner: null, IsAlias: false, WasPublic: false);

    /// <summary>Whether a document may take the slug.</summary>
    public bool IsAvailableTo(string owner) => Owner is null || (IsAlias && Owner == owner);
}

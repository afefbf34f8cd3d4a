using Azure;
using Azure.Storage.Blobs.Models;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Articles;

/// <summary>
/// Old slugs of articles: marks in the container <c>articles</c>, where an article of that slug would be, which say where it went and whose they
/// are. None is ever deleted: one that leads nowhere any more is freed, so that a slow writer finds it changed, and anyone may take it.
/// </summary>
public sealed class AliasStore(ContentAccount account, ArticleChangeNotifier changes)
{
    private const string TargetMetadata = "alias";

    // Its target: nowhere. No text in Base64 is so short.
    private const string Free = "-";

    // Whether an article that was taken down had the address before: it is gone again when the mark leads nowhere.
    private const string BeforeMetadata = "before";

    /// <summary>What is at a slug; one call.</summary>
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
    /// <param name="slug">The old one.</param>
    /// <param name="target">The article's.</param>
    /// <param name="owner">Whose it is.</param>
    /// <param name="seen">What was there.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Its version.</returns>
    /// <exception cref="RequestFailedException">409 or 412: something else is there now.</exception>
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

    /// <summary>Makes a slug lead nowhere, also one that does not lead anywhere yet: a slow writer would find it as it was; one call.</summary>
    /// <param name="slug">The old one.</param>
    /// <param name="owner">Whose it was.</param>
    /// <param name="isGone">Whether readers are told that something was there.</param>
    /// <param name="seen">What was there.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RequestFailedException">409 or 412: something else is there now.</exception>
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

    /// <summary>Where a blob of the container leads, by its metadata; <see langword="null"/> when it is no mark that leads anywhere.</summary>
    public static string? FindTarget(IDictionary<string, string> metadata) =>
        metadata.TryGetValue(TargetMetadata, out var target) && target != Free ? ArticleBlob.Decode(target) : null;

    /// <summary>Whether a blob is a mark that anyone may take.</summary>
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

/// <summary>What was seen at a slug that a document says is an old one of its article's.</summary>
/// <param name="ETag">Its version; <see langword="null"/> when nothing is there.</param>
/// <param name="Owner">Whose it is; <see langword="null"/> when anyone may take it.</param>
/// <param name="IsAlias">Whether it is an old slug of that one's article; if not, it is the article.</param>
/// <param name="WasPublic">Whether an article that was taken down had it before.</param>
public sealed record AliasSnapshot(ETag? ETag, string? Owner, bool IsAlias, bool WasPublic)
{
    public static AliasSnapshot None { get; } = new(ETag: null, Owner: null, IsAlias: false, WasPublic: false);

    /// <summary>Whether a document may take it.</summary>
    public bool IsAvailableTo(string owner) => Owner is null || (IsAlias && Owner == owner);
}

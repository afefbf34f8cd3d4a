using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using SmeFunctions.Documents;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>
/// Creates links to preview one hidden document without a key, for a limited time. A key in the document's record signs them, so no secret must be
/// configured, and deleting the document ends its links.
/// </summary>
public sealed class SeedPreviewService(
    SeedBlobStore seeds, SeedStatusStore statusStore, SeedIngester ingester, IOptions<IngestionOptions> options, TimeProvider time)
{
    /// <summary>Creates a link that is valid for <see cref="IngestionOptions.PreviewLifetime"/>.</summary>
    /// <returns>The address; <see langword="null"/> when the document is not hidden.</returns>
    public string? CreateLink(SeedRecord record)
    {
        if (record is not { PreviewKey: { } key, Status: SeedStatus.Draft or SeedStatus.Scheduled })
        {
            return null;
        }

        // Rounded up, so a link never ends early.
        var until = (time.GetUtcNow() + options.Value.PreviewLifetime).AddMilliseconds(999).ToUnixTimeSeconds();
        var path = string.Join('/', record.Name.Value.Split('/').Select(Uri.EscapeDataString));
        return string.Create(CultureInfo.InvariantCulture, $"/api/previews/{path}?until={until}&signature={Base64Url.EncodeToString(Sign(key, record.Name, until))}");
    }

    /// <summary>Builds the article of the current document; stores nothing.</summary>
    /// <param name="name">Name of the document.</param>
    /// <param name="until">From the link: seconds since 1970.</param>
    /// <param name="signature">From the link.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<SeedPreview> FindAsync(SeedName name, string until, string signature, CancellationToken cancellationToken)
    {
        var group = await statusStore.ReadGroupAsync(name, cancellationToken);
        var record = group.Own;
        if (record.PreviewKey is not { } key
            || !long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || !Base64Url.IsValid(signature)
            || !CryptographicOperations.FixedTimeEquals(Sign(key, name, seconds), Base64Url.DecodeFromChars(signature)))
        {
            return new SeedPreview.NotFound();
        }

        if (seconds <= time.GetUtcNow().ToUnixTimeSeconds())
        {
            return new SeedPreview.Expired();
        }

        if (await seeds.FindAsync(name, cancellationToken) is not { } seed)
        {
            return new SeedPreview.NotFound();
        }

        if (record is { IsOnline: true, Status: SeedStatus.Published, Slug: { } slug } && record.SeedETag == seed.ETag)
        {
            return new SeedPreview.Published(slug);
        }

        return await ingester.BuildArticleAsync(group, seed, cancellationToken) switch
        {
            ({ } built, _) => new SeedPreview.Shown(built),
            (_, var error) => new SeedPreview.Rejected(error!),
        };
    }

    private static byte[] Sign(byte[] key, SeedName name, long until) =>
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"preview\n{until}\n{name.Value}")));
}

/// <summary>The result of following a preview link.</summary>
public abstract record SeedPreview
{
    private SeedPreview()
    {
    }

    internal sealed record Shown(BuiltArticle Built) : SeedPreview;

    /// <summary>The article is online now.</summary>
    internal sealed record Published(string Slug) : SeedPreview;

    /// <summary>The document currently cannot be an article.</summary>
    internal sealed record Rejected(DocumentError Error) : SeedPreview;

    /// <summary>The link has expired.</summary>
    internal sealed record Expired : SeedPreview;

    /// <summary>The link was never created, or the document was deleted.</summary>
    internal sealed record NotFound : SeedPreview;
}

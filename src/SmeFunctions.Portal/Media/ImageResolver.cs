using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using SmeFunctions.Documents;
using SmeFunctions.Documents.Images;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Portal.Media;

/// <summary>
/// Resolves the images of documents: those inside the document, and uploaded ones. A document writes a reference in the table <c>Seeds</c> before it
/// reads the image's record. An image reads its references after it wrote its record. Whichever comes first, one finds the other. The reconciler
/// compares the images of each article with the stored ones.
/// </summary>
public sealed class ImageResolver(SeedStatusStore statusStore, SeedEventPublisher events, MediaStore media)
{
    /// <summary>Uploaded images per article. Their names must fit into a column of 32,000 characters.</summary>
    private const int MaxSiblingImages = 100;

    /// <summary>Characters of all their names.</summary>
    private const int MaxNames = 20_000;

    /// <summary>Warnings about images. An editor who reads ten knows the problem.</summary>
    private const int MaxWarnings = 10;

    // These elements are empty without their image.
    private static readonly HashSet<string> _frames = ["p", "figure", "a", "em", "strong", "b", "i", "li"];

    /// <summary>Sets addresses and sizes in a document's HTML, and removes missing images.</summary>
    /// <param name="name">The document.</param>
    /// <param name="document">The parsed document.</param>
    /// <param name="store">Whether to store its images and references; otherwise nothing is written.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<ResolvedDocument> ResolveAsync(SeedName name, ParsedDocument document, bool store, CancellationToken cancellationToken)
    {
        if (document.Images.Count == 0)
        {
            return new ResolvedDocument(document, []);
        }

        using var page = new HtmlParser().ParseDocument("<!doctype html><body>" + document.Html);
        var warnings = new List<string>();
        var shown = new Dictionary<int, ResolvedImage?>();
        var beside = new Dictionary<string, SeedFile>(StringComparer.Ordinal);
        foreach (var image in page.QuerySelectorAll($"img[src^='{DocumentImage.Placeholder}']"))
        {
            if (!int.TryParse(image.GetAttribute("src").AsSpan(DocumentImage.Placeholder.Length), out var index) || index >= document.Images.Count)
            {
                image.Remove();
                continue;
            }

            if (!shown.TryGetValue(index, out var found))
            {
                var own = document.Images[index];
                shown[index] = found = own.Content is { } content
                    ? await StoreEmbeddedAsync(content, store, warnings, cancellationToken)
                    : await FindSiblingAsync(name, own, beside, store, warnings, cancellationToken);
            }

            Render(image, found);
        }

        if (warnings.Count > MaxWarnings)
        {
            var more = warnings.Count - MaxWarnings;
            warnings.RemoveRange(MaxWarnings, more);
            warnings.Add($"{more} more image(s) are not shown.");
        }

        return new ResolvedDocument(
            document with { Html = string.Join('\n', page.Body!.Children.Select(block => block.OuterHtml)), Warnings = [.. document.Warnings, .. warnings] },
            [.. beside.Values]);
    }

    /// <summary>Whether the images of an article are the current ones.</summary>
    public async Task<bool> AreCurrentAsync(SeedRecord record, CancellationToken cancellationToken)
    {
        foreach (var image in record.Status == SeedStatus.Published ? record.Files : [])
        {
            if ((await statusStore.FindAsync(SeedName.FromBlobName(image.Name), cancellationToken))?.Media?.Name != image.Media)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Stores an uploaded image.</summary>
    public Task StoreAsync(ImageFile image, CancellationToken cancellationToken) => media.StoreAsync(image, cancellationToken);

    /// <summary>
    /// Requests the ingestion of the documents that use an image. Called after its record was stored, and whenever it is ingested again, because an
    /// earlier worker may have died before.
    /// </summary>
    public async Task NotifyDocumentsAsync(SeedRecord image, CancellationToken cancellationToken)
    {
        if (image.IsFile)
        {
            await foreach (var document in statusStore.ReadReferencesAsync(image.Name, cancellationToken))
            {
                await events.PublishAsync(document, cancellationToken);
            }
        }
    }

    /// <summary>Finds documents whose articles show an outdated version of an image; one call, and one per document that uses it.</summary>
    public async Task<IReadOnlyList<SeedRecord>> FindStaleDocumentsAsync(SeedRecord image, CancellationToken cancellationToken)
    {
        var stale = new List<SeedRecord>();
        if (image.IsFile)
        {
            await foreach (var document in statusStore.ReadReferencesAsync(image.Name, cancellationToken))
            {
                if (await statusStore.FindAsync(document, cancellationToken) is { Status: SeedStatus.Published, IsOnline: true } record
                    && record.Files.Any(shown => shown.Name == image.Name.Value && shown.Media != image.Media?.Name))
                {
                    stale.Add(record);
                }
            }
        }

        return stale;
    }

    private async Task<ResolvedImage?> StoreEmbeddedAsync(ReadOnlyMemory<byte> content, bool store, List<string> warnings, CancellationToken cancellationToken)
    {
        if (!ImageFile.TryRead(content, out var image, out var error))
        {
            warnings.Add($"An image in the document is not shown. {error.Message}");
            return null;
        }

        if (store)
        {
            await media.StoreAsync(image, cancellationToken);
        }

        return new ResolvedImage(ImageFile.GetAddress(image.Name), image.Width, image.Height);
    }

    private async Task<ResolvedImage?> FindSiblingAsync(
        SeedName document, DocumentImage image, Dictionary<string, SeedFile> beside, bool store, List<string> warnings, CancellationToken cancellationToken)
    {
        var otherwise = image.Address is { } address ? new ResolvedImage(address, null, null) : null;
        if (document.GetSibling(image.Name) is not { } name)
        {
            Warn($"The image '{Truncate(image.Name)}' cannot be the name of an upload.");
            return otherwise;
        }

        if (!beside.ContainsKey(name.Value) && (beside.Count >= MaxSiblingImages || beside.Keys.Sum(other => other.Length) + name.Value.Length > MaxNames))
        {
            Warn($"The image '{Truncate(image.Name)}' is not shown: a document may name {MaxSiblingImages} images beside it, with names of {MaxNames:N0} characters in all.");
            return otherwise;
        }

        if (store)
        {
            // Before the read: an image that is recorded later finds this reference.
            await statusStore.AddReferenceAsync(name, document, cancellationToken);
        }

        var record = await statusStore.FindAsync(name, cancellationToken);
        var found = record?.Media;
        beside[name.Value] = new SeedFile(name.Value, found?.Name);
        if (found is not null)
        {
            return new ResolvedImage(ImageFile.GetAddress(found.Name), found.Width, found.Height);
        }

        Warn(record is { Status: SeedStatus.Rejected, Error: { } error }
            ? $"The image '{Truncate(image.Name)}' is not shown. {error.Message}"
            : $"The image '{Truncate(image.Name)}' is not there: when it is uploaded as '{Truncate(name.Value)}', the article shows it.");
        return otherwise;

        void Warn(string warning)
        {
            if (otherwise is null)
            {
                warnings.Add(warning);
            }
        }
    }

    private static void Render(IElement image, ResolvedImage? found)
    {
        if (found is not null)
        {
            image.SetAttribute("src", found.Address);
            if (found is { Width: { } width, Height: { } height })
            {
                // The size of the file: the page reserves the space, and its style scales the image.
                image.SetAttribute("width", width.ToString(System.Globalization.CultureInfo.InvariantCulture));
                image.SetAttribute("height", height.ToString(System.Globalization.CultureInfo.InvariantCulture));
            }

            return;
        }

        IElement? frame = image;
        do
        {
            var outer = frame.ParentElement;
            frame.Remove();
            frame = outer;
        }
        while (frame is not null && _frames.Contains(frame.LocalName) && string.IsNullOrWhiteSpace(frame.TextContent) && frame.QuerySelector("img") is null);
    }

    private static string Truncate(string name) => name.Length > 100 ? name[..100] + "…" : name;

    private sealed record ResolvedImage(string Address, int? Width, int? Height);
}

/// <summary>A document whose images have addresses.</summary>
/// <param name="Document">The document.</param>
/// <param name="Images">The uploaded images that it uses, with their state.</param>
public sealed record ResolvedDocument(ParsedDocument Document, IReadOnlyList<SeedFile> Images);

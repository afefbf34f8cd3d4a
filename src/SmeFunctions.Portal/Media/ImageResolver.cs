using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using SmeFunctions.Documents;
using SmeFunctions.Documents.Images;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Portal.Media;

/// <summary>
/// Gives the images of documents their addresses: those that a document brings along, and those that were uploaded beside it.
/// <para>
/// A document says in the table <c>Seeds</c> that it names an image before it looks whether the image is there; an image looks who names it
/// after it has recorded what it is. So whichever comes first, one of the two sees the other; and the reconciler compares what each article
/// shows with what is there.
/// </para>
/// </summary>
public sealed class ImageResolver(SeedStatusStore statusStore, SeedEventPublisher events, MediaStore media)
{
    /// <summary>Images beside a document that one article shows; with their names they must fit into a column of 32,000 characters.</summary>
    private const int MaxSiblingImages = 100;

    /// <summary>Characters of all their names.</summary>
    private const int MaxNames = 20_000;

    /// <summary>Warnings about images; an editor who reads ten knows what to do.</summary>
    private const int MaxWarnings = 10;

    // What is left of these without their image is nothing.
    private static readonly HashSet<string> _frames = ["p", "figure", "a", "em", "strong", "b", "i", "li"];

    /// <summary>Puts addresses and sizes into a document's markup, and takes out the images that are not there.</summary>
    /// <param name="name">The document.</param>
    /// <param name="document">What was read.</param>
    /// <param name="store">Whether to store what it brings along and to say what it names; otherwise nothing is written.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ResolvedDocument> ResolveAsync(SeedName name, ParsedDocument document, bool store, CancellationToken cancellationToken)
    {
        if (document.Images.Count == 0)
        {
            return new ResolvedDocument(document, []);
        }

        using var page = new HtmlParser().ParseDocument("<!doctype html><body>" + document.Html);
        var warnings = new List<string>();
        var shown = new Dictionary<int, ResolvedImage?>();
        var beside = new Dictionary<string, SeedImage>(StringComparer.Ordinal);
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

    /// <summary>Whether the images that an article shows are those that are there.</summary>
    public async Task<bool> AreCurrentAsync(SeedRecord record, CancellationToken cancellationToken)
    {
        foreach (var image in record.Status == SeedStatus.Published ? record.Images : [])
        {
            if ((await statusStore.FindAsync(SeedName.FromBlobName(image.Name), cancellationToken))?.Media?.Name != image.Media)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Stores an image that was uploaded by itself.</summary>
    public Task StoreAsync(ImageFile image, CancellationToken cancellationToken) => media.StoreAsync(image, cancellationToken);

    /// <summary>Asks for a look at the documents that name an image. To be called after its record was stored, and again whenever it is looked at: whoever stored it may have died.</summary>
    public async Task NotifyDocumentsAsync(SeedRecord image, CancellationToken cancellationToken)
    {
        if (image.IsImage)
        {
            await foreach (var document in statusStore.ReadImageReferencesAsync(image.Name, cancellationToken))
            {
                await events.PublishAsync(document, cancellationToken);
            }
        }
    }

    /// <summary>The documents whose articles show something else of an image than what it is; a call, and one for each document that names it.</summary>
    public async Task<IReadOnlyList<SeedRecord>> FindStaleDocumentsAsync(SeedRecord image, CancellationToken cancellationToken)
    {
        var stale = new List<SeedRecord>();
        if (image.IsImage)
        {
            await foreach (var document in statusStore.ReadImageReferencesAsync(image.Name, cancellationToken))
            {
                if (await statusStore.FindAsync(document, cancellationToken) is { Status: SeedStatus.Published, IsOnline: true } record
                    && record.Images.Any(shown => shown.Name == image.Name.Value && shown.Media != image.Media?.Name))
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
        SeedName document, DocumentImage image, Dictionary<string, SeedImage> beside, bool store, List<string> warnings, CancellationToken cancellationToken)
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
            // Before the look: an image that is recorded after it finds this.
            await statusStore.AddImageReferenceAsync(name, document, cancellationToken);
        }

        var record = await statusStore.FindAsync(name, cancellationToken);
        var found = record?.Media;
        beside[name.Value] = new SeedImage(name.Value, found?.Name);
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
                // Of the file: the page keeps the room for it free, and its style makes it fit.
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
/// <param name="Images">The images beside it that it names, and what was there.</param>
public sealed record ResolvedDocument(ParsedDocument Document, IReadOnlyList<SeedImage> Images);

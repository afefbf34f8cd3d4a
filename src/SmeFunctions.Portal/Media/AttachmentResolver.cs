using AngleSharp.Html.Parser;
using SmeFunctions.Documents;
using SmeFunctions.Documents.Attachments;
using SmeFunctions.Documents.Metadata;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Portal.Media;

/// <summary>
/// Resolves the attachments of documents: files that they link to, that their list of annexes names, or that lie in a directory for attachments beside
/// them, and the document itself where its format is one to download. References work as those of images do; see <see cref="ImageResolver"/>.
/// </summary>
public sealed class AttachmentResolver(SeedStatusStore statusStore, SeedBlobStore seeds, SeedEventPublisher events, MediaStore media, TimeProvider time)
{
    /// <summary>Files per article. Each is a reference and a read.</summary>
    private const int MaxFiles = 40;

    /// <summary>Characters of all their names, which must fit into a column of 32,000 with the JSON around them.</summary>
    private const int MaxNames = 12_000;

    private const int MaxWarnings = 10;

    /// <summary>A file without a document is looked at again for this long; its document may be uploaded later.</summary>
    private static readonly TimeSpan _assignFor = TimeSpan.FromDays(1);

    private static readonly TimeSpan _firstRetry = TimeSpan.FromMinutes(1);

    /// <summary>Stores an uploaded attachment.</summary>
    public Task StoreAsync(AttachmentFile file, CancellationToken cancellationToken) => media.StoreAsync(file, cancellationToken);

    /// <summary>Sets the addresses of a document's attachments.</summary>
    /// <param name="name">The document.</param>
    /// <param name="document">The parsed document.</param>
    /// <param name="beside">The files in a directory for attachments that belong to it.</param>
    /// <param name="store">Whether to store references, and the document itself; otherwise nothing is written.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<ResolvedAttachments> ResolveAsync(SeedName name, ParsedDocument document, IReadOnlyList<SeedName> beside, bool store, CancellationToken cancellationToken)
    {
        if (document.Attachments.Count == 0 && beside.Count == 0 && document.Original is null)
        {
            return new ResolvedAttachments(document, [], []);
        }

        var lookup = new Lookup(name, store, statusStore, events);
        var offered = new List<ArticleAttachment>();
        var addresses = new string?[document.Attachments.Count];
        var warnings = new List<string>();
        for (var i = 0; i < document.Attachments.Count; i++)
        {
            var attachment = document.Attachments[i];
            var found = await lookup.FindAsync(GetCandidates(name, attachment), cancellationToken);
            if (found is null)
            {
                addresses[i] = attachment.Address;
                if (attachment.Address is null && warnings.Count < MaxWarnings)
                {
                    warnings.Add($"The attachment '{Truncate(attachment.Name)}' is not there: when it is uploaded{(name.GetSibling(attachment.Name) is { } wanted ? $" as '{Truncate(wanted.Value)}'" : "")}, the article offers it.");
                }

                continue;
            }

            addresses[i] = found.Url;
            offered.Add(found);
        }

        foreach (var file in beside)
        {
            if (await lookup.FindAsync([file], cancellationToken) is { } found)
            {
                offered.Add(found);
            }
        }

        if (document.Original is { } original)
        {
            var file = AttachmentFile.Create(name.Value, original);
            if (store)
            {
                await media.StoreAsync(file, cancellationToken);
            }

            offered.Add(new ArticleAttachment(file.FileName, AttachmentFile.GetAddress(file.StoredName, file.FileName), original.Length, file.ContentType));
        }

        return new ResolvedAttachments(
            document with { Html = addresses.Length == 0 ? document.Html : SetAddresses(document.Html, addresses), Warnings = [.. document.Warnings, .. warnings] },
            lookup.Files,
            [.. offered.DistinctBy(file => file.Url)]);
    }

    /// <summary>
    /// Assigns a file in a directory for attachments to the only document beside that directory. Where several documents lie there, the one that links to
    /// the file or names it offers it.
    /// </summary>
    /// <returns>When to try again, because there is no document yet; otherwise <see langword="null"/>.</returns>
    public async Task<DateTimeOffset?> AssignAsync(Seed file, CancellationToken cancellationToken)
    {
        if (!AttachmentFile.IsInFolder(file.Name.Value) || await statusStore.HasReferencesAsync(file.Name, cancellationToken))
        {
            return null;
        }

        var steps = file.Name.Value.Split('/');
        var directory = steps.Length > 2 ? string.Join('/', steps[..^2]) + "/" : "";
        var documents = await seeds.ListDirectoryAsync(directory, cancellationToken)
            .Where(name => !IsFileOnly(name.Value) && !DocumentMetadata.IsName(name.Value))
            .Take(2)
            .ToListAsync(cancellationToken);
        if (documents is [var document])
        {
            await statusStore.AddAttachmentAsync(document, file.Name, cancellationToken);
        }

        var age = time.GetUtcNow() - file.Uploaded;
        return documents.Count > 0 || age > _assignFor ? null : time.GetUtcNow() + (age > _firstRetry ? age : _firstRetry);
    }

    // Documents can be Word and PDF files, too.
    private static bool IsFileOnly(string name) =>
        AttachmentFile.IsFormat(name) && !Array.Exists((string[])[".docx", ".pdf", ".odt", ".csv"], extension => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<SeedName> GetCandidates(SeedName document, DocumentAttachment attachment)
    {
        string[] names = attachment.IsNamed ? [attachment.Name, .. AttachmentFile.Folders.Select(folder => $"{folder}/{attachment.Name}")] : [attachment.Name];
        return names.Select(document.GetSibling).OfType<SeedName>();
    }

    private static string SetAddresses(string html, string?[] addresses)
    {
        using var page = new HtmlParser().ParseDocument("<!doctype html><body>" + html);
        foreach (var link in page.QuerySelectorAll($"a[href^='{DocumentAttachment.Placeholder}']"))
        {
            if (int.TryParse(link.GetAttribute("href").AsSpan(DocumentAttachment.Placeholder.Length), out var index) && index < addresses.Length && addresses[index] is { } address)
            {
                link.SetAttribute("href", address);
            }
            else
            {
                link.RemoveAttribute("href");
            }
        }

        return string.Join('\n', page.Body!.Children.Select(block => block.OuterHtml));
    }

    private static string Truncate(string name) => name.Length > 100 ? name[..100] + "…" : name;

    /// <summary>Finds uploaded files, and records that the document uses them.</summary>
    private sealed class Lookup(SeedName document, bool store, SeedStatusStore statusStore, SeedEventPublisher events)
    {
        private readonly Dictionary<string, SeedFile> _files = new(StringComparer.Ordinal);
        private readonly Dictionary<string, ArticleAttachment?> _found = new(StringComparer.Ordinal);

        public IReadOnlyList<SeedFile> Files => [.. _files.Values];

        public async Task<ArticleAttachment?> FindAsync(IEnumerable<SeedName> candidates, CancellationToken cancellationToken)
        {
            // All candidates up to the first file are recorded: one may be uploaded later under any of these names.
            foreach (var candidate in candidates.Where(candidate => candidate != document))
            {
                if (await FindAsync(candidate, cancellationToken) is { } found)
                {
                    return found;
                }
            }

            return null;
        }

        private async Task<ArticleAttachment?> FindAsync(SeedName file, CancellationToken cancellationToken)
        {
            if (_found.TryGetValue(file.Value, out var known))
            {
                return known;
            }

            if (_files.Count >= MaxFiles || _files.Keys.Sum(name => name.Length) + file.Value.Length > MaxNames)
            {
                return null;
            }

            if (store)
            {
                // Before the read: a file that is recorded later finds this reference.
                await statusStore.AddReferenceAsync(file, document, cancellationToken);
            }

            var record = await statusStore.FindAsync(file, cancellationToken);
            _files[file.Value] = new SeedFile(file.Value, record?.Media?.Name);
            if (store && record is { IsFile: false, Status: not SeedStatus.Removed })
            {
                // It was an article or rejected; from now on it is an attachment.
                await events.PublishAsync(file, cancellationToken);
            }

            return _found[file.Value] = record?.Media is { } stored
                ? new ArticleAttachment(file.FileName, AttachmentFile.GetAddress(stored.Name, file.FileName), stored.Bytes ?? 0, AttachmentFile.GetContentType(file.FileName))
                : null;
        }
    }
}

/// <summary>A document whose attachments have addresses.</summary>
/// <param name="Document">The document.</param>
/// <param name="Files">The uploaded files that it uses, with their state.</param>
/// <param name="Attachments">What the article offers.</param>
public sealed record ResolvedAttachments(ParsedDocument Document, IReadOnlyList<SeedFile> Files, IReadOnlyList<ArticleAttachment> Attachments);

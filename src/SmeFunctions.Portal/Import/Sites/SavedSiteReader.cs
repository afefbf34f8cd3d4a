using System.Globalization;
using SmeFunctions.Documents;
using SmeFunctions.Documents.Attachments;
using SmeFunctions.Documents.Html;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Portal.Import;

/// <summary>
/// Imports the pages and documents of a saved site, or of a folder of Markdown. All pages come first, with the images and attachments that they use. Then
/// come the documents that no page uses.
/// </summary>
/// <param name="archive">The files.</param>
/// <param name="visits">The visits that pages had, by former address; see <see cref="FormerVisits"/>.</param>
internal sealed class SavedSiteReader(ImportArchive archive, FormerVisits visits) : IImportReader
{
    /// <summary>The limit of metadata files.</summary>
    private const int MaxAliases = 20;
    private const int MaxFiles = 200;
    private const int MaxMissing = 10;

    private static readonly HashSet<string> _pages = ["html", "htm", "xhtml", "xht", "shtml", "shtm", "php", "asp", "aspx", "jsp", "jspx", "do", "cgi", "action", "cfm", "md", "markdown"];
    private static readonly HashSet<string> _markdown = ["md", "markdown"];
    private static readonly HashSet<string> _documents = ["docx", "odt", "pdf", "txt", "csv", "eml", "mht", "mhtml"];

    // Notes of generators and of programs that save sites.
    private static readonly HashSet<string> _ignoredNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "robots.txt", "humans.txt", "ads.txt", "security.txt", "llms.txt", "requirements.txt", "cookies.txt", "hts-log.txt", "readme.md", "readme.txt", "license.md", "license.txt", "changelog.md", "contributing.md", "code_of_conduct.md", FormerVisits.FileName,
    };

    private static readonly string[] _ignoredFolders = ["hts-cache", "__MACOSX", "node_modules", "_layouts", "_includes", "_sass", "layouts", "themes", "archetypes", ".git", ".github"];

    /// <inheritdoc />
    public int Count => 2 * archive.Files.Count;

    /// <inheritdoc />
    public IReadOnlyList<int> Barriers => [archive.Files.Count];

    /// <inheritdoc />
    public Task<ImportOutcome> ImportAsync(int index, ImportTarget target, CancellationToken cancellationToken)
    {
        var isFirst = index < archive.Files.Count;
        var file = archive.Files[isFirst ? index : index - archive.Files.Count];
        return file.Problem is { } problem ? Task.FromResult(isFirst ? ImportOutcome.Skip(ImportCodes.InvalidName, file.Path, problem) : ImportOutcome.Nothing)
            : IsIgnored(file) ? Task.FromResult(ImportOutcome.Nothing)
            : isFirst && IsPage(file) ? ImportPageAsync(file, target, cancellationToken)
            : !isFirst && _documents.Contains(file.Extension) ? ImportDocumentAsync(file, target, cancellationToken)
            : Task.FromResult(ImportOutcome.Nothing);
    }

    private static bool IsIgnored(ImportFile file) =>
        _ignoredNames.Contains(file.FileName) || file.FileName.StartsWith('.') || file.Path.Split('/').SkipLast(1).Any(_ignoredFolders.Contains);

    // "view.php?id=3" and "view.php@id=3" are saved pages; so is a file without extension, if it is HTML.
    private static bool IsPage(ImportFile file)
    {
        var name = file.FileName.AsSpan(0, file.FileName.AsSpan().IndexOfAny('?', '@') is > 0 and var mark ? mark : file.FileName.Length);
        var dot = name.LastIndexOf('.');
        return dot <= 0 || _pages.Contains(file.Extension) || _pages.Contains(name[(dot + 1)..].ToString().ToLowerInvariant());
    }

    private async Task<ImportOutcome> ImportPageAsync(ImportFile file, ImportTarget target, CancellationToken cancellationToken)
    {
        var read = await archive.ReadAsync(file, target.MaxBytes, cancellationToken);
        if (read.Bytes is not { } content)
        {
            return ImportOutcome.Skip(ImportCodes.Unreadable, file.Path, read.Problem!);
        }

        if (_markdown.Contains(file.Extension))
        {
            return file.FileName.StartsWith('_')
                ? ImportOutcome.Skip(ImportCodes.Navigation, file.Path, "It describes a section.")
                : await ImportAsync(file, content, saved: null, target, cancellationToken);
        }

        var saved = SavedPage.TryRead(content);
        if (saved is null && file.Extension.Length == 0)
        {
            return ImportOutcome.Nothing;
        }

        var host = target.Request.Address?.Host ?? SitePath.Parse(file.Path).Host ?? saved?.Address?.Host;
        return await ImportAsync(file, host is null ? content : SavedPage.MakeRelative(content, host), saved, target, cancellationToken);
    }

    private async Task<ImportOutcome> ImportDocumentAsync(ImportFile file, ImportTarget target, CancellationToken cancellationToken)
    {
        // It is offered for download by a page.
        if (AttachmentFile.IsInFolder(file.Path) || await target.IsFileAsync(file.Path, cancellationToken))
        {
            return ImportOutcome.Nothing;
        }

        var read = await archive.ReadAsync(file, target.MaxBytes, cancellationToken);
        return read.Bytes is { } content
            ? await ImportAsync(file, content, saved: null, target, cancellationToken)
            : ImportOutcome.Skip(ImportCodes.Unreadable, file.Path, read.Problem!);
    }

    private async Task<ImportOutcome> ImportAsync(ImportFile file, byte[] content, SavedPage? saved, ImportTarget target, CancellationToken cancellationToken)
    {
        if (target.GetName(file.Path) is not { } name)
        {
            return ImportOutcome.Skip(ImportCodes.InvalidName, file.Path, "Its name is too long in this folder.");
        }

        switch (DocumentReader.Read(name.Value, content))
        {
            case ReadResult.Document(var document) when saved?.IsNavigation(document) == true:
                return ImportOutcome.Skip(ImportCodes.Navigation, file.Path, "The page is a list of links to others.");

            case ReadResult.Document(var document):
                var root = FindRoot(file, document);
                var files = FindFiles(file, document, target, root);
                return await target.WriteAsync(file.Path, name, content, document.Title, CreateMetadata(file, document, saved, root, target), files, archive, cancellationToken);

            case ReadResult.Rejection(var error):
                return ImportOutcome.Skip(ImportCodes.Rejected, file.Path, error.Message);

            default:
                return ImportOutcome.Nothing;
        }
    }

    private List<ImportedFile> FindFiles(ImportFile page, ParsedDocument document, ImportTarget target, string? root)
    {
        var files = new List<ImportedFile>();
        var stated = document.Images.Where(image => image.Content is null).Select(image => image.Name).Concat(document.Attachments.Where(file => !file.IsNamed).Select(file => file.Name));
        foreach (var name in stated.Distinct(StringComparer.Ordinal).Take(MaxFiles))
        {
            // Written under the name that the document states, because names of seeds differ by case.
            var path = name.StartsWith('/') ? root + name[1..] : SeedName.FromBlobName(page.Path).GetSibling(name)?.Value;
            if (path is not null && archive.Find(path) is { } found)
            {
                files.Add(new ImportedFile(name, found, target.GetName(path)));
            }
            else if (files.Count(file => file.Source is null) < MaxMissing)
            {
                files.Add(new ImportedFile(name, null, null));
            }
        }

        return files;
    }

    // The folder that names with a leading slash are relative to.
    private string? FindRoot(ImportFile page, ParsedDocument document)
    {
        var rooted = document.Images.Select(image => image.Name).Concat(document.Attachments.Select(file => file.Name)).Where(name => name.StartsWith('/')).ToList();
        return GetRoots(page).FirstOrDefault(root => rooted.Exists(name => archive.Find(root + name[1..]) is not null));
    }

    private static IEnumerable<string> GetRoots(ImportFile page) =>
        _markdown.Contains(page.Extension) ? SitePath.GetFileRoots(page.Path) : [SitePath.Parse(page.Path).Prefix, ""];

    private IEnumerable<(string Key, IReadOnlyList<string> Values)> CreateMetadata(ImportFile file, ParsedDocument document, SavedPage? saved, string? root, ImportTarget target)
    {
        // The day of the old site is better than the day of the import.
        if (document.Published is null && document.PublishAt is null && (SitePath.FindDay(file.Path) ?? (file.Modified is { } time ? DateOnly.FromDateTime(time.UtcDateTime) : null)) is { } day)
        {
            yield return ("date", [day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)]);
        }

        // What the document states itself stays, because the metadata file replaces it.
        var addresses = GetAddresses(file, saved, target).ToList();
        var aliases = document.Aliases.Concat(addresses).Where(alias => !FormerAddress.IsAddress(alias) || alias.Length <= FormerAddress.MaxLength).DistinctBy(FormerAddress.GetSlug).Take(MaxAliases).ToList();
        if (aliases.Count > 0)
        {
            yield return ("aliases", aliases);
        }

        if (visits.Find(addresses) is { } count)
        {
            yield return ("visits", [count.ToString(CultureInfo.InvariantCulture)]);
        }

        if (root is not null)
        {
            yield return ("root", [$"{target.Folder}/{root}".TrimEnd('/')]);
        }
    }

    private static IEnumerable<string> GetAddresses(ImportFile file, SavedPage? saved, ImportTarget target)
    {
        var site = target.Request.Address;
        if (saved?.Address is { } own && (site is null || site.Host.Equals(own.Host, StringComparison.OrdinalIgnoreCase)))
        {
            yield return own.PathAndQuery;
        }

        var path = SitePath.Parse(file.Path);
        var start = path.Host is null && site is not null ? site.AbsolutePath.TrimEnd('/') : "";
        foreach (var address in _markdown.Contains(file.Extension) ? SitePath.GetGeneratedAddresses(file.Path) : path.GetAddresses())
        {
            if (FormerAddress.IsAddress(start + address))
            {
                yield return start + address;
            }
        }
    }
}

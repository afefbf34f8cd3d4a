using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using SmeFunctions.Documents;
using SmeFunctions.Documents.Attachments;

namespace SmeFunctions.Portal.Import;

/// <summary>Imports posts: each becomes an HTML document with a metadata file. Its pictures and files are those of the source, if it has them.</summary>
internal sealed partial class PostReader(IReadOnlyList<ImportedPost> posts, ImportArchive archive, FormerVisits visits) : IImportReader
{
    private const int MaxAliases = 20;
    private const int MaxSummaryLength = 1_000;
    private const int MaxTitleLength = 300;
    private const int MaxCreatedTitleLength = 60;
    private const string MediaFolder = "media";

    /// <inheritdoc />
    public int Count => posts.Count;

    /// <inheritdoc />
    public IReadOnlyList<int> Barriers => [];

    /// <inheritdoc />
    public async Task<ImportOutcome> ImportAsync(int index, ImportTarget target, CancellationToken cancellationToken)
    {
        var post = posts[index];
        var subject = post.Title.Length > 0 ? $"{post.Id}: {post.Title}" : post.Id;
        if (post.Html is null)
        {
            return ImportOutcome.Skip(ImportCodes.NotPublished, subject, post.Skipped ?? "It has no text.");
        }

        if (target.GetName(CreateFileName(post)) is not { } name)
        {
            return ImportOutcome.Skip(ImportCodes.InvalidName, subject, "Its name is too long in this folder.");
        }

        using var page = await new HtmlParser().ParseDocumentAsync($"<!doctype html><body>{post.Html}", cancellationToken);
        if (post.Title.Length == 0)
        {
            // Short notes have no headline of their own.
            post = post with { Title = CreateTitle(page.Body!.TextContent) };
        }

        var files = new List<ImportedFile>();
        foreach (var image in page.Body!.QuerySelectorAll("img"))
        {
            ReplaceAddress(image, "src", files, target);
        }

        foreach (var link in page.Body.QuerySelectorAll("a[href]").Where(link => AttachmentFile.IsFormat((link.GetAttribute("href") ?? "").Split('?', '#')[0])))
        {
            ReplaceAddress(link, "href", files, target);
        }

        var lead = post.LeadImage is { } picture ? FindFile(picture, files, target) : null;
        var content = Encoding.UTF8.GetBytes(CreateDocument(post, page.Body.InnerHtml));
        return DocumentReader.Read(name.Value, content, metadata: null) is ReadResult.Rejection(var error)
            ? ImportOutcome.Skip(ImportCodes.Rejected, subject, error.Message)
            : await target.WriteAsync(subject, name, content, post.Title, CreateMetadata(post, lead), files, archive, cancellationToken);
    }

    private static string CreateTitle(string text)
    {
        var words = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (SentenceEnd().Match(words) is { Success: true, Index: > 0 and <= MaxCreatedTitleLength } end)
        {
            return words[..end.Index];
        }

        if (words.Length <= MaxCreatedTitleLength)
        {
            return words;
        }

        var gap = words.LastIndexOf(' ', MaxCreatedTitleLength);
        return words[..(gap > MaxCreatedTitleLength / 2 ? gap : MaxCreatedTitleLength)] + "…";
    }

    private static string CreateFileName(ImportedPost post)
    {
        var slug = Slugs.Create(post.Slug is { Length: > 0 } stated ? stated : post.Title);
        return slug.Length > 0 && slug != post.Id ? $"{slug}-{post.Id}.html" : $"{post.Id}.html";
    }

    // A headline that the reader of documents finds where it looks first.
    private static string CreateDocument(ImportedPost post, string body) =>
        $"<!doctype html>\n<html{(post.Lang is { } lang ? $" lang=\"{WebUtility.HtmlEncode(lang)}\"" : "")}>\n<head><meta charset=\"utf-8\"><title>{WebUtility.HtmlEncode(post.Title)}</title></head>\n<body>\n<article>\n<h1>{WebUtility.HtmlEncode(post.Title)}</h1>\n{body.Trim()}\n</article>\n</body>\n</html>\n";

    private void ReplaceAddress(IElement element, string attribute, List<ImportedFile> files, ImportTarget target)
    {
        var address = element.GetAttribute(attribute) ?? "";
        if (FindFile(address, files, target) is { } local)
        {
            element.SetAttribute(attribute, local);
            element.RemoveAttribute("srcset");
        }
    }

    /// <returns>The address of the file relative to the document; <see langword="null"/> when the source does not have it.</returns>
    private string? FindFile(string address, List<ImportedFile> files, ImportTarget target)
    {
        var path = Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri.AbsolutePath : address.Split('?', '#')[0];
        path = Uri.UnescapeDataString(path);
        if (path.Length == 0 || address.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        // WordPress makes pictures of several sizes; an export may have the largest only.
        var found = archive.FindByEnd(path) ?? (SizeSuffix().IsMatch(path) ? archive.FindByEnd(SizeSuffix().Replace(path, "${extension}")) : null);
        var name = found is null ? null : target.GetName($"{MediaFolder}/{found.Path}");
        if (found is null || name is null)
        {
            files.Add(new ImportedFile(address, null, null));
            return null;
        }

        if (files.All(file => file.Source != found))
        {
            files.Add(new ImportedFile(address, found, name));
        }

        return string.Join('/', $"{MediaFolder}/{found.Path}".Split('/').Select(Uri.EscapeDataString));
    }

    private IEnumerable<(string Key, IReadOnlyList<string> Values)> CreateMetadata(ImportedPost post, string? lead)
    {
        yield return ("title", [post.Title.Length <= MaxTitleLength ? post.Title : post.Title[..MaxTitleLength]]);
        if (post.Published is { } day)
        {
            yield return ("date", [day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)]);
        }

        if (post.Lang is { } lang && LanguageTag.Normalize(lang) is { } tag)
        {
            yield return ("lang", [tag]);
        }

        if (post.Section.Where(part => part.Length <= 100 && Slugs.Create(part).Length > 0).Take(5).ToList() is { Count: > 0 } section)
        {
            yield return ("section", section);
        }

        if (post.Author is { } author && Byline.Read([author]) is { Length: <= Byline.MaxLength } byline)
        {
            yield return ("author", [byline]);
        }

        if (Keywords.TakeWithinLimits(Keywords.Create([.. post.Tags])) is { Count: > 0 } tags)
        {
            yield return ("tags", tags);
        }

        if (post.Summary is { Length: > 0 and <= MaxSummaryLength } summary)
        {
            yield return ("summary", [summary]);
        }

        if (lead is not null)
        {
            yield return ("image", [lead]);
        }

        if (post.Slug is { Length: > 0 and <= Slugs.MaxLength } slug && Slugs.IsSlug(slug))
        {
            yield return ("slug", [slug]);
        }

        if (post.Addresses.Where(FormerAddress.IsAddress).DistinctBy(FormerAddress.GetSlug).Take(MaxAliases).ToList() is { Count: > 0 } addresses)
        {
            yield return ("aliases", addresses);
        }

        if ((visits.Find(post.Addresses) ?? post.Visits) is { } count)
        {
            yield return ("visits", [count.ToString(CultureInfo.InvariantCulture)]);
        }

        if (post.IsDraft)
        {
            yield return ("draft", ["true"]);
        }

        if (post.PublishAt is { } moment)
        {
            yield return ("publishAt", [moment.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture)]);
        }
    }

    [GeneratedRegex(@"[。！？!?]|\.(?=\s|$)", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"-\d{1,5}x\d{1,5}(?<extension>\.[a-z]{2,5})$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex SizeSuffix();
}

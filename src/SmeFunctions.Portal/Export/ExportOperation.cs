using System.Globalization;
using System.Text;
using System.Text.Json;
using Azure.Storage.Blobs.Models;
using CsvHelper;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Operations;
using SmeFunctions.Portal.Visits;
using Operation = SmeFunctions.Portal.Operations.Operation;

namespace SmeFunctions.Portal.Export;

/// <summary>
/// Exports the portal as a ZIP in the container <c>exports</c>: the documents with their metadata files and, by choice, their earlier versions, the
/// articles as JSON and as Markdown, images and attachments, visits, aliases, and a manifest with hashes. docs/export.md describes it.
/// </summary>
public sealed class ExportOperation(
    ContentAccount account,
    SiteEnumerator site,
    SeedBlobStore seeds,
    SeedStatusStore statusStore,
    SeedVersionStore versions,
    SeedIngester ingester,
    ArticleStore articles,
    VisitCountReader visits,
    IOptions<OperationOptions> options)
    : IOperationHandler, IOperationSlice
{
    /// <summary>The most versions of a document.</summary>
    private const int MaxVersions = 1_000;

    private const string TooLarge = "too-large";
    private const string InvalidName = "invalid-name";

    public bool CanRun(OperationKind kind) => kind == OperationKind.Export;

    // Nothing is kept between pages.
    public Task<IOperationSlice> OpenAsync(Operation operation, CancellationToken cancellationToken) => Task.FromResult<IOperationSlice>(this);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc />
    public async Task<OperationPage> ProcessPageAsync(Operation operation, CancellationToken cancellationToken)
    {
        var archive = new ExportArchive(account, ExportRequest.GetBlobName(operation), operation.Id);
        if (operation.Part == SitePart.Archive)
        {
            return await CompleteAsync(operation, archive, cancellationToken);
        }

        var cursor = ExportCursor.Parse(operation.Cursor);
        var page = archive.BeginPage((int)operation.Part, cursor.Number);
        var findings = new List<Finding>();
        var (examined, next) = operation.Part == SitePart.Media
            ? await WriteMediaAsync(page, cursor, cancellationToken)
            : await WriteItemsAsync(operation, page, cursor, findings, cancellationToken);
        await page.StageAsync(cancellationToken);
        await archive.SaveAsync(page, cancellationToken);
        return new OperationPage(examined, page.Count, findings, next is null ? null : new ExportCursor(cursor.Number + 1, next).ToString());
    }

    private async Task<(int Examined, string? Next)> WriteItemsAsync(Operation operation, ExportPageWriter page, ExportCursor cursor, List<Finding> findings, CancellationToken cancellationToken)
    {
        var (items, next) = await site.ReadPageAsync(operation.Part, options.Value.PageSize, cursor.Continuation, cancellationToken);
        foreach (var chunk in items.Chunk(options.Value.Parallel))
        {
            var read = await Task.WhenAll(chunk.Select(item => item switch
            {
                SiteItem.SeedItem(var name, _) => ReadSeedAsync(name, operation.Export?.IncludesVersions == true, cancellationToken),
                SiteItem.ArticleItem({ Slug: { } slug, IsGone: false, IsFree: false, AliasOf: null }) => ReadArticleAsync(slug, cancellationToken),
                _ => Task.FromResult(ExportItem.Nothing),
            }));
            foreach (var item in read)
            {
                findings.AddRange(item.Findings);
                foreach (var (path, content, modified) in item.Files)
                {
                    await page.AddAsync(path, content, modified, cancellationToken);
                }

                if (item.Document is { } document)
                {
                    page.Add(document);
                }
            }
        }

        return (items.Count, next);
    }

    private async Task<ExportItem> ReadSeedAsync(SeedName name, bool includesVersions, CancellationToken cancellationToken)
    {
        if (!SeedName.TryParse(name.Value, out _, out var problem))
        {
            return ExportItem.Skip(InvalidName, name.Value, problem);
        }

        if (await seeds.FindAsync(name, cancellationToken) is not { } seed)
        {
            // It was deleted after it was listed.
            return ExportItem.Nothing;
        }

        if (seed.Content is not { } content)
        {
            return ExportItem.Skip(TooLarge, name.Value, $"It has {seed.Length:N0} bytes, which is more than the portal reads. Copy it with another tool.");
        }

        var files = new List<(string Path, byte[] Content, DateTimeOffset Modified)> { (ExportManifest.SeedFolder + name.Value, content, seed.Uploaded) };
        if (includesVersions)
        {
            foreach (var version in await versions.ListAsync(name, MaxVersions, cancellationToken))
            {
                if (await versions.ReadContentAsync(name, version, cancellationToken) is { } former)
                {
                    files.Add(($"versions/{name.Value}/{version.Uploaded.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}-{version.Key[^8..]}{Path.GetExtension(name.Value)}", former, version.Uploaded));
                }
            }
        }

        return new ExportItem(files, await DescribeAsync(name, seed, cancellationToken), []);
    }

    private async Task<ExportedDocument?> DescribeAsync(SeedName name, Seed seed, CancellationToken cancellationToken)
    {
        var group = await statusStore.ReadGroupAsync(name, cancellationToken);
        if (group.Own is not { IsFile: false, Slug: { } slug } record)
        {
            return null;
        }

        // Only the document knows its former addresses as they were written; the record has their slugs.
        var aliases = record.Aliases.Count > 0 ? (await ingester.BuildArticleAsync(group, seed, cancellationToken)).Built?.Aliases : null;
        var published = record.IsOnline ? (await articles.FindAsync(slug, cancellationToken)).Article?.Published : null;
        return new ExportedDocument(name.Value, slug, published, await visits.GetAsync(slug, cancellationToken), aliases ?? []);
    }

    private async Task<ExportItem> ReadArticleAsync(string slug, CancellationToken cancellationToken)
    {
        if ((await articles.FindAsync(slug, cancellationToken)).Article is not { } article)
        {
            return ExportItem.Nothing;
        }

        return new ExportItem(
            [
                ($"articles/{slug}.json", JsonSerializer.SerializeToUtf8Bytes(article, ArticleJson.Readable.Article), article.Updated),
                ($"articles/{slug}.md", Encoding.UTF8.GetBytes(ArticleMarkdown.Write(article, path => path)), article.Updated),
            ],
            Document: null,
            []);
    }

    private async Task<(int Examined, string? Next)> WriteMediaAsync(ExportPageWriter page, ExportCursor cursor, CancellationToken cancellationToken)
    {
        var listed = await account.Media.GetBlobsAsync(new GetBlobsOptions(), cancellationToken).AsPages(cursor.Continuation, options.Value.PageSize).FirstAsync(cancellationToken);
        foreach (var blob in listed.Values)
        {
            BlobDownloadResult content = await account.Media.GetBlobClient(blob.Name).DownloadContentAsync(cancellationToken);
            await page.AddAsync($"media/{blob.Name}", content.Content.ToArray(), content.Details.LastModified, cancellationToken);
        }

        return (listed.Values.Count, listed.ContinuationToken is { Length: > 0 } next ? next : null);
    }

    // The ZIP is committed before its pages are deleted. If the process dies between, the ZIP is there, and only the pages are deleted.
    private static async Task<OperationPage> CompleteAsync(Operation operation, ExportArchive archive, CancellationToken cancellationToken)
    {
        if (!await archive.IsCompleteAsync(cancellationToken))
        {
            var pages = await archive.ReadPagesAsync(cancellationToken);
            var documents = pages.SelectMany(page => page.Documents).ToList();
            var last = archive.BeginPage((int)SitePart.Archive, 0);
            await last.AddAsync("visits.csv", WriteCsv(["slug", "visits"], documents.Select(document => new[] { document.Slug, document.Visits.ToString(CultureInfo.InvariantCulture) })), operation.Started, cancellationToken);
            await last.AddAsync("aliases.csv", WriteCsv(["alias", "slug"], documents.SelectMany(document => document.Aliases.Select(alias => new[] { alias, document.Slug }))), operation.Started, cancellationToken);
            var manifest = new ExportManifest
            {
                Format = ExportManifest.FormatName,
                Version = ExportManifest.LastVersion,
                Created = operation.Started,
                Files = [.. pages.SelectMany(page => page.Files), .. last.Create().Files],
                Documents = documents,
            };
            await last.AddAsync(ExportManifest.FileName, manifest.ToBytes(), operation.Started, cancellationToken);
            await last.StageAsync(cancellationToken);
            await archive.CommitAsync([.. pages, last.Create()], cancellationToken);
        }

        await archive.DeletePagesAsync(cancellationToken);
        return new OperationPage(0, 0, [], Cursor: null);
    }

    private static byte[] WriteCsv(string[] header, IEnumerable<string[]> rows)
    {
        using var text = new StringWriter { NewLine = "\n" };
        using (var csv = new CsvWriter(text, CultureInfo.InvariantCulture, leaveOpen: true))
        {
            foreach (var row in rows.Prepend(header))
            {
                foreach (var field in row)
                {
                    csv.WriteField(field);
                }

                csv.NextRecord();
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private sealed record ExportItem(IReadOnlyList<(string Path, byte[] Content, DateTimeOffset Modified)> Files, ExportedDocument? Document, IReadOnlyList<Finding> Findings)
    {
        public static ExportItem Nothing { get; } = new([], Document: null, []);

        public static ExportItem Skip(string code, string subject, string message) => new([], Document: null, [new Finding(code, subject, message)]);
    }
}

/// <summary>The position in a part of the portal.</summary>
/// <param name="Number">The number of the page.</param>
/// <param name="Continuation">Where it begins in storage; <see langword="null"/> at the start.</param>
internal readonly record struct ExportCursor(int Number, string? Continuation)
{
    public static ExportCursor Parse(string? cursor) =>
        cursor?.Split('|', 2) is [var number, var continuation] ? new ExportCursor(int.Parse(number, CultureInfo.InvariantCulture), continuation) : new ExportCursor(0, null);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}|{Continuation}");
}

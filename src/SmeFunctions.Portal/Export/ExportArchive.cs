using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Export;

/// <summary>
/// The ZIP of an export, written in pages. A page stages blocks of the blob, and then stores what they are in the container <c>operations</c>. The last
/// step commits the blocks of all pages. So a page can be written again at any time, and nobody sees a ZIP that is not complete.
/// </summary>
/// <param name="account">The account.</param>
/// <param name="blobName">The name of the ZIP in the container of exports.</param>
/// <param name="id">The operation.</param>
internal sealed class ExportArchive(ContentAccount account, string blobName, string id)
{
    private readonly BlockBlobClient _blob = account.Exports.GetBlockBlobClient(blobName);
    private readonly string _prefix = $"exports/{id}/";

    /// <summary>Begins a page.</summary>
    /// <param name="part">The number of the part; pages are in order of parts.</param>
    /// <param name="number">The number of the page in its part.</param>
    public ExportPageWriter BeginPage(int part, int number) => new(_blob, string.Create(CultureInfo.InvariantCulture, $"{part:D2}-{number:D8}"));

    /// <summary>Stores what a page has written; one call. An upsert is safe: either of two writers has staged the blocks that it names.</summary>
    public Task SaveAsync(ExportPageWriter page, CancellationToken cancellationToken) =>
        account.Operations.GetBlobClient(_prefix + page.Name).UploadAsync(
            BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(page.Create(), ExportJson.Default.ExportPage)), new BlobUploadOptions(), cancellationToken);

    /// <summary>Reads all pages, in order.</summary>
    public async Task<IReadOnlyList<ExportPage>> ReadPagesAsync(CancellationToken cancellationToken)
    {
        var pages = new List<ExportPage>();
        await foreach (var blob in account.Operations.GetBlobsAsync(new GetBlobsOptions { Prefix = _prefix }, cancellationToken))
        {
            BlobDownloadResult content = await account.Operations.GetBlobClient(blob.Name).DownloadContentAsync(cancellationToken);
            pages.Add(JsonSerializer.Deserialize(content.Content.ToMemory().Span, ExportJson.Default.ExportPage) ?? throw new JsonException($"The page '{blob.Name}' of an export is null."));
        }

        return pages;
    }

    /// <summary>Whether the ZIP is complete; one call.</summary>
    public async Task<bool> IsCompleteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _blob.GetPropertiesAsync(cancellationToken: cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return false;
        }
    }

    /// <summary>Makes the ZIP of its pages.</summary>
    /// <param name="pages">All pages, in order.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task CommitAsync(IReadOnlyCollection<ExportPage> pages, CancellationToken cancellationToken)
    {
        var entries = new List<ZipEntryRecord>();
        var start = 0L;
        foreach (var page in pages)
        {
            entries.AddRange(page.Entries.Select(entry => entry with { Offset = start + entry.Offset }));
            start += page.Length;
        }

        var directory = new ExportPageWriter(_blob, "directory-00");
        await directory.AddRawAsync(ZipFormat.CreateDirectory(entries, start), cancellationToken);
        await directory.StageAsync(cancellationToken);
        await _blob.CommitBlockListAsync(
            [.. pages.SelectMany(page => page.Blocks), .. directory.Create().Blocks],
            new CommitBlockListOptions { HttpHeaders = new BlobHttpHeaders { ContentType = "application/zip" } },
            cancellationToken);
    }

    /// <summary>Deletes what only the export needed.</summary>
    public async Task DeletePagesAsync(CancellationToken cancellationToken)
    {
        await foreach (var blob in account.Operations.GetBlobsAsync(new GetBlobsOptions { Prefix = _prefix }, cancellationToken))
        {
            await account.Operations.GetBlobClient(blob.Name).DeleteIfExistsAsync(cancellationToken: cancellationToken);
        }
    }
}

/// <summary>Writes a page of an export.</summary>
/// <param name="blob">The ZIP.</param>
/// <param name="name">The name of the page; of the same length for all pages.</param>
internal sealed class ExportPageWriter(BlockBlobClient blob, string name)
{
    /// <summary>Bytes from which a block is staged.</summary>
    private const int BlockLength = 4 * 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _block = new();
    private readonly List<string> _blocks = [];
    private readonly List<ZipEntryRecord> _entries = [];
    private readonly List<ExportedFile> _files = [];
    private readonly List<ExportedDocument> _documents = [];
    private long _length;

    public string Name => name;

    /// <summary>The number of files.</summary>
    public int Count => _files.Count;

    /// <summary>Adds a file.</summary>
    /// <param name="path">Its path in the ZIP.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="modified">When it was last modified.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public Task AddAsync(string path, byte[] content, DateTimeOffset modified, CancellationToken cancellationToken)
    {
        var (entry, bytes) = ZipFormat.CreateEntry(path, content, modified, _length);
        _entries.Add(entry);
        _files.Add(new ExportedFile(path, content.Length, Convert.ToHexStringLower(SHA256.HashData(content))));
        return AddRawAsync(bytes, cancellationToken);
    }

    public void Add(ExportedDocument document) => _documents.Add(document);

    /// <summary>Adds bytes that are no file.</summary>
    public async Task AddRawAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        _block.Write(bytes);
        _length += bytes.Length;
        if (_block.WrittenCount >= BlockLength)
        {
            await StageAsync(cancellationToken);
        }
    }

    /// <summary>Stages the last block.</summary>
    public async Task StageAsync(CancellationToken cancellationToken)
    {
        if (_block.WrittenCount == 0)
        {
            return;
        }

        // The name has a hash of the content. If the page is written twice, each of the writers commits its own blocks.
        var content = _block.WrittenSpan.ToArray();
        var hash = Convert.ToHexStringLower(SHA256.HashData(content))[..16];
        var block = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name,-12}-{_blocks.Count:D6}-{hash}")));
        using var stream = new MemoryStream(content, writable: false);
        await blob.StageBlockAsync(block, stream, cancellationToken: cancellationToken);
        _blocks.Add(block);
        _block.ResetWrittenCount();
    }

    public ExportPage Create() => new(_blocks, _length, _entries, _files, _documents);
}

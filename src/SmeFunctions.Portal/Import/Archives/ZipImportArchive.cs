using System.IO.Compression;
using System.Text;
using SmeFunctions.Documents;
using SmeFunctions.Portal.Operations;

namespace SmeFunctions.Portal.Import;

/// <summary>The files of a ZIP. Entries are unpacked one by one, within limits; declared sizes are not trusted.</summary>
internal sealed class ZipImportArchive : ImportArchive
{
    /// <summary>Entries; each takes about 500 bytes of memory.</summary>
    private const int MaxEntries = 250_000;

    private readonly Stream _stream;
    private readonly ZipArchive _archive;

    // ZipArchive reads one entry at a time.
    private readonly SemaphoreSlim _reading = new(1, 1);

    private ZipImportArchive(Stream stream, ZipArchive archive, IReadOnlyList<ImportFile> files)
        : base(files) => (_stream, _archive) = (stream, archive);

    /// <exception cref="OperationFailedException">It is no ZIP, or one that is not unpacked.</exception>
    public static async Task<ZipImportArchive> OpenAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (await ZipDirectory.CountEntriesAsync(stream, cancellationToken) is not { } count)
        {
            throw new OperationFailedException("The source is no whole ZIP: its directory is missing. Upload it again.");
        }

        if (count > MaxEntries)
        {
            throw new OperationFailedException($"The source has {count:N0} entries; {MaxEntries:N0} is the most. Import it in parts.");
        }

        try
        {
            stream.Position = 0;
            var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true, Encoding.Latin1);

            // Entries that share their bytes unpack to far more than the archive has.
            if (archive.Entries.Sum(entry => (decimal)entry.CompressedLength) > stream.Length)
            {
                throw new OperationFailedException("The source is no honest ZIP: its entries overlap.");
            }

            return new ZipImportArchive(stream, archive, CreateFiles(archive));
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException)
        {
            throw new OperationFailedException($"The source is a ZIP that cannot be read: {e.Message}", e);
        }
    }

    public override async Task<ImportContent> ReadAsync(ImportFile file, int maxBytes, CancellationToken cancellationToken)
    {
        var entry = _archive.Entries[file.Index];
        if (entry.IsEncrypted)
        {
            return new ImportContent(null, "It is encrypted.");
        }

        await _reading.WaitAsync(cancellationToken);
        try
        {
            await using var unpacked = await entry.OpenAsync(cancellationToken);
            using var content = new MemoryStream();
            var buffer = new byte[81_920];
            while (await unpacked.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                if (content.Length + read > maxBytes)
                {
                    return ImportContent.TooLarge(maxBytes);
                }

                content.Write(buffer, 0, read);
            }

            return new ImportContent(content.ToArray(), null);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException)
        {
            return new ImportContent(null, $"It cannot be unpacked: {e.Message}");
        }
        finally
        {
            _reading.Release();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _archive.DisposeAsync();
        await _stream.DisposeAsync();
        _reading.Dispose();
    }

    private static List<ImportFile> CreateFiles(ZipArchive archive)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var files = new List<ImportFile>(archive.Entries.Count);
        for (var i = 0; i < archive.Entries.Count; i++)
        {
            var entry = archive.Entries[i];
            var raw = ZipEntryName.Decode(entry.FullName);
            var path = raw.Replace('\\', '/');
            path = path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;
            if (path.EndsWith('/'))
            {
                continue;
            }

            var problem = path.Contains(':', StringComparison.Ordinal) && path.IndexOf(':', StringComparison.Ordinal) == 1 ? "The name is an absolute path."
                : path.StartsWith('/') ? "The name is an absolute path."
                : DocumentName.FindProblem(path)
                ?? (seen.Add(path) ? null : "The source has another file of this name before.");
            files.Add(new ImportFile(i, path, GetModified(entry), problem));
        }

        return files;
    }

    private static DateTimeOffset? GetModified(ZipArchiveEntry entry) => entry.LastWriteTime is { Year: > 1990 } time ? time : null;
}

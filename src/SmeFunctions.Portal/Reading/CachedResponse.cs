using System.Globalization;
using System.IO.Compression;

namespace SmeFunctions.Portal.Reading;

/// <summary>An answer as it is sent, made once for all who ask for it.</summary>
/// <param name="body">Not compressed.</param>
/// <param name="contentType">With its charset.</param>
/// <param name="etag">Weak, with its quotes: <c>W/"…"</c>.</param>
/// <param name="lastModified">Cut to the second, as the header has it.</param>
public sealed class CachedResponse(byte[] body, string contentType, string etag, DateTimeOffset? lastModified)
{
    /// <summary>Below, a compressed answer still takes one packet.</summary>
    private const int MinToCompress = 1_000;

    private byte[]? _brotli;
    private byte[]? _gzip;

    /// <summary>Bytes, not compressed.</summary>
    public int Length => body.Length;

    public string ContentType => contentType;

    public string ETag => etag;

    public DateTimeOffset? LastModified { get; } =
        lastModified is { } time ? new DateTimeOffset(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero) : null;

    /// <summary>The same as the header has it.</summary>
    public string? LastModifiedText { get; } = lastModified?.ToUniversalTime().ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The body in an encoding, and that encoding; as it is when that is not longer. Two that come first at once both compress.</summary>
    public (byte[] Body, string? Encoding) GetContent(ContentEncoding encoding)
    {
        var compressed = encoding switch
        {
            ContentEncoding.Brotli when body.Length >= MinToCompress => _brotli ??= CompressBrotli(body),
            ContentEncoding.Gzip when body.Length >= MinToCompress => _gzip ??= CompressGzip(body),
            _ => body,
        };
        return compressed.Length >= body.Length ? (body, null) : (compressed, encoding == ContentEncoding.Brotli ? "br" : "gzip");
    }

    private static byte[] CompressBrotli(byte[] body)
    {
        // Above 5 it takes ten times as long for a few per cent, and the number of visits in it changes every few seconds.
        const int Quality = 5;
        const int Window = 22;
        var buffer = new byte[BrotliEncoder.GetMaxCompressedLength(body.Length)];
        return BrotliEncoder.TryCompress(body, buffer, out var length, Quality, Window) ? buffer[..length] : body;
    }

    private static byte[] CompressGzip(byte[] body)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(body);
        }

        return buffer.ToArray();
    }
}

public enum ContentEncoding
{
    Identity,
    Brotli,
    Gzip,
}

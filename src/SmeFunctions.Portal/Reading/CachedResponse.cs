using System.Globalization;
using System.IO.Compression;

namespace SmeFunctions.Portal.Reading;

/// <summary>A response that is created once for all clients.</summary>
/// <param name="body">Not compressed.</param>
/// <param name="contentType">With charset.</param>
/// <param name="etag">Weak, with quotes: <c>W/"…"</c>.</param>
/// <param name="lastModified">Truncated to seconds, as in the header.</param>
public sealed class CachedResponse(byte[] body, string contentType, string etag, DateTimeOffset? lastModified)
{
    /// <summary>Below this size, a response fits into one packet anyway.</summary>
    private const int MinToCompress = 1_000;

    private byte[]? _brotli;
    private byte[]? _gzip;

    /// <summary>Length in bytes, not compressed.</summary>
    public int Length => body.Length;

    public string ContentType => contentType;

    public string ETag => etag;

    public DateTimeOffset? LastModified { get; } =
        lastModified is { } time ? new DateTimeOffset(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero) : null;

    /// <summary>The value of the header.</summary>
    public string? LastModifiedText { get; } = lastModified?.ToUniversalTime().ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Gets the body in an encoding, and the encoding; the plain body when it is not longer. Two first callers may both compress.</summary>
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
        // Levels above 5 take ten times as long for a few per cent, and the visits in a response change every few seconds.
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

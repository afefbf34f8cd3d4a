using System.IO.Compression;
using System.Text;
using SmeFunctions.Portal.Export;

namespace SmeFunctions.Portal.Tests.Export;

public sealed class ZipFormatTests
{
    private static readonly DateTimeOffset _time = new(2026, 3, 1, 4, 5, 6, TimeSpan.Zero);

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("A text that repeats, repeats, repeats, repeats, repeats, repeats, repeats.")]
    public void An_entry_is_read_as_it_was_written(string text)
    {
        var (entry, bytes) = ZipFormat.CreateEntry("目录/文件 1.txt", Encoding.UTF8.GetBytes(text), _time, offset: 0);

        using var zip = new ZipArchive(new MemoryStream([.. bytes, .. ZipFormat.CreateDirectory([entry], bytes.Length)]));

        var read = Assert.Single(zip.Entries);
        Assert.Equal("目录/文件 1.txt", read.FullName);
        Assert.Equal(_time.DateTime, read.LastWriteTime.DateTime);
        using var content = new StreamReader(read.Open());
        Assert.Equal(text, content.ReadToEnd());
    }

    [Theory]
    [InlineData(65_534)]
    [InlineData(65_535)]
    [InlineData(70_000)]
    public void Many_entries_are_found(int count)
    {
        using var content = new MemoryStream();
        var entries = new List<ZipEntryRecord>();
        for (var i = 0; i < count; i++)
        {
            var (entry, bytes) = ZipFormat.CreateEntry($"{i}", [(byte)i], _time, content.Length);
            entries.Add(entry);
            content.Write(bytes);
        }

        content.Write(ZipFormat.CreateDirectory(entries, content.Length));

        using var zip = new ZipArchive(content);
        Assert.Equal(count, zip.Entries.Count);
        using var last = zip.Entries[^1].Open();
        Assert.Equal((byte)(count - 1), last.ReadByte());
    }

    [Theory]
    [InlineData(uint.MaxValue - 1L)]
    [InlineData(uint.MaxValue)]
    [InlineData(6_000_000_000)]
    public void An_entry_after_4_GiB_is_found(long offset)
    {
        var (first, firstBytes) = ZipFormat.CreateEntry("first", "The first"u8, _time, offset: 0);
        var (last, lastBytes) = ZipFormat.CreateEntry("last", "The last"u8, _time, offset);
        var start = offset + lastBytes.Length;

        using var zip = new ZipArchive(new SparseStream((0, firstBytes), (offset, lastBytes), (start, ZipFormat.CreateDirectory([first, last], start))));

        Assert.Equal(["first: The first", "last: The last"], zip.Entries.Select(entry => $"{entry.FullName}: {new StreamReader(entry.Open()).ReadToEnd()}"));
    }

    /// <summary>A long file that is zero where nothing was written.</summary>
    private sealed class SparseStream(params (long At, byte[] Bytes)[] parts) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => parts[^1].At + parts[^1].Bytes.Length;

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, Length - Position);
            for (var i = 0; i < read; i++, Position++)
            {
                var (at, bytes) = parts.LastOrDefault(part => part.At <= Position);
                buffer[offset + i] = bytes is not null && Position - at < bytes.Length ? bytes[Position - at] : (byte)0;
            }

            return read;
        }

        public override long Seek(long offset, SeekOrigin origin) =>
            Position = origin switch { SeekOrigin.Begin => offset, SeekOrigin.Current => Position + offset, _ => Length + offset };

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

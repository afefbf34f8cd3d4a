using System.IO.Compression;
using System.Text;

namespace SmeFunctions.Documents.Tests.Fuzzing;

/// <summary>Changes documents at random, as damage in transit, other programs and attackers do. The same seed gives the same changes.</summary>
internal sealed class DocumentMutator(IReadOnlyList<(string Name, byte[] Content)> samples, int seed)
{
    private const int MaxChanges = 6;
    private const int MaxRepeated = 2_000;
    private const int MaxLength = 2_000_000;

    // What readers look for.
    private static readonly string[] _tokens =
    [
        "\n", "\r", "\t", "　", "\0", "\uFEFF", "|", ":", "：", "---\n", "+++\n", "# ", "> ", "- ", "```", "<p>", "</p>", "<div>", "<table>", "<td>", "<!--", "-->", "<![CDATA[", "]]>", "&lt;", "&#0;",
        "<script>", "</script>", "<a href='x.pdf'>", "<img src=x>", "<h1>", "2017-01-04", "二〇一七年一月四日", "04/03/2020", "来源：", "Source: ", "浏览次数：", "附件：a.doc", "当前位置：首页 > ", "title: ", "date: ",
        "Content-Type: text/html; charset=gb2312\r\n", "MIME-Version: 1.0\r\n", "From: a@b.c\r\n\r\n", "w:p>", "<w:t>", "<text:p>", "/Type /Page", "stream\n", "endstream", "obj", "<<", ">>", "[", "]", "(", ")", "%PDF-1.7",
        "PK\u0003\u0004", "\uD83D\uDE00", "99999999999999999999", "-1", "%n%s", "../",
    ];

    private readonly Random _random = new(seed);

    /// <returns>The next document.</returns>
    public (string Name, byte[] Content) Next()
    {
        var (name, content) = Pick();
        if (_random.Next(3) == 0 && content.AsSpan().StartsWith("PK"u8) && TryChangeInside(content) is { } packed)
        {
            return (name, packed);
        }

        for (var changes = _random.Next(1, MaxChanges); changes > 0; changes--)
        {
            content = Change(content);
        }

        return (name, content.Length > MaxLength ? content[..MaxLength] : content);
    }

    private (string Name, byte[] Content) Pick() => samples[_random.Next(samples.Count)];

    private byte[] Change(byte[] content)
    {
        var (from, length) = (_random.Next(content.Length + 1), 0);
        length = _random.Next(Math.Min(content.Length - from, 400) + 1);
        ReadOnlySpan<byte> head = content.AsSpan(0, from);
        ReadOnlySpan<byte> slice = content.AsSpan(from, length);
        ReadOnlySpan<byte> tail = content.AsSpan(from + length);
        switch (_random.Next(8))
        {
            case 0:
                return [.. head, .. tail];
            case 1:
                return [.. head];
            case 2:
                return [.. head, .. slice, .. slice, .. tail];
            case 3:
                return [.. head, .. Repeat(Token(), _random.Next(1, 4)), .. slice, .. tail];
            case 4:
                return [.. head, .. Repeat(Token(), _random.Next(MaxRepeated)), .. tail];
            case 5:
                var other = Pick().Content;
                return [.. head, .. other.AsSpan(_random.Next(other.Length + 1)), .. tail];
            case 6 when content.Length > 0:
                var flipped = content.ToArray();
                for (var i = _random.Next(1, 20); i > 0; i--)
                {
                    flipped[_random.Next(flipped.Length)] = (byte)_random.Next(256);
                }

                return flipped;
            default:
                return [.. tail, .. head];
        }
    }

    // A change of compressed bytes only tests the archive.
    private byte[]? TryChangeInside(byte[] content)
    {
        try
        {
            using var changed = new MemoryStream();
            using (var source = new ZipArchive(new MemoryStream(content), ZipArchiveMode.Read))
            using (var target = new ZipArchive(changed, ZipArchiveMode.Create, leaveOpen: true))
            {
                var victim = _random.Next(source.Entries.Count);
                for (var i = 0; i < source.Entries.Count; i++)
                {
                    using var part = new MemoryStream();
                    using (var stream = source.Entries[i].Open())
                    {
                        stream.CopyTo(part);
                    }

                    using var written = target.CreateEntry(source.Entries[i].FullName).Open();
                    written.Write(i == victim ? Change(part.ToArray()) : part.ToArray());
                }
            }

            return changed.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private byte[] Token() => Encoding.UTF8.GetBytes(_tokens[_random.Next(_tokens.Length)]);

    private static byte[] Repeat(byte[] token, int count) => [.. Enumerable.Repeat(token, count).SelectMany(bytes => bytes)];
}

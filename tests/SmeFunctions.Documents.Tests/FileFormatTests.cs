using System.Text;

namespace SmeFunctions.Documents.Tests;

/// <summary>Files that are no documents are refused by the name of their format.</summary>
public sealed class FileFormatTests
{
    [Theory]
    [InlineData("{\\rtf1\\ansi", "a Rich Text document (.rtf)")]
    [InlineData("\0\0\0\u0018ftypisom\0\0\0\0", "an MPEG-4 video")]
    [InlineData("\0\0\0\u0018ftypmp42\0\0\0\0", "an MPEG-4 video")]
    [InlineData("\0\0\0\u0014ftypqt  \0\0\0\0", "a QuickTime video")]
    [InlineData("\0\0\0\u0018ftypheic\0\0\0\0", "a HEIC image")]
    [InlineData("\0\0\0\u001Cftypavif\0\0\0\0", "an AVIF image")]
    [InlineData("RIFF\u0024\0\0\0WAVEfmt ", "a RIFF file (WAV or AVI)")]
    [InlineData("RIFF\u0024\0\0\0AVI LIST", "a RIFF file (WAV or AVI)")]
    [InlineData("ID3\u0003\0\0", "an MP3 sound")]
    [InlineData("OggS\0\u0002", "an Ogg file")]
    [InlineData("II*\0\u0008\0", "a TIFF image")]
    [InlineData("BM\u0036\0\u000C\0\0\0\0\0\u0036\0\0\0\u0028\0\0\0\u0001\0\0\0\u0001\0\0\0", "a BMP image")]
    [InlineData("Rar!\u001A\u0007\u0001", "a RAR archive")]
    [InlineData("7z\u00BC\u00AF\u0027\u001C", "a 7z archive")]
    [InlineData("BZh91AY&SY\u0012", "a bzip2 archive")]
    [InlineData("\u001F\u008B\u0008\0", "a gzip archive")]
    [InlineData("SQLite format 3\0", "an SQLite database")]
    [InlineData("\u007FELF\u0002", "a program")]
    public void Names_the_format_of_a_file_that_is_no_document(string start, string name)
    {
        var bytes = Encoding.Latin1.GetBytes(start);

        foreach (var content in new[] { bytes, [.. bytes, .. new byte[300]] })
        {
            var error = Assert.IsType<ReadResult.Rejection>(SampleDocuments.Read(content)).Error;

            Assert.Equal("unsupported-format", error.Code);
            Assert.StartsWith($"This is {name}; the portal takes ", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("BMW opens a factory in Shenyang")]
    [InlineData("MZ Trading wins an award")]
    [InlineData("ID3 tags and what they are for")]
    [InlineData("BZh is a signature")]
    [InlineData("RIFFRAFF")]
    [InlineData("OggS and other letters")]
    [InlineData("The ftyp of a file")]
    public void Letters_of_a_signature_begin_a_text_too(string title) => Assert.Equal(title, SampleDocuments.Accepted($"{title}\n\nA text that has more than a few words.\n").Title);
}

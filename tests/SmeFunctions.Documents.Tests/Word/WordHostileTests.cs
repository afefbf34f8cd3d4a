using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using CsCheck;
using static SmeFunctions.Documents.Tests.WordFile;

namespace SmeFunctions.Documents.Tests;

/// <summary>Files that are no Word documents, broken ones, and such as were made to do harm.</summary>
public sealed class WordHostileTests
{
    // Generous, for a machine that does much else: what it guards against would take minutes.
    private static readonly TimeSpan _soon = TimeSpan.FromMinutes(1);

    public static TheoryData<string, string, byte[]> Refused => new()
    {
        { "an Excel workbook", "unsupported-format", Package("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", "/xl/workbook.xml") },
        { "a PowerPoint presentation", "unsupported-format", Package("application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml", "/ppt/presentation.xml") },
        { "a ZIP archive", "unsupported-format", Zip(("a.txt", "x"u8.ToArray())) },
        { "a ZIP archive", "unsupported-format", Zip() },
        { "OpenDocument text", "unsupported-format", Zip(("mimetype", "application/vnd.oasis.opendocument.text"u8.ToArray())) },
        { "EPUB", "unsupported-format", Zip(("mimetype", "application/epub+zip"u8.ToArray())) },
        { "(.doc)", "unsupported-format", Compound("WordDocument") },
        { "(.xls)", "unsupported-format", Compound("Workbook") },
        { "(.ppt)", "unsupported-format", Compound("PowerPoint Document") },
        { "(.doc, .xls or .ppt)", "unsupported-format", Compound("Else") },
        { "password", "encrypted-document", Compound("EncryptedPackage") },
        { "password", "encrypted-document", EncryptedEntry() },
        { "no valid directory", "broken-document", Of(P("x"))[..^30] },
        { "no valid directory", "broken-document", [0x50, 0x4B, 0x03, 0x04, 1, 2, 3] },
        { "missing", "broken-document", Zip(("[Content_Types].xml", Encoding.UTF8.GetBytes(Parts("")[0].Content))) },
        { "not well-formed", "broken-document", Of("", ("word/document.xml", "<w:document")) },
        { "not well-formed", "broken-document", Of("", ("[Content_Types].xml", "<Types")) },
        { "declares entities", "broken-document", Of("", ("word/document.xml", "<!DOCTYPE d [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>" + Document(P("&a;")))) },
        { "declares entities", "broken-document", Of(P("x"), ("_rels/.rels", "<!DOCTYPE d [<!ENTITY a \"b\"><!ENTITY c \"&a;&a;\">]><r>&c;</r>")) },
        { "has no text", "broken-document", Of("", ("word/document.xml", $"<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"/>")) },
        { "not as Word writes", "broken-document", Of("", ("word/document.xml", "<html><body>x</body></html>")) },
        { "no headline", "no-title", Of("") },
        { "no text below", "no-text", Of(P("A title", "Title")) },
        { "within each other", "document-too-deep", Of(Nested("w:sdt><w:sdtContent", 10_000)) },
        { "within each other", "document-too-deep", Of(Nested("w:tbl><w:tr><w:tc", 10_000)) },
        { "unpacks to more", "too-large", Of(P(new string('x', 30 * 1024 * 1024))) },
        { "more than 500,000 elements", "too-large", Of(string.Concat(Enumerable.Repeat("<w:p/>", 600_000))) },
        { "attributes", "too-large", Of("<w:p " + string.Concat(Enumerable.Range(0, 5_000).Select(i => $"w:a{i}=\"\" ")) + "/>") },
        { "more than 10,000 files", "too-large", Zip([.. Parts(P("x")).Select(part => (part.Name, Encoding.UTF8.GetBytes(part.Content))), .. Enumerable.Range(0, 10_001).Select(i => ($"a{i}", Array.Empty<byte>()))]) },
        { "tags", "document-too-large", Of(P("A title", "Title") + "<w:tbl>" + string.Concat(Enumerable.Repeat("<w:tr><w:tc/><w:tc/><w:tc/></w:tr>", 40_000)) + "</w:tbl>") },
    };

    public static TheoryData<string, byte[]> Odd => new()
    {
        { "styles in a circle", Of(P("A title", "A") + P("x"), Style("<w:style w:styleId=\"A\"><w:name w:val=\"a\"/><w:basedOn w:val=\"B\"/></w:style><w:style w:styleId=\"B\"><w:name w:val=\"b\"/><w:basedOn w:val=\"A\"/></w:style>"), StyleRelation()) },
        { "a style on itself", Of(P("A title", "A") + P("x"), Style("<w:style w:styleId=\"A\"><w:basedOn w:val=\"A\"/></w:style>"), StyleRelation()) },
        { "numbers that are none", Of(P("A title") + P("x", "A", "<w:outlineLvl w:val=\"x\"/><w:numPr><w:ilvl w:val=\"99999999999\"/><w:numId w:val=\"\"/></w:numPr>") + "<w:tbl><w:tr><w:trPr><w:gridBefore w:val=\"q\"/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val=\"2147483647\"/></w:tcPr>" + P("a") + "</w:tc><w:tc><w:tcPr><w:gridSpan w:val=\"-5\"/><w:vMerge w:val=\"?\"/></w:tcPr>" + P("b") + "</w:tc></w:tr></w:tbl>") },
        { "fields without an end", Of(P("A title") + P("x") + "<w:p>" + string.Concat(Enumerable.Repeat("<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:t>a</w:t></w:r>", 50_000)) + "</w:p>") },
        { "ends without a field", Of(P("A title") + "<w:p><w:r><w:fldChar w:fldCharType=\"end\"/><w:fldChar w:fldCharType=\"separate\"/><w:fldChar/><w:t>x</w:t></w:r></w:p>") },
        { "relations to what is not there", Of(P("A title") + P("x") + "<w:p><w:hyperlink r:id=\"no\">" + R("x") + "</w:hyperlink><w:r><w:footnoteReference w:id=\"no\"/></w:r></w:p>", ("word/_rels/document.xml.rels", Rels(("a", "styles", "../../../x", false), ("b", "numbering", "%zz", false), ("c", "footnotes", "", false), ("d", "endnotes", "document.xml", true)))) },
        { "many levels of a list", Of(P("A title") + string.Concat(Enumerable.Repeat(P("x", more: "<w:numPr><w:numId w:val=\"1\"/></w:numPr>"), 2_000)), ("word/numbering.xml", Part("numbering", "<w:abstractNum w:abstractNumId=\"1\">" + string.Concat(Enumerable.Repeat("<w:lvl w:ilvl=\"8\"/>", 200_000)) + "<w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1\"/></w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"1\"/></w:num>")), ("word/_rels/document.xml.rels", Rels(("n", "numbering", "numbering.xml", false)))) },
        { "many notes", Of(P("A title") + P("x") + "<w:p>" + string.Concat(Enumerable.Range(0, 15_000).Select(i => $"<w:r><w:footnoteReference w:id=\"{i}\"/></w:r>")) + "</w:p>") },
        { "one line", Of(P("A title") + P(new string('x', 3_000_000))) },
        { "a formula", Of(P("A title") + "<w:p><m:oMath><m:oMath><m:oMath><m:r><m:t>x</m:t></m:r></m:oMath></m:oMath></m:oMath></w:p>") },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void Is_refused_with_a_reason_and_soon(string reason, string code, byte[] content)
    {
        var watch = Stopwatch.StartNew();

        var error = GoldenDocument.Rejection(GoldenDocument.Read("a.docx", content));

        Assert.Equal(code, error.Code);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.True(watch.Elapsed < _soon, $"{watch.Elapsed}");
    }

    [Theory]
    [MemberData(nameof(Odd), DisableDiscoveryEnumeration = true)]
    public void Is_read_all_the_same_and_soon(string what, byte[] content)
    {
        var watch = Stopwatch.StartNew();

        var result = GoldenDocument.Read("a.docx", content);

        SafeMarkup.Check(result);
        Assert.True(result is ReadResult.Document { Value.Title: "A title" } or ReadResult.Rejection { Error.Code: "document-too-large" or "document-too-deep" }, $"{what}: {result}");
        Assert.True(watch.Elapsed < _soon, $"{what}: {watch.Elapsed}");
    }

    [Fact]
    public void A_size_that_is_declared_is_not_believed()
    {
        // 200 MB that say they are a few bytes, in the entry and in the directory.
        var content = Zip([.. Parts("").Where(part => part.Name != "word/document.xml").Select(part => (part.Name, Encoding.UTF8.GetBytes(part.Content))), ("word/document.xml", new byte[200 * 1024 * 1024])]);
        foreach (var (signature, offset) in (ReadOnlySpan<(byte[], int)>)[("PK\x01\x02"u8.ToArray(), 24), ("PK\x03\x04"u8.ToArray(), 22)])
        {
            var at = content.AsSpan().LastIndexOf(signature);
            BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(at + offset), 100);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = GoldenDocument.Rejection(GoldenDocument.Read("a.docx", content));

        Assert.True(error.Code is "too-large" or "broken-document", error.ToString());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100 * 1024 * 1024);
    }

    [Fact]
    public void A_bomb_takes_little_memory()
    {
        var content = Of(P("x"), ("word/styles.xml", new string(' ', 20_000_000)), ("word/numbering.xml", new string(' ', 20_000_000)), ("word/footnotes.xml", new string(' ', 20_000_000)), ("word/endnotes.xml", new string(' ', 20_000_000)),
            ("word/_rels/document.xml.rels", Rels(("a", "styles", "styles.xml", false), ("b", "numbering", "numbering.xml", false), ("c", "footnotes", "footnotes.xml", false), ("d", "endnotes", "endnotes.xml", false))));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = GoldenDocument.Rejection(GoldenDocument.Read("a.docx", content));

        Assert.True(error.Code is "too-large" or "broken-document", error.ToString());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 300 * 1024 * 1024);
    }

    [Fact]
    public void Any_bytes_changed_in_the_archive_or_in_a_part_are_read_or_refused()
    {
        var parts = Sample();
        var whole = Zip([.. parts.Select(part => (part.Name, Encoding.UTF8.GetBytes(part.Content)))]);
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Array[1, 12].Sample(
            changes => SafeMarkup.Check(GoldenDocument.Read("a.docx", Changed(whole, changes))), iter: 1_500, threads: 2);

        var contents = parts.Select(part => (part.Name, Content: Encoding.UTF8.GetBytes(part.Content))).ToArray();
        Gen.Select(Gen.Int[0, contents.Length - 1], Gen.Select(Gen.Int[0, int.MaxValue], Gen.Byte).Array[1, 6]).Sample(
            (which, changes) => SafeMarkup.Check(GoldenDocument.Read("a.docx", Zip([.. contents.Select((part, i) => i == which ? (part.Name, Changed(part.Content, changes)) : part)]))),
            iter: 1_500,
            threads: 2);
    }

    [Fact]
    public void Elements_in_any_order_are_read_or_refused()
    {
        string[] pieces =
        [
            "<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>text</w:t>", "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>", "<w:tc>", "</w:tc>", "<w:pPr><w:pStyle w:val=\"Title\"/></w:pPr>", "<w:rPr><w:b w:val=\"x\"/></w:rPr>",
            "<w:tcPr><w:gridSpan w:val=\"x\"/><w:vMerge/></w:tcPr>", "<w:pPr><w:numPr><w:ilvl w:val=\"-1\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr>", "<w:fldChar w:fldCharType=\"begin\"/>", "<w:fldChar w:fldCharType=\"separate\"/>",
            "<w:fldChar w:fldCharType=\"end\"/>", "<w:instrText>HYPERLINK \"javascript:x\"</w:instrText>", "<w:hyperlink r:id=\"a\"/>", "<mc:AlternateContent>", "</mc:AlternateContent>", "<mc:Choice>", "</mc:Choice>", "<mc:Fallback/>", "<w:sdt>",
            "</w:sdt>", "<w:sdtContent>", "</w:sdtContent>", "<w:ins>", "</w:ins>", "<w:del>", "</w:del>", "<a:blip r:embed=\"a\"/>", "<w:drawing>", "</w:drawing>", "<w:txbxContent>", "</w:txbxContent>", "<w:footnoteReference w:id=\"1\"/>",
            "<w:sym w:char=\"D800\"/>", "<w:br w:type=\"x\"/>", "<x/>", "plain", "<w:ruby><w:rt/><w:rubyBase/></w:ruby>", "<m:oMath/>", "<w:sectPr/>", "<w:body/>", "<w:document/>",
        ];

        Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]).Array[0, 40].Sample(
            parts => SafeMarkup.Check(GoldenDocument.Read("a.docx", Of(Balanced(parts) + P("x")))), iter: 2_000, threads: 2);
    }

    private static (string Name, string Content)[] Sample() => Parts(
        P("A title", "Title") + P("Text.", "A", "<w:numPr><w:numId w:val=\"1\"/></w:numPr>") + "<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val=\"restart\"/></w:tcPr>" + P("a") + "</w:tc><w:tc>" + P("b")
        + "</w:tc></w:tr></w:tbl><w:p><w:hyperlink r:id=\"l\">" + R("x", "<w:b/>") + "</w:hyperlink><w:r><w:footnoteReference w:id=\"1\"/></w:r></w:p>",
        Style("<w:style w:type=\"paragraph\" w:styleId=\"A\"><w:name w:val=\"heading 1\"/><w:basedOn w:val=\"B\"/></w:style>"),
        ("word/numbering.xml", Part("numbering", "<w:abstractNum w:abstractNumId=\"1\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1\"/></w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"1\"/></w:num>")),
        ("word/footnotes.xml", Part("footnotes", "<w:footnote w:id=\"1\">" + P("Note.") + "</w:footnote>")),
        ("word/_rels/document.xml.rels", Rels(("s", "styles", "styles.xml", false), ("n", "numbering", "numbering.xml", false), ("f", "footnotes", "footnotes.xml", false), ("l", "hyperlink", "https://a.example/", true))),
        ("docProps/core.xml", Core("<dc:title>P</dc:title>")),
        ("_rels/.rels", Rels(("a", "officeDocument", "word/document.xml", false), ("b", "core-properties", "docProps/core.xml", false))));

    private static byte[] Changed(byte[] content, (int At, byte Value)[] changes)
    {
        var copy = content.ToArray();
        foreach (var (at, value) in changes)
        {
            copy[at % copy.Length] = value;
        }

        return copy;
    }

    // Well-formed, whatever comes: end tags without a start are left out, starts without an end are closed.
    private static string Balanced(string[] parts)
    {
        var xml = new StringBuilder();
        var open = new Stack<string>();
        foreach (var part in parts)
        {
            if (part.StartsWith("</", StringComparison.Ordinal))
            {
                if (open.TryPeek(out var last) && part == $"</{last}>")
                {
                    open.Pop();
                    xml.Append(part);
                }
            }
            else
            {
                xml.Append(part);
                if (part[0] == '<' && !part.Contains('/', StringComparison.Ordinal))
                {
                    open.Push(part[1..^1]);
                }
            }
        }

        while (open.TryPop(out var last))
        {
            xml.Append("</").Append(last).Append('>');
        }

        return xml.ToString();
    }

    private static string Nested(string tags, int count) =>
        string.Concat(Enumerable.Repeat($"<{tags}>", count)) + P("x") + string.Concat(Enumerable.Repeat(string.Concat(tags.Split("><").Reverse().Select(tag => $"</{tag}>")), count));

    private static (string Name, string Content) Style(string styles) => ("word/styles.xml", Part("styles", styles));

    private static (string Name, string Content) StyleRelation() => ("word/_rels/document.xml.rels", Rels(("s", "styles", "styles.xml", false)));

    private static byte[] Package(string type, string part) =>
        Zip(("[Content_Types].xml", Encoding.UTF8.GetBytes(Parts("")[0].Content.Replace(MainType, type, StringComparison.Ordinal).Replace("/word/document.xml", part, StringComparison.Ordinal))));

    private static byte[] Compound(string stream) => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[500], .. Encoding.Unicode.GetBytes(stream), .. new byte[100]];

    private static byte[] EncryptedEntry()
    {
        var content = Of(P("x"));
        foreach (var (signature, offset) in (ReadOnlySpan<(byte[], int)>)[("PK\x01\x02"u8.ToArray(), 8), ("PK\x03\x04"u8.ToArray(), 6)])
        {
            for (var at = content.AsSpan().IndexOf(signature); at >= 0;)
            {
                content[at + offset] |= 1;
                var next = content.AsSpan(at + 4).IndexOf(signature);
                at = next < 0 ? -1 : at + 4 + next;
            }
        }

        return content;
    }
}

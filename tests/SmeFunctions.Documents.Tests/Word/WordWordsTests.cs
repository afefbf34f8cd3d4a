using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace SmeFunctions.Documents.Tests;

/// <summary>No word of a Word document is lost, whatever elements its runs are in.</summary>
public sealed partial class WordWordsTests
{
    private const string Text = "<w:r><w:t>word{0}</w:t></w:r>";

    // Containers of runs, of paragraphs, and of rows; "*" is what they contain.
    private static readonly string[] _inline =
    [
        "*", "<w:smartTag w:element=\"date\">*</w:smartTag>", "<w:customXml w:element=\"x\">*</w:customXml>", "<w:sdt><w:sdtContent>*</w:sdtContent></w:sdt>", "<w:ins w:id=\"1\" w:author=\"a\">*</w:ins>",
        "<w:moveTo w:id=\"1\" w:author=\"a\">*</w:moveTo>", "<w:hyperlink w:anchor=\"a\">*</w:hyperlink>", "<w:fldSimple w:instr=\"DATE\">*</w:fldSimple>", "<w:dir w:val=\"ltr\">*</w:dir>", "<w:bdo w:val=\"ltr\">*</w:bdo>",
        "<w:proofErr w:type=\"spellStart\"/>*<w:proofErr w:type=\"spellEnd\"/>", "<w:bookmarkStart w:id=\"1\" w:name=\"a\"/>*<w:bookmarkEnd w:id=\"1\"/>",
        "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>*<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>",
        "<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wp:inline><a:graphic><a:graphicData uri=\"u\"><wps:wsp><wps:txbx><w:txbxContent><w:p>*</w:p></w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice></mc:AlternateContent></w:r>",
        "<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>reading</w:t></w:r></w:rt><w:rubyBase>*</w:rubyBase></w:ruby></w:r>",
    ];

    private static readonly string[] _blocks =
    [
        "*", "<w:sdt><w:sdtContent>*</w:sdtContent></w:sdt>", "<w:customXml w:element=\"x\">*</w:customXml>", "<w:ins w:id=\"2\" w:author=\"a\">*</w:ins>",
        "<w:tbl><w:tr><w:tc>*</w:tc><w:tc><w:p><w:r><w:t>cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
        "<w:tbl><w:sdt><w:sdtContent><w:tr><w:tc>*</w:tc></w:tr></w:sdtContent></w:sdt></w:tbl>",
        "<w:tbl><w:tr><w:tc><w:tbl><w:tr><w:tc>*</w:tc><w:tc><w:p><w:r><w:t>inner</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>",
    ];

    private static readonly string[] _properties = ["", "<w:rPr><w:b/></w:rPr>", "<w:rPr><w:caps/></w:rPr>", "<w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr>", "<w:rPr><w:highlight w:val=\"yellow\"/><w:rtl/></w:rPr>"];

    public static TheoryData<int, int> Containers
    {
        get
        {
            var data = new TheoryData<int, int>();
            for (var outer = 0; outer < _blocks.Length; outer++)
            {
                for (var inner = 0; inner < _inline.Length; inner++)
                {
                    data.Add(outer, inner);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Containers))]
    public void Keeps_the_words_in_every_container(int outer, int inner)
    {
        var number = 0;
        var runs = string.Concat(_properties.Select(properties => Text.Replace("<w:r>", "<w:r>" + properties, StringComparison.Ordinal).Replace("{0}", $"{number++}x", StringComparison.Ordinal)));
        var nested = _inline[inner].Replace("*", _inline[(inner + 1) % _inline.Length].Replace("*", runs, StringComparison.Ordinal), StringComparison.Ordinal);
        var paragraph = $"<w:p><w:r><w:t xml:space=\"preserve\">before </w:t></w:r>{nested}<w:r><w:t xml:space=\"preserve\"> after</w:t></w:r></w:p>";
        var body = WordFile.P("A headline", "Title") + WordFile.P("A first paragraph.") + _blocks[outer].Replace("*", paragraph, StringComparison.Ordinal) + WordFile.P("A last paragraph.");

        var document = GoldenDocument.Document(DocumentReader.Read("en/a.docx", WordFile.Of(body)));

        var words = XDocument.Parse(WordFile.Document(body)).Descendants()
            .Where(element => element.Name.LocalName == "t" && !element.Ancestors().Any(ancestor => ancestor.Name.LocalName == "rt"))
            .SelectMany(element => Word().Matches(element.Value))
            .Select(match => match.Value)
            .Where(word => word is not ("A" or "headline"));
        Assert.All(words, word => Assert.Contains(word, document.Text, StringComparison.OrdinalIgnoreCase));
    }

    [GeneratedRegex(@"\w+", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Word();
}

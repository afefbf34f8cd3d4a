using System.Text;

namespace SmeFunctions.Documents.Tests;

public sealed class DocumentSourceTests
{
    [Fact]
    public void Text_is_shown_line_by_line_in_any_encoding()
    {
        var (lines, areOriginal) = DocumentSource.Read("zh/a.md", Encoding.GetEncoding("gb18030").GetBytes("标题：一\r\n第二行的文字要长一些，才能看出编码。\n\n四"));

        Assert.True(areOriginal);
        Assert.Equal(["标题：一", "第二行的文字要长一些，才能看出编码。", "", "四"], lines);
    }

    [Fact]
    public void Other_formats_are_shown_as_they_are_read_or_not_at_all()
    {
        Assert.Equal((0, false), (DocumentSource.Read("en/a.docx", [1, 2, 3]).Lines.Count, DocumentSource.Read("en/a.docx", [1, 2, 3]).AreOriginal));
        Assert.Empty(DocumentSource.Read("en/a.txt", [0, 1, 2]).Lines);
    }
}

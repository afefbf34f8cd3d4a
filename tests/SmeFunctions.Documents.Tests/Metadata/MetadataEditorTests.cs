using System.Text;
using SmeFunctions.Documents.Metadata;

namespace SmeFunctions.Documents.Tests.Metadata;

public sealed class MetadataEditorTests
{
    [Theory]
    [InlineData("title", "A: \"headline\" # with 'everything' \\ in it")]
    [InlineData("title", "yes")]
    [InlineData("title", "2017")]
    [InlineData("title", "- a list?")]
    [InlineData("title", "{a} [b] &c *d !e |f >g %h @i `j")]
    [InlineData("title", "标题：一个“例子”")]
    [InlineData("title", "null")]
    [InlineData("summary", "Two lines\nof a text area")]
    [InlineData("date", "2017-01-04")]
    [InlineData("draft", "true")]
    [InlineData("publishAt", "2017-01-04T09:00:00+08:00")]
    [InlineData("tags", "one, two, three")]
    [InlineData("section", "policy/finance")]
    [InlineData("image", "pics/a picture.png")]
    public void What_it_writes_is_what_the_reader_reads(string key, string value)
    {
        var file = MetadataEditor.Write([], new Dictionary<string, string> { [key] = value });

        Assert.IsType<ReadResult.Metadata>(DocumentMetadata.Read("en/a.md.meta.yaml", file));
        Assert.Equal(value.Replace('\n', ' '), MetadataEditor.TryRead(file)![key]);
    }

    [Theory]
    [InlineData("date", "soon: now")]
    [InlineData("lang", "[en")]
    [InlineData("draft", "\"")]
    [InlineData("publishAt", "%")]
    [InlineData("date", "&a *b")]
    public void A_wrong_value_is_no_other_key_and_breaks_nothing_else(string key, string value)
    {
        var file = MetadataEditor.Write("author: Ada Quay\n"u8.ToArray(), new Dictionary<string, string> { [key] = value });

        Assert.IsType<ReadResult.Rejection>(DocumentMetadata.Read("en/a.md.meta.yaml", file));
        Assert.Equal("Ada Quay", MetadataEditor.TryRead(file)!["author"]);
        Assert.Equal(value, MetadataEditor.TryRead(file)![key]);
    }

    [Fact]
    public void Keys_of_any_case_are_replaced_and_others_stay()
    {
        var file = MetadataEditor.Write("TITLE: Old\nseries: x\nTags: [a, b]\n"u8.ToArray(), new Dictionary<string, string> { ["title"] = "New", ["tags"] = "" });

        Assert.Equal("series: x\ntitle: \"New\"\n", Encoding.UTF8.GetString(file));
    }

    [Theory]
    [InlineData("")]
    [InlineData("title: [a")]
    [InlineData("- a\n- b")]
    [InlineData("just words")]
    public void A_file_that_cannot_be_read_is_written_anew(string text) =>
        Assert.Equal("title: \"New\"\n", Encoding.UTF8.GetString(MetadataEditor.Write(Encoding.UTF8.GetBytes(text), new Dictionary<string, string> { ["title"] = "New" })));

    [Fact]
    public void Nothing_is_left_when_all_keys_are_removed() =>
        Assert.Empty(MetadataEditor.Write("title: Old\n"u8.ToArray(), new Dictionary<string, string> { ["title"] = " " }));
}

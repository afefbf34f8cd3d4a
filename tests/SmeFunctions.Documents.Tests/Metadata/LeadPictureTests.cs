using System.Text;
using SmeFunctions.Documents.Metadata;

namespace SmeFunctions.Documents.Tests.Metadata;

public sealed class LeadPictureTests
{
    [Fact]
    public void One_that_the_text_does_not_have_is_put_before_it()
    {
        var document = Apply("# A headline\n\nThe first sentence.\n\n![A ship](pics/ship.png)", "image: ../pics/harbour.png");

        Assert.Equal(["pics/ship.png", "../pics/harbour.png"], document.Images.Select(image => image.Name));
        Assert.StartsWith("<figure><img src=\"image-1\" alt=\"\"></figure>\n", document.Html, StringComparison.Ordinal);
        Assert.Contains("image-0", document.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_the_text_has_is_moved_to_its_start()
    {
        var document = Apply("# A headline\n\nThe first sentence.\n\n![A ship](pics/ship.png)\n\n![The harbour](pics/harbour.png)", "image: pics/harbour.png");

        Assert.Equal(2, document.Images.Count);
        Assert.True(document.Html.IndexOf("The harbour", StringComparison.Ordinal) < document.Html.IndexOf("first sentence", StringComparison.Ordinal), document.Html);
        Assert.Single(document.Html.Split("image-1")[1..]);
        Assert.True(document.Html.IndexOf("A ship", StringComparison.Ordinal) > document.Html.IndexOf("first sentence", StringComparison.Ordinal), document.Html);
    }

    [Fact]
    public void It_keeps_its_caption()
    {
        var read = DocumentReader.Read(
            "en/a.html",
            Encoding.UTF8.GetBytes("<html><body><article><h1>A headline</h1><p>The first sentence of a page that has some length.</p><figure><img src=\"h.png\" alt=\"x\"><figcaption>The harbour at noon</figcaption></figure></article></body></html>"),
            metadata: Read("image: h.png"));

        var html = Assert.IsType<ReadResult.Document>(read).Value.Html;
        Assert.StartsWith("<figure><img src=\"image-0\" alt=\"x\"><figcaption>The harbour at noon</figcaption></figure>", html, StringComparison.Ordinal);
        Assert.Single(html.Split("The harbour at noon")[1..]);
    }

    [Theory]
    [InlineData("https://elsewhere.example/a.png")]
    [InlineData("data:image/png;base64,AAAA")]
    [InlineData("[a.png, b.png]")]
    [InlineData("//elsewhere.example/a.png")]
    public void Another_value_is_an_error_with_its_line(string value)
    {
        var error = Assert.IsType<ReadResult.Rejection>(DocumentMetadata.Read("en/a.md.meta.yaml", Encoding.UTF8.GetBytes($"title: A headline\nimage: {value}"))).Error;

        Assert.Equal(("metadata", 2), (error.Code, error.Line));
        Assert.Contains("the name of an uploaded picture", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Front_matter_of_generators_keeps_its_own_meaning() =>
        Assert.Empty(Assert.IsType<ReadResult.Document>(DocumentReader.Read("en/a.md", "---\ntitle: A headline\nimage: https://elsewhere.example/a.png\n---\n\nText."u8.ToArray())).Value.Images);

    private static DocumentMetadata Read(string yaml) => Assert.IsType<ReadResult.Metadata>(DocumentMetadata.Read("en/a.md.meta.yaml", Encoding.UTF8.GetBytes(yaml))).Value;

    private static ParsedDocument Apply(string markdown, string yaml) =>
        Assert.IsType<ReadResult.Document>(DocumentReader.Read("en/a.md", Encoding.UTF8.GetBytes(markdown), metadata: Read(yaml))).Value;
}

using System.Text;
using SmeFunctions.Documents.Metadata;

namespace SmeFunctions.Documents.Tests.Metadata;

public sealed class DocumentMetadataTests
{
    private const string Page = """
        The headline of the page
        Date: 2017-01-04  Source: The Letter

        The first sentence of the text, which is long enough. The second sentence is, too.
        """;

    [Theory]
    [InlineData("en/a.md.meta.yaml", true)]
    [InlineData("en/a.md.META.YAML", true)]
    [InlineData("en/a.docx.meta.yml", true)]
    [InlineData("报告.pdf.meta.yaml", true)]
    [InlineData("en/.meta.yaml", false)]
    [InlineData(".meta.yaml", false)]
    [InlineData("en/a.yaml", false)]
    [InlineData("en/meta.yaml", false)]
    [InlineData("en/a.meta.yaml.md", false)]
    public void Is_recognized_by_its_name(string name, bool expected) => Assert.Equal(expected, DocumentMetadata.IsName(name));

    [Theory]
    [InlineData("en/a.md.meta.yaml", "en/a.md")]
    [InlineData("en/a.docx.meta.yml", "en/a.docx")]
    public void Belongs_to_a_document(string name, string document) => Assert.Equal(document, DocumentMetadata.GetDocumentName(name));

    [Fact]
    public void What_it_states_wins_and_the_rest_stays()
    {
        var document = Apply("""
            title: "Another headline: corrected"
            date: 2018-02-03
            author: [Ada Quay, Ben Lock]
            section: policy/finance
            tags: loans, banks
            lang: zh
            summary: In one sentence.
            slug: another-headline
            aliases: [old-headline]
            translationOf: zh/a.md
            draft: true
            publishAt: 2018-02-03T09:00:00+08:00
            unpublishAt: 2019-02-03T09:00:00+08:00
            """);

        Assert.Equal(("Another headline: corrected", new DateOnly(2018, 2, 3), "The Letter", "Ada Quay, Ben Lock"), (document.Title, document.Published, document.Source, document.Author));
        Assert.Equal(["policy", "finance"], document.Section);
        Assert.Equal(["loans", "banks"], document.Tags);
        Assert.Equal(("zh", "In one sentence.", "another-headline", "zh/a.md", true), (document.Lang, document.Summary, document.Slug, document.TranslationOf, document.IsDraft));
        Assert.Equal(["old-headline"], document.Aliases);
        Assert.NotNull(document.PublishAt);
        Assert.NotNull(document.UnpublishAt);
        Assert.Contains("The second sentence", document.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing yet\n")]
    [InlineData("title:\ndate: ~\n")]
    [InlineData("---\n---\n")]
    public void An_empty_one_changes_nothing(string yaml)
    {
        var document = Apply(yaml);

        Assert.Equal(("The headline of the page", new DateOnly(2017, 1, 4), "The Letter"), (document.Title, document.Published, document.Source));
        Assert.Empty(document.Warnings);
    }

    [Fact]
    public void Draft_false_publishes_a_document_that_is_a_draft()
    {
        var draft = "---\ntitle: A headline\ndraft: true\n---\nA sentence of the text.\n";

        Assert.True(Read("en/a.md", draft, metadata: null).IsDraft);
        Assert.True(Read("en/a.md", draft, ReadMetadata("source: Us")).IsDraft);
        Assert.False(Read("en/a.md", draft, ReadMetadata("draft: false")).IsDraft);
    }

    [Fact]
    public void Its_section_replaces_the_breadcrumb_of_the_page()
    {
        var page = "Home > Trade > Ports\nThe headline of the page\n2017-01-04\n\nThe first sentence of the text, which is long enough.\n";

        Assert.Equal(["Home", "Trade", "Ports"], Read("en/a.txt", page, ReadMetadata("source: Us")).Breadcrumb);
        Assert.Empty(Read("en/a.txt", page, ReadMetadata("section: policy")).Breadcrumb);
    }

    [Theory]
    [InlineData("en/2020-01-01-the-name-of-the-file.md", "Only a text without a headline stands here, and it ends.")]
    [InlineData("en/IMG_0001.md", "Only a text without a headline stands here, and it ends.")]
    public void Its_headline_is_that_of_a_document_without_one(string name, string text)
    {
        var document = Read(name, text, ReadMetadata("title: The stated headline"));

        Assert.Equal("The stated headline", document.Title);
        Assert.DoesNotContain(document.Warnings, warning => warning.Contains("headline", StringComparison.Ordinal));
        Assert.Contains("Only a text", document.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("title: a\ntitle: b", "'title' twice", 2)]
    [InlineData("date: soon", "should be a day", 1)]
    [InlineData("source: Us\n\ndate: 2017-13-45", "should be a day", 3)]
    [InlineData("- a\n- b", "no list of keys", 1)]
    [InlineData("title: [", "no YAML", null)]
    [InlineData("title: a\n\tdate: b", "no YAML", 1)]
    [InlineData("draft: maybe", "true or false", 1)]
    public void A_wrong_one_is_rejected_with_its_line(string yaml, string message, int? line)
    {
        var error = Assert.IsType<ReadResult.Rejection>(DocumentMetadata.Read("en/a.md.meta.yaml", Encoding.UTF8.GetBytes(yaml))).Error;

        Assert.Equal(DocumentMetadata.ErrorCode, error.Code);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("front matter", error.Message, StringComparison.Ordinal);
        Assert.True(line is null || line == error.Line, error.ToString());
    }

    [Fact]
    public void Other_names_encodings_and_lengths_are_rejected()
    {
        foreach (var (name, content) in new (string, byte[])[]
        {
            ("en/a.md.meta.yml", "title: a"u8.ToArray()),
            ("en/a.md.META.yaml", "title: a"u8.ToArray()),
            ("en/a.md.meta.yaml", [0x50, 0x4B, 3, 4, 0xFF, 0xFE, 0, 1, 0x9D, 0x81]),
            ("en/a.md.meta.yaml", new byte[200_000]),
            ("en/a.md.meta.yaml", Encoding.UTF8.GetBytes("summary: " + new string('a', 20_000))),
        })
        {
            Assert.Equal(DocumentMetadata.ErrorCode, Assert.IsType<ReadResult.Rejection>(DocumentReader.Read(name, content)).Error.Code);
        }
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("gb18030")]
    public void Is_read_in_the_encodings_of_documents(string encoding)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var code = Encoding.GetEncoding(encoding);

        var read = DocumentMetadata.Read("en/a.md.meta.yaml", [.. code.GetPreamble(), .. code.GetBytes("title: 关于小微企业贷款贴息的通知\nsource: 渔湾镇政府办公室\n")]);

        Assert.Equal("关于小微企业贷款贴息的通知", Assert.IsType<ReadResult.Metadata>(read).Value.Title);
    }

    [Fact]
    public void A_key_that_the_portal_does_not_know_is_a_warning() =>
        Assert.Equal(["'titel' in the metadata file is no key that the portal knows."], ReadMetadata("titel: A").Warnings);

    private static DocumentMetadata ReadMetadata(string yaml) => Assert.IsType<ReadResult.Metadata>(DocumentReader.Read("en/a.md.meta.yaml", Encoding.UTF8.GetBytes(yaml))).Value;

    private static ParsedDocument Apply(string yaml) => Read("en/a.txt", Page, ReadMetadata(yaml));

    private static ParsedDocument Read(string name, string text, DocumentMetadata? metadata) =>
        Assert.IsType<ReadResult.Document>(DocumentReader.Read(name, Encoding.UTF8.GetBytes(text), metadata: metadata)).Value;
}

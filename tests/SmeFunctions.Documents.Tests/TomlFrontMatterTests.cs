namespace SmeFunctions.Documents.Tests;

/// <summary>Front matter of TOML, between lines of three plus signs, as Hugo and Zola write it.</summary>
public sealed class TomlFrontMatterTests
{
    [Fact]
    public void Reads_the_keys_of_a_Hugo_post()
    {
        var document = SampleDocuments.Accepted(""""
            +++
            title = 'A "quoted" post: 渔港 🐟'
            date = 2018-05-06T23:30:00+08:00
            draft = false
            lang = "en"
            tags = ["export", "credit"]
            categories = [ "policy" ]
            authors = ["Mary Quay"] # a remark
            description = """Two
            lines."""
            weight = 3
            slug = "a-post"
            [params]
            source = "Coast Letter"
            [menu.main]
            name = "x"
            +++

            The **text**.
            """");

        Assert.Equal(("A \"quoted\" post: 渔港 🐟", new DateOnly(2018, 5, 6), "en"), (document.Title, document.Published!.Value, document.Lang));
        Assert.Equal(("Coast Letter", "Mary Quay", "Two lines.", "a-post"), (document.Source, document.Author, document.Summary, document.Slug));
        Assert.Equal(["export", "credit"], document.Tags);
        Assert.Equal(["policy"], document.Section);
        Assert.Equal("<p>The <strong>text</strong>.</p>", document.Html);
        Assert.Empty(document.Warnings);
    }

    [Theory]
    [InlineData("date = 2018-05-06", "2018-05-06")]
    [InlineData("date = \"2018-05-06\"", "2018-05-06")]
    [InlineData("date = 2018-05-06T10:00:00Z", "2018-05-06")]
    [InlineData("date = 2018-05-06 10:00:00", "2018-05-06")]
    [InlineData("\"date\" = 2018-05-06", "2018-05-06")]
    public void Reads_dates_of_every_kind(string line, string day) =>
        Assert.Equal(day, SampleDocuments.Accepted($"+++\ntitle = \"A post\"\n{line}\n+++\nText.\n").Published?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void A_draft_is_one() => Assert.True(SampleDocuments.Accepted("+++\ntitle = \"A post\"\ndraft = true\n[taxonomies]\ntags = [\"a\"]\n+++\nText.\n") is { IsDraft: true, Tags: ["a"] });

    [Theory]
    [InlineData("title = \"A post\"\ndate = tomorrow", 3)]
    [InlineData("title = \"A post\"\n\n# date\ndate = \"tomorrow\"", 5)]
    [InlineData("title = \"A post", 2)]
    [InlineData("title = \"A post\"\ntitle = \"Another\"", null)]
    public void Names_the_line_of_an_error(string toml, int? line)
    {
        var error = SampleDocuments.Rejected($"+++\n{toml}\n+++\nText.\n");

        Assert.Equal("front-matter", error.Code);
        Assert.True(line is null || error.Line == line, $"{error}");
    }

    [Fact]
    public void Deep_brackets_get_an_answer() =>
        Assert.Equal("front-matter", SampleDocuments.Rejected($"+++\ntitle = {new string('[', 8_000)}\n+++\nText.\n").Code);
}

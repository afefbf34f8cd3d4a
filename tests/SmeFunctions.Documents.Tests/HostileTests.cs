using System.Net;
using System.Net.Sockets;
using CsCheck;

namespace SmeFunctions.Documents.Tests;

/// <summary>Documents that were made to do harm: what would take too long is refused before any work is put into it, and nothing is fetched.</summary>
public sealed class HostileTests
{
    private const string Page = "<html><head><title>T</title></head><body><p>a</p>";
    private const string Markdown = "# T\n\na\n\n";

    public static TheoryData<string, string, string> Refused => new()
    {
        { "one line of 5 MB", "a.html", Page + new string('x', 5_000_000) },
        { "tags", "a.html", Page + Many("<br>", 60_001) },
        { "tags in a fragment", "a.html", "<p>a</p>" + Many("<br>", 60_001) },
        { "comments", "a.html", Page + Many("<?>", 5_001) },
        { "processing instructions", "a.html", Page + Many("<?a>", 5_001) },
        { "attributes", "a.html", Page + "<p " + string.Join(' ', Enumerable.Range(0, 501).Select(i => $"a{i}")) + ">b</p>" },
        { "one line of 5 MB of Markdown", "a.md", Markdown + new string('x', 5_000_000) },
        { "open links", "a.md", Markdown + Many("[a](", 10_001) },
        { "addresses", "a.md", Markdown + Many("http://a.b ", 10_001) },
        { "open tags", "a.md", Markdown + Many("x <? ", 10_001) },
        { "strokes", "a.md", Markdown + Many("~~a", 5_001) },
        { "several paragraphs of marks", "a.md", Markdown + Many(Many("[a](", 5_100) + "\n \n", 4) },
        { "references", "a.md", Markdown + Many("[a]: b\n", 5_001) },
        { "rows", "a.md", Markdown + "|a|b|\n|-|-|\n" + Many("|a|b|\n", 5_000) },
    };

    public static TheoryData<string> Bombs => new()
    {
        "a: &a [x,x,x,x,x,x,x,x]\n" + string.Concat(Enumerable.Range('b', 24).Select(c => $"{(char)c}: &{(char)c} [{string.Join(',', Enumerable.Repeat($"*{(char)(c - 1)}", 8))}]\n")),
        "a: &a [*a, *a]",
        "a: &a {b: *a}",
        "a: " + Many("[", 3_900) + Many("]", 3_900),
        "a: " + Many("&a ", 2_000),
        "a: !!python/object/apply:os.system [ls]",
        "a: !<tag:yaml.org,2002:binary> AAAA",
        "<<: &a {title: B}",
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void Refuses_what_would_take_too_long(string what, string name, string text)
    {
        var error = GoldenDocument.Rejection(GoldenDocument.Read(name, text));

        Assert.True(error.Code == "document-too-large", $"{what}: {error}");
        Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Takes_what_stays_within_the_limits()
    {
        GoldenDocument.Document("a.html", Page + Many("<br>x", 14_000));
        GoldenDocument.Document("a.html", Page + Many("<!---->", 4_900));
        GoldenDocument.Document("a.html", Page + "<p " + string.Join(' ', Enumerable.Range(0, 499).Select(i => $"a{i}")) + ">b</p>");
        GoldenDocument.Document("a.md", Markdown + Many("[a](", 9_900));
        GoldenDocument.Document("a.md", Markdown + Many("[a](b)\n\n", 3_000));
    }

    [Fact]
    public void A_long_line_in_a_list_of_annexes_is_searched_once()
    {
        var document = GoldenDocument.Document("a.txt", $"申报通知\n\n现将有关事项通知如下。\n\n附件：申报表.doc\n{Many("%PDF-1.7", 20_000)}\n");

        Assert.Equal(["申报表.doc"], document.Attachments.Select(attachment => attachment.Name));
    }

    /// <summary>The library that finds the article reads the text of every element again, in time that is quadratic in the depth.</summary>
    [Theory]
    [InlineData("<div>")]
    [InlineData("<section><div class=content>")]
    [InlineData("<ul><li>")]
    [InlineData("<blockquote><b>")]
    public void A_page_of_many_nested_elements_is_read(string open)
    {
        var count = 180 / open.Count(c => c == '<');
        var document = GoldenDocument.Document("a.html", $"<html><head><title>The headline</title></head><body>{Many(open, count)}<h1>The headline</h1><p>The text of a mill, with a comma.</p>{Many("job", 3_000)}</body></html>");

        Assert.Equal("The headline", document.Title);
        Assert.Contains("The text of a mill, with a comma.", document.Text, StringComparison.Ordinal);
    }

    /// <summary>The library that finds the article compares titles with each other, in time that is quadratic in their length.</summary>
    [Theory]
    [InlineData("<meta property='og:site_name' content='Harbour Business'><meta property='og:title' content=\"A mill {0}\">")]
    [InlineData("<meta property='og:title' content=\"A mill {0}\"><meta name='twitter:title' content=\"{0}\">")]
    [InlineData("<meta name='description' content=\"{0}\"><meta name='author' content=\"{0}\">")]
    [InlineData("<meta property='og:site_name' content='Harbour Business'><title>A mill {0}</title>")]
    public void Metadata_that_are_too_long_are_ignored(string metadata)
    {
        foreach (var part in new[] { "<a href='x.pdf'>", "a | b - c ", "-", "|", "_", "中", "« " })
        {
            var document = GoldenDocument.Document("a.html", $"<html><head>{metadata.Replace("{0}", Many(part, 120_000 / part.Length), StringComparison.Ordinal)}</head><body><h1>The headline</h1><p>The text of a mill.</p></body></html>");

            Assert.Equal(("The headline", "The text of a mill.", null), (document.Title, document.Text, document.Author));
        }
    }

    [Theory]
    [MemberData(nameof(Bombs), DisableDiscoveryEnumeration = true)]
    public void Front_matter_is_never_more_than_its_own_text(string yaml)
    {
        switch (GoldenDocument.Read("a.md", $"---\ntitle: T\n{yaml}\n---\nText.\n"))
        {
            case ReadResult.Document(var document):
                Assert.Equal(("T", "Text."), (document.Title, document.Text));
                Assert.All(document.Warnings, warning => Assert.EndsWith("is no key that the portal knows.", warning, StringComparison.Ordinal));
                break;
            case ReadResult.Rejection(var error):
                Assert.Equal("front-matter", error.Code);
                break;
        }
    }

    [Theory]
    [InlineData("title: *a")]
    [InlineData("title: T\ntags: [*a]")]
    [InlineData("title: T\nauthor: &a [*a]")]
    [InlineData("title: T\nsection: *a")]
    public void An_alias_stands_for_nothing(string yaml) =>
        Assert.Equal("front-matter", GoldenDocument.Rejection(GoldenDocument.Read("a.md", $"---\n{yaml}\n---\nText.\n")).Code);

    [Fact]
    public void Entities_that_a_page_defines_are_none()
    {
        const string Doctype = "<!DOCTYPE html [<!ENTITY a 'aaaaaaaa'><!ENTITY b '&a;&a;'><!ENTITY c SYSTEM 'file:///etc/passwd'>]>";

        var document = GoldenDocument.Document("a.html", $"<?xml version='1.0'?>{Doctype}<html><head><title>T</title></head><body><p>&a;&b;&c;</p></body></html>");

        Assert.DoesNotContain("aaaa", document.Text.Replace("'aaaaaaaa'", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.EndsWith("&a;&b;&c;", document.Text, StringComparison.Ordinal);
        Assert.Equal("unsupported-format", GoldenDocument.Rejection(GoldenDocument.Read("a.xml", "<!DOCTYPE lolz [<!ENTITY a 'aaaaaaaa'>]><lolz>&a;</lolz>")).Code);
    }

    [Fact]
    public void Nothing_is_fetched()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var there = $"http://127.0.0.1:{((IPEndPoint)server.LocalEndpoint).Port}";
        var markup =
            $"""
            <base href="{there}/"><link rel="stylesheet" href="{there}/a"><link rel="canonical" href="{there}/b"><script src="{there}/c"></script><img src="{there}/d" srcset="{there}/e 2x">
            <iframe src="{there}/f"></iframe><object data="{there}/g"></object><video poster="{there}/h" src="{there}/i"></video><p style="background:url({there}/j)">Text. <a href="{there}/k">l</a></p>
            <svg><image href="{there}/m"/></svg><meta http-equiv="refresh" content="0;url={there}/n"><style>@import "{there}/o";</style>
            """;

        GoldenDocument.Document("a.html", $"<!DOCTYPE html SYSTEM \"{there}/p\"><html><head><title>T</title></head><body>{markup}</body></html>");
        GoldenDocument.Document("a.html", $"<p>T</p><p>Text.</p>{markup}");
        GoldenDocument.Document("a.md", $"---\ntitle: T\nsource: {there}/q\ntranslationOf: q\n---\n![r]({there}/r) [s]: {there}/s\n\n{markup}");
        GoldenDocument.Rejection(GoldenDocument.Read("a.xml", $"<?xml version='1.0'?><!DOCTYPE a SYSTEM '{there}/t'><a>b</a>"));

        Assert.False(server.Pending());
    }

    [Fact]
    public void Any_front_matter_gets_an_answer()
    {
        string[] pieces =
        [
            "title: ", "tags: ", "date: ", "2017-01-04", "a", "中", ": ", ":", " ", "  ", "\n", "\n- ", "[", "]", "{", "}", ", ", "#", " #", "&a ", "*a", "!", "!!str ", "!<x> ", "|", ">", "|2-", "'", "''", "\"",
            "\\", "\\x", "\\u12", "\\U00110000", "%", "%YAML 1.1\n", "%TAG ! x\n", "---", "...", "\n---\n", "\n...\n", "? ", "<<: ", "~", "@", "`", "\t", "\r", "\u0085", "\u2028", "\uFEFF", "\u0000", "😀", "-", "- - ",
        ];

        Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]).Array[0, 25].Sample(
            parts => SafeMarkup.Check(GoldenDocument.Read("a.md", $"---\ntitle: T\n{string.Concat(parts)}\n---\nText.\n")),
            iter: 20_000,
            threads: 2);
    }

    [Fact]
    public void Changed_documents_get_an_answer()
    {
        var names = GoldenDocument.Names().Where(name => !name.EndsWith(".expected", StringComparison.Ordinal)).ToArray();

        Gen.Select(
            Gen.Int[0, names.Length - 1].Select(i => names[i]),
            Gen.Select(Gen.Int[0, 100_000], Gen.OneOf(Gen.Byte, Gen.Int[0, 15].Select(i => (byte)"<>[]`*&;:-\n\t \"'/"[i])), Gen.Int[0, 40]).Array[1, 12])
            .Sample(
                (name, changes) =>
                {
                    var bytes = GoldenDocument.Bytes(name).ToList();
                    foreach (var (at, value, length) in changes)
                    {
                        // A byte is changed, or a piece taken out, or one said twice.
                        var place = at % bytes.Count;
                        var piece = bytes.GetRange(place, Math.Min(length, bytes.Count - place));
                        switch (value % 3)
                        {
                            case 0:
                                bytes[place] = value;
                                break;
                            case 1 when piece.Count < bytes.Count:
                                bytes.RemoveRange(place, piece.Count);
                                break;
                            default:
                                bytes.InsertRange(place, piece);
                                break;
                        }
                    }

                    SafeMarkup.Check(GoldenDocument.Read(name, [.. bytes]));
                },
                iter: 600,
                threads: 2);
    }

    private static string Many(string piece, int count) => string.Concat(Enumerable.Repeat(piece, count));
}

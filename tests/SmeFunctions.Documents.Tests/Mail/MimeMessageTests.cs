using System.Text;
using SmeFunctions.Portal.Tests.Media;

namespace SmeFunctions.Documents.Tests;

/// <summary>Pages that a browser saved in one file, and mails.</summary>
public sealed class MimeMessageTests
{
    private const string Text = "<p>The council has opened a fund for small exporters, with twenty million set aside.</p><p>Firms apply online, and wait five days.</p>";
    private const string Page = $"<!DOCTYPE html><html><head><title>Council opens fund | Coast Letter</title></head><body><nav><a href=\"/\">Home</a> <a href=\"/n\">News</a></nav><h1>Council opens fund</h1><p>Published: 2017-03-14</p><img src=\"pics/quay.png\" alt=\"The quay\">{Text}</body></html>";

    private static readonly string _picture = Convert.ToBase64String(Pictures.Png(3, 2), Base64FormattingOptions.InsertLineBreaks);

    static MimeMessageTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Theory]
    [InlineData("From: <Saved by Blink>\nSnapshot-Content-Location: https://www.example.org/a.html\n", "\r\n")]
    [InlineData("From: \"Saved by Internet Explorer 11\"\nX-MimeOLE: Produced By Microsoft MimeOLE\n", "\r\n")]
    [InlineData("From: <Saved by Blink>\n", "\n")]
    public void Reads_a_saved_page_with_its_images(string head, string newLine)
    {
        var message = $"""
            {head}Subject: Council opens fund
            Date: Tue, 14 Aug 2018 01:20:00 -0000
            MIME-Version: 1.0
            Content-Type: multipart/related; type="text/html"; boundary="--x--"

            ----x--
            Content-Type: text/html; charset="utf-8"
            Content-Transfer-Encoding: quoted-printable
            Content-Location: https://www.example.org/n/a.html

            {Page.Replace("=", "=3D", StringComparison.Ordinal)}
            ----x--
            Content-Type: image/png
            Content-Transfer-Encoding: base64
            Content-Location: https://www.example.org/n/pics/quay.png

            {_picture}
            ----x----
            """;

        var document = SampleDocuments.Accepted(message.ReplaceLineEndings(newLine));

        Assert.Equal(("Council opens fund", new DateOnly(2017, 3, 14)), (document.Title, document.Published!.Value));
        Assert.Equal(["The council has opened a fund for small exporters, with twenty million set aside.", "Firms apply online, and wait five days."], SampleDocuments.Paragraphs(document)[^2..]);
        Assert.Equal(Pictures.Png(3, 2), Assert.Single(document.Images).Content!.Value.ToArray());
    }

    [Theory]
    [InlineData("Council opens fund", "Council opens fund")]
    [InlineData("Fwd: RE: Council opens fund", "Council opens fund")]
    [InlineData("=?utf-8?B?6L2s5Y+R77ya5riv5Y+j6K6+56uL5Z+66YeR?=", "港口设立基金")]
    [InlineData("=?gb2312?B?uNu/2snowaK7+b3w?=", "港口设立基金")]
    [InlineData("A < B & C", "A < B & C")]
    public void The_subject_of_a_mail_is_the_headline(string subject, string title)
    {
        foreach (var (type, body) in new[] { ("text/html", $"<html><body>{Text}</body></html>"), ("text/plain", "The council has opened a fund.\n\nFirms apply online, and wait five days.\n\n-- \nThe Desk\n+86 10 0000") })
        {
            var document = SampleDocuments.Accepted($"From: Mary Quay <mary@example.org>\r\nTo: portal@example.org\r\nSubject: {subject}\r\nDate: Mon, 6 May 2019 23:30:00 +0800\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: {type}; charset=utf-8\r\n\r\n{body}\r\n");

            Assert.Equal((title, "Mary Quay", new DateOnly(2019, 5, 6)), (document.Title, document.Author, document.Published!.Value));
            Assert.Equal("Firms apply online, and wait five days.", SampleDocuments.Paragraphs(document)[^1]);
        }
    }

    [Theory]
    [InlineData("gb2312", "8bit")]
    [InlineData("gb18030", "base64")]
    [InlineData("big5", "base64")]
    [InlineData("utf-8", "quoted-printable")]
    public void Reads_the_encodings_of_mails(string charset, string transfer)
    {
        const string Body = "市里在港口向小企业提供基金。";
        var text = charset == "big5" ? "市里在港口向小企提供基金。" : Body;
        var bytes = Encoding.GetEncoding(charset).GetBytes(text);
        byte[] content = transfer switch
        {
            "8bit" => bytes,
            "base64" => Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes)),
            _ => Encoding.ASCII.GetBytes(string.Concat(bytes.Select(b => $"={b:X2}"))),
        };

        var read = SampleDocuments.Read([.. Encoding.ASCII.GetBytes($"From: a@example.org\nSubject: Fund\nMIME-Version: 1.0\nContent-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: {transfer}\n\n"), .. content]);

        Assert.Equal(text, Assert.IsType<ReadResult.Document>(read).Value.Text);
    }

    [Fact]
    public void Shows_the_images_inside_a_mail_and_names_the_attachments_that_are_lost()
    {
        var document = SampleDocuments.Accepted($"""
            From: mary@example.org
            Subject: Fund
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=m

            --m
            Content-Type: multipart/related; boundary=r

            --r
            Content-Type: text/html; charset=utf-8

            <p>The fund.</p><p><img src="cid:quay@x" alt="The quay"></p><p><img src='cid:other@x'></p>
            --r
            Content-Type: image/png
            Content-ID: <quay@x>
            Content-Transfer-Encoding: base64

            {_picture}
            --r--
            --m
            Content-Type: application/pdf; name="form.pdf"
            Content-Disposition: attachment; filename="form.pdf"

            %PDF-1.4
            --m--
            """);

        Assert.Equal("Fund", document.Title);
        Assert.Equal(Pictures.Png(3, 2), Assert.Single(document.Images).Content!.Value.ToArray());
        Assert.Contains("The attachment 'form.pdf' of the mail was not kept.", document.Warnings);
    }

    [Theory]
    [InlineData("Content-Type: multipart/encrypted; boundary=e\n\n--e\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--e--", "encrypted-document")]
    [InlineData("Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nMIAG", "encrypted-document")]
    [InlineData("Content-Type: image/png\n\nx", "no-text")]
    [InlineData("Content-Type: multipart/mixed; boundary=e\n\n", "no-text")]
    [InlineData("Content-Type: text/html\n\n<script>a()</script>", "no-text")]
    public void A_mail_without_a_readable_text_is_rejected(string rest, string code) =>
        Assert.Equal(code, SampleDocuments.Rejected($"From: a@example.org\nSubject: Fund\nMIME-Version: 1.0\n{rest}\n").Code);

    [Theory]
    [InlineData("From: Coast Letter\nDate: 2017-03-14\n\nCouncil opens fund\n\nThe text of it.\n")]
    [InlineData("Source: Coast Letter\nCouncil opens fund\n\nThe text of it.\n")]
    [InlineData("MIME-Version: what it means\n\nA text about mail.\n")]
    public void A_text_with_labels_is_no_mail(string text) => Assert.False(Mail.MimeMessageReader.CanRead(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("Return-Path: <mary@example.org>\nReceived: from a by b\n\tfor c; Mon, 6 May 2019 23:30:00 +0800\nFrom: Mary Quay <mary@example.org>\nSubject: Fund\n\nThe text.\n")]
    [InlineData("From: Mary Quay <mary@example.org>\nTo: portal@example.org\nSubject: Fund\n\nThe text.\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\nFrom: Mary Quay <mary@example.org>\nSubject: Fund\n\n--b\n\n\n--b\n\nThe text.\n--b--\n")]
    [InlineData("From mary@example.org Mon May  6 23:30:00 2019\nFrom: Mary Quay <mary@example.org>\nSubject: Fund\nMessage-ID: <1@x>\n\nThe text.\n")]
    [InlineData("From: Mary Quay <mary@example.org>\nSubject: Fwd: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nFrom: Mary Quay <mary@example.org>\nSubject: Fund\n\nThe text.\n--b--\n")]
    public void Reads_mails_without_MIME_of_a_mailbox_and_forwarded_ones(string text)
    {
        var document = SampleDocuments.Accepted(text);

        Assert.Equal(("Fund", "Mary Quay", "The text."), (document.Title, document.Author, document.Text));
    }

    [Fact]
    public void A_deeply_nested_message_gets_an_answer()
    {
        var message = new StringBuilder("From: a@example.org\nSubject: Fund\nMIME-Version: 1.0\n");
        for (var i = 0; i < 5_000; i++)
        {
            message.Append(System.Globalization.CultureInfo.InvariantCulture, $"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n");
        }

        Assert.IsType<ReadResult.Rejection>(SampleDocuments.Read(message.ToString()));
    }
}

using System.Text;
using SmeFunctions.Documents.Tests.OpenDocument;

namespace SmeFunctions.Documents.Tests.Fuzzing;

/// <summary>Documents of every format, to be changed.</summary>
internal static class FuzzingSamples
{
    /// <param name="folder">The folder with the golden documents.</param>
    public static IReadOnlyList<(string Name, byte[] Content)> Create(string folder) =>
    [
        .. Directory.GetFiles(folder).Where(path => !path.EndsWith(".expected", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(path => ("en/" + Path.GetFileName(path), File.ReadAllBytes(path))),
        ("zh/notice.docx", WordFile.Of(WordFile.P("关于申报的通知", "Title") + WordFile.P("来源：港务局　　2020-03-12") + "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>企业</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>金额</w:t></w:r></w:p></w:tc></w:tr></w:tbl>" + WordFile.P("企业填写申报表。"))),
        ("en/desk.odt", OpenDocumentFile.Of(OpenDocumentFile.P("A desk for small firms", "P1") + OpenDocumentFile.P("12 March 2020  Source: Harbour Board") + OpenDocumentFile.List("Numbers", OpenDocumentFile.P("first"), OpenDocumentFile.P("second")))),
        ("en/loans.csv", "Firm,Town,Loans\nMill,\"Lea, Upper\",12\nQuay Foods,Harbour,7\n"u8.ToArray()),
        ("en/letter.eml", "From: Ruth Calder <ruth@harbour.example>\r\nSubject: =?utf-8?B?QSBkZXNrIGZvciBzbWFsbCBmaXJtcw==?=\r\nDate: Thu, 12 Mar 2020 09:00:00 +0800\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe desk insures invoices.\r\n--b\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Disposition: attachment\r\n\r\nx\r\n--b--\r\n"u8.ToArray()),
        ("zh/page.mht", Encoding.UTF8.GetBytes("From: <Saved by Blink>\r\nSnapshot-Content-Location: https://harbour.example/a.html\r\nSubject: a\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"x\"\r\n\r\n--x\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: https://harbour.example/a.html\r\n\r\n<html><body><h1>A headline</h1><p>=E4=BC=81=E4=B8=9A text.</p></body></html>\r\n--x--\r\n")),
    ];
}

using System.IO.Compression;
using System.Text;

namespace SmeFunctions.Portal.Tests.Import;

/// <summary>Sources to import.</summary>
internal static class SavedSource
{
    public static byte[] CreateZip(IEnumerable<(string Path, byte[] Content)> files, Encoding? encoding = null, CompressionLevel level = CompressionLevel.Fastest)
    {
        using var content = new MemoryStream();
        using (var zip = new ZipArchive(content, ZipArchiveMode.Create, leaveOpen: true, encoding))
        {
            foreach (var (path, bytes) in files)
            {
                using var entry = zip.CreateEntry(path, level).Open();
                entry.Write(bytes);
            }
        }

        return content.ToArray();
    }

    /// <summary>A page of a site, with its menu, around an article.</summary>
    public static string Page(string title, string body, string head = "", string day = "2017-01-04") =>
        $"""
        <!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} - Old site</title>{head}</head><body>
        <div class="menu"><a href="/index.html">Home</a> <a href="/news/index.html">News of the office</a> <a href="/contact.html">Contact us here</a></div>
        <h1>{title}</h1><p class="info">Published: {day} Source: The Letter</p>
        <div class="content">{body}<p>The office takes applications of small firms until the end of the month, by mail or at its desk in the old harbour. It answers each of them within ten days.</p>
        <p>Firms that took part in an earlier round may apply again, if their project is another one. The rules of that round do not matter any more.</p></div>
        <div class="footer">Copyright of the office. <a href="/privacy.html">Privacy</a></div></body></html>
        """;
}

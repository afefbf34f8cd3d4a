using System.Runtime.CompilerServices;
using System.Text;

namespace SmeFunctions.Documents.Tests;

/// <summary>Documents and what the readers should make of them, as files: <c>name.md</c> and <c>name.md.expected</c>.</summary>
internal static class GoldenDocument
{
    public static ReadResult Read(string name, byte[] content) => DocumentReader.Read(name, content);

    public static ReadResult Read(string name, string text) => Read(name, Encoding.UTF8.GetBytes(text));

    public static ParsedDocument Document(string name, string text) => Document(Read(name, text));

    public static ParsedDocument Document(ReadResult result) =>
        result is ReadResult.Document(var document) ? document : throw new InvalidOperationException($"Not read: {((ReadResult.Rejection)result).Error}");

    public static DocumentError Rejection(ReadResult result) => Assert.IsType<ReadResult.Rejection>(result).Error;

    public static byte[] Bytes(string name) => File.ReadAllBytes(PathOf(name));

    public static IEnumerable<string> Names() => Directory.GetFiles(PathOf("")).Select(path => Path.GetFileName(path)!);

    /// <summary>All that a reader found, as lines.</summary>
    public static string Describe(ParsedDocument document) =>
        $"""
        title: {document.Title}
        lang: {document.Lang}{(document.DeclaredLang is { } declared ? $" (declared {declared})" : "")}
        published: {document.Published:yyyy-MM-dd}
        source: {document.Source}
        author: {document.Author}
        tags: {string.Join(", ", document.Tags)}
        breadcrumb: {string.Join(" > ", document.Breadcrumb)}
        section: {string.Join(" > ", document.Section)}
        summary: {document.Summary}
        visits: {document.Visits}
        warnings: {string.Join(" / ", document.Warnings)}{string.Concat(document.Images.Select(image => $"\nimage: {image.Name} {image.Address}"))}
        == html
        {document.Html}
        == text
        {document.Text}

        """.ReplaceLineEndings("\n");

    /// <summary>Compares with the file; with <c>SME_WRITE_EXPECTED=1</c> it writes the file, to be read before it is committed.</summary>
    public static void AssertExpected(string name, ParsedDocument document)
    {
        var path = PathOf(name + ".expected");
        if (Environment.GetEnvironmentVariable("SME_WRITE_EXPECTED") == "1")
        {
            File.WriteAllText(path, Describe(document));
        }

        Assert.Equal(File.ReadAllText(path), Describe(document));
    }

    private static string PathOf(string name, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "Golden", name);
}

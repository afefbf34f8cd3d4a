using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SmeFunctions.Documents.Tests;

/// <summary>Reads documents for tests as an upload is read.</summary>
internal static class SampleDocuments
{
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "Documents");

    public static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "SmeFunctions.sln")))
            {
                folder = folder.Parent ?? throw new InvalidOperationException("No solution above the tests.");
            }

            return folder.FullName;
        }
    }

    public static ReadResult Read(byte[] content) =>
        DocumentReader.Read("x.txt", content);

    public static ReadResult Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    public static ParsedDocument Accepted(string text) => Assert.IsType<ReadResult.Document>(Read(text)).Value;

    public static DocumentError Rejected(string text) => Assert.IsType<ReadResult.Rejection>(Read(text)).Error;

    public static string[] Paragraphs(ParsedDocument document) => document.Text.Split("\n\n");

    /// <summary>What was found, in the form of the golden files.</summary>
    public static JsonNode ToJson(ParsedDocument document) => new JsonObject
    {
        ["title"] = document.Title,
        ["published"] = document.Published is { } day ? JsonSerializer.SerializeToNode(day) : null,
        ["source"] = document.Source,
        ["breadcrumb"] = JsonSerializer.SerializeToNode(document.Breadcrumb),
        ["visits"] = document.Visits,
        ["paragraphs"] = JsonSerializer.SerializeToNode(Paragraphs(document)),
        ["warnings"] = JsonSerializer.SerializeToNode(document.Warnings),
    };
}

using SmeFunctions.Documents.Blocks;
using SmeFunctions.Documents.Markup;

namespace SmeFunctions.Documents.Word;

/// <summary>Reads the core properties of a package.</summary>
internal static class WordProperties
{
    public static FileProperties Read(WordPackage package)
    {
        if (package.Relations("").Values.FirstOrDefault(relation => relation is { Type: "core-properties", IsExternal: false }) is not { } part)
        {
            return new FileProperties();
        }

        var values = package.Elements(part.Target, "coreProperties")
            .SelectMany(root => root.Elements())
            .Select(element => (Name: element.Name.LocalName, Value: HtmlText.Collapse(element.Value)))
            .Where(property => property.Value.Length > 0)
            .GroupBy(property => property.Name, property => property.Value)
            .ToDictionary(same => same.Key, same => same.First());
        return FileProperties.Create(Find("title"), Find("creator"), Find("keywords"), Find("category"), Find("language"), Find("created"));

        string? Find(string name) => values.GetValueOrDefault(name);
    }
}

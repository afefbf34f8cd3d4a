using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SmeFunctions.Documents.Metadata;

/// <summary>Changes values of a metadata file. Keys that it does not know stay; comments are lost.</summary>
public static class MetadataEditor
{
    /// <summary>The keys of a metadata file that an editor changes.</summary>
    public static IReadOnlyList<string> Keys { get; } =
        ["title", "date", "lang", "section", "source", "author", "tags", "summary", "image", "slug", "aliases", "translationOf", "draft", "publishAt", "unpublishAt"];

    /// <summary>Reads the values of a metadata file; lists are joined by commas, those of <c>section</c> by slashes.</summary>
    /// <returns>The values by key; <see langword="null"/> when the file cannot be read.</returns>
    public static IReadOnlyDictionary<string, string>? TryRead(byte[] content)
    {
        if (TryLoad(content) is not { } mapping)
        {
            return null;
        }

        var values = new Dictionary<string, string>();
        foreach (var (node, value) in mapping)
        {
            if (FindKey(node) is { } key && GetText(key, value) is { Length: > 0 } text)
            {
                values[key] = text;
            }
        }

        return values;
    }

    /// <summary>Writes a metadata file.</summary>
    /// <param name="content">The current file; empty for none, and when it cannot be read.</param>
    /// <param name="values">The new values by key; an empty one removes the key.</param>
    /// <returns>The new file; empty when no key is left.</returns>
    public static byte[] Write(byte[] content, IReadOnlyDictionary<string, string> values)
    {
        var mapping = TryLoad(content) ?? [];
        foreach (var (key, value) in values)
        {
            foreach (var node in mapping.Children.Keys.Where(node => string.Equals((node as YamlScalarNode)?.Value, key, StringComparison.OrdinalIgnoreCase)).ToList())
            {
                mapping.Children.Remove(node);
            }

            if (value.Trim() is { Length: > 0 } text)
            {
                // Quoted where YAML would read something else than text; line breaks of a form are spaces.
                mapping.Add(key, new YamlScalarNode(text.ReplaceLineEndings(" ")) { Style = key is "date" or "draft" or "publishAt" or "unpublishAt" or "lang" ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted });
            }
        }

        return Save(mapping);
    }

    /// <summary>Creates a metadata file.</summary>
    /// <param name="values">The values by key, in this order; a key with several values is a list, one without any is left out.</param>
    public static byte[] Create(IEnumerable<(string Key, IReadOnlyList<string> Values)> values)
    {
        var mapping = new YamlMappingNode();
        foreach (var (key, all) in values)
        {
            var nodes = all.Select(value => new YamlScalarNode(value.ReplaceLineEndings(" ")) { Style = ScalarStyle.DoubleQuoted }).ToList();
            if (nodes.Count > 0)
            {
                mapping.Add(key, nodes is [var only] ? only : new YamlSequenceNode(nodes));
            }
        }

        return Save(mapping);
    }

    private static byte[] Save(YamlMappingNode mapping)
    {
        if (mapping.Children.Count == 0)
        {
            return [];
        }

        using var writer = new StringWriter { NewLine = "\n" };
        new YamlStream(new YamlDocument(mapping)).Save(writer, assignAnchors: false);
        var yaml = writer.ToString();
        return System.Text.Encoding.UTF8.GetBytes(yaml.EndsWith("...\n", StringComparison.Ordinal) ? yaml[..^4] : yaml);
    }

    private static string? FindKey(YamlNode node) =>
        node is YamlScalarNode { Value: { } value } ? Keys.FirstOrDefault(key => key.Equals(value, StringComparison.OrdinalIgnoreCase)) : null;

    private static string? GetText(string key, YamlNode value) => value switch
    {
        YamlScalarNode { Value: { } text } => text.Trim(),
        YamlSequenceNode list => string.Join(key == "section" ? "/" : ", ", list.Children.OfType<YamlScalarNode>().Select(item => item.Value?.Trim())),
        _ => null,
    };

    private static YamlMappingNode? TryLoad(byte[] content)
    {
        if (content.Length == 0 || !TextDecoder.TryDecode(content, out var text, out _, out _))
        {
            return null;
        }

        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents is [{ RootNode: YamlMappingNode mapping }, ..] ? mapping : null;
        }
        catch (Exception e) when (e is YamlException or InvalidOperationException or ArgumentException)
        {
            // The same exceptions as in front matter; the status of the file says what is wrong.
            return null;
        }
    }
}

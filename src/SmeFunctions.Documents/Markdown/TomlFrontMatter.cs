using System.Globalization;
using System.Text;
using Tomlyn;
using Tomlyn.Model;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace SmeFunctions.Documents.Markdown;

/// <summary>
/// Translates TOML front matter, as Hugo and Zola write it, into the YAML that <see cref="FrontMatter"/> reads. Each key stays on its line, so that
/// an error names the right one.
/// </summary>
internal static class TomlFrontMatter
{
    /// <summary>UTF-16 units, as for YAML.</summary>
    private const int MaxLength = 8_192;

    /// <summary>Brackets; the parser is recursive.</summary>
    private const int MaxBrackets = 200;

    // Zola's tables. Their keys mean the same as at the top.
    private static readonly string[] _merged = ["taxonomies", "extra", "params"];

    /// <param name="toml">The block between the lines of <c>+++</c>.</param>
    /// <param name="yaml">The same keys and values.</param>
    /// <param name="error">Why the block is no TOML.</param>
    public static bool TryTranslate(string toml, out string yaml, [NotNullWhen(false)] out DocumentError? error)
    {
        yaml = "";
        if (toml.Length > MaxLength || toml.Count(c => c is '[' or '{') > MaxBrackets)
        {
            error = new DocumentError("front-matter", $"The front matter has {toml.Length:N0} characters; {MaxLength:N0} and {MaxBrackets} brackets are the most.", 1);
            return false;
        }

        var document = SyntaxParser.Parse(toml);
        if (document.Diagnostics.FirstOrDefault(message => message.Kind == DiagnosticMessageKind.Error) is { } wrong)
        {
            error = new DocumentError("front-matter", $"The front matter is no TOML that the portal understands: {wrong.Message}", wrong.Span.Start.Line + 2);
            return false;
        }

        try
        {
            yaml = Translate(document, TomlSerializer.Deserialize<TomlTable>(toml)!);
        }
        catch (TomlException e)
        {
            error = new DocumentError("front-matter", $"The front matter is no TOML that the portal understands: {e.Message}", 1);
            return false;
        }

        error = null;
        return true;
    }

    private static string Translate(DocumentSyntax document, TomlTable table)
    {
        var text = new StringBuilder();
        var line = 0;
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var entries = document.KeyValues.Select(entry => (Entry: entry, Table: table))
            .Concat(document.Tables.Where(part => _merged.Contains(part.Name?.ToString().Trim(), StringComparer.Ordinal))
                .SelectMany(part => part.Items.Select(entry => (Entry: entry, Table: (table[part.Name!.ToString().Trim()] as TomlTable)!))));
        foreach (var (entry, values) in entries.Where(entry => entry.Table is not null))
        {
            if (entry.Key?.DotKeys.ChildrenCount > 0 || GetName(entry.Key) is not { } name || !values.TryGetValue(name, out var value) || !seen.Add(name))
            {
                continue;
            }

            while (line < entry.Span.Start.Line)
            {
                text.Append('\n');
                line++;
            }

            AppendText(text, name);
            text.Append(": ");
            AppendValue(text, value);
        }

        return text.Append('\n').ToString();
    }

    private static string? GetName(KeySyntax? key) => key?.Key switch
    {
        BareKeySyntax bare => bare.Key?.Text,
        StringValueSyntax quoted => quoted.Value,
        _ => null,
    };

    private static void AppendValue(StringBuilder text, object? value)
    {
        switch (value)
        {
            case bool truth:
                text.Append(truth ? "true" : "false");
                break;
            case TomlArray list:
                text.Append('[');
                foreach (var item in list)
                {
                    AppendValue(text, item);
                    text.Append(", ");
                }

                text.Append(']');
                break;
            case TomlTable or TomlTableArray:
                text.Append("{}");
                break;
            case long or double:
                text.Append(CultureInfo.InvariantCulture, $"{value}");
                break;
            default:
                AppendText(text, value?.ToString() ?? "");
                break;
        }
    }

    // A YAML scalar in double quotes. Control characters do not get here: TextDecoder removes them.
    private static void AppendText(StringBuilder text, string value) =>
        text.Append('"')
            .Append(value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
                .Replace("\r", "", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal))
            .Append('"');
}

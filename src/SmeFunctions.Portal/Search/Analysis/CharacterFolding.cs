using System.Globalization;
using System.Text;

namespace SmeFunctions.Portal.Search;

/// <summary>
/// Maps characters that readers consider equal to one form: case, accents of Latin letters, full-width forms, traditional and simplified Chinese.
/// Every UTF-16 unit maps to exactly one, so a position in the folded text is the same position in the text.
/// </summary>
internal static class CharacterFolding
{
    private const string Resource = "SmeFunctions.Portal.Search.Analysis.traditional-simplified.txt";

    private static readonly char[] _map = CreateMap();

    /// <summary>Folds a text.</summary>
    /// <param name="text">In Unicode normalization form C; see <see cref="Normalize"/>.</param>
    public static string Fold(string text) => string.Create(text.Length, text, (folded, from) =>
    {
        for (var i = 0; i < folded.Length; i++)
        {
            folded[i] = _map[from[i]];
        }
    });

    /// <summary>Composes letters with their accents. A lone surrogate becomes U+FFFD.</summary>
    public static string Normalize(string text)
    {
        if (text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            text = string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));
        }

        return text.IsNormalized() ? text : text.Normalize();
    }

    private static char[] CreateMap()
    {
        var map = new char[char.MaxValue + 1];
        for (var c = 0; c < map.Length; c++)
        {
            map[c] = FoldCompatible((char)c);
        }

        using var resource = typeof(CharacterFolding).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource '{Resource}' is missing.");
        using var reader = new StreamReader(resource, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            for (var i = 0; !line.StartsWith('#') && i + 1 < line.Length; i += 2)
            {
                map[line[i]] = line[i + 1];
            }
        }

        return map;
    }

    private static char FoldCompatible(char c)
    {
        if (char.IsSurrogate(c))
        {
            return c;
        }

        // U+FF01 to U+FF5E are the printable characters of ASCII in full width.
        c = c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - '\uFF01' + '!') : c == '\u3000' ? ' ' : c is '’' or '‘' or 'ʼ' ? '\'' : c;
        if (c is >= '\u00C0' and < '\u0250' or >= '\u1E00' and < '\u1F00' && c.ToString().Normalize(NormalizationForm.FormD) is [var letter, ..])
        {
            c = letter;
        }

        return char.ToLower(c, CultureInfo.InvariantCulture);
    }
}

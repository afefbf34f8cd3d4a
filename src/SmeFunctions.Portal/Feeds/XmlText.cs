using System.Text;

namespace SmeFunctions.Portal.Feeds;

/// <summary>Text for XML 1.0.</summary>
internal static class XmlText
{
    /// <summary>
    /// Removes characters that no XML document may contain, escaped or not: most control characters, lone surrogates, U+FFFE and U+FFFF.
    /// </summary>
    public static string Clean(string text)
    {
        var from = 0;
        StringBuilder? clean = null;
        for (var i = 0; i < text.Length; i++)
        {
            var isPair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (isPair)
            {
                i++;
            }
            else if (!System.Xml.XmlConvert.IsXmlChar(text[i]))
            {
                (clean ??= new StringBuilder(text.Length)).Append(text, from, i - from);
                from = i + 1;
            }
        }

        return clean is null ? text : clean.Append(text, from, text.Length - from).ToString();
    }
}

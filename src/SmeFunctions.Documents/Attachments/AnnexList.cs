using System.Text.RegularExpressions;

namespace SmeFunctions.Documents.Attachments;

/// <summary>The list of annexes at the end of a document: <c>附件：1.申报表.doc</c>, <c>Attachments: form.pdf, list.xls</c>.</summary>
internal static partial class AnnexList
{
    private const int MaxFiles = 10;
    private const int MaxNameLength = 150;

    /// <summary>Paragraphs after the label that may continue the list.</summary>
    private const int MaxItems = 20;

    private static readonly Regex _files = new(
        $@"(?<name>[^\s/\\:*?""<>|、，；;,：《》][^/\\:*?""<>|、，；;,：《》\r\n]{{0,{MaxNameLength}}}?\.(?:{string.Join('|', AttachmentFile.Extensions)}))(?![\p{{L}}\p{{Nd}}])",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(30));

    /// <summary>Finds the names of files in the list of annexes of a text.</summary>
    public static IReadOnlyList<string> Find(string text)
    {
        var names = new List<string>();
        var left = 0;
        foreach (var range in text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0))
        {
            var isLabel = Label().IsMatch(range);
            left = isLabel ? MaxItems : left - 1;
            if (left <= 0)
            {
                continue;
            }

            var files = _files.Matches(isLabel ? Label().Replace(range, "") : range).Select(match => Number().Replace(match.Groups["name"].Value.Trim(), "")).Where(name => name.Length is > 4 and <= MaxNameLength).ToList();
            names.AddRange(files);
            left = isLabel || files.Count > 0 ? left : 0;
        }

        return [.. names.Distinct(StringComparer.Ordinal).Take(MaxFiles)];
    }

    [GeneratedRegex(@"^(?:[-•·*]\s*)?(?:附件|附表|附檔|附录|附錄|Annex(?:es)?|Attachments?|Appendi(?:x|ces)|Enclosures?)(?:下载|下載|列表)?\s*[\dA-Z一二三四五六七八九十]{0,2}\s*[:：.．、)\s]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Label();

    // "1. Form.doc", "（1）申报表.doc"
    [GeneratedRegex(@"^(?:[-•·*]\s*)?(?:[（(]?\d{1,2}[)）.．、]\s*)?", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Number();
}

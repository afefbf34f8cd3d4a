using System.Text.RegularExpressions;
using SmeFunctions.Documents.Blocks;
using SmeFunctions.Documents.Markup;

namespace SmeFunctions.Documents;

/// <summary>The rules for document names, such as <c>en/2017/fair.txt</c>.</summary>
public static partial class DocumentName
{
    /// <summary>UTF-16 units; the limit of blob names.</summary>
    public const int MaxLength = 1024;

    /// <summary>Finds out why a text cannot be a document name.</summary>
    /// <returns>A sentence for the editor; <see langword="null"/> when the name is valid.</returns>
    public static string? FindProblem(string text) => text switch
    {
        "" => "The name is empty.",
        { Length: > MaxLength } => $"The name is {text.Length} characters long; {MaxLength} is the most.",
        _ when text.Any(char.IsControl) => "The name has a control character.",
        _ when !IsWellFormed(text) => "The name has half of a surrogate pair.",
        _ when text.Contains('\\') => "The name has a backslash; folders are parted by '/'.",
        _ when text.Split('/').Any(part => part is "" or "." or "..") => "The name has an empty folder, '.' or '..' in it.",
        _ when text.Contains("%2F", StringComparison.OrdinalIgnoreCase) => "The name has '%2F' in it, which is a slash in an address.",
        _ when text.Split('/').Any(part => part.EndsWith('.')) => "A folder or the name ends with a dot.",
        _ => null,
    };

    /// <summary>The name of the file as a headline: without extension and date, with spaces between its words.</summary>
    /// <returns><see langword="null"/> when it is no name that somebody chose, such as <c>IMG_0001.docx</c> or <c>Document1.docx</c>.</returns>
    internal static string? GetTitle(string name)
    {
        var file = name[(name.LastIndexOf('/') + 1)..];
        var stem = DatePrefix().Replace(file.LastIndexOf('.') is > 0 and var dot ? file[..dot] : file, "");
        var title = HtmlText.Collapse(stem.Contains(' ', StringComparison.Ordinal) ? stem : stem.Replace('-', ' ').Replace('_', ' '));
        return title.Length is 0 or > PageHead.MaxTitleLength || title.Count(char.IsLetter) < 2 || FileProperties.IsPlaceholder(title) || DeviceName().IsMatch(title) ? null : title;
    }

    [GeneratedRegex(@"^\d{4}-?\d{2}-?\d{2}[-_ ]+(?=\S)", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex DatePrefix();

    // Names that cameras, scanners and programs give.
    [GeneratedRegex(@"^(?:IMG|DSC|DOC|SCAN|Screenshot|WeChat|mmexport|image|photo|new|copy|temp|tmp|file|无标题|新建|未命名|扫描|截图|微信图片)[\s\d()（）]*(?:文档|文本文档|Microsoft Word 文档)?[\s\d()（）]*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex DeviceName();

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]))
            {
                if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                {
                    return false;
                }

                i++;
            }
        }

        return true;
    }
}

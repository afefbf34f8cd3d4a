using System.Text.RegularExpressions;
using SmeFunctions.Documents.Boilerplate;
using SmeFunctions.Documents.Markup;

namespace SmeFunctions.Documents;

/// <summary>The author line of a document.</summary>
public static partial class Byline
{
    /// <summary>Characters of all names.</summary>
    public const int MaxLength = 200;

    private const int MaxNameLength = 100;

    // Names of programs, makers and accounts.
    private static readonly HashSet<string> _generic = new(StringComparer.OrdinalIgnoreCase)
    {
        "Administrator", "Admin", "User", "Owner", "Author", "Authors", "Name", "Your name", "Editor", "Webmaster", "Guest", "Unknown", "Anonymous", "Default", "Test", "root", "PC", "Office", "Staff",
        "Microsoft", "Microsoft Office User", "Microsoft Office", "Microsoft Corporation", "Windows User", "Windows 用户", "Windows 使用者", "微软用户", "微軟用戶", "微软中国", "用户", "使用者", "系统管理员", "管理员", "未知", "未定义", "佚名", "匿名",
        "python-docx", "Apache POI", "docx4j", "LibreOffice", "OpenOffice", "WPS Office", "WPS", "WPS_", "Kingsoft", "Aspose", "Un-named", "None", "null", "undefined", "N/A", "-",
        "Lenovo", "Lenovo User", "Dell", "HP", "ASUS", "Acer", "Thinkpad", "Think", "Samsung", "Sony", "Toshiba", "Huawei", "Apple", "Mac", "MacBook", "iPad", "雨林木风", "深度技术", "番茄花园", "电脑公司", "联想", "小米",
    };

    /// <returns>The names in one line; <see langword="null"/> when there is none.</returns>
    public static string? Read(IEnumerable<string> names)
    {
        var known = names.Select(HtmlText.Collapse).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        var comma = known.Exists(name => HanScript.GetHanShare(name) > 0.5) ? "、" : ", ";
        return known.Count == 0 ? null : string.Join(comma, known);
    }

    /// <summary>
    /// Reads names from metadata, which programs fill in unasked: names of programs, accounts and machines, mail addresses and credits of editors are no
    /// authors.
    /// </summary>
    public static string? ReadMetadata(IEnumerable<string> names) => Read(names.Select(Clean).OfType<string>());

    private static string? Clean(string name)
    {
        name = HtmlText.Collapse(name);
        if (PageLabels.GetLengthAtStart(LabelKind.Aside, name) is > 0 and var aside && name.Length > aside && name[aside] is ':' or '：')
        {
            return null;
        }

        var label = PageLabels.GetLengthAtStart(LabelKind.Author, name);
        if (label > 0 && label < name.Length && name[label] is ':' or '：' or ' ')
        {
            name = name[label..].TrimStart(':', '：', ' ');
        }

        if (name.Length is 0 or > MaxNameLength || name.Contains('@', StringComparison.Ordinal) || name.Contains("://", StringComparison.Ordinal)
            || _generic.Contains(name.TrimEnd([.. "0123456789_ "])) || _generic.Contains(name) || MachineName().IsMatch(name) || !name.Any(char.IsLetter) || name.Contains('<', StringComparison.Ordinal))
        {
            return null;
        }

        return name;
    }

    [GeneratedRegex(@"^(?:DESKTOP|LAPTOP|PC|USER|WIN|WINDOWS|MS|SKY|HP|DELL|LENOVO|ADMIN|MICROSOFT|MC|SERVER)[-_]?[A-Z0-9]{2,}[A-Z0-9_-]*$|^[a-z]{1,8}\d{2,}$|^\w+\.(?:com|cn|net|org)$|^(?:Windows|Microsoft)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex MachineName();
}

using System.Text.RegularExpressions;

namespace SmeFunctions.Documents.Boilerplate;

internal sealed partial record MetaLine
{
    [GeneratedRegex(@"\G(?:[\s|｜,，;；\[\]【】()（）•●▪◆■▶>]|·(?=\s)|(?<=\s)[/／·](?=\s))*", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Gap();

    [GeneratedRegex(@"\G\s*[:：]?\s*", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Colon();

    [GeneratedRegex(@"\G(?>\s*)[:：]?(?>\s*)[\[【(（]?(?>\s*)(?<n>[0-9][0-9,]{0,18})(?:(?<f>\.[0-9]{1,2})?\s*(?<w>[万萬wWkK])\+?)?(?:\s*[\]】)）])?(?:\s*(?:Times?|人次|次|人)(?!\s*[:：]))?(?![\p{L}\p{N}])", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex NumberAfterLabel();

    [GeneratedRegex(@"^(?<n>[0-9][0-9,]{0,18})(?:(?<f>\.[0-9]{1,2})?(?<w>[万萬wWkK])\+?)?\s*(?:次\s*)?", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex LeadingNumber();

    [GeneratedRegex(@"\b(?:Ltd|Inc|Co|Corp|Bros|No|U\.S|P\.R\.C|P\.R|Jr|Sr|Dr|Mr|Ms|Mrs)\.$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex CompanyEnding();

    // "By Anna Lee", "Posted by Anna Lee", "by admin" after a date.
    [GeneratedRegex(@"^(?:(?:Posted|Written|Reported|Published|Submitted|Words|Story)\s+by|By|by)\s+(?<name>\p{Lu}[\p{L}'’.-]*(?:(?:\s+(?:and|&|de|van|von|bin|al|der|da|di|of|the|for)\s+|\s*,\s*|\s+)\p{Lu}[\p{L}'’.-]*){0,7}|admin(?:istrator)?|staff|editor)(?=$|\s+(?:on|at|in)\s|\s*[|｜(（\[,，;]|\s{2,}|\s+[-–—]\s)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Byline();

    // "记者 王某", "本报记者王某 通讯员李某", "文/王某", "撰稿 王某".
    [GeneratedRegex(@"^(?:(?:本报|本网|本刊|本社|见习|特约|实习)?(?:记者|記者|通讯员|特约记者|撰稿|撰文)\s{0,3}|[文图圖]{1,2}\s?[/／｜|:：]\s?|(?:文字|摄影|攝影)\s{0,3}[/／｜|:：]?\s?)(?<name>\p{IsCJKUnifiedIdeographs}{2,4}(?:\s?[、，,]?\s?\p{IsCJKUnifiedIdeographs}{2,4}){0,3})(?=$|\s|[|｜)）\]】])", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex ChineseByline();

    // A number that does not describe the article: comments, likes, shares.
    [GeneratedRegex(@"^(?:[0-9][0-9,.]{0,9}[万萬wWkK]?\s?(?:条|條|个|則|则|人|次)?\s?(?:评论|評論|跟帖|回复|回覆|留言|点赞|點讚|讚|赞|喜欢|收藏|分享|转发|轉發|参与)|[0-9][0-9,.]{0,9}[kK]?\s(?:[Cc]omment|[Ll]ike|[Ss]hare|[Rr]epl(?:y|ies)|[Rr]eaction|[Ff]avou?rite|[Rr]esponse)s?|[Nn]o\s[Cc]omments|暂无评论|(?:评论|評論|点赞|收藏|分享|转发)\s?[(（]?[0-9]{1,9}[)）]?)(?=$|[\s|｜\])）】/／·•,，])", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex Count();

    // A time of day by itself: "09:15 WIB".
    [GeneratedRegex(@"^(?:at\s+|@\s*|[-–—]\s+)?[0-2]?[0-9][:：][0-5][0-9](?:[:：][0-5][0-9])?(?:\s?[AaPp]\.?[Mm]\.?)?(?:\s?\(?[A-Z]{2,5}(?:\s?[+-][0-9]{1,2}(?::?[0-9]{2})?)?\)?)?(?=$|[\s|｜)）\]】])", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex TimeAlone();

    [GeneratedRegex(@"^(?:on|at|in|and)\s+", RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex LinkWord();

    [GeneratedRegex(@"^(?<a>[0-9]{1,2})(?<p>[/.-])(?<b>[0-9]{1,2})\k<p>(?<y>(?:19|20)[0-9]{2})(?![0-9])(?:[,，]?\s*[0-2]?[0-9][:：][0-5][0-9](?:[:：][0-5][0-9])?(?:\s?[AaPp]\.?[Mm]\.?)?)?", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex YearLast();

    [GeneratedRegex(@"^(?<y>(?:19|20)[0-9]{2})(?<m>[01][0-9])(?<d>[0-3][0-9])(?![0-9])", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 30_000)]
    private static partial Regex EightDigits();
}

using System.Globalization;
using System.Text;
using SmeFunctions.Portal.Articles;

namespace SmeFunctions.Benchmarks.Search;

/// <summary>Any number of articles in two languages. Words are as unevenly frequent as in a language, and each article has a name of its own.</summary>
internal static class SearchArticles
{
    private const int EnglishWords = 160;
    private const int ChineseWords = 200;
    private const int Vocabulary = 12_000;

    private static readonly string[] _syllables = ["ba", "con", "der", "en", "fin", "gra", "hal", "in", "ker", "lo", "mar", "nor", "pa", "qui", "re", "sol", "tra", "ul", "ver", "wen"];

    // Common characters of news, from which two-character words are made.
    private const string Characters =
        "企业市场发展政策贷款经济服务技术管理产品投资合作创新项目资金税收出口进口海关港口工厂生产质量标准安全环保节能培训人才就业工资保险银行信用担保租赁融资申请审批登记注册商标专利展会交易订单物流仓库运输价格成本利润风险机构协会代表会议通知办法规定计划年度季度报告统计增长下降改革开放区域城市乡镇农业水产纺织机械电子化工建筑旅游文化教育卫生";

    private static readonly string[] _english = [.. Enumerable.Range(0, Vocabulary).Select(i => CreateEnglish(i))];
    private static readonly string[] _chinese = [.. Enumerable.Range(0, Vocabulary).Select(i => $"{Characters[i * 7 % Characters.Length]}{Characters[((i * 13) + (i / Characters.Length)) % Characters.Length]}")];

    /// <summary>The name that only this article has.</summary>
    public static string GetName(int i) => string.Create(CultureInfo.InvariantCulture, $"zq{ToLetters(i)}");

    public static Article Create(int i, string lang)
    {
        var random = new Random((i * 2) + (lang == "zh" ? 1 : 0));
        var title = CreateSentence(random, lang, lang == "zh" ? 8 : 7);
        var text = new StringBuilder();
        for (var words = 0; words < (lang == "zh" ? ChineseWords : EnglishWords); words += 14)
        {
            text.Append(CreateSentence(random, lang, 14)).Append(lang == "zh" ? "。" : ". ");
        }

        text.Append(GetName(i));
        return new Article
        {
            Slug = string.Create(CultureInfo.InvariantCulture, $"{lang}-{i}"),
            Lang = lang,
            Title = title,
            Published = new DateOnly(2012, 1, 1).AddDays(i % 5_000),
            Source = "Source " + ToLetters(i % 40),
            Tags = [Pick(random, lang), Pick(random, lang)],
            Section = new Section(string.Create(CultureInfo.InvariantCulture, $"section-{i % 12}"), string.Create(CultureInfo.InvariantCulture, $"Section {i % 12}")),
            Breadcrumb = [],
            Summary = text.ToString(0, 90),
            Html = "",
            Text = text.ToString(),
            Updated = DateTimeOffset.UnixEpoch,
            Translations = [],
        };
    }

    /// <summary>A search of two words that are neither the most nor the least frequent.</summary>
    public static string CreateQuery(int i, string lang)
    {
        var random = new Random(1_000_000 + i);
        return $"{Pick(random, lang)} {Pick(random, lang)}";
    }

    private static string CreateSentence(Random random, string lang, int words) =>
        string.Join(lang == "zh" ? "" : " ", Enumerable.Range(0, words).Select(_ => Pick(random, lang)));

    // The word of rank n is about n times rarer than the first.
    private static string Pick(Random random, string lang)
    {
        var rank = Math.Min(Vocabulary - 1, (int)Math.Exp(random.NextDouble() * Math.Log(Vocabulary)));
        return (lang == "zh" ? _chinese : _english)[rank];
    }

    private static string CreateEnglish(int i)
    {
        var word = new StringBuilder();
        for (var rest = i + 20; rest > 0; rest /= _syllables.Length)
        {
            word.Append(_syllables[rest % _syllables.Length]);
        }

        return word.ToString();
    }

    private static string ToLetters(int i)
    {
        var letters = new StringBuilder();
        for (var rest = i + 1; rest > 0; rest /= 20)
        {
            letters.Append((char)('a' + (rest % 20)));
        }

        return letters.ToString();
    }
}

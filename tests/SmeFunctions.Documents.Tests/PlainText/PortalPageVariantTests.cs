using SmeFunctions.Documents.Boilerplate;

namespace SmeFunctions.Documents.Tests;

/// <summary>Pages made of the table of labels: every label, with every separator, form of a date, order of lines and missing part in turn.</summary>
public sealed class PortalPageVariantTests
{
    private const int Count = 144;

    private static readonly string[] _dates =
        ["2017-01-04", "2017/1/4", "2017年1月4日", "Jan 4 2017", "4 January 2017", "January 4, 2017", "2017.01.04", "2017-1-4", "4 Jan. 2017", "2017 年 1 月 4 日"];

    private static readonly string[] _times = ["", "", " 08:30", "", " 23:59:59"];
    private static readonly string[] _crumbMarks = [" | ", " > ", " » ", " / ", " - ", "|", ">", "»", "/", "｜", " >> ", "＞", " › "];
    private static readonly string[] _gaps = ["     ", "\t", "　　", "\u00A0\u00A0", " | ", "  ", "　｜　"];
    private static readonly string[] _colons = [":", "：", ": ", "： "];
    private static readonly string[] _lineEnds = ["\n", "\r\n", "\n", "\r"];
    private static readonly int[][] _orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

    public static TheoryData<string, int> Variants
    {
        get
        {
            var variants = new TheoryData<string, int>();
            foreach (var lang in (string[])["en", "zh"])
            {
                for (var i = 0; i < Count; i++)
                {
                    variants.Add(lang, i);
                }
            }

            return variants;
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Is_read_whatever_its_labels_and_their_order(string lang, int number)
    {
        var page = Page.Of(lang, number);

        var document = SampleDocuments.Accepted(page.Text);

        Assert.Equal(page.Title, document.Title);
        Assert.Equal(page.Breadcrumb, document.Breadcrumb);
        Assert.Equal(new DateOnly(2017, 1, 4), document.Published);
        Assert.Equal(page.Source, document.Source);
        Assert.Equal(1_207, document.Visits);
        Assert.Equal(string.Join("\n\n", page.Paragraphs), document.Text);
        Assert.Empty(document.Warnings);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("zh")]
    public void Every_label_is_in_one_of_them(string lang)
    {
        var pages = Enumerable.Range(0, Count).Select(i => Page.Of(lang, i).Text).ToList();

        foreach (var kind in (LabelKind[])[LabelKind.SiteLine, LabelKind.Breadcrumb, LabelKind.Source, LabelKind.Published, LabelKind.Visits, LabelKind.Footer])
        {
            Assert.All(Page.Labels(kind, lang), label => Assert.Contains(pages, page => page.Contains(label.Replace("*", "The Letter", StringComparison.Ordinal), StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData(LabelKind.Breadcrumb, "当前位置|您现在的位置|Current location|Current Position|Location")]
    [InlineData(LabelKind.Source, "来源|Source")]
    [InlineData(LabelKind.Published, "发布时间|发布日期|时间")]
    [InlineData(LabelKind.Visits, "浏览次数|点击数|访问量|visits|views|hits|Viewed")]
    [InlineData(LabelKind.Organizer, "主办单位|承办单位")]
    [InlineData(LabelKind.SiteLine, "设为首页|Make * Your Home Page")]
    public void The_table_has_what_the_portals_write(object kind, string labels) => Assert.Subset(PageLabels.GetTexts((LabelKind)kind).ToHashSet(), labels.Split('|').ToHashSet());

    private sealed record Page(string Title, string Source, string[] Breadcrumb, string[] Paragraphs, string Text)
    {
        public static List<string> Labels(LabelKind kind, string lang) =>
            [.. PageLabels.GetTexts(kind).Where(label => (HanScript.GetHanShare(label) > 0) == (lang == "zh"))];

        public static Page Of(string lang, int number)
        {
            var isChinese = lang == "zh";
            var colon = Turn(_colons, number, 0);
            var gap = Turn(_gaps, number, 1);
            var end = Turn(_lineEnds, number, 2);
            var title = isChinese ? "港口为小微企业开设窗口" : "Small exporters get a desk of their own";
            var source = isChinese ? "港口商务在线" : "Harbour Business Online";
            string[] crumbs = isChinese ? ["首页", "新闻动态", "政策解读"] : ["English-harbour", "News", "Trade & Finance"];
            string[] paragraphs = isChinese
                ? ["港口管理部门正式开设小微企业窗口，员工不足五十人的企业可以在这里一次问清报关问题。", "窗口开放首月，约有三百三十家企业前来咨询。"]
                :
                [
                    "The port authority has opened a desk for firms with fewer than fifty staff, where questions about forms are answered on the same day.",
                    "About 330 enterprises used the service in its first month, most of them for the first time. Location and time are on the door.",
                ];

            string[] items =
            [
                Labelled(Labels(LabelKind.Published, lang), number, colon) + Turn(_dates, number, 3) + Turn(_times, number, 4),
                Labelled(Labels(LabelKind.Source, lang), number, colon) + source,
                Visits(Turn(Labels(LabelKind.Visits, lang), number, 5), number, colon, isChinese),
            ];
            string[] ordered = [.. Turn(_orders, number, 6).Select(i => items[i])];
            var meta = number % 4 == 3 ? string.Join(end, ordered) : string.Join(gap, ordered);
            var hasBreadcrumb = number % 5 != 4;
            var lines = new List<string>();
            if (number % 3 != 2)
            {
                lines.Add(Turn(Labels(LabelKind.SiteLine, lang), number, 7).Replace("*", "The Letter", StringComparison.Ordinal) + (number % 2 == 0 ? " 简体中文" : ""));
            }

            if (hasBreadcrumb)
            {
                var mark = Turn(_crumbMarks, number, 8);
                lines.Add($"{Turn(Labels(LabelKind.Breadcrumb, lang), number, 9)}{colon}{(number % 6 == 5 ? mark : "")}{string.Join(mark, crumbs)}");
            }

            lines.AddRange(number % 7 == 6 ? [meta, title] : [title, meta]);
            lines.AddRange(paragraphs.Select(paragraph => number % 2 == 0 ? "　　" + paragraph : paragraph));
            if (number % 9 != 8)
            {
                lines.Add(string.Join(" | ", Turn(Labels(LabelKind.Footer, lang), number, 10), Turn(Labels(LabelKind.Footer, lang), number + 1, 10)));
                lines.Add(Turn(Labels(LabelKind.Organizer, lang), number, 12) + colon + (isChinese ? "港口编辑部" : "The Board"));
            }

            return new Page(title, source, hasBreadcrumb ? crumbs : [], paragraphs, string.Join(end + end, lines) + end);
        }

        private static string Labelled(List<string> labels, int number, string colon) => Turn(labels, number, 11) + colon;

        private static string Visits(string label, int number, string colon, bool isChinese) => (number % 5) switch
        {
            0 => $"{label}(1207)",
            1 when !isChinese => $"{label} 1,207 Times",
            1 => $"{label}{colon}1207次",
            2 when !isChinese => $"1207 {label}",
            _ => $"{label}{colon}1207",
        };

        // Each in turn; after a round one further, so that no two lists go in step.
        private static T Turn<T>(IReadOnlyList<T> list, int number, int shift) => list[(number + ((number / list.Count) * (shift + 1)) + shift) % list.Count];
    }
}

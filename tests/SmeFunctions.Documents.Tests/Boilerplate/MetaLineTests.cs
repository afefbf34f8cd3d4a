using System.Globalization;
using SmeFunctions.Documents.Boilerplate;

namespace SmeFunctions.Documents.Tests;

public sealed class MetaLineTests
{
    [Theory]
    [InlineData("发布时间：2019-05-06 信息来源：渔港商报 浏览次数：", "2019-05-06", "渔港商报", null, null)]
    [InlineData("发布时间：2019-05-06  来源：  作者：  点击：88次", "2019-05-06", null, null, 88L)]
    [InlineData("来源： 发布日期：2019年5月6日 【字体：大 中 小】", "2019-05-06", null, null, null)]
    [InlineData("日期：2019-05-06 | 来源：渔港商报 | 打印 |", "2019-05-06", "渔港商报", null, null)]
    [InlineData("[2019-05-06]", "2019-05-06", null, null, null)]
    [InlineData("（2019年5月6日）", "2019-05-06", null, null, null)]
    [InlineData("时间：２０１９年５月６日　来源：渔港商报　访问量：３５", "2019-05-06", "渔港商报", null, 35L)]
    [InlineData("2019-05-06 14:02:11　来源：渔港商报　责任编辑：某某", "2019-05-06", "渔港商报", null, null)]
    [InlineData("发布机构：渔港市商务局  发布日期：2019-05-06  文号：渔商发〔2019〕8号", "2019-05-06", null, null, null)]
    [InlineData("阅读量：3.5万 发布时间：2019-05-06", "2019-05-06", null, null, 35_000L)]
    [InlineData("2019-05-06 来源: 渔港商报 评论:12 点赞:3", "2019-05-06", "渔港商报", null, null)]
    [InlineData("来源：渔港商报 作者：某某 2019年05月06日08:29", "2019-05-06", "渔港商报", "某某", null)]
    [InlineData("发布时间：二〇一九年五月六日", "2019-05-06", null, null, null)]
    [InlineData("发布时间：二O一九年五月六日 来源：渔港商报", "2019-05-06", "渔港商报", null, null)]
    [InlineData("日　　期：2019-05-06    来　　源：渔港商报", "2019-05-06", "渔港商报", null, null)]
    [InlineData("字号：[ 大 中 小 ] 发布时间：2019-05-06 视力保护色：", "2019-05-06", null, null, null)]
    [InlineData("文/王某某 2019-05-06", "2019-05-06", null, "王某某", null)]
    [InlineData("本报记者 王某某  2019-05-06", "2019-05-06", null, "王某某", null)]
    [InlineData("發佈日期：2019/5/6  資料來源：漁港商報  點閱數：12", "2019-05-06", "漁港商報", null, 12L)]
    [InlineData("张贴 2019-05-06 9:5", "2019-05-06", "张贴", null, null)]
    [InlineData("By Mary Ann Quay | The Coast Letter | Updated: 2019-05-06 07:32", "2019-05-06", "The Coast Letter", "Mary Ann Quay", null)]
    [InlineData("Posted by Mary Quay on May 6, 2019", "2019-05-06", null, "Mary Quay", null)]
    [InlineData("Posted on May 6, 2019 by admin", "2019-05-06", null, "admin", null)]
    [InlineData("Monday, 6 May 2019 | 09:15 WIB", "2019-05-06", null, null, null)]
    [InlineData("Published: Monday, May 6, 2019 at 9:20am   Source: Coast Council", "2019-05-06", "Coast Council", null, null)]
    [InlineData("May 6, 2019 - 09:20", "2019-05-06", null, null, null)]
    [InlineData("Source: Coast Letter| 2019-05-06 21:37:15|Editor: quay", "2019-05-06", "Coast Letter", null, null)]
    [InlineData("Updated: 2019-05-06 09:20 (The Coast Letter)", "2019-05-06", "The Coast Letter", null, null)]
    [InlineData("Date:2019-05-06\tHits:1,205\tFrom:Coast Bureau", "2019-05-06", "Coast Bureau", null, 1_205L)]
    [InlineData("Published: 2019-05-06  Updated: 2019-05-08", "2019-05-06", null, null, null)]
    [InlineData("Updated: 2019-05-08  Published: 2019-05-06", "2019-05-06", null, null, null)]
    [InlineData("Last updated: 2019-05-08", "2019-05-08", null, null, null)]
    [InlineData("Publish Time：2019-05-06 10:23   Author：   Source：Coast Office   Views：88", "2019-05-06", "Coast Office", null, 88L)]
    [InlineData("•  2019-05-06", "2019-05-06", null, null, null)]
    [InlineData("12 March 2020", "2020-03-12", null, null, null)]
    [InlineData("Tuesday, 04 Apr 2017", "2017-04-04", null, null, null)]
    [InlineData("2016.12.23", "2016-12-23", null, null, null)]
    [InlineData("2019-05-06 | Coast Letter | 1.2k views", "2019-05-06", "Coast Letter", null, 1_200L)]
    [InlineData("发布时间：20190506 来源：渔港商报", "2019-05-06", "渔港商报", null, null)]
    [InlineData("发表于2019-05-06 10:20 | 1205次阅读 | 来源渔港商报 | 0 条评论 | 作者某某", "2019-05-06", "渔港商报", "某某", 1_205L)]
    [InlineData("2019-05-06  来源Coast  阅读 88  评论 3", "2019-05-06", "Coast", null, 88L)]
    [InlineData("2019-05-06 | Coast Letter | 12 Comments", "2019-05-06", "Coast Letter", null, null)]
    [InlineData("By Mary Quay | May 6, 2019 | No Comments | 3 Likes", "2019-05-06", null, "Mary Quay", null)]
    [InlineData("渔港商报  2019-05-06  1.2万评论  35跟帖", "2019-05-06", "渔港商报", null, null)]
    [InlineData("2019-05-06  浏览(88)  评论(3)  作者某某", "2019-05-06", null, "某某", 88L)]
    public void Reads_the_items_of_a_line(string line, string published, string? source, string? author, long? visits)
    {
        var meta = MetaLine.TryRead(PageLine.Split(line)[0].Text);

        Assert.NotNull(meta);
        Assert.Equal(
            (published, source, author, visits),
            (meta.Published?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), meta.Source, meta.Author, meta.Visits));
    }

    [Theory]
    [InlineData("By sea and land the goods arrive.")]
    [InlineData("From January the office is closed.")]
    [InlineData("Time: 20 questions for exporters")]
    [InlineData("来源广泛的资金支持了企业。")]
    [InlineData("2019年5月6日，会议在渔港市举行。")]
    [InlineData("作者们在会上发言。")]
    [InlineData("2019-03-14 to 2019-03-16")]
    [InlineData("2019年3月14日至16日")]
    [InlineData("地点：会展中心二楼")]
    [InlineData("Print")]
    [InlineData("打印机行业的新标准于2019年5月6日发布。")]
    public void Leaves_a_line_of_the_text_alone(string line) => Assert.Null(MetaLine.TryRead(PageLine.Split(line)[0].Text));

    [Theory]
    [InlineData("Date: 03/04/2020", true, "2020-04-03")]
    [InlineData("Date: 03/04/2020", false, "2020-03-04")]
    [InlineData("Date: 04-03-2020", true, "2020-03-04")]
    [InlineData("3/4/2020", true, "2020-04-03")]
    public void An_ambiguous_date_is_read_as_the_portal_writes_dates_with_a_warning(string line, bool dayBeforeMonth, string expected)
    {
        var meta = MetaLine.TryRead(line, dayBeforeMonth)!;

        Assert.Equal(DateOnly.ParseExact(expected, "yyyy-MM-dd", CultureInfo.InvariantCulture), meta.Published);
        Assert.Single(meta.Warnings);
    }

    [Theory]
    [InlineData("Date: 23/04/2020", "2020-04-23")]
    [InlineData("Date: 04/23/2020", "2020-04-23")]
    public void A_date_with_a_day_above_twelve_is_certain(string line, string expected)
    {
        var meta = MetaLine.TryRead(line)!;

        Assert.Equal(DateOnly.ParseExact(expected, "yyyy-MM-dd", CultureInfo.InvariantCulture), meta.Published);
        Assert.Empty(meta.Warnings);
    }

    [Theory]
    [InlineData("【打印】【关闭】")]
    [InlineData("[Print] [Close]")]
    [InlineData("打印本页 | 关闭窗口 | 返回顶部")]
    [InlineData("分享到： 微信 微博 QQ空间")]
    [InlineData("字号：大 中 小")]
    public void Recognizes_controls_of_the_page(string line) => Assert.True(MetaLine.TryRead(line) is { IsTools: true } or { IsAside: true });

    [Fact]
    public void Reads_the_register_entry_of_a_notice()
    {
        var meta = MetaLine.TryRead(PageLine.Split("索 引 号：000019/2019-00045\t主题分类：工业、中小企业\t成文日期：2019年5月1日\t发文字号：渔政办发〔2019〕45号\t发布日期：2019年5月6日")[0].Text)!;

        Assert.Equal(("000019/2019-00045", "工业、中小企业", "渔政办发〔2019〕45号"), (meta.Index, meta.Topics, meta.Number));
        Assert.Equal((new DateOnly(2019, 5, 1), new DateOnly(2019, 5, 6)), (meta.Written!.Value, meta.Published!.Value));
    }
}

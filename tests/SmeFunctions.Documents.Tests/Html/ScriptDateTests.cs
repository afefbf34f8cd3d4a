using System.Globalization;

namespace SmeFunctions.Documents.Tests;

/// <summary>Pages that state the day of publication only in a script.</summary>
public sealed class ScriptDateTests
{
    [Theory]
    [InlineData("var ct = \"1483459200\";", "2017-01-04")]
    [InlineData("var ct=\"1483459199\";", "2017-01-03")]
    [InlineData("publish_time: '2019-09-08 11:42:03',", "2019-09-08")]
    [InlineData("window.article = {\"publishTime\":\"2019-09-08T11:42:03Z\",\"id\":\"1\"}", "2019-09-08")]
    [InlineData("var pubDate = '2019年9月8日 11:42';", "2019-09-08")]
    [InlineData("a.pubdate=\"2019/9/8 11:42\";b.publish_date='2019-09-08';", "2019-09-08")]
    [InlineData("list=[{publish_time:'2019-09-08'},{publish_time:'2019-09-09'}]", null)]
    [InlineData("var oct = \"1483459200\"; var count = \"1483459200\";", null)]
    [InlineData("publish_time = \"\"; publish_time = value;", null)]
    [InlineData("publish_time = \"99999999999\";", null)]
    public void A_date_of_a_script_is_the_last_resort(string script, string? expected)
    {
        var document = GoldenDocument.Document("a.html", Page(script, "昨天"));

        Assert.Equal(expected is null ? null : DateOnly.Parse(expected, CultureInfo.InvariantCulture), document.Published);
    }

    [Fact]
    public void A_visible_date_is_better_than_that_of_a_script() =>
        Assert.Equal(new DateOnly(2017, 1, 4), GoldenDocument.Document("a.html", Page("publish_time: '2019-09-08'", "2017-01-04 来源：海港日报")).Published);

    private static string Page(string script, string line) =>
        $"<html><head><title>海港的汽笛</title></head><body><h1>海港的汽笛</h1><p>{line}</p><p>海港的汽笛在早上七点响起，渔船一艘接一艘出港。</p><script>{script}</script></body></html>";
}

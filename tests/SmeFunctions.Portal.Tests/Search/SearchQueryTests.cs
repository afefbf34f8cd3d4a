using SmeFunctions.Documents;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Search;
using SmeFunctions.Portal.Tests.Storage;

namespace SmeFunctions.Portal.Tests.Search;

/// <summary>What a reader types, and what comes of it.</summary>
public sealed class SearchQueryTests(SearchQueryTests.Site site) : IClassFixture<SearchQueryTests.Site>
{
    [Theory]
    [InlineData("factory", "green,cloud")]
    [InlineData("FACTORIES", "green,cloud")]
    [InlineData("factory's", "green,cloud")]
    [InlineData("small factories", "cloud,green")]
    [InlineData("\"small factories\"", "cloud")]
    [InlineData("factories -cloud", "green")]
    [InlineData("factories -\"green transition\"", "cloud")]
    [InlineData("-factories lang:en", "")]
    [InlineData("cafe", "cafe")]
    [InlineData("café", "cafe")]
    [InlineData("cafe\u0301", "cafe")]
    [InlineData("ＣＡＦＥ", "cafe")]
    [InlineData("1000 jobs", "cafe")]
    [InlineData("1,000 jobs", "cafe")]
    [InlineData("export", "cafe")]
    [InlineData("form-A.pdf", "cloud")]
    [InlineData("Ada Quay", "cloud")]
    [InlineData("Harbour Letter", "cafe")]
    public async Task Finds_English(string text, string expected) =>
        Assert.Equal(expected.Length == 0 ? [] : expected.Split(','), await site.Instance.FindAsync(text, request => request with { Lang = "en" }));

    [Theory]
    [InlineData("小微企业", "税收,贷款")]
    [InlineData("小微企業", "税收,贷款")]
    [InlineData("小微企业贷款", "贷款")]
    [InlineData("贷款 小微企业", "贷款")]
    [InlineData("小微企业怎么申请贷款", "贷款")]
    [InlineData("渔湾镇", "贷款")]
    [InlineData("漁灣鎮", "贷款")]
    [InlineData("税", "税收")]
    [InlineData("\"小微企业减免\"", "税收")]
    [InlineData("小微企业 -减免", "贷款")]
    [InlineData("ISO9001", "税收")]
    [InlineData("iso 9001", "税收")]
    [InlineData("ＩＳＯ", "税收")]
    [InlineData("渔财发〔2020〕12号", "税收")]
    [InlineData("渔财发[2020]12号", "税收")]
    [InlineData("渔财发（2020）第12号", "税收")]
    [InlineData("〔2020〕12号", "税收")]
    [InlineData("〔2020〕1号", "")]
    [InlineData("A1B2C3D4E5", "贷款")]
    [InlineData("a1b2c3d4e5 贷款", "贷款")]
    [InlineData("A1B2C3D4E6", "")]
    public async Task Finds_Chinese(string text, string expected) =>
        Assert.Equal(expected.Length == 0 ? [] : expected.Split(','), (await site.Instance.SearchAsync(text, request => request with { Lang = "zh" })) is { IsPartial: false } found ? found.Hits.Select(hit => hit.Article.Slug) : []);

    [Theory]
    [InlineData("factories unknownword", "cloud,green", true, null)]
    [InlineData("factroies", "", false, "factories")]
    [InlineData("gren transition", "green", true, "green transition")]
    [InlineData("xyzxyz", "", false, null)]
    [InlineData("A1B2C3D4E6", "", false, null)]
    [InlineData("w3f9a0b1c2d3", "", false, null)]
    [InlineData("greentransition", "", false, "green transition")]
    [InlineData("贷款 减免", "贷款,税收", true, null)]
    public async Task Helps_when_no_article_has_all_words(string text, string some, bool isPartial, string? suggestion)
    {
        var results = await site.Instance.SearchAsync(text);

        Assert.Equal((isPartial, suggestion), (results.IsPartial, results.Suggestion));
        Assert.Equal(some.Length == 0 ? [] : some.Split(',').Order(), results.Hits.Select(hit => hit.Article.Slug).Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"")]
    [InlineData("- -- ---")]
    [InlineData("\"\" -\"\"")]
    [InlineData("*?*?*?")]
    [InlineData("AND OR NOT ( [ { ^ ~ : \\ / + &&")]
    [InlineData("the of and")]
    [InlineData("\uD800")]
    [InlineData("。，！")]
    public async Task Any_text_is_a_search(string text) => Assert.Empty((await site.Instance.SearchAsync(text)).Hits);

    [Fact]
    public async Task The_cost_of_a_search_is_bounded()
    {
        foreach (var text in new[] { string.Join(' ', Enumerable.Range(0, 5_000).Select(i => $"a{i}")), new string('中', 20_000), new string('x', 20_000), string.Concat(Enumerable.Repeat("\"a b\" -c ", 2_000)), string.Concat(Enumerable.Repeat("国发〔2020〕12号", 1_000)) })
        {
            await site.Instance.SearchAsync(text);
            await site.Instance.Index.SuggestAsync(text, lang: null, 10, CancellationToken.None);
        }
    }

    [Fact]
    public async Task Filters_facets_and_orders()
    {
        var all = await site.Instance.SearchAsync("-zzzz");
        Assert.Equal(5, all.Total);
        Assert.Equal([("policy", 2), ("policy/tax", 1), ("technology", 2)], all.Facets.Sections.OrderBy(facet => facet.Value).Select(facet => (facet.Value, facet.Count)));
        Assert.Equal([("2018", 3), ("2017", 2)], all.Facets.Years.Select(facet => (facet.Value, facet.Count)));
        Assert.Equal([("harbour-letter", "Harbour Letter", 1)], all.Facets.Sources.Select(facet => (facet.Value, facet.Title, facet.Count)));

        Assert.Equal(["税收", "贷款", "green"], await site.Instance.FindAsync("-zzzz", request => request with { Section = "policy", Sort = SearchSort.Date }));
        Assert.Equal(["税收"], await site.Instance.FindAsync("-zzzz", request => request with { Section = "policy/tax" }));
        Assert.Equal(["cafe"], await site.Instance.FindAsync("-zzzz", request => request with { Tag = "export" }));
        Assert.Equal(["cafe"], await site.Instance.FindAsync("-zzzz", request => request with { Source = "harbour-letter" }));
        Assert.Equal(["cloud", "cafe"], await site.Instance.FindAsync("-zzzz", request => request with { To = new DateOnly(2017, 12, 31), Sort = SearchSort.Date }));
        Assert.Equal(["贷款"], await site.Instance.FindAsync("-zzzz", request => request with { Sort = SearchSort.Date, Offset = 1, Limit = 1 }));
    }

    [Fact]
    public async Task Marks_words_and_escapes_everything_else()
    {
        var english = Assert.Single((await site.Instance.SearchAsync("café")).Hits);
        Assert.Equal("A <mark>Café</mark> &lt;b&gt; buys steam", english.Title);
        Assert.Contains("1,000 jobs &amp; more at the <mark>café</mark>", english.Snippet, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", english.Snippet, StringComparison.Ordinal);

        // The letter of a number is no stop word.
        Assert.Contains("Annex <mark>3a</mark>.", Assert.Single((await site.Instance.SearchAsync("3a")).Hits).Snippet, StringComparison.Ordinal);

        var chinese = (await site.Instance.SearchAsync("小微企業 漁灣鎮")).Hits[0];
        Assert.Equal("<mark>渔湾镇小微企业</mark>贷款有了新办法", chinese.Title);
        Assert.Contains("<mark>小微企业</mark>", chinese.Snippet, StringComparison.Ordinal);

        var number = Assert.Single((await site.Instance.SearchAsync("渔财发[2020]12号")).Hits);
        Assert.Contains("<mark>渔财发〔2020〕12号</mark>", number.Snippet, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gre", "title:Green transition: support for factories")]
    [InlineData("transition fact", "title:Green transition: support for factories")]
    [InlineData("Pol", "section:policy")]
    [InlineData("exp", "tag:Export")]
    [InlineData("渔湾", "title:渔湾镇小微企业贷款有了新办法")]
    [InlineData("漁灣鎮小微", "title:渔湾镇小微企业贷款有了新办法")]
    [InlineData("企业贷", "title:渔湾镇小微企业贷款有了新办法")]
    [InlineData("  ", null)]
    [InlineData("zzz", null)]
    public async Task Suggests(string prefix, string? first)
    {
        await site.Instance.SearchAsync("factory");
        var found = (await site.Instance.Index.SuggestAsync(prefix, lang: null, 5, CancellationToken.None))!;

        Assert.Equal(first, found.Count == 0 ? null : $"{found[0].Kind}:{found[0].Text}");
    }

    [Theory]
    [InlineData("国发〔2020〕12号", "国发[2020]12")]
    [InlineData("国办发 [2020] 第 003 号", "国办发[2020]3")]
    [InlineData("发改办（2017）8号", "发改办[2017]8")]
    public void Numbers_of_documents_have_one_form(string text, string expected) =>
        Assert.Equal(expected, Assert.Single(DocumentNumber.Find(CharacterFolding.Fold(text)).Select(found => found.Issuer + found.Number)));

    [Theory]
    [InlineData("(2020)12号楼")]
    [InlineData("[12] 2020")]
    [InlineData("〔2120〕1号")]
    public void Other_numbers_are_none(string text) => Assert.Empty(DocumentNumber.Find(text));

    [Fact]
    public void Folding_keeps_positions()
    {
        var text = CharacterFolding.Normalize("Café ＡＢＣ 體育 漁灣鎮 ß İ 𠀀 ’");

        var folded = CharacterFolding.Fold(text);

        Assert.Equal(text.Length, folded.Length);
        Assert.Equal("cafe abc 体育 渔湾镇 ß i 𠀀 '", folded);
    }

    [Fact]
    public async Task Very_large_and_odd_articles_are_indexed()
    {
        await site.Own.PublishAsync(
            site.Instance,
            SearchSite.Create("odd-1", "奇怪", new string('中', 300_000), "zh", day: "1990-01-01"),
            SearchSite.Create("odd-2", new string('x', 2_000), new string('x', 300_000), day: "1990-01-01"),
            SearchSite.Create("odd-3", "\uD800 lone", "\uDFFF \u0000 \u001F", "zh", day: "1990-01-01"),
            SearchSite.Create("odd-4", "Odd", "", tags: [.. Enumerable.Range(0, 500).Select(i => $"tag{i}")], day: "1990-01-01"));

        Assert.Equal(4, (await site.Instance.SearchAsync("-zzzz", request => request with { To = new DateOnly(1990, 12, 31) })).Total);
        Assert.Equal(["odd-1"], await site.Instance.FindAsync("中中", request => request with { To = new DateOnly(1990, 12, 31) }));
        foreach (var i in Enumerable.Range(1, 4))
        {
            await site.Own.StoreAsync($"odd-{i}", article: null);
        }

        await site.Instance.Indexer.IndexAsync(["odd-1", "odd-2", "odd-3", "odd-4"], CancellationToken.None);
    }

    /// <summary>Five articles.</summary>
    public sealed class Site : IAsyncLifetime
    {
        private readonly SharedAzurite _azurite = new();

        internal SearchSite Own { get; private set; } = null!;

        internal SearchSite.Instance Instance { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            await _azurite.InitializeAsync();
            Own = await SearchSite.CreateAsync(_azurite.ConnectionString);
            Instance = await Own.StartBuiltAsync();
            await Own.PublishAsync(
                Instance,
                SearchSite.Create("green", "Green transition: support for factories", "Energy and waste are questions of management even for small workshops.", section: "policy", day: "2018-08-20"),
                SearchSite.Create("cloud", "Manufacturers move to the cloud", "In small factories it looks more like a staircase. One factory began with invoices.", section: "technology", day: "2017-04-11") with
                {
                    Author = "Ada Quay",
                    Attachments = [new ArticleAttachment("form-A.pdf", "/media/x/form-A.pdf", 1, "application/pdf")],
                },
                SearchSite.Create("cafe", "A Café <b> buys steam", "There are 1,000 jobs & more at the café <b>, says Annex 3a.", section: "technology", day: "2017-01-04", source: "Harbour Letter", tags: ["Export"]),
                SearchSite.Create("贷款", "渔湾镇小微企业贷款有了新办法", "渔湾镇的小微企业现在可以申请贷款，利率更低。编号A1B2C3D4E5。", "zh", section: "policy", day: "2018-09-01"),
                SearchSite.Create("税收", "关于小微企业减免税收的通知", "小微企业减免税收。通过ISO9001认证的企业优先。依据渔财发〔2020〕12号文件办理。", "zh", section: "policy/tax", day: "2018-10-01", notice: new OfficialNotice("渔财发〔2020〕12号", null, null, null, null)));
        }

        public async ValueTask DisposeAsync()
        {
            await Own.DisposeAsync();
            await _azurite.DisposeAsync();
        }
    }
}

using System.Reflection;
using System.Resources;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging.Abstractions;
using SmeFunctions.Pages.Articles;
using SmeFunctions.Pages.Errors;
using SmeFunctions.Pages.Layout;
using SmeFunctions.Pages.Lists;
using SmeFunctions.Pages.Search;
using SmeFunctions.Pages.Serving;
using SmeFunctions.Pages.StaticPages;
using SmeFunctions.Pages.Localization;
using SmeFunctions.Portal.Reading;
using SmeFunctions.Portal.Tests.Ingestion;

namespace SmeFunctions.Pages.Tests;

/// <summary>The pages of a portal on an account in memory.</summary>
internal sealed class TestPages : IDisposable
{
    private readonly PageRenderer _renderer = new(NullLoggerFactory.Instance);

    public TestPages(PageLocalizer? localizer = null, params string[] languages)
    {
        Portal.Portal.PublicUrl = new Uri("https://portal.example");
        if (languages.Length > 0)
        {
            Portal.Portal.Languages = languages;
        }

        var (portal, pages) = (Microsoft.Extensions.Options.Options.Create(Portal.Portal), Microsoft.Extensions.Options.Options.Create(Options));
        Layouts = new PageLayoutFactory(localizer ?? Localizer, portal, pages);
        Errors = new ErrorPageService(Layouts, _renderer);
        Sections = new SectionNavigation(Portal.SectionStore, Portal.Cache, Microsoft.Extensions.Options.Options.Create(Portal.Reading), pages);
        MostRead = new MostReadArticles(Portal.VisitService, Portal.Changes, Portal.Cache);
        FormerAddresses = new FormerAddressService(Portal.Catalog, Layouts, Errors);
        Articles = new ArticlePageService(Portal.Catalog, MostRead, Sections, Layouts, Errors, _renderer, Portal.Cache, Portal.Changes, portal, pages);
        Lists = new ListPageService(Portal.Catalog, MostRead, Sections, Layouts, Errors, _renderer, Portal.Cache, Portal.Changes, portal, pages);
        Search = new SearchPageService(Portal.SearchService, Sections, Layouts, Errors, _renderer, Portal.Cache, portal, pages);
        OpenSearch = new OpenSearchDescription(Layouts, portal);
        StaticPages = new StaticPageService(Sections, Layouts, Errors, _renderer, Portal.Cache, portal, pages);
    }

    /// <summary>The texts that the pages have.</summary>
    public static PageLocalizer Localizer { get; } = new(CreateStrings("SmeFunctions.Pages.Localization.Strings", typeof(PageLocalizer).Assembly));

    public TestPortal Portal { get; } = new();

    public PagesOptions Options { get; } = new() { Sponsor = { ["en"] = "A sponsor", ["zh"] = "一家主办单位" }, Director = { ["en"] = "A <director>" }, Undertaker = { ["en"] = "An undertaker" } };

    public PageLayoutFactory Layouts { get; }

    public ErrorPageService Errors { get; }

    public SectionNavigation Sections { get; }

    public MostReadArticles MostRead { get; }

    public ArticlePageService Articles { get; }

    public ListPageService Lists { get; }

    public SearchPageService Search { get; }

    public FormerAddressService FormerAddresses { get; }

    public OpenSearchDescription OpenSearch { get; }

    public StaticPageService StaticPages { get; }

    public static IStringLocalizer CreateStrings(string name, Assembly assembly) =>
        new ResourceManagerStringLocalizer(new ResourceManager(name, assembly), assembly, name, new ResourceNamesCache(), NullLogger.Instance);

    public static HttpRequest Request(string query = "", string? languages = null, string? chosen = null)
    {
        var request = new DefaultHttpContext().Request;
        request.Scheme = "https";
        request.Host = new HostString("portal.example");
        request.QueryString = new QueryString(query);
        request.Headers.AcceptLanguage = languages;
        if (chosen is not null)
        {
            request.Headers.Cookie = $"lang={chosen}";
        }

        return request;
    }

    public async Task PublishDocumentAsync(string name, string document)
    {
        Portal.Put(name, document);
        await Portal.HandleAsync(name);
        var record = await Portal.RecordAsync(name);
        Assert.True(record.Error is null, $"{name}: {record.Error?.Message}");
    }

    /// <summary>Publishes what an editor writes in Markdown.</summary>
    public Task PublishAsync(string name, string title, string text = "A first sentence. A second one.", string section = "News", string day = "2017-01-04", string more = "") =>
        PublishDocumentAsync(name, $"---\ntitle: {System.Text.Json.JsonSerializer.Serialize(title)}\ndate: {day}\nsection: {section}\nsource: The Letter\n{more}---\n{text}\n");

    public async Task CountAsync() => await Portal.SectionCounter.UpdateAsync(CancellationToken.None);

    public ValueTask<Page> ArticleAsync(string lang, string slug) => Articles.FindAsync(Request(), lang, slug, CancellationToken.None);

    public ValueTask<Page> HomeAsync(string lang) => Lists.HomeAsync(Request(), lang, CancellationToken.None);

    public ValueTask<Page> SectionAsync(string lang, string section, string query = "") => Lists.SectionAsync(Request(query), lang, section, CancellationToken.None);

    public static string Html(Page page) => System.Text.Encoding.UTF8.GetString(page.Response!.GetContent(ContentEncoding.Identity).Body);

    public static IHtmlDocument Parse(Page page) => new HtmlParser(new HtmlParserOptions { IsScripting = true }).ParseDocument(Html(page));

    public void Dispose()
    {
        _renderer.Dispose();
        Portal.Dispose();
    }
}

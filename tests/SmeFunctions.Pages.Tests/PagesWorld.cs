using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using SmeFunctions.Pages.Articles;
using SmeFunctions.Pages.Errors;
using SmeFunctions.Pages.Frame;
using SmeFunctions.Pages.Lists;
using SmeFunctions.Pages.Serving;
using SmeFunctions.Pages.Texts;
using SmeFunctions.Pages.Wording;
using SmeFunctions.Portal.Reading;
using SmeFunctions.Portal.Tests.Ingestion;

namespace SmeFunctions.Pages.Tests;

/// <summary>The pages of a portal on an account in memory.</summary>
internal sealed class PagesWorld : IDisposable
{
    private readonly PageRenderer _renderer = new(NullLoggerFactory.Instance);

    public PagesWorld(WordBook? book = null, params string[] languages)
    {
        Portal.Portal.PublicUrl = new Uri("https://portal.example");
        if (languages.Length > 0)
        {
            Portal.Portal.Languages = languages;
        }

        var (portal, pages) = (Microsoft.Extensions.Options.Options.Create(Portal.Portal), Microsoft.Extensions.Options.Options.Create(Options));
        Frames = new PageFrames(book ?? WordBook.Own, portal, pages);
        Errors = new ErrorPages(Frames, _renderer);
        Sections = new SectionMap(Portal.SectionStore, Portal.Cache, Microsoft.Extensions.Options.Options.Create(Portal.Reading), pages);
        MostRead = new MostReadArticles(Portal.VisitDesk, Portal.Changes, Portal.Cache);
        Articles = new ArticlePages(Portal.Catalog, MostRead, Sections, Frames, Errors, _renderer, Portal.Cache, Portal.Changes, portal, pages);
        Lists = new ListPages(Portal.Catalog, MostRead, Sections, Frames, Errors, _renderer, Portal.Cache, Portal.Changes, portal, pages);
        Texts = new TextPages(Sections, Frames, Errors, _renderer, Portal.Cache, portal, pages);
    }

    public PortalWorld Portal { get; } = new();

    public PagesOptions Options { get; } = new() { Sponsor = { ["en"] = "A sponsor", ["zh"] = "一家主办单位" }, Director = { ["en"] = "A <director>" }, Undertaker = { ["en"] = "An undertaker" } };

    public PageFrames Frames { get; }

    public ErrorPages Errors { get; }

    public SectionMap Sections { get; }

    public MostReadArticles MostRead { get; }

    public ArticlePages Articles { get; }

    public ListPages Lists { get; }

    public TextPages Texts { get; }

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

    public async Task CountAsync() => await Portal.SectionCounter.CountAsync(CancellationToken.None);

    public ValueTask<Page> ArticleAsync(string lang, string slug) => Articles.FindAsync(Request(), lang, slug, CancellationToken.None);

    public ValueTask<Page> HomeAsync(string lang) => Lists.HomeAsync(Request(), lang, CancellationToken.None);

    public ValueTask<Page> SectionAsync(string lang, string section, string query = "") => Lists.SectionAsync(Request(query), lang, section, CancellationToken.None);

    public static string Html(Page page) => System.Text.Encoding.UTF8.GetString(page.Answer!.In(ContentEncoding.Identity).Body);

    public static IHtmlDocument Parse(Page page) => new HtmlParser(new HtmlParserOptions { IsScripting = true }).ParseDocument(Html(page));

    public void Dispose()
    {
        _renderer.Dispose();
        Portal.Dispose();
    }
}

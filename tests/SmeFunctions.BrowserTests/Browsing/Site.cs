using System.Globalization;
using System.Net;
using Microsoft.Playwright;
using SmeFunctions.AcceptanceTests.Running;
using SmeFunctions.BrowserTests.Browsing;

[assembly: AssemblyFixture(typeof(Site))]

// The work is the browser's: more at once would only wait for each other.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.All, MaxThreads = 4)]

namespace SmeFunctions.BrowserTests.Browsing;

/// <summary>The one portal and the one browser of all tests: an app with documents of its own, or the running one that they are pointed at.</summary>
public sealed class Site : IAsyncLifetime
{
    public const int Notices = 23;

    private const string Section = "SME Events";

    private readonly Dictionary<(string Kind, string Lang), string> _paths = [];
    private OwnAzurite? _storage;
    private PortalApp? _app;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Why no test can run here, or null.</summary>
    internal string? Absence { get; private set; }

    internal PortalApp App => _app ?? throw new InvalidOperationException("The site was not started.");

    internal IBrowser Browser => _browser ?? throw new InvalidOperationException("The browser was not started.");

    /// <summary>For another app beside this one.</summary>
    internal OwnAzurite Storage => _storage ?? throw new InvalidOperationException("The tests are pointed at a running app.");

    internal Uri Address => App.Http.BaseAddress!;

    /// <summary>As the browser says it of itself with a window: without one it adds a word by which it is counted as a program.</summary>
    internal string UserAgent { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var chromium = Chromium.Find(Environment.GetEnvironmentVariable("CHROMIUM"), Environment.GetEnvironmentVariable("PATH"));
        if (chromium is null)
        {
            Absence = "There is no Chromium on this machine: install it (apt-get install chromium), or name it in CHROMIUM.";
            Assert.False(Chromium.IsRequired, Absence);
            return;
        }

        Assertions.SetDefaultExpectTimeout(30_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = chromium, Args = Chromium.Arguments, Timeout = 120_000 });
        UserAgent = await ReadUserAgentAsync(_browser);
        if (RunningSite.IsGiven)
        {
            _app = PortalApp.Attach();
        }
        else
        {
            _storage = await OwnAzurite.StartAsync();
            _app = await PortalApp.StartAsync(_storage.ConnectionString, "--SectionsSchedule=* * * * * *");
        }

        await PublishAsync(await Drawing.PaintAsync(_browser));
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        if (_storage is not null)
        {
            await _storage.DisposeAsync();
        }

        Assert.Empty(_app?.Log.Errors ?? []);
    }

    /// <summary>Where a page of the kind lies (<see cref="Kinds"/>).</summary>
    internal string PathOf(string kind, string lang) => _paths[(kind, lang)];

    /// <summary>An article for one test alone, with visits from before.</summary>
    internal Task<ArticleBody> PublishOwnAsync(string title, int visits) =>
        App.PublishAsync(App.Name($"en/{Guid.NewGuid():N}.txt"), Page.English(title, section: Section, visits: visits));

    internal static string PathOf(SummaryBody article) => $"/{article.Lang}/articles/{Uri.EscapeDataString(article.Slug)}";

    private static async Task<string> ReadUserAgentAsync(IBrowser browser)
    {
        await using var context = await browser.NewContextAsync();
        var page = await context.NewPageAsync();
        return (await page.EvaluateAsync<string>("navigator.userAgent")).Replace("Headless", "", StringComparison.Ordinal);
    }

    private async Task PublishAsync(byte[] picture)
    {
        foreach (var lang in Kinds.Languages)
        {
            await App.PutAsync(App.Name($"{lang}/pics/harbour.png"), picture);
            await App.StatusAsync(App.Name($"{lang}/pics/harbour.png"), "published");
        }

        await Task.WhenAll(Kinds.Languages.Select(PublishAsync));
        foreach (var lang in Kinds.Languages)
        {
            await App.WaitFor("the search finds it", () => App.GetAsync(_paths[("search", lang)]), answer => answer.Status == HttpStatusCode.OK && answer.Text.Contains("class=\"story\"", StringComparison.Ordinal));
        }

        if (!RunningSite.IsGiven)
        {
            // What stands in the navigation is counted by a timer.
            foreach (var lang in Kinds.Languages)
            {
                await App.WaitFor(
                    "the sections are counted",
                    () => App.GetAsync($"/api/sections?lang={lang}"),
                    answer => answer.Text.Contains(App.Tag, StringComparison.Ordinal) && answer.Text.Contains($"\"articles\":{Notices}", StringComparison.Ordinal));
            }
        }
    }

    private async Task PublishAsync(string lang)
    {
        var notices = Enumerable.Range(1, Notices).Select(i => App.PublishAsync(App.Name($"{lang}/notices/{i}.md"), SampleDocuments.Notice(lang, i, App.Tag))).ToArray();
        var article = await App.PublishAsync(App.Name($"{lang}/fair.md"), SampleDocuments.Illustrated(lang));
        var hostile = await App.PublishAsync(App.Name($"{lang}/hostile.html"), SampleDocuments.Hostile(lang));
        var gone = await App.PublishAsync(App.Name($"{lang}/gone.md"), SampleDocuments.Notice(lang, Notices + 1, "gone" + App.Tag));
        await Task.WhenAll(notices);
        // So that there is something that is read most.
        await App.VisitAsync(article.Slug);
        await App.VisitAsync((await notices[0]).Slug);
        _paths[("home", lang)] = "/" + lang;
        _paths[("section", lang)] = $"/{lang}/{Uri.EscapeDataString((await notices[0]).Section.Slug)}";
        _paths[("article", lang)] = PathOf(article);
        _paths[("hostile", lang)] = PathOf(hostile);
        _paths[("about", lang)] = $"/{lang}/about";
        _paths[("contact", lang)] = $"/{lang}/contact";
        _paths[("search", lang)] = $"/{lang}/search?q={(lang == "zh" ? Uri.EscapeDataString("通知") : "notice")}";
        _paths[("nothing found", lang)] = $"/{lang}/search?q=zzzz";
        _paths[("missing", lang)] = $"/{lang}/articles/never-written";
        _paths[("gone", lang)] = PathOf(gone);
        await App.SendAsync(HttpMethod.Delete, PortalApp.SeedPath(App.Name($"{lang}/gone.md")));
        await App.WaitFor("the article is gone", () => App.GetAsync(PathOf(gone)), answer => answer.Status == HttpStatusCode.Gone);
        await App.WaitFor("the section is whole", () => App.ListAsync(string.Create(CultureInfo.InvariantCulture, $"lang={lang}&section={_paths[("section", lang)][4..]}&limit=100")), list => list.Items.Length == Notices);
    }
}

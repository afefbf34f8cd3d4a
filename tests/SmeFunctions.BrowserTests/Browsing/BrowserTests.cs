using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace SmeFunctions.BrowserTests.Browsing;

/// <summary>What all classes of tests share: a visitor of its own for each, whose browser must have nothing to complain of.</summary>
public abstract class BrowserTests(Site site) : IAsyncLifetime
{
    // Before the page's own scripts, so that nothing escapes it.
    private const string Watch =
        """
        addEventListener("securitypolicyviolation", (e) => console.error(`The policy forbids ${e.blockedURI} by ${e.effectiveDirective}.`));
        window.shifts = [];
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            window.shifts.push(`${entry.value}: ${entry.sources.map((source) => source.node?.outerHTML ?? source.node?.textContent).join(" | ")}`);
          }
        }).observe({ type: "layout-shift", buffered: true });
        """;

    private readonly ConcurrentDictionary<string, int> _errorPages = new(StringComparer.Ordinal);
    private readonly List<IBrowserContext> _contexts = [];

    private protected Site Site => site;

    /// <summary>What the browser says against the pages; a test that wants it so takes it out.</summary>
    private protected ConcurrentQueue<(string Address, string What)> Complaints { get; } = new();

    /// <summary>For a test of a page that asks before it does something.</summary>
    private protected bool AcceptsDialogs { get; set; }

    /// <summary>Every answer to the visitor's browser.</summary>
    private protected ConcurrentQueue<IResponse> Answers { get; } = new();

    public virtual ValueTask InitializeAsync()
    {
        Assert.SkipWhen(site.Absence is not null, site.Absence ?? "");
        return ValueTask.CompletedTask;
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var context in _contexts)
        {
            await context.DisposeAsync();
        }

        // A page of an error is one for the console, too.
        Assert.Empty(Complaints
            .Where(complaint => !(_errorPages.Keys.Any(address => complaint.Address.StartsWith(address, StringComparison.Ordinal)) && complaint.What.Contains("Failed to load resource", StringComparison.Ordinal)))
            .Select(complaint => $"{complaint.What} ({complaint.Address})"));
    }

    /// <summary>A new visitor, who opens a page.</summary>
    private protected async Task<IPage> OpenAsync(string path, Action<BrowserNewContextOptions>? options = null)
    {
        var page = await VisitorAsync(options);
        await page.GotoAsync(path);
        return page;
    }

    /// <summary>A new visitor, who has been nowhere.</summary>
    private protected async Task<IPage> VisitorAsync(Action<BrowserNewContextOptions>? options = null)
    {
        var visitor = new BrowserNewContextOptions { BaseURL = site.Address.AbsoluteUri, Locale = "en-GB", UserAgent = site.UserAgent };
        options?.Invoke(visitor);
        var context = await site.Browser.NewContextAsync(visitor);
        _contexts.Add(context);
        context.SetDefaultTimeout(60_000);
        await context.AddInitScriptAsync(Watch);
        context.Console += (_, message) =>
        {
            // The tests' own script does not run in a frame that lets none run, and axe asks such a frame in vain.
            if (message.Type is "error" or "warning"
                && !message.Text.StartsWith("Blocked script execution", StringComparison.Ordinal)
                && !message.Text.StartsWith("Failed to execute 'postMessage' on 'DOMWindow': The target origin provided", StringComparison.Ordinal))
            {
                Complaints.Enqueue((message.Location, $"{message.Type}: {message.Text}"));
            }
        };
        context.WebError += (_, error) => Complaints.Enqueue((error.Page?.Url ?? "", error.Error));
        context.Dialog += (_, dialog) =>
        {
            if (AcceptsDialogs)
            {
                _ = dialog.AcceptAsync();
                return;
            }

            Complaints.Enqueue((dialog.Page?.Url ?? "", $"A dialog: {dialog.Message}"));
            _ = dialog.DismissAsync();
        };
        context.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(visitor.BaseURL, StringComparison.Ordinal))
            {
                Complaints.Enqueue((request.Url, "A request to elsewhere"));
            }
        };
        context.Response += (_, response) =>
        {
            Answers.Enqueue(response);
            if (response.Status >= 400 && response.Request.IsNavigationRequest)
            {
                _errorPages[response.Url] = response.Status;
            }
        };
        return await context.NewPageAsync();
    }
}

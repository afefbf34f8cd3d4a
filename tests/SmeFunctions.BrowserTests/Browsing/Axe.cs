using System.Text.Json;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace SmeFunctions.BrowserTests.Browsing;

/// <summary>What axe can tell of a page.</summary>
internal static class Axe
{
    private static readonly string _axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>Fails if axe finds anything, in light or in dark. The page is in light.</summary>
    public static async Task AssertCleanAsync(IPage page)
    {
        // The only rule of WCAG 2.2 that axe has, and leaves off unless asked.
        var light = await RunAsync(page, """{ "rules": { "target-size": { "enabled": true } }, "resultTypes": ["violations"] }""");
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        // Nothing but colours differs.
        var dark = await RunAsync(page, """{ "runOnly": ["color-contrast"], "resultTypes": ["violations"] }""");

        Assert.True(light.Passes.Length > 15, "Axe has looked at nothing.");
        Assert.Contains("color-contrast", light.Passes);
        Assert.Contains("target-size", light.Passes);
        Assert.Contains("color-contrast", dark.Passes);
        Assert.Empty(light.Violations.Concat(dark.Violations));
    }

    // Deque.AxeCore.Playwright runs axe in two pages and carries all details between them, which takes twice as long.
    private static async Task<AxeFindings> RunAsync(IPage page, string options)
    {
        await page.EvaluateAsync(_axe);
        var findings = await page.EvaluateAsync<string>(
            """
            async (options) => {
              const result = await axe.run(document, JSON.parse(options));
              return JSON.stringify({
                passes: result.passes.map((rule) => rule.id),
                violations: result.violations.map((rule) => [rule.id, rule.help, ...rule.nodes.map((node) => `${node.html} ${node.failureSummary}`)].join("\n")),
              });
            }
            """,
            options);
        return JsonSerializer.Deserialize<AxeFindings>(findings, JsonSerializerOptions.Web)!;
    }

    /// <param name="Passes">The rules that found something to check and nothing wrong with it.</param>
    /// <param name="Violations">What is wrong, and where.</param>
    private sealed record AxeFindings(string[] Passes, string[] Violations);
}

using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Pages.Serving;

/// <summary>Renders a component as a page.</summary>
public sealed class PageRenderer(ILoggerFactory loggers) : IDisposable
{
    // Visit counts are in <data> elements only; the sanitizer removes these from documents.
    private static readonly Regex _numbers = new("<data\\b[^>]*>[^<]*</data>", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));

    // The default encoder writes eight bytes for each character that is not ASCII.
    private readonly ServiceProvider _services = new ServiceCollection().AddSingleton(HtmlEncoder.Create(UnicodeRanges.All)).BuildServiceProvider();

    /// <summary>Renders a component that is a whole page.</summary>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="lastModified">When its content last changed, if known.</param>
    public async Task<CachedResponse> RenderAsync<T>(IReadOnlyDictionary<string, object?> parameters, DateTimeOffset? lastModified = null)
        where T : IComponent
    {
        await using var renderer = new HtmlRenderer(_services, loggers);
        var rendered = await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<T>(ParameterView.FromDictionary(new Dictionary<string, object?>(parameters)))).ToHtmlString());
        // The encoder escapes every plus sign. Simple scrapers and feed finders would not find "application/ld+json" and "application/rss+xml".
        var html = rendered.Replace("&#x2B;", "+", StringComparison.Ordinal);

        // The version ignores visit counts: RFC 9110 section 8.8.1 has weak tags for pages with a counter.
        var version = ContentVersion.Compute(Encoding.UTF8.GetBytes(_numbers.Replace(html, "")));
        return new CachedResponse(Encoding.UTF8.GetBytes(html), "text/html; charset=utf-8", $"W/\"{version}\"", lastModified);
    }

    public void Dispose() => _services.Dispose();
}

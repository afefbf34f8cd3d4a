using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using SmeFunctions.Pages.Layout;
using SmeFunctions.Pages.Serving;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Pages.Errors;

/// <summary>Serves error pages. Each is rendered once per language, without storage, which may be what failed.</summary>
public sealed class ErrorPageService(PageLayoutFactory layouts, PageRenderer renderer)
{
    private readonly ConcurrentDictionary<(string Lang, int Status), Lazy<CachedResponse>> _answers = new();

    /// <param name="request">The request.</param>
    /// <param name="lang">The language in the address; may be unknown.</param>
    /// <param name="status">400, 404, 410, 500 or 503.</param>
    public Page GetAsync(HttpRequest request, string? lang, int status)
    {
        var isKnown = lang is not null && layouts.Has(lang);
        var shown = isKnown ? lang! : LanguageSelector.Select(request, layouts.Languages);
        // Rendering awaits nothing, so the task is completed.
        var answer = _answers.GetOrAdd((shown, status), static (key, pages) => new(() => pages.RenderAsync(key.Lang, key.Status).GetAwaiter().GetResult()), this).Value;
        return Page.Error(status, answer, isNegotiated: !isKnown);
    }

    private Task<CachedResponse> RenderAsync(string lang, int status)
    {
        var layout = layouts.Create(lang, []);
        var head = new PageHead
        {
            Title = layout.Text["Error." + status.ToString(CultureInfo.InvariantCulture)],
            IsUnlisted = true,
            LanguageLinks = layouts.CreateLanguageLinks(lang),
        };
        return renderer.RenderAsync<ErrorPage>(
            new Dictionary<string, object?> { [nameof(ErrorPage.Layout)] = layout, [nameof(ErrorPage.Head)] = head, [nameof(ErrorPage.Status)] = status });
    }
}

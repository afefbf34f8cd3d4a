using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using SmeFunctions.Pages.Frame;
using SmeFunctions.Pages.Serving;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Pages.Errors;

/// <summary>What visitors see when there is no page for them. Made once in each language, with nothing from storage, which may be what is wrong.</summary>
internal sealed class ErrorPages(PageFrames frames, PageRenderer renderer)
{
    private readonly ConcurrentDictionary<(string Lang, int Status), Lazy<PreparedAnswer>> _answers = new();

    /// <param name="request">Who asked.</param>
    /// <param name="lang">The language in the address; may be none of the portal's.</param>
    /// <param name="status">400, 404, 410, 500 or 503.</param>
    public Page Of(HttpRequest request, string? lang, int status)
    {
        var isKnown = lang is not null && frames.Has(lang);
        var shown = isKnown ? lang! : LanguageChoice.Of(request, frames.Languages);
        // Rendering waits for nothing: the task is done when it is here.
        var answer = _answers.GetOrAdd((shown, status), static (key, pages) => new(() => pages.RenderAsync(key.Lang, key.Status).GetAwaiter().GetResult()), this).Value;
        return Page.Error(status, answer, isNegotiated: !isKnown);
    }

    private Task<PreparedAnswer> RenderAsync(string lang, int status)
    {
        var frame = frames.Of(lang, []);
        var head = new PageHead
        {
            Title = frame.Words["Error." + status.ToString(CultureInfo.InvariantCulture)],
            IsUnlisted = true,
            Switch = frames.Switch(lang),
        };
        return renderer.RenderAsync<ErrorPage>(
            new Dictionary<string, object?> { [nameof(ErrorPage.Frame)] = frame, [nameof(ErrorPage.Head)] = head, [nameof(ErrorPage.Status)] = status });
    }
}

using Microsoft.AspNetCore.Http;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Pages.Serving;

/// <summary>A rendered page, shared by all visitors.</summary>
public sealed class Page
{
    /// <summary>The response; <see langword="null"/> for a redirect.</summary>
    public CachedResponse? Response { get; private init; }

    public int Status { get; private init; } = StatusCodes.Status200OK;

    /// <summary>Path that the page has moved to permanently.</summary>
    public string? RedirectTo { get; private init; }

    /// <summary>The age of the page when storage does not answer.</summary>
    public TimeSpan? StaleAge { get; private init; }

    /// <summary>Whether the response depends on the language headers of the request.</summary>
    public bool IsNegotiated { get; private init; }

    /// <summary>The objects that it was rendered from. The same objects give the same page.</summary>
    private IReadOnlyList<object?> Parts { get; init; } = [];

    /// <summary>Approximate bytes in memory, plain and compressed.</summary>
    public int Size => Response is null ? 300 : 500 + (int)(1.6 * Response.Length);

    public static Page Redirect(string path) => new() { Status = StatusCodes.Status301MovedPermanently, RedirectTo = path };

    /// <summary>A redirect from an address of another site.</summary>
    public static Page Moved(string path) => new() { Status = StatusCodes.Status308PermanentRedirect, RedirectTo = path };

    public static Page Error(int status, CachedResponse answer, bool isNegotiated) => new() { Status = status, Response = answer, IsNegotiated = isNegotiated };

    /// <summary>Returns the cached page if its inputs are unchanged, otherwise a new one.</summary>
    public static async Task<Page> CreateAsync(Page? known, IReadOnlyList<object?> parts, TimeSpan? staleAge, Func<Task<CachedResponse>> render) =>
        known?.Response is null || !known.Parts.SequenceEqual(parts)
            ? new Page { Response = await render(), Parts = parts, StaleAge = staleAge }
            : known.StaleAge == staleAge ? known
            : new Page { Response = known.Response, Parts = known.Parts, StaleAge = staleAge };
}

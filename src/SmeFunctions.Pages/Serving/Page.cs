using Microsoft.AspNetCore.Http;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Pages.Serving;

/// <summary>A page as it is given to all who ask.</summary>
public sealed class Page
{
    /// <summary>What is sent; <see langword="null"/> when the page is elsewhere.</summary>
    public CachedResponse? Response { get; private init; }

    public int Status { get; private init; } = StatusCodes.Status200OK;

    /// <summary>Path of where the page is for good.</summary>
    public string? RedirectTo { get; private init; }

    /// <summary>How old it is, when storage does not answer.</summary>
    public TimeSpan? StaleAge { get; private init; }

    /// <summary>Whether the answer is in a language that the request asked for by its headers.</summary>
    public bool IsNegotiated { get; private init; }

    /// <summary>What it was made of: the same objects make the same page.</summary>
    private IReadOnlyList<object?> Parts { get; init; } = [];

    /// <summary>Bytes in memory, about: as it is and compressed.</summary>
    public int Size => Response is null ? 300 : 500 + (int)(1.6 * Response.Length);

    public static Page Redirect(string path) => new() { Status = StatusCodes.Status301MovedPermanently, RedirectTo = path };

    public static Page Error(int status, CachedResponse answer, bool isNegotiated) => new() { Status = status, Response = answer, IsNegotiated = isNegotiated };

    /// <summary>The page that is kept, if its parts are still the same, else a new one.</summary>
    public static async Task<Page> CreateAsync(Page? known, IReadOnlyList<object?> parts, TimeSpan? staleAge, Func<Task<CachedResponse>> render) =>
        known?.Response is null || !known.Parts.SequenceEqual(parts)
            ? new Page { Response = await render(), Parts = parts, StaleAge = staleAge }
            : known.StaleAge == staleAge ? known
            : new Page { Response = known.Response, Parts = known.Parts, StaleAge = staleAge };
}

using Microsoft.AspNetCore.Http;
using SmeFunctions.Portal.Reading;

namespace SmeFunctions.Pages.Editor.Layout;

/// <summary>A response of the editors' pages; it is for one person and never cached.</summary>
public sealed record EditorPage
{
    public CachedResponse? Response { get; init; }

    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>The path of the page to go to after a change.</summary>
    public string? RedirectTo { get; init; }

    /// <summary>Whether it is shown inside of another page, without script.</summary>
    public bool IsFrame { get; init; }

    /// <summary>The origin that its script sends files to, besides this site.</summary>
    public string? ConnectTo { get; init; }

    /// <summary>The name under which the browser saves it.</summary>
    public string? DownloadName { get; init; }

    public static EditorPage Redirect(string path) => new() { Status = StatusCodes.Status303SeeOther, RedirectTo = path };
}

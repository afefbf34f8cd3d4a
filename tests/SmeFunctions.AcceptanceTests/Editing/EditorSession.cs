using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using SmeFunctions.AcceptanceTests.Running;

namespace SmeFunctions.AcceptanceTests;

/// <summary>A person with a browser that runs no script: keeps cookies, and sends forms with the token of the page.</summary>
internal sealed partial class EditorSession : IDisposable
{
    public const string EditorKey = "the-key-of-ada-0123456789";
    public const string AdministratorKey = "the-key-of-grace-0123456789";

    private readonly HttpClientHandler _handler = new() { AllowAutoRedirect = false };
    private readonly HttpClient _http;

    public EditorSession(PortalApp app) => _http = new HttpClient(_handler) { BaseAddress = app.Http.BaseAddress };

    /// <summary>The settings of an app with both keys.</summary>
    public static string[] Settings { get; } =
        [$"--Editor:Keys:ada:Key={EditorKey}", $"--Editor:Keys:grace:Key={AdministratorKey}", "--Editor:Keys:grace:Role=Administrator"];

    public CookieCollection Cookies => _handler.CookieContainer.GetAllCookies();

    /// <summary>The token of the last page.</summary>
    public string Token { get; private set; } = "";

    public async Task<EditorPageBody> GetAsync(string path, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        change?.Invoke(request);
        return await SendAsync(request);
    }

    /// <summary>Sends a form; with the token of the last page, unless the fields have one.</summary>
    public async Task<EditorPageBody> PostAsync(string path, IEnumerable<(string Name, string Value)> fields, Action<HttpRequestMessage>? change = null)
    {
        var all = fields.ToList();
        if (!all.Exists(field => field.Name == "__token"))
        {
            all.Add(("__token", Token));
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(all.Select(field => KeyValuePair.Create(field.Name, field.Value))) };
        change?.Invoke(request);
        return await SendAsync(request);
    }

    public async Task<EditorPageBody> SendAsync(HttpRequestMessage request)
    {
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        if (TokenField().Match(text) is { Success: true } token)
        {
            Token = WebUtility.HtmlDecode(token.Groups["token"].Value);
        }

        return new EditorPageBody(answer.StatusCode, text, answer.Headers.Location?.ToString(), string.Join("; ", answer.Headers.TryGetValues("Content-Security-Policy", out var policy) ? policy : []), answer.Headers.CacheControl?.NoStore == true);
    }

    /// <summary>Signs in and follows to the list.</summary>
    public async Task SignInAsync(string key = EditorKey)
    {
        await GetAsync("/editor/en/sign-in");
        var answer = await PostAsync("/editor/en/sign-in", [("key", key), ("next", "/editor/en")]);
        Assert.Equal((HttpStatusCode.SeeOther, "/editor/en"), (answer.Status, answer.Location));
        Assert.Equal(HttpStatusCode.OK, (await GetAsync("/editor/en")).Status);
    }

    public void Dispose()
    {
        _http.Dispose();
        _handler.Dispose();
    }

    [GeneratedRegex("name=\"__token\" value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex TokenField();
}

internal sealed record EditorPageBody(HttpStatusCode Status, string Text, string? Location, string Policy, bool IsNotStored)
{
    /// <summary>The value of the first field of a name.</summary>
    public string Field(string name) => Fields(name).FirstOrDefault("");

    /// <summary>The values of all fields of a name; of a text area, its text.</summary>
    public string[] Fields(string name)
    {
        using var page = new HtmlParser().ParseDocument(Text);
        return [.. page.QuerySelectorAll("[name]").Where(field => field.GetAttribute("name") == name).Select(field => field is IHtmlTextAreaElement area ? area.Value : field.GetAttribute("value") ?? "")];
    }
}

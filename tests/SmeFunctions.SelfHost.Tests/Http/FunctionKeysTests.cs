using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.SelfHost.Settings;
using SmeFunctions.SelfHost.Tests.Hosting;

namespace SmeFunctions.SelfHost.Tests.Http;

public class FunctionKeysTests
{
    private static readonly string[] _withKeys = ["--enableAuth", "--FunctionsKeys__default", "d3fault", "--FunctionsKeys__master", "m4ster"];

    [Theory]
    [InlineData("open", null, HttpStatusCode.OK)]
    [InlineData("keyed", null, HttpStatusCode.Unauthorized)]
    [InlineData("keyed", "wrong", HttpStatusCode.Unauthorized)]
    [InlineData("keyed", "D3fault", HttpStatusCode.Unauthorized)]
    [InlineData("keyed", "d3fault", HttpStatusCode.OK)]
    [InlineData("keyed", "m4ster", HttpStatusCode.OK)]
    [InlineData("vault", "d3fault", HttpStatusCode.Unauthorized)]
    [InlineData("vault", "m4ster", HttpStatusCode.OK)]
    public async Task A_key_opens_its_level(string path, string? key, HttpStatusCode expected)
    {
        await using var app = await TestApp.StartAsync([typeof(Doors)], _withKeys);
        using var byHeader = new HttpRequestMessage(HttpMethod.Get, path);
        byHeader.Headers.Add("x-functions-key", key is null ? [] : [key]);

        using var headerAnswer = await app.Client.SendAsync(byHeader);
        using var queryAnswer = await app.Client.GetAsync(new Uri(key is null ? path : $"{path}?code={key}", UriKind.Relative));

        Assert.Equal(expected, headerAnswer.StatusCode);
        Assert.Equal(expected, queryAnswer.StatusCode);
    }

    [Fact]
    public async Task Nothing_is_checked_unless_asked_for()
    {
        await using var app = await TestApp.StartAsync([typeof(Doors)]);

        using var response = await app.Client.GetAsync(new Uri("vault", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Asking_for_keys_without_having_any_is_an_error_at_the_start()
    {
        var e = await Assert.ThrowsAsync<StartupException>(() => TestApp.StartAsync([typeof(Doors)], ["--enableAuth"]));

        Assert.Equal(
            [
                "Doors.Keyed (Keyed) asks for a key: with --enableAuth, set FunctionsKeys__default.",
                "Doors.Admined (Admined) asks for the master key: with --enableAuth, set FunctionsKeys__master.",
            ],
            e.Problems);
    }

    internal sealed class Doors
    {
        [Function("Open")]
        public IResult Open([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "open")] HttpRequest request) => Results.Text(request.Path);

        [Function("Keyed")]
        public IResult Keyed([HttpTrigger(AuthorizationLevel.Function, "get", Route = "keyed")] HttpRequest request) => Results.Text(request.Path);

        [Function("Admined")]
        public IResult Admined([HttpTrigger(AuthorizationLevel.Admin, "get", Route = "vault")] HttpRequest request) => Results.Text(request.Path);
    }
}

using System.Net;
using SmeFunctions.AcceptanceTests.Running;

namespace SmeFunctions.AcceptanceTests;

/// <summary>Visitors and limits, which the settings ask for.</summary>
public sealed class VisitorTests(SharedAzurite azurite) : PortalTests(azurite)
{
    [Fact]
    public async Task Visitors_are_estimated_and_a_client_is_limited()
    {
        var app = await OwnAppAsync([.. EditorSession.Settings, "--Visits:EstimateVisitors=true", "--Visits:MaxPerClientAndMinute=3", "--Visits:ClientAddressHeader=X-Client"]);
        var article = await app.PublishAsync(app.Name("en/read.txt"), Page.English($"Read {app.Tag}"));
        for (var client = 0; client < 4; client++)
        {
            for (var visit = 0; visit < 5; visit++)
            {
                var answer = await app.SendAsync(HttpMethod.Post, $"/api/articles/{article.Slug}/visits", headers: headers => headers.Add("X-Client", $"203.0.113.{client}"));
                if (visit < 3)
                {
                    Assert.Equal(HttpStatusCode.OK, answer.Status);
                }
                else
                {
                    Assert.Contains("too-many", answer.Problem(HttpStatusCode.TooManyRequests).Type, StringComparison.Ordinal);
                    Assert.NotNull(answer.Headers.RetryAfter);
                }
            }
        }

        await app.SendAsync(HttpMethod.Post, "/api/articles/nothing/visits", headers: headers => headers.Add("X-Client", "203.0.113.99"));
        await app.SendAsync(HttpMethod.Post, $"/api/articles/{article.Slug}/visits", headers: headers =>
        {
            headers.Add("X-Client", "203.0.113.98");
            headers.Add("User-Agent", "Googlebot/2.1");
        });
        using var session = new EditorSession(app);
        await session.SignInAsync();

        var csv = await app.WaitFor("the visits are counted", () => session.GetAsync("/editor/en/visits.csv"), file => file.Text.EndsWith(",12,1,4\r\n", StringComparison.Ordinal));
        Assert.StartsWith("date,visits,bots,visitors\r\n", csv.Text, StringComparison.Ordinal);
        Assert.Contains("Visitors today", (await session.GetAsync("/editor/en/visits")).Text, StringComparison.Ordinal);
    }
}

using System.Net;
using System.Text.Json.Nodes;
using Azure.Storage.Queues;

namespace SmeFunctions.WorkerTests;

/// <summary>What a function does when something goes wrong, on the genuine worker and on SelfHost: the same.</summary>
public sealed class BothHostsTests(StorageFixture storage)
{
    public static TheoryData<HostKind> Hosts => [HostKind.Worker, HostKind.SelfHost];

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task An_exception_of_an_http_function_is_answered_by_what_it_means(HostKind kind)
    {
        await using var host = await TestHost.StartAsync(kind, SettingsWithoutTimer());
        (string Failure, int Status, string Type, bool IsError)[] expected =
        [
            ("null-reference", 500, "internal", true),
            ("invalid-operation", 500, "internal", true),
            ("aggregate-of-a-bug", 500, "internal", true),
            ("storage-conflict", 500, "internal", true),
            ("storage-busy", 503, "unavailable", false),
            ("storage-retries", 503, "unavailable", false),
            ("timeout", 503, "unavailable", false),
            ("cancelled", 503, "unavailable", false),
            ("bad-request", 400, "bad-request", false),
            ("too-large", 413, "too-large", false),
        ];

        foreach (var (failure, status, type, isError) in expected)
        {
            foreach (var path in (string[])[$"/api/test/failures/{failure}", $"/api/test/failures/{failure}?later"])
            {
                var errors = host.Errors.Count();

                using var response = await host.Http.GetAsync(new Uri(path, UriKind.Relative));
                var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

                Assert.Equal((path, status, "application/problem+json"), (path, (int)response.StatusCode, response.Content.Headers.ContentType!.MediaType));
                Assert.Equal($"urn:smefunctions:problem:{type}", (string)problem["type"]!);
                Assert.Equal(status == 503, response.Headers.RetryAfter is not null);
                Assert.DoesNotContain("A bug.", problem.ToJsonString(), StringComparison.Ordinal);
                if (isError)
                {
                    await host.WaitForAsync("FailHttp failed; trace", errors + 1);
                }
                else
                {
                    Assert.Equal(errors, host.Errors.Count());
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task A_request_is_bound_and_limited_alike(HostKind kind)
    {
        await using var host = await TestHost.StartAsync(kind, SettingsWithoutTimer());

        Assert.Equal("none", await host.Http.GetStringAsync(new Uri("/api/test/optional", UriKind.Relative)));
        Assert.Equal("甲 乙", await host.Http.GetStringAsync(new Uri("/api/test/optional/%E7%94%B2%20%E4%B9%99", UriKind.Relative)));
        Assert.Equal("29000000", await PostAsync(host, 29_000_000, HttpStatusCode.OK));
        Assert.Equal("urn:smefunctions:problem:too-large", (string?)JsonNode.Parse(await PostAsync(host, 31_000_000, HttpStatusCode.RequestEntityTooLarge))!["type"]);
        using var unknown = await host.Http.DeleteAsync(new Uri("/api/test/trivial", UriKind.Relative));
        Assert.Equal((HttpStatusCode.NotFound, ""), (unknown.StatusCode, await unknown.Content.ReadAsStringAsync()));
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task A_client_that_leaves_cancels_its_function_and_nothing_is_logged_as_an_error(HostKind kind)
    {
        await using var host = await TestHost.StartAsync(kind, SettingsWithoutTimer());
        using var leave = new CancellationTokenSource();

        var asking = host.Http.GetAsync(new Uri("/api/test/wait", UriKind.Relative), leave.Token);
        await host.WaitForAsync("A client is waiting");
        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await host.WaitForAsync("The client left");
        // What would follow the exception has been logged when the next request is answered.
        Assert.Equal("Hello", await host.Http.GetStringAsync(new Uri("/api/test/trivial", UriKind.Relative)));
        Assert.Empty(host.Errors);
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task A_message_that_fails_is_tried_again_and_ends_in_the_poison_queue(HostKind kind)
    {
        var settings = SettingsWithoutTimer();
        var (queue, poison) = (await QueueAsync(settings["FailuresQueue"]!), await QueueAsync(settings["FailuresQueue"] + "-poison"));
        await using var host = await TestHost.StartAsync(kind, settings);

        await queue.SendMessageAsync("null-reference");
        await queue.SendMessageAsync("fine");

        await host.WaitForAsync("Called with 'null-reference'", 5);
        Assert.Equal("null-reference", await ReceiveAsync(poison));
        Assert.Equal((5, 1), (host.CountOf("Called with 'null-reference'"), host.CountOf("Called with 'fine'")));
        Assert.NotEmpty(host.Errors);
        await EmptyAsync(queue);
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task A_message_that_is_not_base64_is_put_aside_without_a_call(HostKind kind)
    {
        var settings = SettingsWithoutTimer();
        var name = settings["FailuresQueue"]!;
        await QueueAsync(name);
        var (plain, poison) = (new QueueClient(storage.ConnectionString, name), await QueueAsync(name + "-poison"));
        await using var host = await TestHost.StartAsync(kind, settings);

        await plain.SendMessageAsync("{ not base64 }");

        Assert.Equal("{ not base64 }", await ReceiveAsync(poison));
        Assert.Equal(0, host.CountOf("Called with"));
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task A_timer_function_that_fails_runs_again_on_its_schedule(HostKind kind)
    {
        await using var host = await TestHost.StartAsync(kind, storage.CreateSettings(out _));

        await host.WaitForAsync("The timer called, past due: False", 2);
        await host.WaitForAsync("The timer function fails.");
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task A_message_under_way_is_finished_when_the_app_is_asked_to_stop(HostKind kind)
    {
        var settings = SettingsWithoutTimer();
        var queue = await QueueAsync(settings["FailuresQueue"]!);
        await using var host = await TestHost.StartAsync(kind, settings);

        await queue.SendMessageAsync("slow");
        await host.WaitForAsync("Called with 'slow'");
        await host.StopAsync();

        Assert.Equal((1, 1), (host.CountOf("Called with 'slow'"), host.CountOf("Finished 'slow'")));
        await EmptyAsync(queue);
    }

    private static async Task<string> PostAsync(TestHost host, int bytes, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/test/body") { Content = new ByteArrayContent(new byte[bytes]) };
        request.Headers.ExpectContinue = true;
        using var response = await host.Http.SendAsync(request);
        Assert.Equal(status, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }

    private static async Task<string> ReceiveAsync(QueueClient queue)
    {
        for (var tries = 0; ; tries++)
        {
            if ((await queue.ReceiveMessageAsync()).Value is { } message)
            {
                return message.MessageText;
            }

            Assert.True(tries < 600, $"{queue.Name} stays empty.");
            await Task.Delay(50);
        }
    }

    private static async Task EmptyAsync(QueueClient queue)
    {
        for (var tries = 0; (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount > 0; tries++)
        {
            Assert.True(tries < 600, $"{queue.Name} still has a message.");
            await Task.Delay(50);
        }
    }

    private Dictionary<string, string?> SettingsWithoutTimer()
    {
        var settings = storage.CreateSettings(out _);
        settings["FailTimerSchedule"] = "0 0 0 1 1 *";
        return settings;
    }

    private async Task<QueueClient> QueueAsync(string name)
    {
        var queue = new QueueClient(storage.ConnectionString, name, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        await queue.CreateIfNotExistsAsync();
        return queue;
    }
}

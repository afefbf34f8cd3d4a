using System.Collections.Concurrent;
using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using SmeFunctions.HostEmulator;

namespace SmeFunctions.WorkerTests;

/// <summary>The portal's own output on the genuine worker.</summary>
public sealed partial class PortalOnWorkerTests(StorageFixture storage) : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ConcurrentQueue<string> _log = new();
    private FunctionsHostEmulator? _host;

    private FunctionsHostEmulator Host => _host!;

    private static IReadOnlyList<(string Name, MethodInfo Method)> Declared =>
    [
        .. from type in typeof(Program).Assembly.GetTypes()
           from method in type.GetMethods()
           let function = method.GetCustomAttribute<FunctionAttribute>()
           where function is not null
           orderby function.Name
           select (function.Name, method),
    ];

    public async ValueTask InitializeAsync() => _host = await FunctionsHostEmulator.StartAsync(new HostEmulatorOptions
    {
        AppDirectory = AppOutput.Portal,
        Assembly = "SmeFunctions.dll",
        Settings = storage.CreateSettings(out _),
        // The test invokes each function itself, once.
        RunTriggers = false,
        Log = (level, text) =>
        {
            _log.Enqueue(text);
            if (level >= LogLevel.Error)
            {
                _errors.Enqueue(text);
            }
        },
    });

    public async ValueTask DisposeAsync() => await Host.DisposeAsync();

    [Fact]
    public void The_worker_describes_every_function_as_it_is_declared()
    {
        var described = Host.Functions.Select(function => function.TriggerType switch
        {
            "httpTrigger" => $"{function.Name} {function.EntryPoint} {function.AuthLevel} {string.Join(',', function.Methods)} {function.Route}",
            "queueTrigger" => $"{function.Name} {function.EntryPoint} {function.QueueName} {function.Connection}",
            _ => $"{function.Name} {function.EntryPoint} {function.Schedule}",
        });

        var declared = Declared.Select(each => (each.Name, Entry: $"{each.Method.DeclaringType!.FullName}.{each.Method.Name}", Trigger: each.Method.GetParameters()[0].GetCustomAttributes().First(attribute => attribute.GetType().Name.EndsWith("TriggerAttribute", StringComparison.Ordinal))))
            .Select(each => each.Trigger switch
            {
                HttpTriggerAttribute http => $"{each.Name} {each.Entry} {http.AuthLevel} {string.Join(',', http.Methods!.Select(method => method.ToUpperInvariant()))} {http.Route}",
                QueueTriggerAttribute queue => $"{each.Name} {each.Entry} {queue.QueueName} {queue.Connection}",
                TimerTriggerAttribute timer => $"{each.Name} {each.Entry} {timer.Schedule}",
                var other => throw new InvalidOperationException($"There is no test for {other}."),
            });

        Assert.Equal(declared.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
        Assert.True(Host.Functions.Count > 40);
    }

    [Fact]
    public async Task Every_function_runs_on_the_worker()
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Host.Address };
        foreach (var function in Host.Functions)
        {
            if (function.TriggerType == "httpTrigger")
            {
                foreach (var method in function.Methods)
                {
                    using var request = new HttpRequestMessage(new HttpMethod(method), new Uri("/" + AnyAddress(function.Route!), UriKind.Relative));
                    using var response = await http.SendAsync(request);

                    // An empty 404 is the host's, which found no function.
                    Assert.True(response.StatusCode < HttpStatusCode.InternalServerError, $"{method} {request.RequestUri} ({function.Name}): {response.StatusCode}");
                    Assert.True(method == "HEAD" || response.StatusCode != HttpStatusCode.NotFound || (await response.Content.ReadAsByteArrayAsync()).Length > 0, $"{method} {request.RequestUri} is not {function.Name}'s.");
                }
            }
            else
            {
                var message = function.Name.StartsWith("SendNotification", StringComparison.Ordinal)
                    ? """{"kind":"Changes"}"""
                    : """{"name":"en/nothing-there.txt","slug":"nothing-there","at":"2026-01-01T00:00:00Z","id":"0123456789abcdef","kind":"Validate","started":"2026-01-01T00:00:00Z"}""";
                Assert.Null(await Host.InvokeAsync(function.Name, message));
            }
        }

        Assert.Empty(_errors);
    }

    [Fact]
    public async Task The_worker_stores_no_key_when_it_starts()
    {
        using var http = new HttpClient { BaseAddress = Host.Address };
        await http.GetStringAsync(new Uri("/api/health/live", UriKind.Relative));

        Assert.Contains(_log, line => line.Contains("Application started", StringComparison.Ordinal));
        Assert.DoesNotContain(_log, line => line.Contains("XmlKeyManager", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_worker_ends_when_the_host_asks_it_to()
    {
        await Host.StopAsync();

        Assert.True(Host.WorkerExited.IsCompletedSuccessfully);
        Assert.Empty(_errors);
    }

    // A route's parameters replaced by values that their constraints take.
    private static string AnyAddress(string route) => Parameter().Replace(route, match => match.Groups["name"].Value switch
    {
        "lang" => "en",
        "format" => "rss",
        "day" => "2017-01-04",
        "kind" => "validate",
        "action" => "enable",
        "key" => "a-key-of-indexnow",
        "hash" => "0123456789abcdef0123456789abcdef",
        "file" or "asset" => "site.css",
        _ => "x",
    });

    [GeneratedRegex(@"\{\*?(?<name>\w+)(:[^{}]*(\{\{[^{}]*\}\}[^{}]*)*)?\??\}", RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex Parameter();
}

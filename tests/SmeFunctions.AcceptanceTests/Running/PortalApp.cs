using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmeFunctions.HostEmulator;

namespace SmeFunctions.AcceptanceTests.Running;

/// <summary>The app under test, as its readers and its editors get at it.</summary>
internal sealed class PortalApp : IAsyncDisposable
{
    public const string EverySecond = "--ReconcileSchedule=* * * * * *";

    // Long, for a machine that has much else to do; a test that passes does not wait for it.
    // Longer than a queue message stays invisible whose process was killed.
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(40);

    private readonly string? _content;
    private readonly string[] _settings;
    private readonly PortalNames _names;
    private readonly List<string> _written = [];
    private IHost? _host;
    private bool _isAttached;
    private FunctionsHostEmulator? _emulator;
    private HttpClient? _http;

    private PortalApp(string? content, PortalNames names, string[] settings)
    {
        _content = content;
        _names = names;
        _settings = settings;
    }

    public WarningLog Log { get; } = new();

    /// <summary>A word of this app's alone, for names and titles: the tests may share a site.</summary>
    public string Tag { get; } = NewPrefix();

    public HttpClient Http => _http ?? throw new InvalidOperationException("The app is stopped.");

    /// <summary>The editor's side: the container of documents.</summary>
    public BlobContainerClient Seeds => new(Content, _names.Seeds);

    public BlobContainerClient Imports => new(Content, _names.Imports);

    public BlobContainerClient Articles => new(Content, _names.Articles);

    public BlobContainerClient Media => new(Content, _names.Media);

    public TableClient ArticlesTable => new(Content, _names.ArticlesTable);

    public TableClient VisitsTable => new(Content, _names.VisitsTable);

    /// <summary>Sends as Event Grid does.</summary>
    public QueueClient Queue => new(Content, _names.Queue, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });

    /// <summary>Sends text as it stands.</summary>
    public QueueClient RawQueue => new(Content, _names.Queue);

    public QueueClient PoisonQueue => new(Content, _names.Queue + "-poison");

    public string SeedsContainer => _names.Seeds;

    private string Content
    {
        get
        {
            Assert.SkipWhen(_content is null, "SME_CONTENT does not say where the running app has its content.");
            return _content;
        }
    }

    /// <summary>Starts an app of its own names on the given storage.</summary>
    public static async Task<PortalApp> StartAsync(string content, params string[] settings)
    {
        var app = new PortalApp(content, PortalNames.Of(NewPrefix()), settings);
        await app.StartAsync();
        return app;
    }

    /// <summary>Starts the app that all tests share which any site must pass.</summary>
    public static async Task<PortalApp> StartSharedAsync(string content)
    {
        var app = new PortalApp(content, PortalNames.Default, [EverySecond, "--SectionsSchedule=* * * * * *", "--SearchSchedule=* * * * * *"]);
        await app.StartAsync();
        return app;
    }

    /// <summary>Takes the app that runs already.</summary>
    public static PortalApp Attach()
    {
        var http = new HttpClient(NewHandler()) { BaseAddress = RunningSite.Address };
        if (RunningSite.Key is { } key)
        {
            http.DefaultRequestHeaders.Add("x-functions-key", key);
        }

        return new PortalApp(RunningSite.Content, PortalNames.Default, []) { _http = http, _isAttached = true };
    }

    /// <summary>Starts it (again), on the names that it has.</summary>
    public async Task StartAsync()
    {
        if (RunningSite.IsWorker)
        {
            _emulator = await FunctionsHostEmulator.StartAsync(WorkerOptions());
            _http = new HttpClient(NewHandler()) { BaseAddress = _emulator.Address };
            // The worker answers before the app's own start-up is over. Where a test starts without storage, that has no end.
            for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(20) && (await GetAsync("/api/health/ready")).Status != HttpStatusCode.OK;)
            {
                await Task.Delay(_poll);
            }

            return;
        }

        _host = Program.Build([.. Arguments(port: 0)]);
        _host.Services.GetRequiredService<ILoggerFactory>().AddProvider(Log);
        await _host.StartAsync();
        var address = _host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        _http = new HttpClient(NewHandler()) { BaseAddress = new Uri(address) };
    }

    /// <summary>Lets it finish what is under way.</summary>
    public async Task StopAsync()
    {
        _http?.Dispose();
        _http = null;
        if (_host is { } host)
        {
            _host = null;
            await host.StopAsync();
            await ((IAsyncDisposable)host).DisposeAsync();
        }

        if (_emulator is { } emulator)
        {
            _emulator = null;
            await emulator.StopAsync();
            await emulator.DisposeAsync();
        }
    }

    /// <summary>Stops it without time to finish: what is under way is cut off.</summary>
    public async Task CutOffAsync()
    {
        _http?.Dispose();
        _http = null;
        if (_host is { } host)
        {
            _host = null;
            await host.StopAsync(new CancellationToken(canceled: true));
            await ((IAsyncDisposable)host).DisposeAsync();
        }

        if (_emulator is { } emulator)
        {
            _emulator = null;
            await emulator.KillAsync();
            await emulator.DisposeAsync();
        }
    }

    /// <summary>Starts the same app, on the same names, in a process of its own that can be killed.</summary>
    public Process StartProcess(int port) => Process.Start(new ProcessStartInfo(
        "dotnet", [Path.Combine(AppContext.BaseDirectory, "SmeFunctions.dll"), .. Arguments(port)])
    {
        UseShellExecute = false,
    })!;

    public async ValueTask DisposeAsync()
    {
        // A site that others use goes on without what this test has put there.
        if (_isAttached)
        {
            foreach (var name in _written)
            {
                await SendAsync(HttpMethod.Delete, SeedPath(name));
            }
        }

        await StopAsync();
    }

    /// <summary>Puts a name into a folder of this app's.</summary>
    public string Name(string name) => name.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash
        ? $"{name[..slash]}/{Tag}{name[slash..]}"
        : $"{Tag}/{name}";

    public static string SeedPath(string name) => "/api/seeds/" + string.Join('/', name.Split('/').Select(Uri.EscapeDataString));

    public static string ArticlePath(string slug) => $"/api/articles/{Uri.EscapeDataString(slug)}";

    // Who asks before sending a large body waits for the answer, also on a busy machine: what is written to a server that has refused it breaks the connection.
    private static SocketsHttpHandler NewHandler() => new() { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) };

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? body = null, Action<HttpRequestHeaders>? headers = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body };
        headers?.Invoke(request.Headers);
        using var response = await Http.SendAsync(request);
        return new Answer(response.StatusCode, response.Headers, response.Content.Headers, await response.Content.ReadAsByteArrayAsync());
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    /// <summary>Asks, and asks again with the tag of the first answer, until the second is 304: other tests may publish on the same site in between.</summary>
    public Task<(Answer First, Answer Again)> RevalidateAsync(string path) => WaitFor(
        $"{path} is not modified",
        async () =>
        {
            var first = await GetAsync(path);
            return (First: first, Again: await SendAsync(HttpMethod.Get, path, headers: headers => headers.IfNoneMatch.Add(first.Headers.ETag!)));
        },
        answers => answers.Again.Status == HttpStatusCode.NotModified);

    /// <summary>The same with the date, which other tests change when they publish.</summary>
    public Task<Answer> RevalidateByDateAsync(string path) => WaitFor(
        $"{path} is not modified since",
        async () =>
        {
            var modified = (await GetAsync(path)).ContentHeaders.LastModified;
            return await SendAsync(HttpMethod.Get, path, headers: headers => headers.IfModifiedSince = modified);
        },
        answer => answer.Status == HttpStatusCode.NotModified);

    public Task<Answer> PutAsync(string name, string text) => PutAsync(name, Encoding.UTF8.GetBytes(text));

    public async Task<Answer> PutAsync(string name, byte[] content)
    {
        lock (_written)
        {
            _written.Add(name);
        }

        using var body = new ByteArrayContent(content);
        body.Headers.ContentType = new MediaTypeHeaderValue("text/plain", "utf-8");
        return await SendAsync(HttpMethod.Put, SeedPath(name), body);
    }

    /// <summary>Hands in a document and waits until readers have it.</summary>
    public async Task<ArticleBody> PublishAsync(string name, string text)
    {
        var answer = await PutAsync(name, text);
        Assert.True(answer.Status == HttpStatusCode.Accepted, $"Expected 202, got {answer.Status}: {answer.Text}");
        return await PublishedAsync(name);
    }

    /// <summary>The article of a document, once its present version is published.</summary>
    public async Task<ArticleBody> PublishedAsync(string name)
    {
        var seed = await StatusAsync(name, "published");
        return await ArticleAsync(seed.Slug!);
    }

    public async Task<ArticleBody> ArticleAsync(string slug) => (await GetAsync(ArticlePath(slug))).Ok<ArticleBody>();

    public async Task<SeedBody> SeedAsync(string name) => (await GetAsync(SeedPath(name))).Ok<SeedBody>();

    public async Task<SeedBody> StatusAsync(string name, string status) => (await WaitFor(
        $"'{name}' is {status}",
        async () =>
        {
            var answer = await GetAsync(SeedPath(name));
            return answer.Status == HttpStatusCode.OK ? answer.Read<SeedBody>() : null;
        },
        seed => seed?.Status == status))!;

    /// <summary>Waits until something became of the present version, whatever it is: what comes after it has its own time.</summary>
    public Task SeenThroughAsync(string name) => WaitFor($"'{name}' is seen through", () => SeedAsync(name), seed => seed.Status != "queued");

    /// <summary>Waits until a seed was tried so often.</summary>
    public Task AttemptsAsync(string name, int attempts) => WaitFor($"'{name}' was tried {attempts} times", () => SeedAsync(name), seed => seed.Attempts >= attempts);

    /// <summary>All seeds of a status, however many pages; of the tests' own names when the site has others too.</summary>
    public async Task<List<SeedBody>> SeedsAsync(string status)
    {
        var seeds = new List<SeedBody>();
        for (var next = $"/api/seeds?status={status}&limit=100"; next is not null;)
        {
            var page = (await GetAsync(next)).Ok<PageBody<SeedBody>>();
            seeds.AddRange(page.Items);
            next = page.Next;
        }

        return seeds;
    }

    public async Task<PageBody<SummaryBody>> ListAsync(string query) => (await GetAsync("/api/articles?" + query)).Ok<PageBody<SummaryBody>>();

    public async Task<VisitBody> VisitAsync(string slug) => (await SendAsync(HttpMethod.Post, ArticlePath(slug) + "/visits")).Ok<VisitBody>();

    /// <summary>Waits until every message was seen through, also those of the poison queue.</summary>
    public Task QuietQueuesAsync() => WaitFor(
        "the queues are empty",
        async () =>
        {
            var waiting = (await Queue.GetPropertiesAsync()).Value.ApproximateMessagesCount;
            return await PoisonQueue.ExistsAsync() ? waiting + (await PoisonQueue.GetPropertiesAsync()).Value.ApproximateMessagesCount : waiting;
        },
        count => count == 0);

    /// <summary>Looks until it is as expected; fails with what was seen last.</summary>
    public async Task<T> WaitFor<T>(string what, Func<Task<T>> look, Func<T, bool> isSo)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var seen = await look();
            if (isSo(seen))
            {
                return seen;
            }

            if (waited.Elapsed > _patience)
            {
                Assert.Fail($"After {waited.Elapsed.TotalSeconds:0} s still not so: {what}. Last seen: {seen}. The app warned of:{Environment.NewLine}{Log}");
            }

            await Task.Delay(_poll);
        }
    }

    // The app's own output folder, beside that of these tests.
    private HostEmulatorOptions WorkerOptions()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return new HostEmulatorOptions
        {
            AppDirectory = Environment.GetEnvironmentVariable("SME_PUBLISH_DIR") ?? Path.Combine(own.Parent!.Parent!.FullName, "SmeFunctions", own.Name),
            Assembly = "SmeFunctions.dll",
            Settings = Arguments(port: 0)
                .Select(argument => argument[2..].Split('=', 2))
                .Where(setting => setting[0] is not ("port" or "quiet") && !setting[0].StartsWith("Logging", StringComparison.Ordinal))
                // The last one given wins.
                .GroupBy(setting => setting[0], StringComparer.OrdinalIgnoreCase)
                .ToDictionary(setting => setting.Key, setting => (string?)setting.Last()[1]),
            Log = Log.Write,
        };
    }

    private static string NewPrefix() => string.Concat("t", Guid.NewGuid().ToString("N").AsSpan(0, 11));

    private IEnumerable<string> Arguments(int port) =>
    [
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"--port={port}"),
        "--quiet=true",
        $"--Content={_content}",
        $"--AzureWebJobsStorage={_content}",
        .. _names.Settings(),
        // At New Year: a test that is not about the reconciler must not be saved by it.
        "--ReconcileSchedule=0 0 0 1 1 *",
        "--SectionsSchedule=0 0 0 1 1 *",
        "--SearchSchedule=0 0 0 1 1 *",
        "--CompactSchedule=0 */5 * * * *",
        "--AzureWebJobsDisableHomepage=true",
        "--Samples:Upload=false",
        "--Visits:StatisticsFreshFor=00:00:00",
        // On a busy machine storage takes its time, and a test that is not about that must not be given what was before.
        "--Reading:LoadTimeout=00:00:30",
        "--AzureFunctionsJobHost:extensions:queues:visibilityTimeout=00:00:01",
        "--AzureFunctionsJobHost:extensions:queues:maxPollingInterval=00:00:00.200",
        "--Logging:Console:LogLevel:Default=None",
        .. _settings,
    ];
}

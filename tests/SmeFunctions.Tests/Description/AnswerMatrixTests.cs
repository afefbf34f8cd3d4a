using System.Reflection;
using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Moq;
using SmeFunctions.Http;
using SmeFunctions.Http.Description;
using SmeFunctions.Pages.Tests;
using SmeFunctions.Portal.Operations;
using SmeFunctions.Portal.Reading;
using SmeFunctions.Portal.Tests.Ingestion;
using SmeFunctions.Portal.Tests.Media;
using SmeFunctions.Portal.Tests.Search;
using SmeFunctions.Portal.Tests.Storage;
using SmeFunctions.Portal.Webhooks;
using SmeFunctions.Tests.Http;

namespace SmeFunctions.Tests.Description;

/// <summary>
/// Every answer that the description has for any function really comes, and is as described. A function without a row here fails, and so does an
/// answer that is described and never driven. What the runtime answers itself, 401 and the 404 of other methods, is in the acceptance tests.
/// </summary>
public sealed class AnswerMatrixTests
{
    private static readonly OpenApi _api = OpenApi.Parse(ApiDescription.Document.GetContent(ContentEncoding.Identity).Body);

    // What these tell is of the process and of real storage: UploadLinkFunctionTests, and the acceptance tests of links, metrics and the doctor. Web pages are in PageFunctionTests, the editors' in EditorTests.
    private static readonly string[] _elsewhere = ["CreateUploadLink", "GetMetrics", "GetDiagnosis"];

    private static readonly Dictionary<string, (MethodInfo Run, HttpTriggerAttribute Trigger)> _functions =
        (from type in typeof(Program).Assembly.GetTypes()
         from method in type.GetMethods()
         let trigger = method.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault(trigger => trigger is not null)
         where trigger is not null && type.Namespace is not ("SmeFunctions.Http.Pages" or "SmeFunctions.Http.Editor") && !_elsewhere.Contains(type.Name)
         select (method, trigger)).ToDictionary(function => function.method.DeclaringType!.Name);

    // The first row of a function is what it is there for; 304, 400, 503 and HEAD are made of it.
    private static readonly Row[] _rows =
    [
        new("ListArticles", 200),
        new("GetArticle", 200, _ => "the-fair"),
        new("GetArticle", 308, _ => "old"),
        new("GetArticle", 404, _ => "nothing"),
        new("GetArticle", 410, _ => "the-gone"),
        new("ListSections", 200),
        new("ListChanges", 200),
        new("ListChanges", 410) { Query = _ => "?since=abc-7" },
        new("GetVisits", 200, _ => "the-fair"),
        new("GetVisits", 404, _ => "nothing"),
        new("CountVisit", 200, _ => "the-fair"),
        new("CountVisit", 404, _ => "nothing"),
        new("CountVisitByPixel", 200, _ => "the-fair"),
        new("CountVisitByPixel", 404, _ => "nothing"),
        new("ListMostRead", 200),
        new("ListVisitDays", 200),
        new("SearchArticles", 200) { Query = _ => "?q=headline&limit=1" },
        new("SuggestSearches", 200) { Query = _ => "?q=a" },
        new("GetOpenSearch", 200, _ => "en"),
        new("GetOpenSearch", 404, _ => "xx"),
        new("GetFeed", 200, _ => "en.atom"),
        new("GetFeed", 404, _ => "en.txt"),
        new("GetSitemapIndex", 200),
        new("GetSitemap", 200, _ => "en-2017-01"),
        new("GetSitemap", 404, _ => "en-2017-02"),
        new("GetNewsSitemap", 200),
        new("GetRobots", 200),
        new("GetLlmsText", 200),
        new("ListSeeds", 200),
        new("GetSeed", 200, _ => "en/a.md"),
        new("GetSeed", 404, _ => "en/none.md"),
        new("PutSeed", 202, _ => "en/new.md") { Body = "A headline\n\nA text."u8.ToArray() },
        new("PutSeed", 413, _ => "en/new.md") { Body = new byte[2_000], Before = world => world.Ingestion.MaxSeedBytes = 1_000 },
        new("DeleteSeed", 202, _ => "en/a.md"),
        new("DeleteSeed", 404, _ => "en/none.md"),
        new("GetPreview", 200, _ => "en/draft.md") { Query = stage => stage.Preview },
        new("GetPreview", 302, _ => "en/draft.md") { Query = stage => stage.Preview, Change = stage => stage.PublishAsync("en/draft.md", "the-draft") },
        new("GetPreview", 404, _ => "en/draft.md") { Query = stage => stage.Preview + "A" },
        new("GetPreview", 409, _ => "en/draft.md") { Query = stage => stage.Preview, Change = stage => stage.PublishAsync("en/draft.md", "the-draft\ndraft: perhaps") },
        new("GetPreview", 410, _ => "en/draft.md") { Query = stage => stage.Preview, Before = world => world.Time.Advance(TimeSpan.FromDays(2)) },
        new("ListOperations", 200),
        new("GetOperation", 200, stage => stage.Operation),
        new("GetOperation", 404, _ => "0"),
        new("StartOperation", 202, _ => "sweep"),
        new("StartOperation", 404, _ => "demolish"),
        new("StartOperation", 413, _ => "import") { Body = new byte[20_000] },
        new("ListWebhooks", 200),
        new("CreateWebhook", 201) { Body = "{\"url\": \"https://receiver.example/hook\"}"u8.ToArray() },
        new("CreateWebhook", 413) { Body = new byte[20_000] },
        new("GetWebhook", 200, stage => stage.Webhook),
        new("GetWebhook", 404, _ => "0"),
        new("DeleteWebhook", 204, stage => stage.Webhook),
        new("DeleteWebhook", 404, _ => "0"),
        new("ChangeWebhook", 200, stage => $"{stage.Webhook}|rotate"),
        new("ChangeWebhook", 202, stage => $"{stage.Webhook}|test"),
        new("ChangeWebhook", 404, _ => "0|enable"),
        new("ListDeliveries", 200, stage => stage.Webhook),
        new("ListDeliveries", 404, _ => "0"),
        new("ReplayDelivery", 202, stage => stage.Delivery),
        new("ReplayDelivery", 404, _ => "0|0"),
        new("GetIndexNowKey", 200, _ => "5f2b6c1e9a04d387"),
        new("GetIndexNowKey", 404, _ => "another-key"),
        new("GetMedia", 200, stage => stage.Media),
        new("GetMedia", 206, stage => stage.Media) { Request = request => request.Headers.Range = "bytes=1-2" },
        new("GetMedia", 404, _ => "none.png"),
        new("GetMedia", 416, stage => stage.Media) { Request = request => request.Headers.Range = "bytes=1000-" },
        new("GetAttachment", 200, stage => stage.Attachment),
        new("GetAttachment", 206, stage => stage.Attachment) { Request = request => request.Headers.Range = "bytes=1-2" },
        new("GetAttachment", 404, stage => stage.Attachment + "x"),
        new("GetAttachment", 416, stage => stage.Attachment) { Request = request => request.Headers.Range = "bytes=1000-" },
        new("GetLiveness", 200),
        new("GetReadiness", 200),
        new("GetOpenApi", 200),
        new("GetDocs", 200),
        new("GetDocsFile", 200, _ => "start.js"),
        new("GetDocsFile", 404, _ => "none.js"),
    ];

    public static TheoryData<string, int> Rows => [.. _rows.Select(row => (row.Function, row.Status))];

    public static TheoryData<string> Functions => [.. _functions.Keys.Order(StringComparer.Ordinal)];

    [Fact]
    public void Has_a_row_for_every_answer_that_is_described_and_every_function()
    {
        // What the rows below make of the first of each function.
        var driven = _rows.Select(row => $"{row.Function} {row.Status}")
            .Concat(_functions.Keys.SelectMany(function => (string[])[$"{function} 400", .. Has(function, 304) ? [$"{function} 304"] : (string[])[], .. Has(function, 503) ? [$"{function} 503"] : (string[])[]]));
        var described = _api.Operations.Where(operation => !_elsewhere.Contains(operation.Id)).SelectMany(operation => operation.Node["responses"]!.AsObject()
            .Where(response => response.Key is not ("401" or "default"))
            .Select(response => $"{operation.Id} {response.Key}"));

        Assert.Equal(described.Order(StringComparer.Ordinal), driven.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Answers_as_described(string function, int status)
    {
        using var stage = await Stage.SetAsync();
        var row = _rows.Single(row => (row.Function, row.Status) == (function, status));

        var call = await stage.SendAsync(row);

        AssertDescribed(function, status, call);
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public async Task Answers_HEAD_as_GET_without_a_body(string function)
    {
        var answersHead = _functions[function].Trigger.Methods!.Contains("head");
        Assert.Equal(_functions[function].Trigger.Methods!.Contains("get") && _api.Operation(function).Node["x-head"] is null, answersHead);
        foreach (var row in _rows.Where(row => answersHead && row.Function == function && row.Status < 400))
        {
            using var stage = await Stage.SetAsync();
            using var other = await Stage.SetAsync();

            var get = await stage.SendAsync(row);
            var head = await other.SendAsync(row, method: "HEAD");

            Assert.Equal(get.Status, head.Status);
            Assert.Equal(get.Context.Response.ContentType, head.Context.Response.ContentType);
            Assert.Equal((get.Header("ETag") is null, get.Header("Cache-Control"), get.Header("Location")), (head.Header("ETag") is null, head.Header("Cache-Control"), head.Header("Location")));
            // Where the result writes a body, the server leaves it out; where it does not, it says how long that would be.
            Assert.True(head.Body.Length == 0 ? get.Body.Length == (head.Context.Response.ContentLength ?? 0) : get.Body.Length == head.Body.Length);
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public async Task Answers_304_to_who_has_it_where_it_tells_versions_and_only_there(string function)
    {
        using var stage = await Stage.SetAsync();
        var row = First(function);
        var etag = (await stage.SendAsync(row)).Header("ETag");

        Assert.Equal(Has(function, 304), etag is not null);
        if (etag is not null)
        {
            var call = await stage.SendAsync(row, request => request.Headers.IfNoneMatch = etag);

            AssertDescribed(function, 304, call);
            Assert.Empty(call.Body);
            Assert.Equal(etag, call.Header("ETag"));
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public async Task Answers_400_to_an_unknown_parameter(string function)
    {
        using var stage = await Stage.SetAsync();
        var row = First(function);

        var call = await stage.SendAsync(row with { Query = shown => $"{row.Query(shown)}{(row.Query(shown).Length == 0 ? "?" : "&")}unknown=1" });

        call.AssertProblem(400, "bad-request", "unknown");
        AssertDescribed(function, 400, call);
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public async Task Answers_503_while_storage_does_not_where_it_needs_storage_and_only_there(string function)
    {
        using var stage = await Stage.SetAsync();
        stage.Fail();

        var call = await stage.SendAsync(First(function));

        Assert.Equal(Has(function, 503) ? 503 : First(function).Status, call.Status);
        AssertDescribed(function, call.Status, call);
    }

    private static Row First(string function) => _rows.First(row => row.Function == function);

    private static bool Has(string function, int status) => _api.Operation(function).Node["responses"]!.AsObject().ContainsKey($"{status}");

    private static void AssertDescribed(string function, int status, Call call)
    {
        Assert.Equal(status, call.Status);
        Assert.Empty(_api.Operation(function).CheckAnswer(
            status,
            call.Body.Length == 0 ? null : call.Context.Response.ContentType?.Split(';')[0],
            [.. call.Context.Response.Headers.Select(header => header.Key)],
            () => call.Json));
        if (status >= 400 && status != 416)
        {
            Assert.Equal("application/problem+json", call.Context.Response.ContentType);
            Assert.StartsWith("urn:smefunctions:problem:", (string?)call.Json["type"], StringComparison.Ordinal);
            Assert.Equal(status, (int?)call.Json["status"]);
            Assert.NotEmpty((string?)call.Json["traceId"] ?? "");
            Assert.Equal(status == 400, call.Json["parameter"] is not null);
            Assert.DoesNotContain("public", call.Header("Cache-Control") ?? "", StringComparison.Ordinal);
        }
    }

    /// <param name="Function">Its name.</param>
    /// <param name="Status">What it answers.</param>
    /// <param name="Route">The value in its route; several are separated by a bar.</param>
    private sealed record Row(string Function, int Status, Func<Stage, string>? Route = null)
    {
        public Func<Stage, string> Query { get; init; } = _ => "";

        public byte[]? Body { get; init; }

        public Action<HttpRequest> Request { get; init; } = _ => { };

        public Action<TestPortal> Before { get; init; } = _ => { };

        public Func<Stage, Task> Change { get; init; } = _ => Task.CompletedTask;
    }

    /// <summary>A site with one of each thing.</summary>
    private sealed class Stage : IDisposable
    {
        private readonly TestPortal _world = new();
        private readonly TestPages _pages = new();
        private ServiceProvider? _services;

        /// <summary>The query of a link to a draft.</summary>
        public string Preview { get; private set; } = "";

        public string Operation { get; private set; } = "";

        public string Webhook { get; private set; } = "";

        /// <summary>The ids of a webhook and of a delivery.</summary>
        public string Delivery { get; private set; } = "";

        /// <summary>The name of an image.</summary>
        public string Media { get; private set; } = "";

        /// <summary>The hash and the name of an attachment.</summary>
        public string Attachment { get; private set; } = "";

        public static async Task<Stage> SetAsync()
        {
            var stage = new Stage();
            var world = stage._world;
            await stage.PublishAsync("en/a.md", "the-fair\naliases: old");
            await stage.PublishAsync("en/b.md", "the-gone");
            await stage.PublishAsync("en/draft.md", "the-draft\ndraft: true");
            world.Seeds.Remove("en/b.md");
            await world.HandleAsync("en/b.md");
            world.Seeds.Put("en/point.png", Pictures.Png(30, 20));
            await world.HandleAsync("en/point.png");
            world.Seeds.Put("en/files/form.doc", "A form."u8.ToArray());
            await world.HandleAsync("en/files/form.doc");
            stage.Attachment = $"{(await world.RecordAsync("en/files/form.doc")).Media!.Name[..32]}|form.doc";
            world.SearchIndex.Articles.AddRange(Enumerable.Range(0, 2).Select(i => FakeSearchIndex.CreateSummary($"article-{i}", "A headline")));
            await world.SectionCounter.UpdateAsync(CancellationToken.None);
            stage.Media = (await world.RecordAsync("en/point.png")).Media!.Name;
            stage.Operation = (await world.OperatorDesk.StartAsync(OperationKind.Validate, CancellationToken.None)).Id;
            var webhook = (await world.WebhookService.CreateAsync(new WebhookRequest(new Uri("https://receiver.example/hook"), WebhookEventTypes.All, ""), CancellationToken.None))!;
            stage.Webhook = webhook.Id;
            stage.Delivery = $"{webhook.Id}|{(await world.WebhookService.SendTestAsync(webhook, CancellationToken.None)).Key}";
            world.Signals.Options.IndexNowKey = "5f2b6c1e9a04d387";
            var link = world.Previews.CreateLink(await world.RecordAsync("en/draft.md"))!;
            stage.Preview = link[link.IndexOf('?', StringComparison.Ordinal)..];
            return stage;
        }

        public Task PublishAsync(string name, string slug)
        {
            _world.Put(name, $"---\ntitle: A headline\ndate: 2017-01-04\nslug: {slug}\n---\nA sentence.\n");
            return _world.HandleAsync(name);
        }

        public void Fail()
        {
            foreach (var blobs in (FakeBlobs[])[_world.Seeds, _world.Articles, _world.Media, _world.Operations])
            {
                blobs.Faults = _ => Fault.Busy;
            }

            foreach (var table in (FakeTable[])[_world.SeedsTable, _world.ArticlesTable, _world.VisitsTable, _world.OperationsTable, _world.ChangesTable, _world.WebhooksTable])
            {
                table.Faults = _ => Fault.Busy;
            }

            _world.SearchIndex.Version = null;
            _world.Queue.Failure = _world.OperationQueue.Failure = _world.NotificationQueue.Failure = new RequestFailedException(503, "Busy.", "ServerBusy", null);
        }

        public async Task<Call> SendAsync(Row row, Action<HttpRequest>? change = null, string? method = null)
        {
            row.Before(_world);
            await row.Change(this);
            var (run, trigger) = _functions[row.Function];
            var call = new Call(row.Query(this), method ?? trigger.Methods![0].ToUpperInvariant(), row.Body);
            row.Request(call.Request);
            change?.Invoke(call.Request);

            var function = ActivatorUtilities.CreateInstance(_services ??= Services(), run.DeclaringType!);
            var routed = new Queue<string>(row.Route?.Invoke(this).Split('|') ?? []);
            var arguments = run.GetParameters().Select(parameter => parameter.ParameterType switch
            {
                var type when type == typeof(HttpRequest) => call.Request,
                var type when type == typeof(CancellationToken) => CancellationToken.None,
                var type when type == typeof(string) => (object)routed.Dequeue(),
                var type => throw new InvalidOperationException($"{row.Function} takes a {type}."),
            }).ToArray();
            IResult? result = null;
            await new ProblemDetailsMiddleware(_pages.Errors, NullLogger<ProblemDetailsMiddleware>.Instance).Invoke(
                ContextOf(call, row.Function),
                async _ =>
                {
                    var answer = run.Invoke(function, arguments);
                    result = answer as IResult ?? await (Task<IResult>)answer!;
                });
            await (result?.ExecuteAsync(call.Context) ?? Task.CompletedTask);
            return call;
        }

        public void Dispose()
        {
            _services?.Dispose();
            _pages.Dispose();
            _world.Dispose();
        }

        private static FunctionContext ContextOf(Call call, string name)
        {
            var items = new Dictionary<object, object> { ["HttpRequestContext"] = call.Context };
            return Mock.Of<FunctionContext>(context => context.Items == items && context.FunctionDefinition == Mock.Of<FunctionDefinition>(definition => definition.Name == name));
        }

        private ServiceProvider Services()
        {
            var services = new ServiceCollection();
            foreach (var property in typeof(TestPortal).GetProperties().Where(property => property.PropertyType.Assembly == typeof(Portal.PortalOptions).Assembly))
            {
                var value = property.GetValue(_world)!;
                services.AddSingleton(property.PropertyType, value);
            }

            services.AddSingleton(Options.Create(_world.Reading));
            services.AddSingleton(Options.Create(_world.Portal));
            services.AddSingleton(Options.Create(_world.Ingestion));
            services.AddSingleton(Options.Create(_world.Webhooks));
            services.AddSingleton(_pages.OpenSearch);
            return services.BuildServiceProvider();
        }
    }
}

using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using SmeFunctions.Http;
using SmeFunctions.Http.Description;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Operations;
using SmeFunctions.Portal.Reading;
using SmeFunctions.Tests.Http;

namespace SmeFunctions.Tests.Description;

public sealed partial class ApiDescriptionTests
{
    private static readonly OpenApi _api = OpenApi.Parse(ApiDescription.Document.GetContent(ContentEncoding.Identity).Body);

    private static readonly IOptions<ReadingOptions> _reading = Options.Create(new ReadingOptions());

    [Fact]
    public void Has_every_function_with_its_methods_route_and_key_and_no_other()
    {
        var functions =
            from type in typeof(Program).Assembly.GetTypes()
            from method in type.GetMethods()
            let function = method.GetCustomAttribute<FunctionAttribute>()
            let trigger = method.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault(trigger => trigger is not null)
            // Pages are for people, and the editors' pages for people and their script: they take whatever stands in a query, and answer with pages.
            where function is not null && trigger is not null && type.Namespace is not ("SmeFunctions.Http.Pages" or "SmeFunctions.Http.Editor")
            from verb in trigger.Methods!
            select $"{function.Name} {verb.ToUpperInvariant()} {Shape("/" + trigger.Route)} {(trigger.AuthLevel == AuthorizationLevel.Anonymous ? "open" : "key")}";

        // HEAD is described in words, for all of them.
        var described =
            from operation in _api.Operations
            from verb in operation.Method == "GET" && operation.Node["x-head"] is null ? (string[])["GET", "HEAD"] : [operation.Method]
            select $"{operation.Id} {verb} {Shape(operation.Path)} {(operation.Node["security"]!.AsArray().Count == 0 ? "open" : "key")}";

        Assert.Equal(functions.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Declares_every_property_that_it_requires() => Assert.All(
        Objects(_api.Root).Where(schema => schema["required"] is JsonArray && schema["properties"] is JsonObject or null && schema["in"] is null),
        schema => Assert.All(schema["required"]!.AsArray(), required => Assert.True(schema["properties"]?[(string)required!] is not null, $"{schema.GetPath()} requires '{required}', which it does not declare.")));

    [Fact]
    public void Names_the_parameters_of_each_path_and_says_all_of_them_in_words() => Assert.All(_api.Operations, operation =>
    {
        Assert.Equal(
            Placeholder().Matches(operation.Path).Select(match => match.Groups["name"].Value),
            operation.Parameters.Where(parameter => (string?)parameter["in"] == "path").Select(parameter => (string)parameter["name"]!));
        Assert.All(operation.Parameters, parameter => Assert.NotEmpty((string?)parameter["description"] ?? ""));
        Assert.NotEmpty((string?)operation.Node["summary"] ?? "");
        Assert.Contains(_api.Root["tags"]!.AsArray(), tag => (string?)tag!["name"] == (string?)operation.Node["tags"]![0]);
    });

    [Fact]
    public void Gives_examples_that_its_schemas_allow()
    {
        var checkedExamples = 0;
        foreach (var node in Objects(_api.Root))
        {
            if (node["schema"] is { } schema && node["example"] is { } example)
            {
                checkedExamples++;
                Assert.Empty(_api.Check(example, schema).Select(error => $"{node.GetPath()}: {error}"));
            }
        }

        Assert.True(checkedExamples > 50, $"Only {checkedExamples} examples.");
    }

    [Fact]
    public void Describes_for_every_operation_what_it_answers_and_what_it_refuses() => Assert.All(_api.Operations, operation =>
    {
        var responses = operation.Node["responses"]!.AsObject();
        Assert.Contains(responses, response => response.Key.StartsWith('2'));
        Assert.Contains("400", responses.Select(response => response.Key));
        Assert.Contains("default", responses.Select(response => response.Key));
        Assert.Equal(operation.Node["security"]!.AsArray().Count > 0, responses.ContainsKey("401"));
        foreach (var (status, response) in responses)
        {
            var content = _api.Resolve(response!)["content"]?.AsObject() ?? [];
            Assert.All(content.Where(type => type.Key.EndsWith("json", StringComparison.Ordinal)), type => Assert.NotNull(type.Value!["example"]));
            if (status is not ("401" or "416") && status[0] is '4' or '5' or 'd')
            {
                Assert.Equal(["application/problem+json"], content.Select(type => type.Key));
            }
        }
    });

    [Fact]
    public void Lists_the_words_that_the_code_has()
    {
        Assert.Equal(Words<SeedStatus>(), Enum("SeedStatus"));
        Assert.Equal(Words<OperationKind>(), Enum("OperationProperties", "kind"));
        Assert.Equal(Words<OperationStatus>(), Enum("OperationProperties", "status"));
        Assert.Equal(Words<SitePart>(), Enum("OperationProperties", "part"));
        Assert.Equal(ArticlePage.Fields, _api.Schema("ArticleProperties")["properties"]!.AsObject().Select(property => property.Key));
        Assert.Equal(ArticlePage.Fields, _api.Schema("ArticleSummary")["required"]!.AsArray().Select(name => (string)name!));
        Assert.Equal(ApiDescription.Files.Order(StringComparer.Ordinal), _api.Operation("GetDocsFile").Parameters.Single()["schema"]!["enum"]!.AsArray().Select(name => (string)name!).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{"date":"2017-01-04","visits":1}""", null)]
    [InlineData("""{"date":"2017-01-04"}""", "missing")]
    [InlineData("""{"date":"2017-02-30","visits":1}""", "date")]
    [InlineData("""{"date":"2017-01-04","visits":-1}""", "minimum")]
    [InlineData("""{"date":"2017-01-04","visits":"1"}""", "type")]
    [InlineData("""{"date":"2017-01-04","visits":1.5}""", "type")]
    [InlineData("""{"date":"2017-01-04","visits":1,"more":1}""", "'more' is not described")]
    [InlineData("null", "type")]
    public void Is_held_against_answers_by_a_check_that_can_fail(string json, string? error)
    {
        var errors = _api.Check(JsonNode.Parse(json), _api.Schema("DayVisits"));

        if (error is null)
        {
            Assert.Empty(errors);
        }
        else
        {
            Assert.Contains(errors, found => found.Contains(error, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Is_sent_like_all_that_is_public()
    {
        var whole = await SendAsync(OpenApiOf);
        var small = await SendAsync(OpenApiOf, request => request.Headers.AcceptEncoding = "br");
        var same = await SendAsync(OpenApiOf, request => request.Headers.IfNoneMatch = whole.Header("ETag"));
        var head = await SendAsync(OpenApiOf, request => request.Method = "HEAD");

        Assert.Equal((200, "application/json; charset=utf-8"), (whole.Status, whole.Context.Response.ContentType));
        Assert.Equal("3.1.1", (string?)whole.Json["openapi"]);
        Assert.Equal("br", small.Header("Content-Encoding"));
        Assert.True(small.Body.Length < whole.Body.Length / 4);
        Assert.Equal((304, 0), (same.Status, same.Body.Length));
        Assert.Equal((200, 0, whole.Body.Length), (head.Status, head.Body.Length, (int)head.Context.Response.ContentLength!));
        (await SendAsync(OpenApiOf, query: "?format=yaml")).AssertProblem(400, "bad-request", "format");
    }

    [Fact]
    public async Task Is_shown_by_a_page_that_runs_files_of_this_app_alone()
    {
        var page = await SendAsync(request => new GetDocs(_reading).Run(request));
        var html = System.Text.Encoding.UTF8.GetString(page.Body);

        Assert.Equal((200, "text/html; charset=utf-8"), (page.Status, page.Context.Response.ContentType));
        var policy = page.Header("Content-Security-Policy")!.Split("; ");
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("script-src 'self'", policy);
        Assert.Contains("connect-src 'self'", policy);
        Assert.DoesNotContain("://", html, StringComparison.Ordinal);
        var scripts = Script().Matches(html).Select(match => match.Groups["source"].Value).ToList();
        Assert.Equal(ApiDescription.Files.Select(file => "/api/docs/" + file).Order(StringComparer.Ordinal), scripts.Order(StringComparer.Ordinal));
        foreach (var script in scripts)
        {
            var file = await SendAsync(request => new GetDocsFile(_reading).Run(request, script["/api/docs/".Length..]));
            var same = await SendAsync(request => new GetDocsFile(_reading).Run(request, script["/api/docs/".Length..]), request => request.Headers.IfNoneMatch = file.Header("ETag"));

            Assert.Equal((200, "text/javascript; charset=utf-8"), (file.Status, file.Context.Response.ContentType));
            Assert.Contains("Scalar", System.Text.Encoding.UTF8.GetString(file.Body), StringComparison.Ordinal);
            Assert.Equal(304, same.Status);
        }

        Assert.Equal(304, (await SendAsync(request => new GetDocs(_reading).Run(request), request => request.Headers.IfNoneMatch = page.Header("ETag"))).Status);
        (await SendAsync(request => new GetDocs(_reading).Run(request), query: "?x=1")).AssertProblem(400, "bad-request", "x");
        (await SendAsync(request => new GetDocsFile(_reading).Run(request, "scalar.js"), query: "?v=1")).AssertProblem(400, "bad-request", "v");
        (await SendAsync(request => new GetDocsFile(_reading).Run(request, "openapi.json"))).AssertProblem(404, "not-found");
    }

    private static IResult OpenApiOf(HttpRequest request) => new GetOpenApi(_reading).Run(request);

    private static Task<Call> SendAsync(Func<HttpRequest, IResult> function, Action<HttpRequest>? change = null, string query = "")
    {
        var call = new Call(query);
        change?.Invoke(call.Request);
        return call.SendAsync(request => Task.FromResult(function(request)));
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject parent => parent.SelectMany(property => Objects(property.Value)).Prepend(parent),
        JsonArray items => items.SelectMany(Objects),
        _ => [],
    };

    private static IEnumerable<string> Words<T>()
        where T : struct, Enum => System.Enum.GetNames<T>().Select(name => name.ToLowerInvariant());

    private static IEnumerable<string> Enum(string schema, string? property = null) =>
        (property is null ? _api.Schema(schema) : _api.Schema(schema)["properties"]![property]!)["enum"]!.AsArray().Select(word => (string)word!);

    // OpenAPI takes two addresses that differ in the names of their parameters for one.
    private static string Shape(string route) => Placeholder().Replace(route, "{}");

    [GeneratedRegex(@"\{\*{0,2}(?<name>[^}:]+)(:[^}]*)?\}", RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex Placeholder();

    [GeneratedRegex("<script src=\"(?<source>[^\"]+)\"></script>", RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex Script();
}

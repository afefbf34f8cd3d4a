using System.Text.Json.Nodes;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace SmeFunctions.Tests.Http;

/// <summary>A request as a function sees it, and what came of it.</summary>
internal sealed class Call
{
    public Call(string query = "", string method = "GET", byte[]? body = null)
    {
        Context = new DefaultHttpContext { RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
        Context.Response.Body = new MemoryStream();
        Context.Request.Method = method;
        Context.Request.Scheme = "http";
        Context.Request.Host = new HostString("portal.test");
        Context.Request.Path = "/api/here";
        Context.Request.QueryString = new QueryString(query);
        if (body is not null)
        {
            Context.Request.Body = new MemoryStream(body);
            Context.Request.ContentLength = body.Length;
        }
    }

    public DefaultHttpContext Context { get; }

    public HttpRequest Request => Context.Request;

    public int Status => Context.Response.StatusCode;

    public byte[] Body => ((MemoryStream)Context.Response.Body).ToArray();

    public JsonNode Json => JsonNode.Parse(Body)!;

    public XDocument Xml => XDocument.Load(new MemoryStream(Body));

    public string? Header(string name) => Context.Response.Headers[name];

    public async Task<Call> SendAsync(Func<HttpRequest, Task<IResult>> function)
    {
        await (await function(Request)).ExecuteAsync(Context);
        return this;
    }

    /// <summary>Holds the answer against the form of every refusal.</summary>
    public void AssertProblem(int status, string type, string? parameter = null)
    {
        Assert.Equal(status, Status);
        Assert.Equal("application/problem+json", Context.Response.ContentType);
        Assert.Equal("urn:smefunctions:problem:" + type, (string?)Json["type"]);
        Assert.Equal(status, (int?)Json["status"]);
        Assert.EndsWith(".", (string?)Json["detail"], StringComparison.Ordinal);
        Assert.Equal(parameter, (string?)Json["parameter"]);
        Assert.NotEmpty((string?)Json["traceId"] ?? "");
        Assert.Null(Header("Cache-Control"));
    }
}

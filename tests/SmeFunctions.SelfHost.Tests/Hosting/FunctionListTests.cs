using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using SmeFunctions.SelfHost.Hosting;

namespace SmeFunctions.SelfHost.Tests.Hosting;

public class FunctionListTests
{
    [Fact]
    public void Lists_addresses_and_triggers_as_core_tools_does()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("AzureWebJobsStorage", (string?)"UseDevelopmentStorage=true")]).Build();
        var functions = FunctionRegistry.Load([typeof(Functions)], settings, enableAuth: false);
        var output = new StringWriter();

        FunctionListWriter.Write(output, functions, "api", "http://127.0.0.1:7071");

        Assert.Equal(
            """

            Functions:
            	GetPage: [GET,HEAD] http://localhost:7071/api/{lang}/pages/{*name}
            	IngestPage: queueTrigger
            	SweepPages: timerTrigger

            Listening on http://localhost:7071. Press Ctrl+C to stop.

            """.ReplaceLineEndings(),
            output.ToString());
    }

    internal sealed class Functions
    {
        [Function("SweepPages")]
        public void Sweep([TimerTrigger("0 */5 * * * *")] TimerInfo timer) => timer.IsPastDue = false;

        [Function("IngestPage")]
        public Task Ingest([QueueTrigger("pages")] string message) => Task.FromResult(message);

        [Function("GetPage")]
        public IResult Get(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "{lang:regex(^(en|zh)$)}/pages/{*name:minlength(1)}")] HttpRequest request,
            string lang) => Results.Text(request.Path + lang);
    }
}

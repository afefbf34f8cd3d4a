using Microsoft.Extensions.Configuration;
using SmeFunctions.SelfHost.Settings;
using SmeFunctions.SelfHost.Tests.Hosting;

namespace SmeFunctions.SelfHost.Tests.Settings;

public class HostSettingsTests
{
    [Fact]
    public void Reads_what_the_file_says()
    {
        var settings = Read("""
            { "version": "2.0", "functionTimeout": "00:05:00", "extensions": {
                "http": { "routePrefix": "/v1/" },
                "queues": { "batchSize": 32, "newBatchThreshold": 0, "maxDequeueCount": 3, "visibilityTimeout": "00:00:10",
                            "maxPollingInterval": "00:00:01", "messageEncoding": "none" } } }
            """);

        Assert.Equal("v1", settings.RoutePrefix);
        Assert.Equal(TimeSpan.FromMinutes(5), settings.FunctionTimeout);
        Assert.Equal(
            new QueueSettings
            {
                BatchSize = 32,
                NewBatchThreshold = 0,
                MaxDequeueCount = 3,
                VisibilityTimeout = TimeSpan.FromSeconds(10),
                MaxPollingInterval = TimeSpan.FromSeconds(1),
                Base64 = false,
            },
            settings.Queues);
    }

    [Fact]
    public void What_the_file_does_not_say_is_as_on_the_genuine_host()
    {
        var settings = Read("""{ "version": "2.0" }""");

        Assert.Equal("api", settings.RoutePrefix);
        Assert.Equal(
            new QueueSettings
            {
                BatchSize = 16,
                NewBatchThreshold = 8 * Environment.ProcessorCount,
                MaxDequeueCount = 5,
                VisibilityTimeout = TimeSpan.Zero,
                MaxPollingInterval = TimeSpan.FromMinutes(1),
                Base64 = true,
            },
            settings.Queues);
    }

    [Fact]
    public void The_threshold_follows_the_batch_size()
    {
        var settings = Read("""{ "version": "2.0", "extensions": { "queues": { "batchSize": 6 } } }""");

        Assert.Equal(3 * Environment.ProcessorCount, settings.Queues.NewBatchThreshold);
    }

    [Fact]
    public void A_setting_wins_over_the_file()
    {
        var settings = Read(
            """{ "version": "2.0", "extensions": { "queues": { "batchSize": 6 } } }""",
            ("AzureFunctionsJobHost:extensions:queues:batchSize", "7"));

        Assert.Equal(7, settings.Queues.BatchSize);
    }

    [Theory]
    [InlineData("""{ "version": "1.0" }""", "host.json: version must be \"2.0\".")]
    [InlineData("""{ }""", "host.json: version must be \"2.0\".")]
    [InlineData("""{ "version": "2.0", "functionTimeout": "long" }""", "host.json: functionTimeout: 'long' is not a time of at least 00:00:01, written hh:mm:ss.")]
    [InlineData("""{ "version": "2.0", "extensions": { "queues": { "batchSize": 33 } } }""", "host.json: extensions.queues.batchSize: '33' is not a whole number from 1 to 32.")]
    [InlineData("""{ "version": "2.0", "extensions": { "queues": { "newBatchThreshold": -1 } } }""", "host.json: extensions.queues.newBatchThreshold: '-1' is not a whole number of at least 0.")]
    [InlineData("""{ "version": "2.0", "extensions": { "queues": { "maxDequeueCount": 0 } } }""", "host.json: extensions.queues.maxDequeueCount: '0' is not a whole number of at least 1.")]
    [InlineData("""{ "version": "2.0", "extensions": { "queues": { "maxPollingInterval": "00:00:00.05" } } }""", "host.json: extensions.queues.maxPollingInterval: '00:00:00.05' is not a time of at least 00:00:00.1000000, written hh:mm:ss.")]
    [InlineData("""{ "version": "2.0", "extensions": { "queues": { "visibilityTimeout": "-00:00:01" } } }""", "host.json: extensions.queues.visibilityTimeout: '-00:00:01' is not a time of at least 00:00:00, written hh:mm:ss.")]
    [InlineData("""{ "version": "2.0", "extensions": { "queues": { "messageEncoding": "utf8" } } }""", "host.json: extensions.queues.messageEncoding: 'utf8' is neither \"base64\" nor \"none\".")]
    [InlineData("""{ "version": "2.0", "extensions": { "queues": { "batchSise": 3 } } }""", "host.json: extensions.queues.batchSise is not a setting of queues; they are batchSize, newBatchThreshold, maxDequeueCount, visibilityTimeout, maxPollingInterval, messageEncoding.")]
    public void Names_the_file_and_the_key_that_is_wrong(string json, string problem) =>
        Assert.Equal(problem, Assert.Throws<StartupException>(() => Read(json)).Message);

    [Fact]
    public void Names_the_setting_that_is_wrong()
    {
        var e = Assert.Throws<StartupException>(() => Read(
            """{ "version": "2.0" }""", ("AzureFunctionsJobHost:extensions:queues:batchSize", "many")));

        Assert.Equal("setting AzureFunctionsJobHost__extensions__queues__batchSize: 'many' is not a whole number from 1 to 32.", e.Message);
    }

    [Fact]
    public void Says_that_the_file_is_missing()
    {
        using var folder = new TestFolder();

        var e = Assert.Throws<StartupException>(() => HostSettings.Read(folder.Path, new ConfigurationBuilder().Build()));

        Assert.StartsWith("host.json is not in", e.Message, StringComparison.Ordinal);
    }

    private static HostSettings Read(string json, params (string Key, string Value)[] settings)
    {
        using var folder = new TestFolder().With(HostSettings.FileName, json);
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build();
        return HostSettings.Read(folder.Path, configuration);
    }
}

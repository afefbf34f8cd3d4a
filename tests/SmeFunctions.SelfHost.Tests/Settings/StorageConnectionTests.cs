using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using SmeFunctions.SelfHost.Settings;

namespace SmeFunctions.SelfHost.Tests.Settings;

public class StorageConnectionTests
{
    private const string Development = "UseDevelopmentStorage=true";
    private const string Other = "DefaultEndpointsProtocol=https;AccountName=other;AccountKey=b3RoZXI=;EndpointSuffix=core.windows.net";

    [Fact]
    public void The_prefixed_name_wins_over_the_plain_one()
    {
        Assert.Equal("other", Find("Content", ("AzureWebJobsContent", Other), ("Content", Development)).AccountName);
        Assert.Equal("other", Find("Content", ("Content", Other)).AccountName);
    }

    [Fact]
    public void Without_a_name_it_is_the_account_of_the_host() =>
        Assert.Equal("other", Find(null, ("AzureWebJobsStorage", Other)).AccountName);

    [Fact]
    public void The_account_of_the_host_may_be_named() =>
        Assert.Equal("other", Find("AzureWebJobsStorage", ("AzureWebJobsStorage", Other)).AccountName);

    [Theory]
    [InlineData("Content:queueServiceUri", "https://mine.queue.core.windows.net")]
    [InlineData("Content:accountName", "mine")]
    public void An_account_may_be_named_without_a_key(string key, string value)
    {
        var client = Find("Content", (key, value), ("Content:credential", "managedidentity"), ("Content:clientId", "00000000-0000-0000-0000-000000000001"));

        Assert.Equal("mine", client.AccountName);
        Assert.Equal("https://mine.queue.core.windows.net/", client.Uri.AbsoluteUri);
    }

    [Theory]
    [InlineData("Other", "x", "The connection 'Content' is not set; give it a connection string or 'Content__queueServiceUri'.")]
    [InlineData("Content", "secret", "The connection 'Content' is not a connection string")]
    [InlineData("Content:credential", "managedidentity", "needs 'Content__queueServiceUri' or 'Content__accountName'")]
    [InlineData("Content:queueServiceUri", "mine", "'Content__queueServiceUri' is not an address")]
    public void Says_what_is_missing_or_wrong(string key, string value, string problem)
    {
        var e = Assert.Throws<StartupException>(() => Find("Content", (key, value)));

        Assert.Contains(problem, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_credential_that_the_host_does_not_know()
    {
        var e = Assert.Throws<StartupException>(() => Find("Content", ("Content:accountName", "mine"), ("Content:credential", "magic")));

        Assert.Equal("The setting 'Content__credential' must be 'managedidentity' or absent, not 'magic'.", e.Message);
    }

    private static QueueServiceClient Find(string? name, params (string Key, string Value)[] settings) => StorageConnection.Queues(
        name,
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build(),
        new QueueClientOptions());
}

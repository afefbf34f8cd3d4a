using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Tests.ContentStorage;

public sealed class ContentConnectionTests
{
    private const string Account = "DefaultEndpointsProtocol=https;AccountKey=AAAA;EndpointSuffix=core.windows.net;AccountName=";

    [Fact]
    public void Prefers_the_host_s_form_of_its_name_then_its_name_then_the_host_s_own_account()
    {
        (string, string)[] all = [("AzureWebJobsStorage", Account + "host"), ("Content", Account + "content"), ("AzureWebJobsContent", Account + "prefixed")];

        Assert.Equal("host", Blobs(all[..1]).AccountName);
        Assert.Equal("content", Blobs(all[..2]).AccountName);
        Assert.Equal("prefixed", Blobs(all).AccountName);
    }

    [Fact]
    public void Says_what_to_set_when_there_is_none()
    {
        var e = Assert.Throws<InvalidOperationException>(() => Find());

        Assert.Contains("'AzureWebJobsStorage'", e.Message, StringComparison.Ordinal);
        Assert.Contains("'Content__blobServiceUri'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Takes_addresses_for_an_identity()
    {
        var connection = Find(
            ("Content:blobServiceUri", "https://b.example"), ("Content:queueServiceUri", "https://q.example"), ("Content:tableServiceUri", "https://t.example"),
            ("Content:credential", "managedidentity"), ("Content:clientId", "c"));

        Assert.Equal("b.example", connection.CreateBlobs(new BlobClientOptions()).Uri.Host);
        Assert.Equal("q.example", connection.CreateQueues(new QueueClientOptions()).Uri.Host);
        Assert.Equal("t.example", connection.CreateTables(new TableClientOptions()).Uri.Host);
    }

    [Fact]
    public void Takes_the_account_s_name_for_an_identity()
    {
        var connection = Find(("AzureWebJobsStorage:accountName", "acme"));

        Assert.Equal("https://acme.queue.core.windows.net/", connection.ServiceUri("queue").AbsoluteUri);
        Assert.Equal("acme.table.core.windows.net", connection.CreateTables(new TableClientOptions()).Uri.Host);
    }

    [Fact]
    public void Names_the_address_that_is_missing_or_none()
    {
        var connection = Find(("Content:blobServiceUri", "no address"));

        Assert.Contains("'Content__blobServiceUri' is 'no address'", Assert.Throws<InvalidOperationException>(() => connection.ServiceUri("blob")).Message, StringComparison.Ordinal);
        Assert.Contains("'Content__tableServiceUri' is not set", Assert.Throws<InvalidOperationException>(() => connection.ServiceUri("table")).Message, StringComparison.Ordinal);
    }

    private static BlobServiceClient Blobs((string, string)[] settings) => Find(settings).CreateBlobs(new BlobClientOptions());

    private static ContentConnection Find(params (string Key, string Value)[] settings) =>
        ContentConnection.Find(new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(pair => pair.Key, pair => (string?)pair.Value)).Build());
}

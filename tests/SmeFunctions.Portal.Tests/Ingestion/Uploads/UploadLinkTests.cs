using System.Text;
using System.Web;
using System.Xml.Linq;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Tests.Storage;

namespace SmeFunctions.Portal.Tests.Ingestion;

public sealed class UploadLinkTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 4, 0, 0, 500, TimeSpan.Zero));
    private readonly IngestionOptions _options = new();

    [Fact]
    public async Task Give_the_right_to_write_one_document_for_a_quarter_of_an_hour()
    {
        var links = new UploadLinkService(Account("UseDevelopmentStorage=true"), Options.Create(_options), _time);

        var link = await links.CreateAsync(Name("en/a b & c?#ü.txt"), CancellationToken.None);
        var query = HttpUtility.ParseQueryString(link.Address.Query);

        Assert.Equal("/devstoreaccount1/seeds/en/a%20b%20%26%20c%3F%23%C3%BC.txt", link.Address.AbsolutePath.Replace("%2F", "/", StringComparison.Ordinal));
        Assert.Equal(("b", "cw", null), (query["sr"], query["sp"], query["skoid"]));
        Assert.Equal("2026-03-01T04:15:01Z", query["se"]);
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 4, 15, 1, TimeSpan.Zero), link.Expires);
    }

    [Theory]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=AAAA;EndpointSuffix=core.windows.net", "https")]
    [InlineData("UseDevelopmentStorage=true", "https,http")]
    public async Task Ask_for_an_encrypted_connection_where_there_is_one(string connection, string protocols)
    {
        var links = new UploadLinkService(Account(connection), Options.Create(_options), _time);

        var link = await links.CreateAsync(Name("en/a.txt"), CancellationToken.None);

        Assert.Equal(protocols, HttpUtility.ParseQueryString(link.Address.Query)["spr"]);
    }

    [Fact]
    public async Task Are_signed_for_an_identity_with_a_key_that_storage_gives_for_a_while()
    {
        var storage = new KeyGiver();
        var links = new UploadLinkService(Account(storage), Options.Create(_options), _time);

        var first = await links.CreateAsync(Name("en/a.txt"), CancellationToken.None);
        var second = await links.CreateAsync(Name("en/b.txt"), CancellationToken.None);
        _time.Advance(TimeSpan.FromDays(2) - TimeSpan.FromMinutes(16));
        await links.CreateAsync(Name("en/a.txt"), CancellationToken.None);
        var asked = storage.Asked;
        // A link must not outlive the key that it is signed with.
        _time.Advance(TimeSpan.FromMinutes(2));
        var last = await links.CreateAsync(Name("en/a.txt"), CancellationToken.None);

        var query = HttpUtility.ParseQueryString(first.Address.Query);
        Assert.Equal("https://acme.blob.core.windows.net/seeds/en/a.txt", first.Address.GetLeftPart(UriPartial.Path));
        Assert.Equal(("b", "cw", "https"), (query["sr"], query["sp"], query["spr"]));
        Assert.Equal("2026-03-01T04:15:01Z", query["se"]);
        Assert.Equal(("key-1", "key-1", "key-2"), (KeyOf(first), KeyOf(second), KeyOf(last)));
        Assert.Equal((1, 2), (asked, storage.Asked));
    }

    [Fact]
    public async Task Are_not_given_when_storage_gives_no_key()
    {
        var links = new UploadLinkService(Account(new KeyGiver { Status = 403 }), Options.Create(_options), _time);

        var e = await Assert.ThrowsAsync<Azure.RequestFailedException>(() => links.CreateAsync(Name("en/a.txt"), CancellationToken.None));

        Assert.Equal(403, e.Status);
    }

    private static string? KeyOf(UploadLink link) => HttpUtility.ParseQueryString(link.Address.Query)["skoid"];

    private static SeedName Name(string text) => SeedName.TryParse(text, out var name, out _) ? name : throw new ArgumentException(text, nameof(text));

    private static ContentAccount Account(string connection) => ContentAccount.Create(
        ContentConnection.Find(new ConfigurationBuilder().AddInMemoryCollection([new("Content", connection)]).Build()), new ContentStorageOptions());

    private static ContentAccount Account(KeyGiver storage)
    {
        var others = Account("UseDevelopmentStorage=true");
        var service = new BlobServiceClient(new Uri("https://acme.blob.core.windows.net"), new Nobody(), new BlobClientOptions { Transport = storage });
        return new ContentAccount
        {
            Seeds = service.GetBlobContainerClient("seeds"),
            Articles = others.Articles,
            SeedVersions = others.SeedVersions,
            Media = others.Media,
            Operations = others.Operations,
            Imports = others.Imports,
            Exports = others.Exports,
            Search = others.Search,
            SeedEvents = others.SeedEvents,
            SearchEvents = others.SearchEvents,
            OperationEvents = others.OperationEvents,
            OperationsTable = others.OperationsTable,
            SeedsTable = others.SeedsTable,
            ArticlesTable = others.ArticlesTable,
            ChangesTable = others.ChangesTable,
            NotificationEvents = others.NotificationEvents,
            WebhooksTable = others.WebhooksTable,
            VisitsTable = others.VisitsTable,
            VisitsTableForCounting = others.VisitsTableForCounting,
        };
    }

    private sealed class Nobody : TokenCredential
    {
        private static readonly AccessToken _token = new("token", DateTimeOffset.MaxValue);

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => _token;

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => ValueTask.FromResult(_token);
    }

    /// <summary>Answers as storage does to who asks for a key to sign with.</summary>
    private sealed class KeyGiver : HttpPipelineTransport
    {
        public int Asked { get; private set; }

        public int Status { get; init; } = 200;

        public override Request CreateRequest() => HttpClientTransport.Shared.CreateRequest();

        public override void Process(HttpMessage message) => throw new NotSupportedException();

        public override async ValueTask ProcessAsync(HttpMessage message)
        {
            Assert.Equal("?restype=service&comp=userdelegationkey", message.Request.Uri.Query);
            Asked++;
            using var body = new MemoryStream();
            await message.Request.Content!.WriteToAsync(body, CancellationToken.None);
            body.Position = 0;
            var wanted = XDocument.Load(body).Root!;
            var key =
                $"""
                 <?xml version="1.0" encoding="utf-8"?>
                 <UserDelegationKey><SignedOid>key-{Asked}</SignedOid><SignedTid>tenant</SignedTid><SignedStart>{wanted.Element("Start")!.Value}</SignedStart><SignedExpiry>{wanted.Element("Expiry")!.Value}</SignedExpiry><SignedService>b</SignedService><SignedVersion>2023-11-03</SignedVersion><Value>AAAA</Value></UserDelegationKey>
                 """;
            message.Response = new FakeResponse(Status, etag: null, DateTimeOffset.UnixEpoch) { ContentStream = new MemoryStream(Encoding.UTF8.GetBytes(key)) };
        }
    }
}

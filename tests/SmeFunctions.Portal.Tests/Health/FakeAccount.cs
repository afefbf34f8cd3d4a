using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Search;

namespace SmeFunctions.Portal.Tests.Health;

/// <summary>
/// A storage account that has all there should be, as it answers on the wire to who looks and changes nothing; and refuses what a test says. The
/// client library is the real one.
/// </summary>
internal sealed class FakeAccount(TimeProvider time) : HttpPipelineTransport
{
    private readonly List<string> _requests = [];

    /// <summary>Says no to a request (<c>PUT blob /seeds/x</c>) with a status and a code, or nothing of it; status 0 is no answer.</summary>
    public Func<string, (int Status, string Code)?> Refusal { get; set; } = _ => null;

    /// <summary>How far its clock is ahead.</summary>
    public TimeSpan Skew { get; set; }

    public int PoisonMessages { get; set; }

    /// <summary>The manifest of the search index; <see langword="null"/> for none.</summary>
    public string? SearchManifest { get; set; } = CreateSearchManifest(isComplete: true);

    public static string CreateSearchManifest(bool isComplete) =>
        JsonSerializer.Serialize(new SearchManifest { Version = SearchManifestStore.CurrentVersion, Commit = "c", Committed = DateTimeOffset.UnixEpoch, IsComplete = isComplete }, SearchManifestJson.Default.SearchManifest);

    public DateTimeOffset? SweptAt { get; set; } = time.GetUtcNow();

    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    /// <param name="identity">Whether it is entered with an identity, not with the account's key.</param>
    public ContentAccount Open(bool identity = false)
    {
        const string Name = "portal";
        var key = new StorageSharedKeyCredential(Name, "a2V5");
        var blobs = identity
            ? new BlobServiceClient(Address("blob"), new Token(this), Once(new BlobClientOptions()))
            : new BlobServiceClient(Address("blob"), key, Once(new BlobClientOptions()));
        var queues = new QueueServiceClient(Address("queue"), key, Once(new QueueClientOptions()));
        var tables = new TableServiceClient(Address("table"), new TableSharedKeyCredential(Name, "a2V5"), Once(new TableClientOptions()));
        return new ContentAccount
        {
            Seeds = blobs.GetBlobContainerClient("seeds"),
            SeedVersions = blobs.GetBlobContainerClient("seed-versions"),
            Articles = blobs.GetBlobContainerClient("articles"),
            Media = blobs.GetBlobContainerClient("media"),
            Operations = blobs.GetBlobContainerClient("operations"),
            Imports = blobs.GetBlobContainerClient("imports"),
            Exports = blobs.GetBlobContainerClient("exports"),
            Search = blobs.GetBlobContainerClient("search"),
            SeedEvents = queues.GetQueueClient("seed-events"),
            OperationEvents = queues.GetQueueClient("operations"),
            SearchEvents = queues.GetQueueClient("search-events"),
            NotificationEvents = queues.GetQueueClient("notification-events"),
            OperationsTable = tables.GetTableClient("Operations"),
            SeedsTable = tables.GetTableClient("Seeds"),
            ArticlesTable = tables.GetTableClient("Articles"),
            ChangesTable = tables.GetTableClient("Changes"),
            WebhooksTable = tables.GetTableClient("Webhooks"),
            VisitsTable = tables.GetTableClient("Visits"),
            VisitsTableForCounting = tables.GetTableClient("Visits"),
        };

        static Uri Address(string service) => new($"https://{Name}.{service}.core.windows.net");

        TOptions Once<TOptions>(TOptions options)
            where TOptions : ClientOptions
        {
            options.Transport = this;
            options.Retry.MaxRetries = 0;
            return options;
        }
    }

    public override Request CreateRequest() => HttpClientTransport.Shared.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException();

    public override ValueTask ProcessAsync(HttpMessage message)
    {
        var uri = message.Request.Uri.ToUri();
        var service = uri.Host.Split('.')[1];
        var request = $"{message.Request.Method} {service} {uri.PathAndQuery}";
        lock (_requests)
        {
            _requests.Add(request);
        }

        var (status, code, body) = Refusal(request) is { } refusal ? (refusal.Status, refusal.Code, (byte[]?)null) : Answer(service, message.Request, uri);
        message.Response = status == 0
            ? throw new RequestFailedException("No connection.", new IOException())
            : new WireResponse(status, code, body, service, time.GetUtcNow() + Skew, PoisonMessages);
        return ValueTask.CompletedTask;
    }

    private (int Status, string? Code, byte[]? Body) Answer(string service, Request request, Uri uri) => (service, request.Method.Method, uri.Query) switch
    {
        ("blob", "GET", var query) when query.Contains("comp=list", StringComparison.Ordinal) => (200, null, Xml("<EnumerationResults ContainerName=\"c\"><Blobs/><NextMarker/></EnumerationResults>")),
        ("blob", "GET", var query) when query.Contains("restype=container", StringComparison.Ordinal) => (200, null, []),
        ("blob", "POST", _) => (200, null, Xml(
            "<UserDelegationKey><SignedOid>o</SignedOid><SignedTid>t</SignedTid><SignedStart>2026-01-01T00:00:00Z</SignedStart><SignedExpiry>2026-01-02T00:00:00Z</SignedExpiry>"
            + "<SignedService>b</SignedService><SignedVersion>2024-01-01</SignedVersion><Value>a2V5</Value></UserDelegationKey>")),
        ("blob", "GET", _) when uri.AbsolutePath.EndsWith("sweep.json.gz", StringComparison.Ordinal) && SweptAt is { } at => (200, null, Sweep(at)),
        ("blob", "GET", _) when uri.AbsolutePath.EndsWith("/manifest.json", StringComparison.Ordinal) && SearchManifest is { } manifest => (200, null, Encoding.UTF8.GetBytes(manifest)),
        ("blob", "GET" or "DELETE", _) => (404, "BlobNotFound", null),
        ("blob", "PUT", _) => (412, "ConditionNotMet", null),
        ("queue", "GET", var query) when query.Contains("comp=metadata", StringComparison.Ordinal) => (200, null, []),
        ("queue", "GET", _) => (200, null, Xml("<QueueMessagesList/>")),
        ("queue", "POST", _) => (201, null, Xml(
            "<QueueMessagesList><QueueMessage><MessageId>1</MessageId><InsertionTime>Fri, 02 Jan 2026 00:00:00 GMT</InsertionTime><ExpirationTime>Fri, 02 Jan 2026 00:01:01 GMT</ExpirationTime>"
            + "<PopReceipt>r</PopReceipt><TimeNextVisible>Fri, 02 Jan 2026 00:01:00 GMT</TimeNextVisible></QueueMessage></QueueMessagesList>")),
        ("queue", "DELETE", _) => (204, null, []),
        ("table", "GET", var query) when query.Contains("filter", StringComparison.Ordinal) => (200, null, "{\"value\":[]}"u8.ToArray()),
        ("table", _, _) => (404, "ResourceNotFound", null),
        _ => throw new InvalidOperationException($"{request.Method} {uri} is none of what a look asks."),
    };

    private static byte[] Xml(string text) => Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"utf-8\"?>" + text);

    private static byte[] Sweep(DateTimeOffset at)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes("{\"of\":\"seeds/Seeds\",\"comparedAt\":\"" + at.ToString("o", CultureInfo.InvariantCulture) + "\",\"seeds\":{}}"));
        }

        return packed.ToArray();
    }

    private sealed class Token(FakeAccount account) : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            account.Refusal("TOKEN") is null ? new AccessToken("a-secret-token", DateTimeOffset.MaxValue) : throw new CredentialUnavailableException("No identity at http://169.254.169.254/secret.");

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }

    private sealed class WireResponse : Response
    {
        private readonly Dictionary<string, string> _headers;

        public WireResponse(int status, string? code, byte[]? body, string service, DateTimeOffset now, int messages)
        {
            Status = status;
            body ??= Encoding.UTF8.GetBytes(service == "table"
                ? "{\"odata.error\":{\"code\":\"" + code + "\",\"message\":{\"lang\":\"en\",\"value\":\"It said a-secret.\"}}}"
                : $"<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{code}</Code><Message>It said a-secret.</Message></Error>");
            ContentStream = new MemoryStream(body);
            _headers = new(StringComparer.OrdinalIgnoreCase)
            {
                ["Date"] = now.ToString("R", CultureInfo.InvariantCulture),
                ["Content-Type"] = service == "table" ? "application/json" : "application/xml",
                ["Content-Length"] = body.Length.ToString(CultureInfo.InvariantCulture),
                ["Last-Modified"] = now.ToString("R", CultureInfo.InvariantCulture),
                ["ETag"] = "\"0x1\"",
                ["x-ms-approximate-messages-count"] = messages.ToString(CultureInfo.InvariantCulture),
            };
            if (code is not null)
            {
                _headers["x-ms-error-code"] = code;
            }
        }

        public override int Status { get; }

        public override string ReasonPhrase => "";

        public override Stream? ContentStream { get; set; }

        public override string ClientRequestId { get; set; } = "";

        // The library reads what it has buffered after it disposed the response.
        public override void Dispose()
        {
        }

        protected override bool ContainsHeader(string name) => _headers.ContainsKey(name);

        protected override IEnumerable<HttpHeader> EnumerateHeaders() => _headers.Select(header => new HttpHeader(header.Key, header.Value));

        protected override bool TryGetHeader(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) => _headers.TryGetValue(name, out value);

        protected override bool TryGetHeaderValues(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IEnumerable<string>? values)
        {
            values = _headers.TryGetValue(name, out var value) ? [value] : null;
            return values is not null;
        }
    }
}

using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Specialized;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Ingestion;
using SmeFunctions.Portal.Search;
using SmeFunctions.Portal.Signals;
using SmeFunctions.Portal.Webhooks;

namespace SmeFunctions.Portal.Health;

/// <summary>
/// Checks that the portal has everything it needs, and gives a remedy for each problem. It changes nothing: writes and deletions have a condition
/// that is never met, which storage evaluates after the rights; messages are invisible and expire. The result contains no key, token or address.
/// </summary>
public sealed class PortalDiagnostics(
    ContentAccount account, IConfiguration configuration, IOptions<PortalOptions> portal, IOptions<IngestionOptions> ingestion, SearchManifestStore search, WebhookStore webhooks, IEnumerable<Signal> signals, TimeProvider time)
{
    /// <summary>The time limit of one check; all checks run in parallel.</summary>
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(10);

    /// <summary>Storage refuses requests that are 15 minutes off. Days and scheduled changes are wrong long before that.</summary>
    private static readonly TimeSpan _maxClockSkew = TimeSpan.FromMinutes(1);

    private static readonly ETag _noVersion = new("\"0x0\"");

    // Tables validate the format before they look for the entity.
    private static readonly ETag _noRowVersion = new("W/\"datetime'2000-01-01T00%3A00%3A00.0000000Z'\"");
    private static readonly TimeSpan _unseen = TimeSpan.FromMinutes(1);

    private const string NoBlob = "~doctor";
    private const string Emulator = "devstoreaccount1";

    private static readonly string[] _settings = [ContentStorageOptions.SeedEventsQueueSetting, ContentStorageOptions.OperationsQueueSetting, ContentStorageOptions.SearchEventsQueueSetting, ContentStorageOptions.NotificationEventsQueueSetting, "ReconcileSchedule", "CompactSchedule", "SectionsSchedule", "SearchSchedule"];

    public async Task<IReadOnlyList<DiagnosticCheck>> RunAsync(CancellationToken cancellationToken) =>
    [
        CheckSettings(),
        CheckLanguages(),
        CheckPublicUrl(),
        .. await Task.WhenAll(
            CheckContainerAsync(account.Seeds, ["read", "list", "write", "delete"], cancellationToken),
            CheckContainerAsync(account.SeedVersions, ["read", "write"], cancellationToken),
            CheckContainerAsync(account.Articles, ["read", "list", "write", "delete"], cancellationToken),
            CheckContainerAsync(account.Media, ["read", "write"], cancellationToken),
            CheckContainerAsync(account.Operations, ["read", "write"], cancellationToken),
            CheckContainerAsync(account.Imports, ["read", "list"], cancellationToken),
            CheckContainerAsync(account.Exports, ["read", "write"], cancellationToken),
            CheckContainerAsync(account.Search, ["read", "list", "write", "delete"], cancellationToken),
            CheckQueueAsync(account.SearchEvents, cancellationToken),
            CheckQueueAsync(account.NotificationEvents, cancellationToken),
            CheckQueueAsync(account.SeedEvents, cancellationToken),
            CheckQueueAsync(account.OperationEvents, cancellationToken),
            CheckTableAsync(account.SeedsTable, cancellationToken),
            CheckTableAsync(account.ArticlesTable, cancellationToken),
            CheckTableAsync(account.ChangesTable, cancellationToken),
            CheckTableAsync(account.WebhooksTable, cancellationToken),
            CheckTableAsync(account.VisitsTable, cancellationToken),
            CheckTableAsync(account.OperationsTable, cancellationToken),
            CheckAsync("signing", CheckSigningAsync, cancellationToken),
            CheckAsync("clock", CompareClocksAsync, cancellationToken),
            CheckAsync("sweep", FindLastReconciliationAsync, cancellationToken),
            CheckAsync("search", CheckSearchAsync, cancellationToken),
            CheckAsync("webhooks", CheckWebhooksAsync, cancellationToken),
            CheckPoisonQueueAsync(account.SearchEvents, "GET /api/operations has the operation that builds the index", cancellationToken),
            CheckPoisonQueueAsync(account.NotificationEvents, "GET /api/webhooks has the webhooks", cancellationToken),
            CheckPoisonQueueAsync(account.SeedEvents, "GET /api/seeds?status=failed has the seeds", cancellationToken),
            CheckPoisonQueueAsync(account.OperationEvents, "GET /api/operations has the operations", cancellationToken)),
        .. await Task.WhenAll(signals.Select(signal => CheckAsync($"signal {signal.Name}", signal.CheckAsync, cancellationToken))),
    ];

    private DiagnosticCheck CheckSettings()
    {
        var missing = _settings.Where(name => string.IsNullOrWhiteSpace(configuration[name])).ToList();
        return missing.Count == 0 ? new("settings") : new(
            "settings",
            $"Not set: {string.Join(", ", missing)}.",
            "Set them as docs/deployment.md lists them: the triggers of queues and timers take their names and times from there.");
    }

    private DiagnosticCheck CheckLanguages()
    {
        var nameless = portal.Value.Languages.Where(language => !portal.Value.Names.ContainsKey(language)).ToList();
        return nameless.Count == 0 ? new("languages") : new(
            "languages",
            $"The portal has no name in: {string.Join(", ", nameless)}.",
            $"Set {string.Join(", ", nameless.Select(language => $"Portal__Names__{language}"))}.");
    }

    private DiagnosticCheck CheckPublicUrl() => portal.Value.PublicUrl is not null || account.Seeds.AccountName == Emulator ? new("public-url") : new(
        "public-url",
        "It is not set: feeds, sitemaps and robots.txt name the host that the request came to, which behind the platform is not the readers'.",
        "Set Portal__PublicUrl to the site's scheme and host, as in https://portal.example.");

    private static Task<DiagnosticCheck> CheckContainerAsync(BlobContainerClient container, string[] rights, CancellationToken cancellationToken)
    {
        var blob = container.GetBlobClient(NoBlob);
        return CheckResourceAsync(
            $"container {container.Name}",
            "Storage Blob Data Contributor",
            rights.Select(right => (right, right switch
            {
                "read" => (Func<CancellationToken, Task>)(token => blob.DownloadContentAsync(token)),
                "list" => token => container.GetBlobsAsync(new GetBlobsOptions { Prefix = NoBlob }, token).AsPages(pageSizeHint: 1).FirstAsync(token).AsTask(),
                "write" => token => blob.UploadAsync(
                    BinaryData.FromString(""), new BlobUploadOptions { Conditions = new BlobRequestConditions { IfMatch = _noVersion } }, token),
                _ => token => blob.DeleteAsync(DeleteSnapshotsOption.None, new BlobRequestConditions { IfMatch = _noVersion }, token),
            })),
            cancellationToken);
    }

    private static Task<DiagnosticCheck> CheckTableAsync(TableClient table, CancellationToken cancellationToken) => CheckResourceAsync(
        $"table {table.Name}",
        "Storage Table Data Contributor",
        [
            ("read", token => table.GetEntityAsync<TableEntity>(NoBlob, NoBlob, cancellationToken: token)),
            ("write", token => table.UpdateEntityAsync(new TableEntity(NoBlob, NoBlob), _noRowVersion, TableUpdateMode.Replace, token)),
            ("delete", token => table.DeleteEntityAsync(NoBlob, NoBlob, _noRowVersion, token)),
        ],
        cancellationToken);

    private static Task<DiagnosticCheck> CheckQueueAsync(QueueClient queue, CancellationToken cancellationToken) => CheckResourceAsync(
        $"queue {queue.Name}",
        "Storage Queue Data Contributor",
        [
            ("peek", token => queue.PeekMessagesAsync(1, token)),
            ("send and delete", async token =>
            {
                var sent = (await queue.SendMessageAsync(
                    """{"name":"~doctor"}""", visibilityTimeout: _unseen, timeToLive: _unseen + TimeSpan.FromSeconds(1), token)).Value;
                await queue.DeleteMessageAsync(sent.MessageId, sent.PopReceipt, token);
            }),
        ],
        cancellationToken);

    // One check for all rights on a resource, because one role grants them.
    private static async Task<DiagnosticCheck> CheckResourceAsync(
        string name, string role, IEnumerable<(string Right, Func<CancellationToken, Task> Try)> rights, CancellationToken cancellationToken)
    {
        var tried = await Task.WhenAll(rights.Select(async right => (right.Right, Failure: await FindFailureAsync(right.Try, cancellationToken))));
        var failed = tried.Where(right => right.Failure is not null).ToList();
        return failed.Count == 0
            ? new(name)
            : new(name, $"{string.Join(", ", failed.Select(right => right.Right))}: {failed[0].Failure!.What}", failed[0].Failure!.Remedy(role));
    }

    private static async Task<DiagnosticCheck> CheckAsync(
        string name, Func<CancellationToken, Task<DiagnosticCheck>> check, CancellationToken cancellationToken)
    {
        DiagnosticCheck? result = null;
        var failure = await FindFailureAsync(async token => result = await check(token), cancellationToken);
        return result ?? new(name, failure?.What ?? "It is not there.", failure?.Remedy("Storage Blob Data Contributor") ?? "Restart the app: it creates what is missing.");
    }

    // The account key signs links if the connection has one, otherwise a key that storage issues to the identity.
    private async Task<DiagnosticCheck> CheckSigningAsync(CancellationToken cancellationToken)
    {
        if (account.Seeds.CanGenerateSasUri)
        {
            return new("signing");
        }

        try
        {
            var now = time.GetUtcNow();
            await account.Seeds.GetParentBlobServiceClient().GetUserDelegationKeyAsync(now, now.AddMinutes(5), cancellationToken);
            return new("signing");
        }
        catch (RequestFailedException e) when (e.Status == 403)
        {
            return new(
                "signing",
                $"Storage issues no key to sign links ({e.ErrorCode}).",
                "Give the app's identity the role 'Storage Blob Delegator' on the account of the content.");
        }
    }

    private async Task<DiagnosticCheck> CompareClocksAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow();
        Response? answer;
        try
        {
            answer = (await account.Articles.GetPropertiesAsync(cancellationToken: cancellationToken)).GetRawResponse();
        }
        catch (RequestFailedException e) when (e.GetRawResponse() is { } refusal)
        {
            // An error response has the time as well, and a wrong clock may be the cause of the error.
            answer = refusal;
        }

        var after = time.GetUtcNow();
        // The header has whole seconds, and the response took some time.
        var skew = answer.Headers.Date is not { } theirs ? TimeSpan.Zero
            : theirs > after ? theirs - after
            : theirs.AddSeconds(1) < before ? theirs.AddSeconds(1) - before
            : TimeSpan.Zero;
        return skew.Duration() <= _maxClockSkew ? new("clock") : new(
            "clock",
            string.Create(CultureInfo.InvariantCulture, $"This machine's clock and the storage's are {skew.Duration().TotalSeconds:0} s apart."),
            "Set the machine's clock, and have it kept by NTP.");
    }

    private async Task<DiagnosticCheck> FindLastReconciliationAsync(CancellationToken cancellationToken)
    {
        var compared = (await ReconcileCheckpoint.LoadAsync(account, cancellationToken)).ComparedAt;
        const string Remedy = "Check that the function ReconcileSeeds runs (ReconcileSchedule), and what it logs; POST /api/operations/sweep reconciles now.";
        return compared == default ? new("sweep", "No sweep was ever through; a new site has its first within a minute.", Remedy)
            // Twice the interval: a large site takes its time, and a full comparison begins at the first reconciliation after it is due.
            : time.GetUtcNow() - compared > (2 * ingestion.Value.FullComparisonEvery) + TimeSpan.FromMinutes(10) ? new(
                "sweep", string.Create(CultureInfo.InvariantCulture, $"The last one that looked at everything was at {compared:yyyy-MM-dd HH:mm} UTC."), Remedy)
            : new("sweep");
    }

    private async Task<DiagnosticCheck> CheckSearchAsync(CancellationToken cancellationToken)
    {
        const string Remedy = "Check that the functions IndexArticle and MaintainSearchIndex run (SearchEventsQueue, SearchSchedule), and what they log; POST /api/operations/reindex indexes all articles.";
        return await search.FindAsync(known: null, cancellationToken) switch
        {
            null => new("search", "There is no search index; a new site has one after its first article.", Remedy),
            { Manifest: null } => new("search", "The search index is of another version of the app, or damaged.", Remedy),
            { Manifest.IsComplete: false } => new("search", "The search index is being built: GET /api/operations has the progress.", Remedy),
            _ => new("search"),
        };
    }

    private async Task<DiagnosticCheck> CheckWebhooksAsync(CancellationToken cancellationToken)
    {
        var dead = (await webhooks.ListAsync(cancellationToken)).Where(webhook => webhook is { IsEnabled: false, FailingSince: not null }).Select(webhook => webhook.Id).ToList();
        return dead.Count == 0 ? new("webhooks") : new(
            "webhooks", $"Disabled, because their receivers do not answer: {string.Join(", ", dead)}.", "GET /api/webhooks has the reasons. When a receiver is well, POST /api/webhooks/{id}/enable, or delete the webhook.");
    }

    private static Task<DiagnosticCheck> CheckPoisonQueueAsync(QueueClient queue, string where, CancellationToken cancellationToken)
    {
        var poison = queue.GetParentQueueServiceClient().GetQueueClient(queue.Name + "-poison");
        return CheckAsync(
            $"queue {poison.Name}",
            async token =>
            {
                try
                {
                    var waiting = (await poison.GetPropertiesAsync(token)).Value.ApproximateMessagesCount;
                    return waiting == 0 ? new($"queue {poison.Name}") : new(
                        $"queue {poison.Name}",
                        string.Create(CultureInfo.InvariantCulture, $"{waiting} messages failed too often and are not recorded yet."),
                        $"See docs/operations.md, 'poison-queue-not-empty'; {where}.");
                }
                catch (RequestFailedException e) when (e.Status == 404)
                {
                    // The host creates it on demand.
                    return new($"queue {poison.Name}");
                }
            },
            cancellationToken);
    }

    private static async Task<Failure?> FindFailureAsync(Func<CancellationToken, Task> look, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_timeout);
        try
        {
            await look(limit.Token);
            return null;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412 || (e.Status == 404 && e.ErrorCode is "BlobNotFound" or "ResourceNotFound" or "MessageNotFound"))
        {
            // As intended: allowed, but nothing matched.
            return null;
        }
        catch (RequestFailedException e)
        {
            return new Failure(e.Status, e.ErrorCode);
        }
        catch (AuthenticationFailedException)
        {
            return new Failure(401, "NoToken");
        }
        catch (AggregateException)
        {
            // All attempts failed without a response.
            return new Failure(0, ErrorCode: null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Failure(0, $"none within {_timeout.TotalSeconds:0} s");
        }
    }

    // The message of an exception may contain the request; its code never does.
    private sealed record Failure(int Status, string? ErrorCode)
    {
        public string What => (Status, ErrorCode) switch
        {
            (0, null) => "no answer.",
            (0, _) => $"no answer, {ErrorCode}.",
            (404, _) => $"it is not there ({ErrorCode}).",
            (401, "NoToken") => "the identity has no token.",
            (401 or 403, _) => $"refused ({ErrorCode}).",
            _ => string.Create(CultureInfo.InvariantCulture, $"storage answers {Status} ({ErrorCode})."),
        };

        public string Remedy(string role) => (Status, ErrorCode) switch
        {
            (0, _) => "Check the addresses in the setting Content, the network between, and whether the account is up.",
            (404, _) => "Restart the app: it creates what is missing; or deploy the template once more. Then see docs/backup.md, 'Restore'.",
            (401, "NoToken") => "Give the Function App its identity, and name it in Content__clientId if it is user-assigned.",
            (403, "AuthorizationFailure") => $"The account's firewall, or the role: let the app's network in, and give its identity '{role}' on the account of the content.",
            (401 or 403, "AuthenticationFailed" or "InvalidAuthenticationInfo") => "The key or token is not this account's, or the clock is wrong: see 'clock', and the setting Content.",
            (401 or 403, _) => $"Give the app's identity the role '{role}' on the account of the content; it takes effect after some minutes.",
            _ => "Try again; if it stays, look at the account's metrics and docs/operations.md, 'storage-throttling'.",
        };
    }
}

/// <param name="Name">The check.</param>
/// <param name="Problem">The problem; <see langword="null"/> when there is none.</param>
/// <param name="Remedy">How to fix it.</param>
public sealed record DiagnosticCheck(string Name, string? Problem = null, string? Remedy = null);

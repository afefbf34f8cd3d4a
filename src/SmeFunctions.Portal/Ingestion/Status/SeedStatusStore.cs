using Azure;
using Azure.Data.Tables;
using SmeFunctions.Documents.Metadata;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>Reads and writes the table <c>Seeds</c>.</summary>
public sealed class SeedStatusStore(ContentAccount account)
{
    // Other entities have no such column, and a missing column compares as false.
    private const string RecordsFilter = "Name gt ''";
    private const string LinksFilter = "From gt ''";

    private static readonly string[] _comparedColumns =
    [
        "Timestamp", "Name", "Status", "SeedETag", "Slug", "Lang", "Online", "Translations", "TranslationOf", "Due", "Media", "IsImage", "Images", "Attachments", "Metadata", "ErrorCode", "Warnings",
    ];

    private static readonly string[] _listedColumns =
        ["Timestamp", "Name", "Status", "SeedETag", "Slug", "Lang", "Title", "Rows", "Online", "Due", "Media", "IsImage", "Metadata", "ErrorCode", "ErrorMessage", "ErrorLine", "Warnings", "Uploaded"];

    /// <summary>Reads the records of a seed and its translations; one call, one more if it states an original, and one for each link.</summary>
    public async Task<SeedGroup> ReadGroupAsync(SeedName name, CancellationToken cancellationToken)
    {
        var rows = await ReadRowsAsync(name, cancellationToken);
        var records = await ReadGroupExceptAsync(rows, name, name, cancellationToken);
        var own = records.Find(record => record.Name == name) ?? new SeedRecord { Name = name };
        var files = rows.Where(row => row.GetString("Attachment") is not null && row.GetString("Document") == name.Value).Select(row => SeedName.FromBlobName(row.GetString("Attachment"))).ToList();
        return new SeedGroup(own, await WithOthersOfAsync(own.TranslationOf, own, records, cancellationToken))
        {
            Version = rows.Find(row => row.RowKey == SeedKeys.GetVersionKey(name))?.ETag,
            HasLinks = rows.Exists(IsLink),
            Attachments = [.. files.Where(file => !DocumentMetadata.IsName(file.Value))],
            HasMetadata = files.Exists(file => DocumentMetadata.IsName(file.Value)),
        };
    }

    /// <summary>The same, as if the seed stated another original.</summary>
    public async Task<IReadOnlyList<SeedRecord>> ReadOthersAsync(SeedName name, SeedName? named, CancellationToken cancellationToken)
    {
        var records = await ReadGroupExceptAsync(name, name, cancellationToken);
        return await WithOthersOfAsync(named, new SeedRecord { Name = name }, records, cancellationToken);
    }

    /// <summary>Reads the records of a group, and of the documents that are linked into it.</summary>
    /// <param name="group">A member of the group; it need not exist.</param>
    /// <param name="reader">The document whose own link is not followed.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<List<SeedRecord>> ReadGroupExceptAsync(SeedName group, SeedName reader, CancellationToken cancellationToken) =>
        await ReadGroupExceptAsync(await ReadRowsAsync(group, cancellationToken), group, reader, cancellationToken);

    /// <summary>Writes a link into a group, and changes the group's version; one call.</summary>
    /// <returns>The link with its ETag.</returns>
    public async Task<TranslationLink> PutLinkAsync(SeedName group, SeedName from, CancellationToken cancellationToken)
    {
        // An upsert is safe: every writer writes the same. The new ETag prevents the deletion of an older link. The new group version makes workers
        // that read the group before start over, so that they find the link.
        var answers = await account.SeedsTable.SubmitTransactionAsync(
            [
                new TableTransactionAction(
                    TableTransactionActionType.UpsertReplace,
                    new TableEntity(SeedKeys.GetPartitionKey(group), SeedKeys.GetLinkKey(group, from)) { ["From"] = from.Value }),
                new TableTransactionAction(TableTransactionActionType.UpsertReplace, new TableEntity(SeedKeys.GetPartitionKey(group), SeedKeys.GetVersionKey(group))),
            ],
            cancellationToken);
        return new TranslationLink(group.Value, answers.Value[0].Headers.ETag?.ToString());
    }

    /// <summary>Finds a link; one call.</summary>
    /// <returns>The link, with its ETag if it exists.</returns>
    public async Task<TranslationLink> FindLinkAsync(SeedName group, SeedName from, CancellationToken cancellationToken)
    {
        var row = await account.SeedsTable.GetEntityIfExistsAsync<TableEntity>(
            SeedKeys.GetPartitionKey(group), SeedKeys.GetLinkKey(group, from), cancellationToken: cancellationToken);
        return new TranslationLink(group.Value, row.HasValue ? row.Value!.ETag.ToString() : null);
    }

    /// <summary>Deletes a link if it did not change. A link that is already deleted is fine.</summary>
    /// <exception cref="RequestFailedException">412: another writer changed it.</exception>
    public Task DeleteLinkAsync(TranslationLink link, SeedName from, CancellationToken cancellationToken)
    {
        var group = SeedName.FromBlobName(link.To);
        return link.ETag is { } etag
            ? account.SeedsTable.DeleteEntityAsync(SeedKeys.GetPartitionKey(group), SeedKeys.GetLinkKey(group, from), new ETag(etag), cancellationToken)
            : Task.CompletedTask;
    }

    /// <summary>Reads a page of all links; one call.</summary>
    public async Task<(IReadOnlyList<StoredTranslationLink> Pointers, string? Continuation)> ListLinksAsync(int limit, string? continuation, CancellationToken cancellationToken)
    {
        var page = await account.SeedsTable
            .QueryAsync<TableEntity>(LinksFilter, maxPerPage: limit, cancellationToken: cancellationToken)
            .AsPages(continuation)
            .FirstAsync(cancellationToken);
        return ([.. page.Values.Select(row => new StoredTranslationLink(row.PartitionKey, row.RowKey, SeedName.FromBlobName(row.GetString("From")), row.ETag))], page.ContinuationToken);
    }

    /// <summary>Deletes a link if it did not change.</summary>
    /// <exception cref="RequestFailedException">412: another writer changed it.</exception>
    public Task DeleteLinkAsync(StoredTranslationLink link, CancellationToken cancellationToken) =>
        account.SeedsTable.DeleteEntityAsync(link.Partition, link.Key, link.ETag, cancellationToken);

    /// <summary>Finds the record of a seed; one call.</summary>
    public async Task<SeedRecord?> FindAsync(SeedName name, CancellationToken cancellationToken)
    {
        var row = await account.SeedsTable.GetEntityIfExistsAsync<TableEntity>(
            SeedKeys.GetPartitionKey(name), SeedKeys.GetRowKey(name), cancellationToken: cancellationToken);
        return row.HasValue ? SeedEntity.Read(row.Value!) : null;
    }

    /// <summary>Records that a document uses an image or an attachment. References are never deleted: an extra one costs one ingestion of the document.</summary>
    public async Task AddReferenceAsync(SeedName image, SeedName document, CancellationToken cancellationToken)
    {
        try
        {
            await account.SeedsTable.AddEntityAsync(
                new TableEntity(SeedKeys.GetPartitionKey(image), SeedKeys.GetReferenceKey(image, document)) { ["Document"] = document.Value }, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            // The reference exists already; it has no content besides its key.
        }
    }

    /// <summary>Reads the documents that use an image or an attachment, or once did.</summary>
    public IAsyncEnumerable<SeedName> ReadReferencesAsync(SeedName image, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {SeedKeys.GetPartitionKey(image)} and RowKey gt {SeedKeys.GetReferenceStart(image)} and RowKey lt {SeedKeys.GetReferenceEnd(image)}");
        return account.SeedsTable
            .QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)
            .Select(row => SeedName.FromBlobName(row.GetString("Document")));
    }

    /// <summary>Records that a file in a directory for attachments belongs to a document, which reads it with its group; two calls.</summary>
    public async Task AddAttachmentAsync(SeedName document, SeedName file, CancellationToken cancellationToken)
    {
        // The reference comes last: while it is missing, the file is assigned again.
        await AddFileAsync(document, file, cancellationToken);
        await AddReferenceAsync(file, document, cancellationToken);
    }

    /// <summary>
    /// Records a file of a document in the partition of the document, which reads it with its group; one call. Such rows are never deleted: an extra one
    /// costs one read.
    /// </summary>
    public Task AddFileAsync(SeedName document, SeedName file, CancellationToken cancellationToken) => account.SeedsTable.UpsertEntityAsync(
        new TableEntity(SeedKeys.GetPartitionKey(document), SeedKeys.GetAttachmentKey(document, file)) { ["Document"] = document.Value, ["Attachment"] = file.Value },
        TableUpdateMode.Replace,
        cancellationToken);

    /// <summary>Whether a document uses this file, or once did; one call.</summary>
    public async Task<bool> HasReferencesAsync(SeedName file, CancellationToken cancellationToken) =>
        await ReadReferencesAsync(file, cancellationToken).AnyAsync(cancellationToken);

    /// <summary>Stores a record if it did not change.</summary>
    /// <returns>The record with its new ETag.</returns>
    /// <exception cref="RequestFailedException">409 or 412: another writer changed it.</exception>
    public async Task<SeedRecord> SaveAsync(SeedRecord record, CancellationToken cancellationToken)
    {
        var row = SeedEntity.Write(record);
        var answer = record.ETag is { } etag
            ? await account.SeedsTable.UpdateEntityAsync(row, etag, TableUpdateMode.Replace, cancellationToken)
            : await account.SeedsTable.AddEntityAsync(row, cancellationToken);
        return record with { ETag = answer.Headers.ETag };
    }

    /// <summary>
    /// Stores the outcome of a document if neither its record nor its group changed since they were read. Of two documents that are ingested at the
    /// same time, the second one thus learns of the first.
    /// </summary>
    /// <returns>The record with its new ETag.</returns>
    /// <exception cref="RequestFailedException">404, 409 or 412: another writer changed one of them.</exception>
    public async Task<SeedRecord> SaveAsync(SeedRecord record, SeedGroup group, CancellationToken cancellationToken)
    {
        // Only with the outcome: an attempt that is repeated describes the version again.
        record = record with { LastVersion = record.NewVersion?.Key ?? record.LastVersion };
        var answers = await account.SeedsTable.SubmitTransactionAsync(
            [
                CreateAction(SeedEntity.Write(record), record.ETag),
                CreateAction(new TableEntity(SeedKeys.GetPartitionKey(record.Name), SeedKeys.GetVersionKey(record.Name)), group.Version),
                // An upsert is safe: every attempt with this version writes the same.
                .. record.NewVersion is { } version ? [new TableTransactionAction(TableTransactionActionType.UpsertMerge, version.ToEntity(record.Name))] : Array.Empty<TableTransactionAction>(),
            ],
            cancellationToken);
        return record with { ETag = answers.Value[0].Headers.ETag, NewVersion = null };

        static TableTransactionAction CreateAction(TableEntity row, ETag? known) =>
            known is { } etag
                ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, etag)
                : new TableTransactionAction(TableTransactionActionType.Add, row);
    }

    /// <summary>Reads a page of the records with a status and a name prefix, in no particular order; a scan of the table.</summary>
    /// <param name="status">The status.</param>
    /// <param name="prefix">How the names begin.</param>
    /// <param name="limit">Page size.</param>
    /// <param name="continuation">Where the previous page ended.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task<(IReadOnlyList<SeedRecord> Records, string? Continuation)> ListAsync(
        SeedStatus status, string prefix, int limit, string? continuation, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"Status eq {status.ToString()}");
        if (prefix.Length > 0)
        {
            filter += TableClient.CreateQueryFilter($" and Name ge {prefix} and Name lt {prefix + '\uffff'}");
        }

        var pages = account.SeedsTable
            .QueryAsync<TableEntity>(filter, limit, cancellationToken: cancellationToken)
            .AsPages(continuation);

        // A partition without a match returns an empty page with a continuation.
        await foreach (var page in pages.WithCancellation(cancellationToken))
        {
            if (page.Values.Count > 0 || page.ContinuationToken is null)
            {
                return ([.. page.Values.Select(SeedEntity.Read)], page.ContinuationToken);
            }
        }

        return ([], null);
    }

    /// <summary>Reads a page of all records, in no particular order; one call.</summary>
    public async Task<(IReadOnlyList<SeedRecord> Records, string? Continuation)> ListAsync(
        int limit, string? continuation, CancellationToken cancellationToken)
    {
        var page = await account.SeedsTable
            .QueryAsync<TableEntity>(RecordsFilter, maxPerPage: limit, cancellationToken: cancellationToken)
            .AsPages(continuation)
            .FirstAsync(cancellationToken);
        return ([.. page.Values.Select(SeedEntity.Read)], page.ContinuationToken);
    }

    /// <summary>Reads all records without what only their own articles need, for the full comparison; one call per 1,000 seeds.</summary>
    public IAsyncEnumerable<SeedRecord> ReadAllAsync(CancellationToken cancellationToken) =>
        account.SeedsTable
            .QueryAsync<TableEntity>(RecordsFilter, select: _comparedColumns, cancellationToken: cancellationToken)
            .Select(SeedEntity.Read)
            .Select(record => record with { Warnings = record.TranslationWarning is { } warning ? [warning] : [] });

    /// <summary>Reads the records that changed since a time, or all, without what only ingestion needs; one call per 1,000.</summary>
    public IAsyncEnumerable<SeedRecord> ReadChangedAsync(DateTimeOffset? since, CancellationToken cancellationToken) =>
        account.SeedsTable
            .QueryAsync<TableEntity>(
                since is { } start ? TableClient.CreateQueryFilter($"Timestamp ge {start} and Name gt ''") : RecordsFilter, select: _listedColumns, cancellationToken: cancellationToken)
            .Select(SeedEntity.Read);

    private async Task<List<TableEntity>> ReadRowsAsync(SeedName group, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {SeedKeys.GetPartitionKey(group)} and RowKey gt {SeedKeys.GetGroupStart(group)} and RowKey lt {SeedKeys.GetGroupEnd(group)}");
        return await account.SeedsTable.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken).ToListAsync(cancellationToken);
    }

    private async Task<List<SeedRecord>> ReadGroupExceptAsync(List<TableEntity> rows, SeedName group, SeedName reader, CancellationToken cancellationToken)
    {
        var records = rows.Where(IsRecord).Select(SeedEntity.Read).ToList();
        foreach (var row in rows.Where(IsLink))
        {
            // A document that changed its original, and died before it deleted its link, is not a member.
            var from = SeedName.FromBlobName(row.GetString("From"));
            if (from != reader
                && await FindAsync(from, cancellationToken) is { TranslationOf: { } named } record
                && named.TranslationGroup == group.TranslationGroup)
            {
                records.Add(record);
            }
        }

        return records;
    }

    private async Task<IReadOnlyList<SeedRecord>> WithOthersOfAsync(
        SeedName? named, SeedRecord own, List<SeedRecord> records, CancellationToken cancellationToken)
    {
        if (named is not null && named.TranslationGroup != own.Name.TranslationGroup)
        {
            records.AddRange(await ReadGroupExceptAsync(named, own.Name, cancellationToken));
        }

        return [.. records.Where(record => record.Name != own.Name).DistinctBy(record => record.Name)];
    }

    // Links, group versions, references and attachments have neither a name nor a status.
    private static bool IsRecord(TableEntity row) => row.GetString("Name") is not null;

    private static bool IsLink(TableEntity row) => row.GetString("From") is not null;
}

/// <summary>A seed and its translations.</summary>
public sealed record SeedGroup(SeedRecord Own, IReadOnlyList<SeedRecord> Others)
{
    /// <summary>The version of the group; each outcome of a member changes it.</summary>
    public ETag? Version { get; init; }

    /// <summary>The files in a directory for attachments that belong to the document.</summary>
    public IReadOnlyList<SeedName> Attachments { get; init; } = [];

    /// <summary>Whether there is or was a metadata file of the document.</summary>
    public bool HasMetadata { get; init; }

    /// <summary>Whether documents are linked into the group. Their outcomes do not change its version.</summary>
    public bool HasLinks { get; init; }
}

/// <summary>A stored link.</summary>
public sealed record StoredTranslationLink(string Partition, string Key, SeedName From, ETag ETag);

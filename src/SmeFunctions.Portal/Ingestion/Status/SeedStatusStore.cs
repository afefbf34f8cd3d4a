using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using SmeFunctions.Documents;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.ContentStorage;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>The table <c>Seeds</c>.</summary>
public sealed class SeedStatusStore(ContentAccount account)
{
    // Other rows have no name, and what is not there compares as false.
    private const string RecordsFilter = "Name gt ''";
    private const string LinksFilter = "From gt ''";

    private static readonly string[] _comparedColumns =
    [
        "Timestamp", "Name", "Status", "SeedETag", "Slug", "Lang", "Online", "Translations", "TranslationOf", "Due", "Media", "IsImage", "Images", "Warnings",
    ];

    /// <summary>
    /// A seed and its translations; one call. One that says what it translates takes another, and each that says so from elsewhere.
    /// </summary>
    public async Task<SeedGroup> ReadGroupAsync(SeedName name, CancellationToken cancellationToken)
    {
        var rows = await ReadRowsAsync(name, cancellationToken);
        var records = await ReadGroupExceptAsync(rows, name, name, cancellationToken);
        var own = records.Find(record => record.Name == name) ?? new SeedRecord { Name = name };
        return new SeedGroup(own, await WithOthersOfAsync(own.TranslationOf, own, records, cancellationToken))
        {
            Version = rows.Find(row => row.RowKey == SeedKeys.GetVersionKey(name))?.ETag,
            HasLinks = rows.Exists(IsLink),
        };
    }

    /// <summary>The same, as if the seed said that it is a translation of something else.</summary>
    public async Task<IReadOnlyList<SeedRecord>> ReadOthersAsync(SeedName name, SeedName? named, CancellationToken cancellationToken)
    {
        var records = await ReadGroupExceptAsync(name, name, cancellationToken);
        return await WithOthersOfAsync(named, new SeedRecord { Name = name }, records, cancellationToken);
    }

    /// <summary>The records of a group, and of those that say that they are translations of one of it.</summary>
    /// <param name="group">One of the group; it need not be there.</param>
    /// <param name="reader">Who asks; its own link is not followed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<List<SeedRecord>> ReadGroupExceptAsync(SeedName group, SeedName reader, CancellationToken cancellationToken) =>
        await ReadGroupExceptAsync(await ReadRowsAsync(group, cancellationToken), group, reader, cancellationToken);

    /// <summary>Leaves a row beside a group that leads to a document, and changes the group's version; one call.</summary>
    /// <returns>It, with its version.</returns>
    public async Task<TranslationLink> PutLinkAsync(SeedName group, SeedName from, CancellationToken cancellationToken)
    {
        // Whoever writes it writes the same. That its version changes keeps away those who would delete an earlier one.
        // So does the group's version to those who looked before it was there: they look again, find it, and look once more when they are done.
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

    /// <summary>Looks for such a row; one call.</summary>
    /// <returns>It, with its version if it is there.</returns>
    public async Task<TranslationLink> FindLinkAsync(SeedName group, SeedName from, CancellationToken cancellationToken)
    {
        var row = await account.SeedsTable.GetEntityIfExistsAsync<TableEntity>(
            SeedKeys.GetPartitionKey(group), SeedKeys.GetLinkKey(group, from), cancellationToken: cancellationToken);
        return new TranslationLink(group.Value, row.HasValue ? row.Value!.ETag.ToString() : null);
    }

    /// <summary>Takes such a row away; only if it is still as it was found. That it is gone already is as well.</summary>
    /// <exception cref="RequestFailedException">412: someone wrote it since.</exception>
    public Task DeleteLinkAsync(TranslationLink link, SeedName from, CancellationToken cancellationToken)
    {
        var group = SeedName.FromBlobName(link.To);
        return link.ETag is { } etag
            ? account.SeedsTable.DeleteEntityAsync(SeedKeys.GetPartitionKey(group), SeedKeys.GetLinkKey(group, from), new ETag(etag), cancellationToken)
            : Task.CompletedTask;
    }

    /// <summary>A page of all such rows; one call.</summary>
    public async Task<(IReadOnlyList<StoredTranslationLink> Pointers, string? Continuation)> ListLinksAsync(int limit, string? continuation, CancellationToken cancellationToken)
    {
        var page = await account.SeedsTable
            .QueryAsync<TableEntity>(LinksFilter, maxPerPage: limit, cancellationToken: cancellationToken)
            .AsPages(continuation)
            .FirstAsync(cancellationToken);
        return ([.. page.Values.Select(row => new StoredTranslationLink(row.PartitionKey, row.RowKey, SeedName.FromBlobName(row.GetString("From")), row.ETag))], page.ContinuationToken);
    }

    /// <summary>Takes such a row away; only if it is still as it was found.</summary>
    /// <exception cref="RequestFailedException">412: someone wrote it since.</exception>
    public Task DeleteLinkAsync(StoredTranslationLink link, CancellationToken cancellationToken) =>
        account.SeedsTable.DeleteEntityAsync(link.Partition, link.Key, link.ETag, cancellationToken);

    /// <summary>One seed; one call.</summary>
    public async Task<SeedRecord?> FindAsync(SeedName name, CancellationToken cancellationToken)
    {
        var row = await account.SeedsTable.GetEntityIfExistsAsync<TableEntity>(
            SeedKeys.GetPartitionKey(name), SeedKeys.GetRowKey(name), cancellationToken: cancellationToken);
        return row.HasValue ? Read(row.Value!) : null;
    }

    /// <summary>Notes that a document names an image. Such notes are never taken back: one too many costs a look at the document.</summary>
    public async Task AddImageReferenceAsync(SeedName image, SeedName document, CancellationToken cancellationToken)
    {
        try
        {
            await account.SeedsTable.AddEntityAsync(
                new TableEntity(SeedKeys.GetPartitionKey(image), SeedKeys.GetReferenceKey(image, document)) { ["Document"] = document.Value }, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            // It is noted already; the row says no more than its key.
        }
    }

    /// <summary>The documents that name an image, or once did.</summary>
    public IAsyncEnumerable<SeedName> ReadImageReferencesAsync(SeedName image, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {SeedKeys.GetPartitionKey(image)} and RowKey gt {SeedKeys.GetReferenceStart(image)} and RowKey lt {SeedKeys.GetReferenceEnd(image)}");
        return account.SeedsTable
            .QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)
            .Select(row => SeedName.FromBlobName(row.GetString("Document")));
    }

    /// <summary>Stores a record; only if it is still as it was read.</summary>
    /// <returns>The record with its new version.</returns>
    /// <exception cref="RequestFailedException">409 or 412: someone else wrote it in between.</exception>
    public async Task<SeedRecord> SaveAsync(SeedRecord record, CancellationToken cancellationToken)
    {
        var row = Write(record);
        var answer = record.ETag is { } etag
            ? await account.SeedsTable.UpdateEntityAsync(row, etag, TableUpdateMode.Replace, cancellationToken)
            : await account.SeedsTable.AddEntityAsync(row, cancellationToken);
        return record with { ETag = answer.Headers.ETag };
    }

    /// <summary>
    /// Stores what became of a document; only if its record is still as it was read, and nothing became of any other of its group since the group
    /// was read. So of two that come to their ends at the same moment, the second knows of the first.
    /// </summary>
    /// <returns>The record with its new version.</returns>
    /// <exception cref="RequestFailedException">404, 409 or 412: someone else wrote one of them in between.</exception>
    public async Task<SeedRecord> SaveAsync(SeedRecord record, SeedGroup group, CancellationToken cancellationToken)
    {
        var answers = await account.SeedsTable.SubmitTransactionAsync(
            [
                CreateAction(Write(record), record.ETag),
                CreateAction(new TableEntity(SeedKeys.GetPartitionKey(record.Name), SeedKeys.GetVersionKey(record.Name)), group.Version),
            ],
            cancellationToken);
        return record with { ETag = answers.Value[0].Headers.ETag };

        static TableTransactionAction CreateAction(TableEntity row, ETag? known) =>
            known is { } etag
                ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, etag)
                : new TableTransactionAction(TableTransactionActionType.Add, row);
    }

    /// <summary>All records of a status and of names that begin so, a page at a time, in no order that means something; a scan of the table.</summary>
    /// <param name="status">Which.</param>
    /// <param name="prefix">What the names begin with.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="continuation">Where the page before ended.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
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

        // A partition without a match makes an empty page that still has a next one.
        await foreach (var page in pages.WithCancellation(cancellationToken))
        {
            if (page.Values.Count > 0 || page.ContinuationToken is null)
            {
                return ([.. page.Values.Select(Read)], page.ContinuationToken);
            }
        }

        return ([], null);
    }

    /// <summary>A page of all records there are, in no order that means something; one call.</summary>
    public async Task<(IReadOnlyList<SeedRecord> Records, string? Continuation)> ListAsync(
        int limit, string? continuation, CancellationToken cancellationToken)
    {
        var page = await account.SeedsTable
            .QueryAsync<TableEntity>(RecordsFilter, maxPerPage: limit, cancellationToken: cancellationToken)
            .AsPages(continuation)
            .FirstAsync(cancellationToken);
        return ([.. page.Values.Select(Read)], page.ContinuationToken);
    }

    /// <summary>
    /// Every record, without what only its own article needs, for the comparison with the container and with each other; a call per 1,000 seeds.
    /// </summary>
    public IAsyncEnumerable<SeedRecord> ReadAllAsync(CancellationToken cancellationToken) =>
        account.SeedsTable
            .QueryAsync<TableEntity>(RecordsFilter, select: _comparedColumns, cancellationToken: cancellationToken)
            .Select(Read)
            .Select(record => record with { Warnings = record.TranslationWarning is { } warning ? [warning] : [] });

    private async Task<List<TableEntity>> ReadRowsAsync(SeedName group, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {SeedKeys.GetPartitionKey(group)} and RowKey gt {SeedKeys.GetGroupStart(group)} and RowKey lt {SeedKeys.GetGroupEnd(group)}");
        return await account.SeedsTable.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken).ToListAsync(cancellationToken);
    }

    private async Task<List<SeedRecord>> ReadGroupExceptAsync(List<TableEntity> rows, SeedName group, SeedName reader, CancellationToken cancellationToken)
    {
        var records = rows.Where(IsRecord).Select(Read).ToList();
        foreach (var row in rows.Where(IsLink))
        {
            // Who changed its mind, and died or was overtaken before its link was gone, is none of them.
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

    // A link, a group's version, and a note of a document that names an image, have neither name nor status.
    private static bool IsRecord(TableEntity row) => row.GetString("Name") is not null;

    private static bool IsLink(TableEntity row) => row.GetString("From") is not null;

    private static SeedRecord Read(TableEntity row) => new()
    {
        Name = SeedName.FromBlobName(row.GetString("Name")),
        Status = Enum.Parse<SeedStatus>(row.GetString("Status")),
        SeedETag = row.GetString("SeedETag"),
        Slug = row.GetString("Slug"),
        Lang = row.GetString("Lang"),
        Title = row.GetString("Title"),
        ArticleState = new StoredArticleState(
            row.GetString("ArticleETag") is { } etag ? new ETag(etag) : null,
            Parse(row.GetString("Rows"), SeedJson.Default.IReadOnlyListListEntry)),
        IsOnline = row.GetBoolean("Online") ?? false,
        Translations = Parse(row.GetString("Translations"), SeedJson.Default.IReadOnlyListTranslation),
        TranslationOf = row.GetString("TranslationOf") is { } named ? SeedName.FromBlobName(named) : null,
        TranslationLinks = Parse(row.GetString("Pointers"), SeedJson.Default.IReadOnlyListTranslationLink),
        FormerLinkTargets = Parse(row.GetString("Left"), SeedJson.Default.IReadOnlyListString),
        Aliases = Parse(row.GetString("Aliases"), SeedJson.Default.IReadOnlyListSeedAlias),
        Due = row.GetDateTimeOffset("Due"),
        PreviewKey = row.GetBinary("PreviewKey"),
        Media = row.GetString("Media") is { } media ? new SeedMedia(media, row.GetInt32("Width") ?? 0, row.GetInt32("Height") ?? 0) : null,
        IsImage = row.GetBoolean("IsImage") ?? false,
        Images = Parse(row.GetString("Images"), SeedJson.Default.IReadOnlyListSeedImage),
        BaseVisits = row.GetInt64("BaseVisits"),
        Error = row.GetString("ErrorCode") is { } code ? new DocumentError(code, row.GetString("ErrorMessage") ?? "", row.GetInt32("ErrorLine")) : null,
        Warnings = Parse(row.GetString("Warnings"), SeedJson.Default.IReadOnlyListString),
        Attempts = row.GetInt32("Attempts") ?? 0,
        Uploaded = row.GetDateTimeOffset("Uploaded"),
        Updated = row.Timestamp,
        ETag = row.ETag,
    };

    private static TableEntity Write(SeedRecord record) => new(SeedKeys.GetPartitionKey(record.Name), SeedKeys.GetRowKey(record.Name))
    {
        ["Name"] = record.Name.Value,
        ["Status"] = record.Status.ToString(),
        ["SeedETag"] = record.SeedETag,
        ["Slug"] = record.Slug,
        ["Lang"] = record.Lang,
        ["Title"] = record.Title,
        ["ArticleETag"] = record.ArticleState.ETag?.ToString(),
        ["Rows"] = Serialize<ListEntry>([.. record.ArticleState.Entries, .. record.ArticleState.AbsentEntries], SeedJson.Default.IReadOnlyListListEntry),
        ["Online"] = record.IsOnline,
        ["Translations"] = Serialize(record.Translations, SeedJson.Default.IReadOnlyListTranslation),
        ["TranslationOf"] = record.TranslationOf?.Value,
        ["Pointers"] = Serialize(record.TranslationLinks, SeedJson.Default.IReadOnlyListTranslationLink),
        ["Left"] = Serialize(record.FormerLinkTargets, SeedJson.Default.IReadOnlyListString),
        ["Aliases"] = Serialize(record.Aliases, SeedJson.Default.IReadOnlyListSeedAlias),
        ["Due"] = record.Due,
        ["PreviewKey"] = record.PreviewKey,
        ["Media"] = record.Media?.Name,
        ["Width"] = record.Media?.Width,
        ["Height"] = record.Media?.Height,
        ["IsImage"] = record.IsImage ? true : null,
        ["Images"] = Serialize(record.Images, SeedJson.Default.IReadOnlyListSeedImage),
        ["BaseVisits"] = record.BaseVisits,
        ["ErrorCode"] = record.Error?.Code,
        ["ErrorMessage"] = record.Error?.Message,
        ["ErrorLine"] = record.Error?.Line,
        ["Warnings"] = Serialize(record.Warnings, SeedJson.Default.IReadOnlyListString),
        ["Attempts"] = record.Attempts,
        ["Uploaded"] = record.Uploaded,
    };

    private static IReadOnlyList<T> Parse<T>(string? json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<IReadOnlyList<T>> type) =>
        json is null ? [] : JsonSerializer.Deserialize(json, type) ?? [];

    private static string? Serialize<T>(IReadOnlyList<T> list, System.Text.Json.Serialization.Metadata.JsonTypeInfo<IReadOnlyList<T>> type) =>
        list.Count == 0 ? null : JsonSerializer.Serialize(list, type);
}

/// <summary>A seed and the seeds that are its translations.</summary>
public sealed record SeedGroup(SeedRecord Own, IReadOnlyList<SeedRecord> Others)
{
    /// <summary>Of the documents of one name; it changes with every outcome of any of them.</summary>
    public ETag? Version { get; init; }

    /// <summary>Whether documents from elsewhere say, or said, that they are translations of one of them: what becomes of those changes no version here.</summary>
    public bool HasLinks { get; init; }
}

/// <summary>A row that leads from a group to a document elsewhere, as it is stored.</summary>
public sealed record StoredTranslationLink(string Partition, string Key, SeedName From, ETag ETag);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<ListEntry>))]
[JsonSerializable(typeof(IReadOnlyList<SeedAlias>))]
[JsonSerializable(typeof(IReadOnlyList<SeedImage>))]
[JsonSerializable(typeof(IReadOnlyList<TranslationLink>))]
[JsonSerializable(typeof(IReadOnlyList<Translation>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class SeedJson : JsonSerializerContext;

using System.Text;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Operations;
using SmeFunctions.Portal.Tests.Ingestion;

namespace SmeFunctions.Portal.Tests.Operations;

/// <summary>A site, and operations on it that are seen through.</summary>
internal sealed class OperationWorld : IDisposable
{
    public PortalWorld World { get; } = new();

    public void Dispose() => World.Dispose();

    public async Task PublishAsync(params string[] names)
    {
        foreach (var name in names)
        {
            World.Put(name, PortalWorld.Page(name));
            await World.HandleAsync(name);
        }
    }

    public async Task RejectAsync(string name)
    {
        World.Put(name, "No text");
        await World.HandleAsync(name);
    }

    public async Task DamageAsync()
    {
        await PublishAsync("en/sound.txt", "en/lost.txt", "en/differs.txt", "en/row.txt", "en/behind.txt", "en/gone.txt");
        await SettleAsync();
        World.Articles.Remove("2017-01-04-en-lost-txt.json");
        World.Articles.Put(
            "2017-01-04-en-differs-txt.json",
            Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(World.Articles.Blobs["2017-01-04-en-differs-txt.json"].Content).Replace("sentence", "word", StringComparison.Ordinal)),
            World.Articles.Blobs["2017-01-04-en-differs-txt.json"].Metadata);
        await World.ArticlesTable.SubmitTransactionAsync(
        [
            new(Azure.Data.Tables.TableTransactionActionType.Delete, new Azure.Data.Tables.TableEntity("en", "a|79829895|2017-01-04-en-row-txt"), Azure.ETag.All),
            new(Azure.Data.Tables.TableTransactionActionType.UpsertReplace, new Azure.Data.Tables.TableEntity("en", "s|news|79829895|2017-01-04-en-row-txt") { ["Summary"] = "{}" }),
            new(Azure.Data.Tables.TableTransactionActionType.UpsertReplace, new Azure.Data.Tables.TableEntity("en", "a|79829895|nobody") { ["Summary"] = "{}" }),
        ]);
        World.Put("en/behind.txt", PortalWorld.Page("Behind"));
        World.Seeds.Remove("en/gone.txt");
        World.Articles.Put("nobody.json", "{}"u8.ToArray());
        World.Articles.Put("note.txt", "{}"u8.ToArray());
    }

    public async Task<Operation> RunAsync(OperationKind kind)
    {
        var operation = await World.OperatorDesk.StartAsync(kind, CancellationToken.None);
        while (World.OperationQueue.Messages is [var message, ..])
        {
            World.OperationQueue.Messages.RemoveAt(0);
            await World.Runner.HandleAsync(message, CancellationToken.None);
        }

        return await FindAsync(operation.Id);
    }

    public async Task SettleAsync()
    {
        while (World.Queue.Messages is [var message, ..])
        {
            World.Queue.Messages.RemoveAt(0);
            await World.Inbox.HandleAsync(message, CancellationToken.None);
        }
    }

    public async Task<Operation> FindAsync(string id) =>
        await World.OperatorDesk.FindAsync(id, CancellationToken.None) ?? throw new InvalidOperationException("There is none.");

    public async Task<IReadOnlyList<Finding>> FindingsAsync(Operation operation) =>
        (await World.OperatorDesk.ListFindingsAsync(operation.Id, 1_000, continuation: null, CancellationToken.None)).Findings;

    public async Task<Article?> ArticleAsync(string name) =>
        (await World.ArticleStore.FindAsync((await World.RecordAsync(name)).Slug!, CancellationToken.None)).Article;

    // Versions apart, which every write changes.
    public List<string> Snapshot() =>
    [
        .. World.Articles.Blobs.Select(blob => $"{blob.Key}: {Encoding.UTF8.GetString(blob.Value.Content)} {string.Join(' ', blob.Value.Metadata)}"),
        .. World.ListRows.Select(row => $"{row.PartitionKey} {row.RowKey}: {row["Summary"]}"),
    ];
}

using System.Text;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Operations;
using SmeFunctions.Portal.Tests.Ingestion;

namespace SmeFunctions.Portal.Tests.Operations;

/// <summary>A world and what operations are run on in it.</summary>
public abstract class OperationTests : IDisposable
{
    private protected readonly TestPortal _world = new();

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _world.Dispose();
    }

    private protected async Task PublishAsync(params string[] names)
    {
        foreach (var name in names)
        {
            _world.Put(name, TestPortal.Page(name));
            await _world.HandleAsync(name);
        }
    }

    private protected async Task RejectAsync(string name)
    {
        _world.Put(name, "No text");
        await _world.HandleAsync(name);
    }

    private protected async Task DamageAsync()
    {
        await PublishAsync("en/sound.txt", "en/lost.txt", "en/differs.txt", "en/row.txt", "en/behind.txt", "en/gone.txt");
        await SettleAsync();
        _world.Articles.Remove("2017-01-04-en-lost-txt.json");
        _world.Articles.Put(
            "2017-01-04-en-differs-txt.json",
            Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(_world.Articles.Blobs["2017-01-04-en-differs-txt.json"].Content).Replace("sentence", "word", StringComparison.Ordinal)),
            _world.Articles.Blobs["2017-01-04-en-differs-txt.json"].Metadata);
        await _world.ArticlesTable.SubmitTransactionAsync(
        [
            new(Azure.Data.Tables.TableTransactionActionType.Delete, new Azure.Data.Tables.TableEntity("en", "a|79829895|2017-01-04-en-row-txt"), Azure.ETag.All),
            new(Azure.Data.Tables.TableTransactionActionType.UpsertReplace, new Azure.Data.Tables.TableEntity("en", "s|news|79829895|2017-01-04-en-row-txt") { ["Summary"] = "{}" }),
            new(Azure.Data.Tables.TableTransactionActionType.UpsertReplace, new Azure.Data.Tables.TableEntity("en", "a|79829895|nobody") { ["Summary"] = "{}" }),
        ]);
        _world.Put("en/behind.txt", TestPortal.Page("Behind"));
        _world.Seeds.Remove("en/gone.txt");
        _world.Articles.Put("nobody.json", "{}"u8.ToArray());
        _world.Articles.Put("note.txt", "{}"u8.ToArray());
    }

    private protected async Task<Operation> RunAsync(OperationKind kind)
    {
        var operation = await _world.OperatorDesk.StartAsync(kind, CancellationToken.None);
        while (_world.OperationQueue.Messages is [var message, ..])
        {
            _world.OperationQueue.Messages.RemoveAt(0);
            await _world.Runner.HandleAsync(message, CancellationToken.None);
        }

        return await FindAsync(operation.Id);
    }

    private protected async Task SettleAsync()
    {
        while (_world.Queue.Messages is [var message, ..])
        {
            _world.Queue.Messages.RemoveAt(0);
            await _world.Inbox.HandleAsync(message, CancellationToken.None);
        }
    }

    private protected async Task<Operation> FindAsync(string id) =>
        await _world.OperatorDesk.FindAsync(id, CancellationToken.None) ?? throw new InvalidOperationException("There is none.");

    private protected async Task<IReadOnlyList<Finding>> FindingsAsync(Operation operation) =>
        (await _world.OperatorDesk.ListFindingsAsync(operation.Id, 1_000, continuation: null, CancellationToken.None)).Findings;

    private protected async Task<Article?> ArticleAsync(string name) =>
        (await _world.ArticleStore.FindAsync((await _world.RecordAsync(name)).Slug!, CancellationToken.None)).Article;

    // Versions apart, which every write changes.
    private protected List<string> Snapshot() =>
    [
        .. _world.Articles.Blobs.Select(blob => $"{blob.Key}: {Encoding.UTF8.GetString(blob.Value.Content)} {string.Join(' ', blob.Value.Metadata)}"),
        .. _world.ListRows.Select(row => $"{row.PartitionKey} {row.RowKey}: {row["Summary"]}"),
    ];
}

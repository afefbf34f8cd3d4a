using Azure;
using Azure.Data.Tables;

namespace SmeFunctions.Portal.Tests.Storage;

/// <summary>What goes wrong with a call: where, and what the client sees of it.</summary>
public enum Fault
{
    None,

    /// <summary>Not done, 500.</summary>
    FailBefore,

    /// <summary>Done, 500.</summary>
    FailAfter,

    /// <summary>Not done, 503.</summary>
    Busy,

    /// <summary>Not done, the client's own limit of time runs out.</summary>
    TimeoutBefore,
    TimeoutAfter,

    /// <summary>Not done, the connection breaks.</summary>
    ResetBefore,
    ResetAfter,

    /// <summary>Done, the answer lost, and tried again by the client library: it reports what the second try was told.</summary>
    RetriedByClient,

    /// <summary>The client's limit runs out; the request is done later, when nobody waits for it.</summary>
    Late,
}

/// <summary>A call to a table, as a fault is chosen for it.</summary>
internal readonly record struct TableCall(bool IsWrite, string? RowKey);

/// <summary>
/// A client of a <see cref="FakeTableServer"/>. Each call asks which fault it meets; between, it may be made to wait so that calls of
/// several clients interleave.
/// </summary>
internal sealed class FakeTable(FakeTableServer server) : TableClient
{
    /// <summary>The real service refuses requests whose date is further off.</summary>
    public static readonly TimeSpan MaxRequestAge = TimeSpan.FromMinutes(15);

    public Func<TableCall, Fault> Faults { get; set; } = _ => Fault.None;

    /// <summary>Awaited on the way there and on the way back.</summary>
    public Func<Task> Travel { get; set; } = () => Task.CompletedTask;

    /// <summary>Requests that are under way still: to be run at some later time, or never.</summary>
    public List<Action> Late { get; } = [];

    public List<TableCall> Calls { get; } = [];

    /// <summary>Whether calls are noted there.</summary>
    public bool NotesCalls { get; init; } = true;

    public override async Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
    {
        var found = await CallAsync(
            new TableCall(IsWrite: false, rowKey), () => server.Find(partitionKey, rowKey, select), cancellationToken);
        return found is null ? new None<T>(Response(null)) : Azure.Response.FromValue((T)(ITableEntity)found, Response(found.ETag.ToString()));
    }

    public override async Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default) =>
        Response((await WriteAsync([new(TableTransactionActionType.Add, entity)], cancellationToken))[0]);

    public override async Task<Response> UpdateEntityAsync<T>(
        T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default) =>
        Response((await WriteAsync([new(TableTransactionActionType.UpdateReplace, entity, ifMatch)], cancellationToken))[0]);

    public override async Task<Response> UpsertEntityAsync<T>(
        T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default) =>
        Response((await WriteAsync([new(mode == TableUpdateMode.Replace ? TableTransactionActionType.UpsertReplace : TableTransactionActionType.UpsertMerge, entity)], cancellationToken))[0]);

    public override async Task<Response> DeleteEntityAsync(
        string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        try
        {
            return Response((await WriteAsync([new(TableTransactionActionType.Delete, new TableEntity(partitionKey, rowKey), ifMatch)], cancellationToken))[0]);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // The client library takes it for done.
            return new FakeResponse(404, etag: null, server.Now);
        }
    }

    public override async Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default)
    {
        try
        {
            var etags = await WriteAsync([.. transactionActions], cancellationToken);
            return Azure.Response.FromValue<IReadOnlyList<Response>>([.. etags.Select(Response)], Response(null));
        }
        catch (RequestFailedException exception)
        {
            throw new TableTransactionFailedException(exception);
        }
    }

    public override AsyncPageable<T> QueryAsync<T>(
        string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default) =>
        new Pages<T>(this, filter!, maxPerPage ?? 1000, select, cancellationToken);

    private FakeResponse Response(string? etag) => new(200, etag, server.Now);

    private Task<IReadOnlyList<string?>> WriteAsync(List<TableTransactionAction> actions, CancellationToken cancellationToken) =>
        CallAsync(new TableCall(IsWrite: true, actions[0].Entity.RowKey), () => server.Execute(actions), cancellationToken);

    private async Task<T> CallAsync<T>(TableCall call, Func<T> run, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (NotesCalls)
        {
            lock (Calls)
            {
                Calls.Add(call);
            }
        }

        var sent = server.Now;
        var fault = Faults(call);
        await Travel();
        switch (fault)
        {
            case Fault.FailBefore:
                throw new RequestFailedException(500, "Internal error.");
            case Fault.Busy:
                throw new RequestFailedException(503, "Server busy.");
            case Fault.ResetBefore:
                throw new RequestFailedException("The connection was reset.", new IOException());
            case Fault.TimeoutBefore:
                throw new TaskCanceledException("The network timed out.");
            case Fault.Late:
                Late.Add(() =>
                {
                    if (server.Now - sent < MaxRequestAge)
                    {
                        run();
                    }
                });
                throw new TaskCanceledException("The network timed out.");
        }

        if (server.Now - sent >= MaxRequestAge)
        {
            throw new RequestFailedException(403, "The request is too old.");
        }

        var result = run();
        if (fault == Fault.RetriedByClient)
        {
            result = run();
        }

        await Travel();
        cancellationToken.ThrowIfCancellationRequested();
        return fault switch
        {
            Fault.FailAfter => throw new RequestFailedException(500, "Internal error."),
            Fault.ResetAfter => throw new RequestFailedException("The connection was reset.", new IOException()),
            Fault.TimeoutAfter => throw new TaskCanceledException("The network timed out."),
            _ => result,
        };
    }

    private sealed class None<T>(Response response) : NullableResponse<T>
    {
        public override bool HasValue => false;

        public override T? Value => throw new InvalidOperationException();

        public override Response GetRawResponse() => response;
    }

    private sealed class Pages<T>(FakeTable table, string filter, int most, IEnumerable<string>? select, CancellationToken cancellationToken)
        : AsyncPageable<T>(cancellationToken)
        where T : notnull
    {
        public override async IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
        {
            var after = continuationToken;
            do
            {
                var page = await table.CallAsync(
                    new TableCall(IsWrite: false, null),
                    () =>
                    {
                        var next = after;
                        var rows = table.Server.Query(filter, select, ref next, most);
                        return (Rows: rows, Next: next);
                    },
                    CancellationToken);
                after = page.Next;
                yield return Page<T>.FromValues([.. page.Rows.Cast<T>()], after, table.Response(null));
            }
            while (after is not null);
        }
    }

    private FakeTableServer Server => server;
}

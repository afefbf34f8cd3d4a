using System.Globalization;
using System.Text;
using System.Text.Json;
using SmeFunctions.Portal.Articles;
using SmeFunctions.Portal.Ingestion;

namespace SmeFunctions.Portal.Tests.Ingestion;

/// <summary>The process of a worker ended. Nothing that it would have done after this is done.</summary>
internal sealed class DiedException : Exception
{
    public DiedException()
        : base("The process ended.")
    {
    }
}

/// <summary>
/// A worker that handles messages and can be stopped at each step: on the way to storage and on the way back, where the call is done
/// and its answer not heard yet.
/// </summary>
internal sealed class Worker(TestPortal world)
{
    private static readonly AsyncLocal<Worker?> _current = new();

    /// <summary>How many steps it took.</summary>
    public int Steps { get; private set; }

    /// <summary>What happens at a step; it may wait, or throw.</summary>
    public Func<int, Task> At { get; set; } = _ => Task.CompletedTask;

    public bool IsDead { get; set; }

    public static void Watch(TestPortal world) =>
        world.SeedsTable.Travel = world.ArticlesTable.Travel = world.Seeds.Travel = world.Articles.Travel = world.Queue.Travel =
            () => _current.Value is { } worker ? worker.StepAsync() : Task.CompletedTask;

    /// <returns>Whether it came through; if not, the message comes again.</returns>
    public async Task<bool> HandleAsync(string message)
    {
        _current.Value = this;
        try
        {
            await world.Inbox.HandleAsync(message, CancellationToken.None);
            return true;
        }
        catch (Exception e) when (e is DiedException or Azure.RequestFailedException)
        {
            return false;
        }
    }

    private async Task StepAsync()
    {
        EndIfDead();
        Steps++;
        await At(Steps);
        EndIfDead();
    }

    private void EndIfDead()
    {
        if (IsDead)
        {
            throw new DiedException();
        }
    }
}

/// <summary>A worker that goes a number of steps and waits.</summary>
internal sealed class PacedWorker
{
    private readonly Worker _worker;
    private readonly Task<bool> _run;
    private TaskCompletionSource _waits = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _goes = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left;

    public PacedWorker(TestPortal world, string message)
    {
        Message = message;
        _worker = new Worker(world) { At = _ => StepAsync() };
        _run = _worker.HandleAsync(message);
    }

    public string Message { get; }

    public bool CameThrough => _run is { IsCompletedSuccessfully: true, Result: true };

    public Task DieAsync()
    {
        _worker.IsDead = true;
        return GoAsync(int.MaxValue);
    }

    public async Task GoAsync(int steps)
    {
        await Task.WhenAny(_waits.Task, _run);
        if (_run.IsCompleted)
        {
            return;
        }

        _left = steps;
        _waits = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goes = _goes;
        _goes = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        goes.SetResult();
        await Task.WhenAny(_waits.Task, _run);
    }

    private async Task StepAsync()
    {
        if (_left-- > 0)
        {
            return;
        }

        // Before whoever waits for this one can put another in its place.
        var goes = _goes;
        _waits.TrySetResult();
        await goes.Task;
        _left--;
    }
}

/// <summary>What can be seen of a world.</summary>
internal static class WorldView
{
    /// <param name="name">Of the seed.</param>
    /// <param name="isNew">Whether it says that the seed was new to who asked, be it so or not.</param>
    public static string Message(string name, bool isNew = false) => isNew ? JsonSerializer.Serialize(new { name, isNew }) : JsonSerializer.Serialize(new { name });

    /// <summary>Handles all that was asked for, and what that asks for.</summary>
    public static async Task DrainAsync(this TestPortal world)
    {
        for (var rounds = 0; world.Queue.Messages.Count > 0; rounds++)
        {
            Assert.True(rounds < 50, "Messages go round in circles.");
            var messages = world.Queue.Messages.ToList();
            world.Queue.Messages.Clear();
            foreach (var message in messages)
            {
                await world.Inbox.HandleAsync(message, CancellationToken.None);
            }
        }
    }

    /// <summary>All that readers and editors see; and it fails when what is stored does not fit together.</summary>
    /// <param name="world">Whose.</param>
    /// <param name="withPast">Whether what was before counts: an address that was taken down, or was meant to be one.</param>
    public static async Task<string> ShowAsync(this TestPortal world, bool withPast = true)
    {
        var view = new StringBuilder();
        foreach (var row in world.ListRows)
        {
            view.AppendLine(CultureInfo.InvariantCulture, $"row {row.PartitionKey} {row.RowKey} {row.GetString("Summary")}");
        }

        var records = await world.Ledger.ReadAllAsync(CancellationToken.None).Select(seed => seed.Name.Value).Order().ToListAsync();
        var known = new Dictionary<string, SeedRecord>();
        foreach (var name in records)
        {
            var record = await world.RecordAsync(name);
            known[record.Slug ?? name] = record;
            var versions = await world.Versions.ListAsync(record.Name, 100, CancellationToken.None);
            Assert.All(versions.Where(version => version.ContentHash is not null), version => Assert.Contains($"{record.Name.Hash}/{version.ContentHash}", world.SeedVersions.Blobs.Keys));
            Assert.Equal(record.LastVersion, versions.Count == 0 ? null : versions[0].Key);
            if (withPast)
            {
                view.AppendLine(CultureInfo.InvariantCulture, $"kept {name} {string.Join('|', versions.Select(version => version.IsDeletion ? "deleted" : version.ContentHash?[..8]))}");
            }

            if (!withPast && record.Status == SeedStatus.Removed)
            {
                continue;
            }

            view.AppendLine(
                CultureInfo.InvariantCulture,
                $"seed {name} {record.Status} {record.SeedETag} {(record.IsOnline || withPast ? record.Slug : "")} {record.Lang} {record.Title} {record.IsOnline} {record.Attempts} {record.Due:O} {record.Error} {string.Join('|', record.Warnings)} {string.Join('|', record.Translations)} {record.BaseVisits} {record.TranslationOf} {string.Join('|', record.Aliases.Select(alias => alias.Slug).Order())} {string.Join('|', record.TranslationLinks.Select(link => link.To))}");
            Assert.All(
                record.TranslationLinks,
                link => Assert.Contains(
                    (SeedKeys.GetLinkKey(SeedName.FromBlobName(link.To), record.Name), link.ETag), world.PointerRows.Select(row => (row.RowKey, (string?)row.ETag.ToString()))));
        }

        // One that a slow worker left counts for nothing.
        foreach (var row in world.PointerRows.Where(_ => withPast))
        {
            view.AppendLine(CultureInfo.InvariantCulture, $"link {row.RowKey} {row.GetString("From")}");
        }

        foreach (var slug in world.Articles.Blobs.Keys.Select(blob => blob[..^".json".Length]))
        {
            var found = await world.ArticleStore.FindAsync(slug, CancellationToken.None);
            var (article, etag, isGone) = found;
            if (found.AliasOf is { } target)
            {
                // What leads somewhere leads to what is there, and the record knows it.
                Assert.True(known[target].IsOnline, slug);
                Assert.Contains(slug, known[target].Aliases.Where(alias => !withPast || (alias.ETag, alias.IsNew) == (etag.ToString(), false)).Select(alias => alias.Slug));
                view.AppendLine(CultureInfo.InvariantCulture, $"alias {slug} of {target}");
            }
            else if (article is not null)
            {
                var record = known[slug];
                Assert.True(record.IsOnline);

                // Of two that write the same, one may die before it is recorded; whoever comes next looks what is there.
                Assert.True(!withPast || etag == record.ArticleState.ETag);
                Assert.Equal(ArticleKeys.GetRowKeys(article).Order(), world.ArticleRows.Rows.Where(row => row.PartitionKey == article.Lang && row.RowKey.EndsWith(slug, StringComparison.Ordinal)).Select(row => row.RowKey).Order());
                Assert.True(!withPast || Versions(world, slug).IsSubsetOf(record.ArticleState.Entries.Select(row => row.ETag)));
                view.AppendLine(CultureInfo.InvariantCulture, $"article {JsonSerializer.Serialize(article, ArticleJson.Readable.Article)}");
            }
            else if (isGone && withPast)
            {
                view.AppendLine(CultureInfo.InvariantCulture, $"gone {slug}");
            }
        }

        // A record that is sure of an alias is right.
        foreach (var record in known.Values.Where(_ => withPast))
        {
            foreach (var alias in record.Aliases.Where(alias => alias.ETag is not null))
            {
                Assert.Equal(record.Slug, (await world.ArticleStore.FindAsync(alias.Slug, CancellationToken.None)).AliasOf);
            }
        }

        // No list has an article that is not there.
        Assert.All(world.ListRows, row => Assert.Contains($"article {{\"slug\":\"{row.RowKey[(row.RowKey.LastIndexOf('|') + 1)..]}\"", view.ToString(), StringComparison.Ordinal));
        return view.ToString();
    }

    private static HashSet<string?> Versions(TestPortal world, string slug) =>
        [.. world.ArticleRows.Rows.Where(row => row.RowKey.EndsWith(slug, StringComparison.Ordinal)).Select(row => row.ETag.ToString())];
}

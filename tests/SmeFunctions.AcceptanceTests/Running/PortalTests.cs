namespace SmeFunctions.AcceptanceTests.Running;

/// <summary>What all classes of tests share: each test has an app with names of its own, or the running one it was pointed at.</summary>
public abstract class PortalTests(SharedAzurite azurite) : IAsyncLifetime
{
    // A worker is a process that compiles for a second or two of processor time: many at once only delay each other.
    private static readonly SemaphoreSlim _workers = new(4);

    private readonly List<PortalApp> _apps = [];
    private readonly List<OwnAzurite> _storages = [];
    private bool _mayStartWorkers;

    /// <summary>For a test that makes something fail on purpose, which the app rightly logs as an error.</summary>
    private protected bool ErrorsAreExpected { get; set; }

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var app in _apps)
        {
            await app.DisposeAsync();
        }

        if (_mayStartWorkers)
        {
            _workers.Release();
        }

        // After the apps, which finish what they have begun.
        foreach (var storage in _storages)
        {
            await storage.DisposeAsync();
        }

        if (!ErrorsAreExpected)
        {
            // Each error whole: a collection that is not empty is shown with the first characters of its items.
            string[] errors = [.. _apps.SelectMany(app => app.Log.Errors)];
            Assert.True(errors.Length == 0, string.Join(Environment.NewLine, errors));
        }
    }

    /// <summary>An app for a test that any site must pass.</summary>
    private protected async Task<PortalApp> AppAsync()
    {
        var app = RunningSite.IsGiven || RunningSite.IsWorker ? PortalApp.Attach() : await PortalApp.StartAsync(azurite.ConnectionString);
        _apps.Add(app);
        return app;
    }

    /// <summary>The same, where other tests must not publish at the same time.</summary>
    private protected async Task<PortalApp> ExclusiveAppAsync()
    {
        var app = RunningSite.IsGiven ? PortalApp.Attach() : await StartAsync(azurite.ConnectionString);
        _apps.Add(app);
        return app;
    }

    /// <summary>The same, where the test needs the reconciler to come soon.</summary>
    private protected async Task<PortalApp> SweepingAppAsync()
    {
        var app = RunningSite.IsGiven || RunningSite.IsWorker ? PortalApp.Attach() : await PortalApp.StartAsync(azurite.ConnectionString, PortalApp.EverySecond);
        _apps.Add(app);
        return app;
    }

    /// <summary>An app for a test that stops it, or needs settings of its own: not applicable to a running site.</summary>
    private protected Task<PortalApp> OwnAppAsync(params string[] settings)
    {
        Assert.SkipWhen(RunningSite.IsGiven, "A running site is neither stopped nor set up anew.");
        return OwnAppOnAsync(azurite.ConnectionString, settings);
    }

    private protected async Task<PortalApp> OwnAppOnAsync(string content, params string[] settings)
    {
        Assert.SkipWhen(RunningSite.IsGiven, "A running site is neither stopped nor set up anew.");
        Assert.SkipWhen(RunningSite.IsWorker && settings.Any(setting => setting.StartsWith("--enableAuth", StringComparison.Ordinal) || setting.StartsWith("--cors", StringComparison.Ordinal)), "Keys and CORS are the Functions host's, not the worker's.");
        var app = await StartAsync(content, settings);
        _apps.Add(app);
        return app;
    }

    /// <summary>Storage for a test that stops it.</summary>
    private protected async Task<OwnAzurite> OwnStorageAsync()
    {
        Assert.SkipWhen(RunningSite.IsGiven, "The storage of a running site is not stopped.");
        var storage = await OwnAzurite.StartAsync();
        _storages.Add(storage);
        return storage;
    }

    private async Task<PortalApp> StartAsync(string content, params string[] settings)
    {
        if (RunningSite.IsWorker && !_mayStartWorkers)
        {
            await _workers.WaitAsync();
            _mayStartWorkers = true;
        }

        return await PortalApp.StartAsync(content, settings);
    }
}

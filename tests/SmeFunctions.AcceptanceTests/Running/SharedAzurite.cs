using SmeFunctions.AcceptanceTests.Running;

[assembly: AssemblyFixture(typeof(SharedAzurite))]

// The tests wait far more than they work.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.All, MaxThreads = 10)]

namespace SmeFunctions.AcceptanceTests.Running;

/// <summary>The storage of a test run: a process on ports of its own, its data gone when the run ends.</summary>
public sealed class SharedAzurite : IAsyncLifetime
{
    private OwnAzurite? _own;
    private PortalApp? _site;

    internal string ConnectionString => _own?.ConnectionString ?? throw new InvalidOperationException("The tests are pointed at a running app.");

    public async ValueTask InitializeAsync()
    {
        if (!RunningSite.IsGiven)
        {
            _own = await OwnAzurite.StartAsync();
            if (RunningSite.IsWorker)
            {
                // One worker for all tests that any site must pass: a process for each of them would take most of the time.
                _site = await PortalApp.StartSharedAsync(ConnectionString);
                RunningSite.Share(_site.Http.BaseAddress!, ConnectionString);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_site is not null)
        {
            await _site.StopAsync();
        }

        if (_own is not null)
        {
            await _own.DisposeAsync();
        }
    }
}

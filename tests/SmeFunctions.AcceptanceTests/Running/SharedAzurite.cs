using SmeFunctions.AcceptanceTests.Running;

[assembly: AssemblyFixture(typeof(SharedAzurite))]

// The tests wait far more than they work.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.All, MaxThreads = 10)]

namespace SmeFunctions.AcceptanceTests.Running;

/// <summary>The storage of a test run: a process on ports of its own, its data gone when the run ends.</summary>
public sealed class SharedAzurite : IAsyncLifetime
{
    private OwnAzurite? _own;

    internal string ConnectionString => _own?.ConnectionString ?? throw new InvalidOperationException("The tests are pointed at a running app.");

    public async ValueTask InitializeAsync()
    {
        if (!RunningSite.IsGiven)
        {
            _own = await OwnAzurite.StartAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_own is not null)
        {
            await _own.DisposeAsync();
        }
    }
}

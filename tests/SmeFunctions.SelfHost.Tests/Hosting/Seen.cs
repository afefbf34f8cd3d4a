using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace SmeFunctions.SelfHost.Tests.Hosting;

/// <summary>What functions under test saw.</summary>
internal sealed class Seen
{
    public TaskCompletionSource<string> Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource<string> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ConcurrentQueue<string> Disposed { get; } = new();

    public ConcurrentQueue<string> Steps { get; } = new();

    public void AddTo(IServiceCollection services) => services.AddSingleton(this);
}

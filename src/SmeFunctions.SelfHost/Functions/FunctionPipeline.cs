using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;

namespace SmeFunctions.SelfHost.Functions;

/// <summary>The worker middleware around the functions, built once.</summary>
internal sealed class FunctionPipeline(IReadOnlyList<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> middleware)
{
    private readonly FunctionExecutionDelegate _run = middleware
        .Reverse()
        .Aggregate<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>, FunctionExecutionDelegate>(
            context =>
            {
                var own = SelfHostFunctionContext.From(context);
                return own.Function.InvokeAsync(own);
            },
            (next, use) => use(next));

    public Task RunAsync(SelfHostFunctionContext context) => _run(context);

    /// <summary>Runs a function without a request, in its own scope.</summary>
    public async Task RunAsync(IServiceScopeFactory scopes, Func<IServiceProvider, BackgroundFunctionContext> context)
    {
        await using var scope = scopes.CreateAsyncScope();
        await RunAsync(context(scope.ServiceProvider));
    }
}

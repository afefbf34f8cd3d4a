using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Azure.Functions.Worker.Middleware
{
    public delegate Task FunctionExecutionDelegate(FunctionContext context);

    /// <summary>Runs around every run of every function.</summary>
    public interface IFunctionsWorkerMiddleware
    {
        Task Invoke(FunctionContext context, FunctionExecutionDelegate next);
    }
}

namespace Microsoft.Azure.Functions.Worker
{
    public interface IFunctionsWorkerApplicationBuilder
    {
        IServiceCollection Services { get; }

        IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware);
    }
}

namespace Microsoft.Extensions.Hosting
{
    public static class MiddlewareWorkerApplicationBuilderExtensions
    {
        /// <summary>Adds a middleware, one instance for the whole app.</summary>
        public static IFunctionsWorkerApplicationBuilder UseMiddleware<T>(this IFunctionsWorkerApplicationBuilder builder)
            where T : class, IFunctionsWorkerMiddleware
        {
            ArgumentNullException.ThrowIfNull(builder);
            builder.Services.AddSingleton<T>();
            return builder.Use(next =>
            {
                // Kept, since asking a request's services for it makes a scope, which few functions need.
                T? middleware = null;
                return context => (middleware ??= context.InstanceServices.GetRequiredService<T>()).Invoke(context, next);
            });
        }

        public static IFunctionsWorkerApplicationBuilder UseWhen<T>(
            this IFunctionsWorkerApplicationBuilder builder, Func<FunctionContext, bool> predicate)
            where T : class, IFunctionsWorkerMiddleware
        {
            ArgumentNullException.ThrowIfNull(builder);
            builder.Services.AddSingleton<T>();
            return builder.Use(next =>
            {
                T? middleware = null;
                return context => predicate(context)
                    ? (middleware ??= context.InstanceServices.GetRequiredService<T>()).Invoke(context, next)
                    : next(context);
            });
        }

        public static IFunctionsWorkerApplicationBuilder UseMiddleware(
            this IFunctionsWorkerApplicationBuilder builder, Func<FunctionContext, Func<Task>, Task> middleware)
        {
            ArgumentNullException.ThrowIfNull(builder);
            return builder.Use(next => context => middleware(context, () => next(context)));
        }

        public static IFunctionsWorkerApplicationBuilder UseWhen(
            this IFunctionsWorkerApplicationBuilder builder,
            Func<FunctionContext, bool> predicate,
            Func<FunctionContext, Func<Task>, Task> middleware)
        {
            ArgumentNullException.ThrowIfNull(builder);
            return builder.Use(next => context => predicate(context)
                ? middleware(context, () => next(context))
                : next(context));
        }
    }
}

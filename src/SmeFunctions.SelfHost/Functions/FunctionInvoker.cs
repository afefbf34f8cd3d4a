using System.Linq.Expressions;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using SmeFunctions.SelfHost.Http;

namespace SmeFunctions.SelfHost.Functions;

/// <summary>
/// Creates an instance of a function's class, and calls its method. Both are compiled at the first call, so a call needs no reflection, and the start
/// compiles nothing.
/// </summary>
internal sealed class FunctionInvoker
{
    private static readonly MethodInfo _routeValueMethod = ((Func<SelfHostFunctionContext, string, string?>)SelfHostFunctionContext.RouteValue).Method;

    private readonly Lazy<(ObjectFactory Create, Func<object, SelfHostFunctionContext, Task> Call)> _compiled;
    private readonly bool _disposes;
    private (ConstructorInfo Constructor, IServiceProvider Services)? _shared;
    private Func<object>? _createShared;

    public FunctionInvoker(FunctionMethod function)
    {
        Function = function;
        Definition = new SelfHostFunctionDefinition(function);
        _compiled = new(() => (ActivatorUtilities.CreateFactory(function.Class, []), Compile(function)));
        _disposes = function.Class.IsAssignableTo(typeof(IDisposable)) || function.Class.IsAssignableTo(typeof(IAsyncDisposable));
    }

    public FunctionMethod Function { get; }

    public FunctionDefinition Definition { get; }

    /// <summary>
    /// Uses the app's root services if the constructor takes only singletons. They are the same as in a scope, which is then not created.
    /// </summary>
    public void UseServices(IServiceProvider services, IServiceCollection registered)
    {
        if (Function.Class.GetConstructors() is [var constructor] && constructor.GetParameters().All(parameter => IsSingleton(parameter, registered)))
        {
            _shared = (constructor, services);
        }
    }

    public Task InvokeAsync(SelfHostFunctionContext context)
    {
        var (create, call) = _compiled.Value;
        var instance = _shared is { } shared ? (_createShared ??= CompileShared(shared.Constructor, shared.Services))() : create(context.InstanceServices, null);
        if (_disposes)
        {
            return InvokeAndDisposeAsync(instance, call, context);
        }

        return call(instance, context);
    }

    private static async Task InvokeAndDisposeAsync(object instance, Func<object, SelfHostFunctionContext, Task> call, SelfHostFunctionContext context)
    {
        try
        {
            await call(instance, context);
        }
        finally
        {
            await DisposeAsync(instance);
        }
    }

    // The container resolves the last registration.
    private static bool IsSingleton(ParameterInfo parameter, IServiceCollection registered)
    {
        var type = parameter.ParameterType;
        var descriptor = registered.LastOrDefault(service => !service.IsKeyedService && service.ServiceType == type)
            ?? (type.IsGenericType ? registered.LastOrDefault(service => !service.IsKeyedService && service.ServiceType == type.GetGenericTypeDefinition()) : null);
        return descriptor is { Lifetime: ServiceLifetime.Singleton } && !parameter.IsDefined(typeof(FromKeyedServicesAttribute), inherit: false);
    }

    private static async ValueTask DisposeAsync(object instance)
    {
        if (instance is IAsyncDisposable asyncDisposable)
        {
            await asyncDisposable.DisposeAsync();
        }
        else
        {
            ((IDisposable)instance).Dispose();
        }
    }

    // Singletons are resolved once. If one fails now, the next call tries again.
    private static Func<object> CompileShared(ConstructorInfo constructor, IServiceProvider services) => Expression.Lambda<Func<object>>(Expression.New(
        constructor,
        constructor.GetParameters().Select(parameter => Expression.Constant(services.GetRequiredService(parameter.ParameterType), parameter.ParameterType)))).Compile();

    private static Func<object, SelfHostFunctionContext, Task> Compile(FunctionMethod function)
    {
        var instance = Expression.Parameter(typeof(object));
        var context = Expression.Parameter(typeof(SelfHostFunctionContext));
        var call = Expression.Call(
            Expression.Convert(instance, function.Class),
            function.Method,
            function.Parameters.Select(parameter => Argument(parameter, function.TriggerParameter, context)));
        return Expression.Lambda<Func<object, SelfHostFunctionContext, Task>>(Awaited(call, context), instance, context).Compile();
    }

    private static Expression Argument(ParameterInfo parameter, ParameterInfo trigger, ParameterExpression context)
    {
        if (parameter.ParameterType == typeof(HttpRequest))
        {
            return Expression.Property(
                Expression.Property(Expression.Convert(context, typeof(HttpFunctionContext)), nameof(HttpFunctionContext.HttpContext)),
                nameof(HttpContext.Request));
        }

        if (parameter == trigger)
        {
            return Expression.Convert(Expression.Property(context, nameof(SelfHostFunctionContext.TriggerValue)), parameter.ParameterType);
        }

        if (parameter.ParameterType == typeof(FunctionContext))
        {
            return context;
        }

        return parameter.ParameterType == typeof(CancellationToken)
            ? Expression.Property(context, nameof(FunctionContext.CancellationToken))
            : Expression.Call(_routeValueMethod, context, Expression.Constant(parameter.Name));
    }

    /// <summary>The call as a task; its result becomes the result of the invocation.</summary>
    private static Expression Awaited(MethodCallExpression call, ParameterExpression context)
    {
        if (call.Type == typeof(void))
        {
            return Expression.Block(call, Expression.Property(null, typeof(Task), nameof(Task.CompletedTask)));
        }

        if (call.Type == typeof(Task))
        {
            return call;
        }

        var method = call.Type == typeof(ValueTask) ? nameof(AwaitValueTask)
            : !call.Type.IsGenericType ? nameof(AwaitTask)
            : call.Type.GetGenericTypeDefinition() == typeof(Task<>) ? nameof(AwaitTaskWithResult)
            : call.Type.GetGenericTypeDefinition() == typeof(ValueTask<>) ? nameof(AwaitValueTaskWithResult)
            : nameof(AwaitTask);
        var definition = typeof(FunctionInvoker).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!;
        if (definition.IsGenericMethodDefinition)
        {
            definition = definition.MakeGenericMethod(call.Type.GetGenericArguments());
        }

        return Expression.Call(definition, method == nameof(AwaitValueTask) ? [call] : [call, context]);
    }

    private static Task AwaitTask(object? result, SelfHostFunctionContext context)
    {
        context.Result = result;
        return Task.CompletedTask;
    }

    private static Task AwaitValueTask(ValueTask task) => task.AsTask();

    private static Task AwaitTaskWithResult<T>(Task<T> task, SelfHostFunctionContext context) =>
        task.IsCompletedSuccessfully ? AwaitTask(task.Result, context) : WhenDoneAsync(task, context);

    private static Task AwaitValueTaskWithResult<T>(ValueTask<T> task, SelfHostFunctionContext context) =>
        task.IsCompletedSuccessfully ? AwaitTask(task.Result, context) : WhenDoneAsync(task.AsTask(), context);

    private static async Task WhenDoneAsync<T>(Task<T> task, SelfHostFunctionContext context) => context.Result = await task;
}

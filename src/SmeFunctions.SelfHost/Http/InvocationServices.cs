using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace SmeFunctions.SelfHost.Http;

/// <summary>
/// The services of one HTTP invocation. Singletons come from the app itself: middleware is singleton, and most requests need nothing
/// else, so that no scope has to be created for them.
/// </summary>
internal sealed class InvocationServices(SingletonServices singletons, HttpContext http) : IKeyedServiceProvider
{
    public object? GetService(Type serviceType) => singletons.Contains(serviceType) ? singletons.GetService(serviceType) : http.RequestServices.GetService(serviceType);

    public object? GetKeyedService(Type serviceType, object? serviceKey) => Keyed.GetKeyedService(serviceType, serviceKey);

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) => Keyed.GetRequiredKeyedService(serviceType, serviceKey);

    private IKeyedServiceProvider Keyed => (IKeyedServiceProvider)http.RequestServices;
}

/// <summary>The app's singletons.</summary>
internal sealed class SingletonServices(IServiceProvider app, IServiceCollection registered)
{
    // The container resolves the last registration of a type.
    private readonly FrozenSet<Type> _types = registered
        .Where(service => !service.IsKeyedService && !service.ServiceType.IsGenericTypeDefinition)
        .GroupBy(service => service.ServiceType)
        .Where(services => services.Last().Lifetime == ServiceLifetime.Singleton)
        .Select(services => services.Key)
        .ToFrozenSet();

    public bool Contains(Type type) => _types.Contains(type);

    public object? GetService(Type type) => app.GetService(type);
}

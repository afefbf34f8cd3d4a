using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmeFunctions.EmbeddedRuntime.Hosting;

namespace Microsoft.Azure.Functions.Worker.Builder;

public class FunctionsApplication
{
    /// <summary>Starts an app whose functions are those of the calling assembly.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static FunctionsApplicationBuilder CreateBuilder(string[] args)
    {
        var functions = Assembly.GetCallingAssembly();
        StartUpFailure.Report();
        return new FunctionsApplicationBuilder(EmbeddedApp.Of(functions, args));
    }
}

public class FunctionsApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
{
    private readonly EmbeddedApp _app;

    internal FunctionsApplicationBuilder(EmbeddedApp app) => _app = app;

    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)_app.Builder).Properties;

    public ConfigurationManager Configuration => _app.Builder.Configuration;

    IConfigurationManager IHostApplicationBuilder.Configuration => Configuration;

    public IHostEnvironment Environment => _app.Builder.Environment;

    public ILoggingBuilder Logging => _app.Builder.Logging;

    public IMetricsBuilder Metrics => _app.Builder.Metrics;

    public IServiceCollection Services => _app.Builder.Services;

    public IHost Build() => _app.Build();

    public void ConfigureContainer<TContainerBuilder>(
        IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull =>
        ((IHostApplicationBuilder)_app.Builder).ConfigureContainer(factory, configure);

    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        _app.Use(middleware);
        return this;
    }

    internal void ServeHttp() => _app.ServeHttp();
}

public static class FunctionsApplicationBuilderAspNetCoreExtensions
{
    /// <summary>Serves HTTP functions. Middleware that is to see the request comes after this.</summary>
    public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.ServeHttp();
        return builder;
    }
}

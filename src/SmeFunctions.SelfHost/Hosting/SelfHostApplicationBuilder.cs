using System.Net;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmeFunctions.SelfHost.Functions;
using SmeFunctions.SelfHost.Http;
using SmeFunctions.SelfHost.LocalStorage;
using SmeFunctions.SelfHost.Settings;

namespace SmeFunctions.SelfHost.Hosting;

/// <summary>
/// Builds an app that runs its functions without the Functions host: on Kestrel, with queue polling and timers in the same process.
/// Several apps can run side by side in one process.
/// </summary>
public sealed class SelfHostApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
{
    // The worker's limit for request bodies.
    private const long MaxRequestBody = 30_000_000;
    private static readonly TimeSpan _drainTime = TimeSpan.FromSeconds(30);

    private readonly IReadOnlyCollection<Type> _types;
    private readonly string _folder;
    private readonly CommandLine _commandLine;
    private readonly LocalSettings _localSettings;
    private readonly List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> _middleware = [];
    private readonly CorsPolicyMiddleware? _cors;
    private readonly WebApplicationBuilder _builder;
    private readonly ListenAddresses _addresses;

    private SelfHostApplicationBuilder(IReadOnlyCollection<Type> types, string name, string folder, IReadOnlyList<string> args)
    {
        _types = types;
        _folder = folder;
        _commandLine = CommandLine.Parse(args);
        _localSettings = LocalSettings.Read(folder);
        _cors = CorsPolicyMiddleware.Create(_commandLine.Cors ?? _localSettings.Cors, _localSettings.CorsCredentials);
        _builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = name,
            ContentRootPath = folder,
            EnvironmentName = EnvironmentName(),
        });
        AddConfiguration();
        _addresses = ListenAddresses.Read(_commandLine.Port, _builder.Configuration, _localSettings.HttpPort);
        AddLogging();
        AddServer();
    }

    public IServiceCollection Services => _builder.Services;

    public ConfigurationManager Configuration => _builder.Configuration;

    IConfigurationManager IHostApplicationBuilder.Configuration => _builder.Configuration;

    public IHostEnvironment Environment => _builder.Environment;

    public ILoggingBuilder Logging => _builder.Logging;

    public IMetricsBuilder Metrics => _builder.Metrics;

    IDictionary<object, object> IHostApplicationBuilder.Properties => ((IHostApplicationBuilder)_builder).Properties;

    /// <summary>Whether functions need keys: where other machines can connect, unless the command line says otherwise.</summary>
    public bool EnableAuth => _commandLine.EnableAuth ?? _addresses.AreReachable;

    /// <summary>Creates a builder for the functions of an assembly. Settings files are in the program's directory.</summary>
    /// <exception cref="StartupException">An argument or a settings file is malformed.</exception>
    public static SelfHostApplicationBuilder Create(Assembly functions, IReadOnlyList<string> args)
    {
        ArgumentNullException.ThrowIfNull(functions);
        StartupErrorReporter.Report();
        return new(functions.GetTypes(), functions.GetName().Name!, AppContext.BaseDirectory, args);
    }

    /// <summary>Creates a builder for the functions of the given classes, with settings files in the given directory.</summary>
    /// <exception cref="StartupException">An argument or a settings file is malformed.</exception>
    public static SelfHostApplicationBuilder Create(IReadOnlyCollection<Type> functions, string folder, IReadOnlyList<string> args) =>
        new(functions, nameof(SelfHost), folder, args);

    /// <summary>Adds middleware around every invocation, HTTP or not. It runs in the order in which it was added.</summary>
    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        _middleware.Add(middleware);
        return this;
    }

    public void ConfigureContainer<TContainerBuilder>(IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull =>
        ((IHostApplicationBuilder)_builder).ConfigureContainer(factory, configure);

    /// <exception cref="StartupException">Contains all problems that prevent the start.</exception>
    public IHost Build()
    {
        var configuration = _builder.Configuration;
        // Checked before storage is started in vain.
        if (_addresses.LocalPort is { } port and not 0)
        {
            StartupErrorReporter.ThrowIfPortIsInUse(port);
        }

        // It takes longest, so it starts first.
        var storage = LocalAzurite.StartIfConfigured(configuration, _folder);
        try
        {
            var settings = HostSettings.Read(_folder, configuration);
            var functions = FunctionRegistry.Load(_types, configuration, EnableAuth);
            return Build(settings, functions, storage);
        }
        catch
        {
            storage?.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }
    }

    private WebApplication Build(HostSettings settings, FunctionRegistry functions, LocalAzurite? storage)
    {
        var pipeline = new FunctionPipeline([HttpFunctionEndpoints.WriteResult, .. _middleware]);
        _builder.Services.TryAddSingleton(TimeProvider.System);
        _builder.Services.AddSingleton(pipeline);
        // Created by the container, which disposes it also when the start fails.
        _builder.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<BackgroundFunctionsService>(
            services, functions, settings, new BackgroundFunctionsService.Options { Storage = storage, Quiet = _commandLine.Quiet }));
        // First, so that local storage exists before the app's hosted services start.
        _builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService>(services => services.GetRequiredService<BackgroundFunctionsService>()));

        var app = _builder.Build();
        // Resolved now, so that disposing the host stops local storage also if the app never started.
        app.Services.GetRequiredService<BackgroundFunctionsService>();
        if (functions.MissingServices(app.Services.GetRequiredService<IServiceProviderIsService>()) is { Count: > 0 } missing)
        {
            ((IDisposable)app).Dispose();
            throw new StartupException(missing);
        }

        foreach (var function in functions.Http)
        {
            function.UseServices(app.Services, _builder.Services);
        }

        var http = new HttpFunctionEndpoints(pipeline, functions.Keys, new SingletonServices(app.Services, _builder.Services), app.Services.GetRequiredService<ILoggerFactory>());
        ((IEndpointRouteBuilder)app).DataSources.Add(new DefaultEndpointDataSource(http.CreateEndpoints(functions.Http, settings.RoutePrefix)));
        if (_cors is not null)
        {
            // Before routing, as on the host: OPTIONS belongs to no function.
            app.UseCors(_cors.Apply);
        }

        app.UseRouting();
        app.Run(HttpFunctionEndpoints.RunAsync);
        return app;
    }

    // As the host does; Core Tools use Development.
    private static string EnvironmentName() =>
        System.Environment.GetEnvironmentVariable("AZURE_FUNCTIONS_ENVIRONMENT")
        ?? System.Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")
        ?? System.Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT")
        ?? Environments.Development;

    private void AddConfiguration()
    {
        try
        {
            _builder.Configuration.SetBasePath(_folder);
            _builder.Configuration
                .AddJsonFile("appsettings.json", optional: true, reloadOnChange: false)
                .AddJsonFile($"appsettings.{_builder.Environment.EnvironmentName}.json", optional: true, reloadOnChange: false);
        }
        catch (InvalidDataException e)
        {
            throw new StartupException($"{e.Message} {e.InnerException?.Message}", e);
        }

        _builder.Configuration
            .AddInMemoryCollection(_localSettings.Values)
            .AddEnvironmentVariables()
            .AddInMemoryCollection(_commandLine.Settings);
    }

    private void AddLogging() => _builder.Logging
        .AddFilter("Microsoft", LogLevel.Warning)
        // At any level, this category creates an Activity and a log scope per request. Functions log failures.
        .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)
        .AddFilter("System.Net.Http.HttpClient", LogLevel.Warning)
        .AddFilter("Azure", LogLevel.Warning)
        .AddConfiguration(_builder.Configuration.GetSection("Logging"))
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "[yyyy-MM-ddTHH:mm:ss.fffZ] ";
        });

    private void AddServer()
    {
        _builder.WebHost.UseKestrelCore();
        if (_addresses.Urls.Count > 0)
        {
            _builder.WebHost.UseUrls([.. _addresses.Urls]);
        }

        _builder.Services.AddRouting();
        if (_cors is not null)
        {
            _builder.Services.AddCors();
        }

        _builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = _drainTime);
        _builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestBody;
            if (_addresses.LocalPort is 0)
            {
                // "localhost" is two addresses, for which the system cannot choose one port.
                kestrel.Listen(IPAddress.Loopback, 0);
            }
            else if (_addresses.LocalPort is { } port)
            {
                kestrel.ListenLocalhost(port);
            }
        });
        ((IHostApplicationBuilder)_builder).ConfigureContainer(new DefaultServiceProviderFactory(new ServiceProviderOptions
        {
            ValidateOnBuild = true,
            ValidateScopes = _builder.Environment.IsDevelopment(),
        }));
    }
}

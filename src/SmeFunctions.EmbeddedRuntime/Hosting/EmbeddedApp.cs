using System.Net;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmeFunctions.EmbeddedRuntime.Functions;
using SmeFunctions.EmbeddedRuntime.Http;
using SmeFunctions.EmbeddedRuntime.LocalStorage;
using SmeFunctions.EmbeddedRuntime.Settings;

namespace SmeFunctions.EmbeddedRuntime.Hosting;

/// <summary>An app in the making. Nothing here is static: several apps run side by side in one process.</summary>
internal sealed class EmbeddedApp
{
    // The worker's limit; see the facts about HTTP functions.
    private const long MaxRequestBody = 30_000_000;
    private static readonly TimeSpan _drainTime = TimeSpan.FromSeconds(30);

    private readonly IReadOnlyCollection<Type> _types;
    private readonly string _folder;
    private readonly CommandLine _commandLine;
    private readonly LocalSettings _localSettings;
    private readonly List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> _middleware = [];
    private readonly CorsRules? _cors;
    private bool _servesHttp;

    private EmbeddedApp(IReadOnlyCollection<Type> types, string name, string folder, IReadOnlyList<string> args)
    {
        _types = types;
        _folder = folder;
        _commandLine = CommandLine.Parse(args);
        _localSettings = LocalSettings.Read(folder);
        _cors = CorsRules.Of(_commandLine.Cors ?? _localSettings.Cors, _localSettings.CorsCredentials);
        Builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = name,
            ContentRootPath = folder,
            EnvironmentName = EnvironmentName(),
        });
        AddConfiguration();
        AddLogging();
        AddServer();
    }

    public WebApplicationBuilder Builder { get; }

    // 0 for one that the system chooses.
    private int Port => _commandLine.PortOr(_localSettings.HttpPort);

    /// <summary>The app of the functions in an assembly; its settings files are where the program lies.</summary>
    /// <exception cref="StartUpException">An argument or a settings file is malformed.</exception>
    public static EmbeddedApp Of(Assembly functions, IReadOnlyList<string> args) =>
        new(functions.GetTypes(), functions.GetName().Name!, AppContext.BaseDirectory, args);

    /// <summary>The app of the functions in the given classes, with its settings files in the given folder.</summary>
    public static EmbeddedApp Of(IReadOnlyCollection<Type> functions, string folder, IReadOnlyList<string> args) =>
        new(functions, nameof(EmbeddedApp), folder, args);

    public void Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware) => _middleware.Add(middleware);

    public void ServeHttp()
    {
        if (!_servesHttp)
        {
            _servesHttp = true;
            Use(HttpFunctions.WriteResult);
        }
    }

    /// <exception cref="StartUpException">Holds all that keeps the app from starting.</exception>
    public IHost Build()
    {
        var configuration = Builder.Configuration;
        // Before storage is started for nothing.
        if (Port is not 0 and var port)
        {
            StartUpFailure.RefuseTakenPort(port);
        }

        // It takes the longest of all, so it begins first.
        var storage = LocalAzurite.StartWhereAsked(configuration, _folder);
        try
        {
            var settings = HostSettings.Read(_folder, configuration);
            var functions = FunctionSet.Load(_types, configuration, _commandLine.EnableAuth, _servesHttp);
            return Build(settings, functions, storage);
        }
        catch
        {
            storage?.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }
    }

    private WebApplication Build(HostSettings settings, FunctionSet functions, LocalAzurite? storage)
    {
        var pipeline = new FunctionPipeline(_middleware);
        Builder.Services.TryAddSingleton(TimeProvider.System);
        Builder.Services.AddSingleton(pipeline);
        // Made by the container, so that the container disposes it also when the start fails.
        Builder.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<FunctionEngine>(
            services, functions, settings, new FunctionEngine.Options { Storage = storage, Quiet = _commandLine.Quiet }));
        // First, so that local storage is there before the app's own hosted services start.
        Builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService>(services => services.GetRequiredService<FunctionEngine>()));

        var app = Builder.Build();
        // Now, so that disposing the host stops local storage also when the app was never started.
        app.Services.GetRequiredService<FunctionEngine>();
        if (functions.MissingServices(app.Services.GetRequiredService<IServiceProviderIsService>()) is { Count: > 0 } missing)
        {
            ((IDisposable)app).Dispose();
            throw new StartUpException(missing);
        }

        foreach (var function in functions.Http)
        {
            function.Share(app.Services, Builder.Services);
        }

        var http = new HttpFunctions(pipeline, functions.Keys, app.Services.GetRequiredService<ILoggerFactory>());
        ((IEndpointRouteBuilder)app).DataSources.Add(new DefaultEndpointDataSource(http.Endpoints(functions.Http, settings.RoutePrefix)));
        if (_cors is not null)
        {
            // Before routing, as at the host: OPTIONS is no function's.
            app.UseCors(_cors.Apply);
        }

        app.UseRouting();
        app.Run(HttpFunctions.RunAsync);
        return app;
    }

    // As the host does; Core Tools says Development.
    private static string EnvironmentName() =>
        Environment.GetEnvironmentVariable("AZURE_FUNCTIONS_ENVIRONMENT")
        ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")
        ?? Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT")
        ?? Environments.Development;

    private void AddConfiguration()
    {
        try
        {
            Builder.Configuration.SetBasePath(_folder);
            Builder.Configuration
                .AddJsonFile("appsettings.json", optional: true, reloadOnChange: false)
                .AddJsonFile($"appsettings.{Builder.Environment.EnvironmentName}.json", optional: true, reloadOnChange: false);
        }
        catch (InvalidDataException e)
        {
            throw new StartUpException($"{e.Message} {e.InnerException?.Message}", e);
        }

        Builder.Configuration
            .AddInMemoryCollection(_localSettings.Values)
            .AddEnvironmentVariables()
            .AddInMemoryCollection(_commandLine.Settings);
    }

    private void AddLogging() => Builder.Logging
        .AddFilter("Microsoft", LogLevel.Warning)
        // At any level it makes an Activity and a log scope for each request; failures are logged by the functions.
        .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)
        .AddFilter("System.Net.Http.HttpClient", LogLevel.Warning)
        .AddFilter("Azure", LogLevel.Warning)
        .AddConfiguration(Builder.Configuration.GetSection("Logging"))
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "[yyyy-MM-ddTHH:mm:ss.fffZ] ";
        });

    private void AddServer()
    {
        Builder.WebHost.UseKestrelCore();
        Builder.Services.AddRouting();
        if (_cors is not null)
        {
            Builder.Services.AddCors();
        }

        Builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = _drainTime);
        Builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestBody;
            if (Port == 0)
            {
                // "localhost" is two addresses, for which the system cannot choose one port.
                kestrel.Listen(IPAddress.Loopback, 0);
            }
            else
            {
                kestrel.ListenLocalhost(Port);
            }
        });
        ((IHostApplicationBuilder)Builder).ConfigureContainer(new DefaultServiceProviderFactory(new ServiceProviderOptions
        {
            ValidateOnBuild = true,
            ValidateScopes = Builder.Environment.IsDevelopment(),
        }));
    }
}

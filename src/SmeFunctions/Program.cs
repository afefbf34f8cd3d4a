using Microsoft.AspNetCore.DataProtection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SmeFunctions.Http;
using SmeFunctions.Http.Editor;
using SmeFunctions.Pages;
using SmeFunctions.Portal;
using SmeFunctions.Portal.Editors;
using SmeFunctions.Portal.Telemetry;
using SmeFunctions.Portal.Visits;
using SmeFunctions.SelfHost.Hosting;

namespace SmeFunctions;

/// <summary>Starts the app: as a worker if the Functions host started this process, otherwise on its own host.</summary>
public static class Program
{
    public static void Main(string[] args) => Build(args).Run();

    /// <summary>Builds the app for its host.</summary>
    public static IHost Build(string[] args) => FunctionsHost.StartedThisProcess(args) ? BuildWorker(args) : BuildSelfHost(args);

    private static IHost BuildWorker(string[] args)
    {
        var builder = FunctionsApplication.CreateBuilder(args);
        ConfigureWorker(builder);
        return builder.Build();
    }

    private static IHost BuildSelfHost(string[] args)
    {
        var builder = SelfHostApplicationBuilder.Create(typeof(Program).Assembly, args);
        builder.Services.AddSingleton(new EditorHost(builder.EnableAuth));
        Configure(builder, builder);
        if (TelemetryExport.IsConfigured(builder.Configuration))
        {
            builder.Services.AddOpenTelemetry().UseSelfHostDefaults();
        }

        return builder.Build();
    }

    /// <summary>Adds what the app needs on the Functions host.</summary>
    internal static void ConfigureWorker(FunctionsApplicationBuilder builder)
    {
        builder.UseWhen<ClearWrittenResultMiddleware>(ClearWrittenResultMiddleware.IsHttp);
        builder.ConfigureFunctionsWebApplication();
        builder.Services.Configure<WorkerOptions>(options => options.InputConverters.RegisterAt<FunctionInputConverter>(0));
        UseNoStoredKeys(builder.Services);
        builder.Services.AddSingleton(new EditorHost(RequiresKeys: !FunctionsHost.IsDevelopment(builder.Environment)));
        Configure(builder, builder);
        if (TelemetryExport.IsConfigured(builder.Configuration))
        {
            builder.Services.AddOpenTelemetry().UseFunctionsWorkerDefaults();
        }
    }

    // The worker adds MVC, and with it data protection, which would store an unencrypted key. Nothing here uses it.
    private static void UseNoStoredKeys(IServiceCollection services)
    {
        services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        var startups = services
            .Where(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Assembly.GetName().Name == "Microsoft.AspNetCore.DataProtection")
            .ToArray();
        foreach (var startup in startups)
        {
            services.Remove(startup);
        }
    }

    /// <summary>Adds services and middleware, the same for both hosts.</summary>
    internal static void Configure(IHostApplicationBuilder host, IFunctionsWorkerApplicationBuilder functions)
    {
        functions.UseMiddleware<ResponseMetricsMiddleware>();
        functions.UseMiddleware<SecurityHeadersMiddleware>();
        functions.UseMiddleware<ProblemDetailsMiddleware>();
        if (host.Configuration.GetValue<int>($"{VisitOptions.Section}:{nameof(VisitOptions.MaxPerClientAndMinute)}") > 0)
        {
            functions.UseWhen<VisitRateLimitMiddleware>(VisitRateLimitMiddleware.IsVisit);
        }

        if (host.Configuration.GetValue<bool>($"{VisitOptions.Section}:{nameof(VisitOptions.EstimateVisitors)}"))
        {
            functions.UseWhen<VisitorMiddleware>(VisitRateLimitMiddleware.IsVisit);
        }

        functions.Services.AddPortal(host.Configuration);
        functions.Services.AddPages();
        functions.Services.AddSingleton<EditorEndpoint>();
    }
}

using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SmeFunctions.Http;
using SmeFunctions.Pages;
using SmeFunctions.Portal;
using SmeFunctions.Portal.Telemetry;

namespace SmeFunctions;

internal static class Program
{
    public static void Main(string[] args) => Build(args).Run();

    /// <summary>The app, ready to start.</summary>
    public static IHost Build(string[] args)
    {
        var builder = FunctionsApplication.CreateBuilder(args);

        builder.ConfigureFunctionsWebApplication();
        builder.UseMiddleware<CountAnswers>();
        builder.UseMiddleware<SecurityHeaders>();
        builder.UseMiddleware<ProblemDetailsMiddleware>();
        builder.Services.AddPortal(builder.Configuration);
        builder.Services.AddPages();
        if (TelemetryExport.IsAsked(builder.Configuration))
        {
            builder.Services.AddOpenTelemetry().UseFunctionsWorkerDefaults();
        }

        return builder.Build();
    }
}

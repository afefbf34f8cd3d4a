using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;

namespace SmeFunctions.Portal.Telemetry;

/// <summary>
/// Serves the metrics of this process in the Prometheus or OpenMetrics format. The exporter is ASP.NET Core middleware, which a function app cannot
/// register, so it runs in its own pipeline.
/// </summary>
public sealed class MetricsEndpoint(IServiceProvider services, IOptions<TelemetryOptions> options)
{
    private readonly Lazy<RequestDelegate> _page = new(() => new ApplicationBuilder(services)
        .UseOpenTelemetryPrometheusScrapingEndpoint(
            services.GetRequiredService<MeterProvider>(), _ => true, path: null, configureBranchedPipeline: null, optionsName: null)
        .Build());

    /// <returns><see langword="null"/> when a setting disables it.</returns>
    public IResult? Find() => options.Value.Scrape ? new Scrape(_page) : null;

    // No public getters: the worker serializes a result's properties after it ran.
    private sealed class Scrape(Lazy<RequestDelegate> page) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.CacheControl = "no-store";
            return page.Value(httpContext);
        }
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;

namespace SmeFunctions.Portal.Telemetry;

/// <summary>
/// The measurements of this process in the form of Prometheus, or of OpenMetrics to who asks for it. Its writer is middleware of ASP.NET Core, which a
/// function app has no place for: here it is a pipeline of its own, for one answer.
/// </summary>
public sealed class MetricsEndpoint(IServiceProvider services, IOptions<TelemetryOptions> options)
{
    private readonly Lazy<RequestDelegate> _page = new(() => new ApplicationBuilder(services)
        .UseOpenTelemetryPrometheusScrapingEndpoint(
            services.GetRequiredService<MeterProvider>(), _ => true, path: null, configureBranchedPipeline: null, optionsName: null)
        .Build());

    /// <returns><see langword="null"/> when a setting has turned it off.</returns>
    public IResult? Find() => options.Value.Scrape ? new Scrape(_page) : null;

    // No public getters: the worker writes a result's into JSON after it ran.
    private sealed class Scrape(Lazy<RequestDelegate> page) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.CacheControl = "no-store";
            return page.Value(httpContext);
        }
    }
}

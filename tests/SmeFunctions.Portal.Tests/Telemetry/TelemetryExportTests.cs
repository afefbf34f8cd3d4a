using Azure.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using SmeFunctions.Portal.Telemetry;

namespace SmeFunctions.Portal.Tests.Telemetry;

public sealed class TelemetryExportTests
{
    [Theory]
    [InlineData("Nothing", "at all", false)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "", false)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317", true)]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING", "InstrumentationKey=00000000-0000-0000-0000-000000000001", true)]
    public void Traces_only_when_there_is_somewhere_to_send_it(string setting, string value, bool isAsked)
    {
        var configuration = Settings((setting, value));
        using var services = Build(configuration);

        Assert.Equal(isAsked, TelemetryExport.IsConfigured(configuration));
        Assert.Equal(isAsked, services.GetService<TracerProvider>() is not null);
        Assert.NotNull(services.GetService<MeterProvider>());
    }

    [Fact]
    public void Measures_nothing_when_nobody_is_to_see_it()
    {
        using var services = Build(Settings(("Telemetry:Scrape", "false")));

        Assert.Null(services.GetService<MeterProvider>());
        Assert.False(services.GetRequiredService<PortalTelemetry>().MeasuresResponses);
        Assert.Null(services.GetRequiredService<MetricsEndpoint>().Find());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ClientId=1")]
    [InlineData("Authorization=Key")]
    public void Needs_no_identity_unless_told(string? authentication) => Assert.Null(TelemetryExport.ReadClientId(authentication));

    [Fact]
    public void Takes_the_identity_that_it_is_told()
    {
        Assert.Equal(ManagedIdentityId.SystemAssigned.ToString(), TelemetryExport.ReadClientId("Authorization=AAD")?.ToString());
        Assert.Equal(
            ManagedIdentityId.FromUserAssignedClientId("1f").ToString(), TelemetryExport.ReadClientId("ClientId=1f;Authorization=AAD")?.ToString());
    }

    private static IConfigurationRoot Settings(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(pair => pair.Key, pair => (string?)pair.Value)).Build();

    private static ServiceProvider Build(IConfiguration configuration) => new ServiceCollection()
        .AddSingleton(configuration)
        .AddLogging()
        .AddPortal(configuration)
        .BuildServiceProvider();
}

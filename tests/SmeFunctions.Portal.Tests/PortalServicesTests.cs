using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SmeFunctions.Portal.ContentStorage;
using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Portal.Tests;

public sealed class PortalServicesTests
{
    [Theory]
    [InlineData("Portal:TimeZone", "Nowhere/Atall")]
    [InlineData("Portal:TimeZone", "")]
    [InlineData("Portal:Languages:0", "English")]
    [InlineData("Portal:Languages:1", "EN")]
    [InlineData("Portal:PublicUrl", "portal.example")]
    [InlineData("Portal:PublicUrl", "ftp://portal.example")]
    [InlineData("Portal:PublicUrl", "https://portal.example/news")]
    [InlineData("Portal:PublicUrl", "https://portal.example/?a=b")]
    [InlineData("Portal:PublicUrl", "https://me@portal.example")]
    [InlineData("Feeds:Items", "0")]
    [InlineData("Feeds:Items", "101")]
    [InlineData("Feeds:MinutesToLive", "0")]
    [InlineData("Feeds:Hubs:0", "hub")]
    [InlineData("ContentStorage:SeedsContainer", "A")]
    [InlineData("ContentStorage:ArticlesContainer", "a--b")]
    [InlineData("ContentStorage:MediaContainer", "-media")]
    [InlineData("SeedEventsQueue", "Seed_Events")]
    [InlineData("ContentStorage:SeedsTable", "1seeds")]
    [InlineData("ContentStorage:ArticlesTable", "my-articles")]
    [InlineData("ContentStorage:VisitsTable", "v")]
    [InlineData("Ingestion:MaxSeedBytes", "1000")]
    [InlineData("Ingestion:MaxSeedBytes", "30000001")]
    [InlineData("Ingestion:RequestAgainAfter", "00:00:00")]
    [InlineData("Ingestion:RequestAgainAfter", "2.00:00:00")]
    [InlineData("Visits:MaxWaiting", "0")]
    public void Refuses_a_wrong_setting_by_its_name(string key, string value)
    {
        using var services = Build((key, value));

        // Not several, also where one's settings are taken from another's.
        var e = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains(key.Split(':') is [_, var name, ..] ? name : key, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SweepSchedule", "'ReconcileSchedule'")]
    [InlineData("Visits:FoldAfter", "'Visits:CompactAfter'")]
    [InlineData("Reading:Patience", "'Reading:LoadTimeout'")]
    public void A_setting_under_its_old_name_is_refused_with_the_new_one(string old, string name)
    {
        using var services = Build((old, "00:00:01"));

        var e = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains($"'{old}'", e.Message, StringComparison.Ordinal);
        Assert.Contains(name, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Takes_the_settings_as_they_are_by_default()
    {
        using var services = Build(("Portal:TimeZone", "Europe/Paris"), ("SeedEventsQueue", "my-events"));

        services.GetRequiredService<IStartupValidator>().Validate();

        Assert.Equal("my-events", services.GetRequiredService<IOptions<ContentStorageOptions>>().Value.SeedEventsQueue);
        Assert.Equal("Europe/Paris", services.GetRequiredService<IOptions<VisitOptions>>().Value.TimeZone);
    }

    [Fact]
    public void The_day_begins_at_midnight_of_the_portal() =>
        Assert.Equal(new DateOnly(2017, 1, 5), new PortalOptions { TimeZone = "Asia/Shanghai" }.GetDay(new DateTimeOffset(2017, 1, 4, 16, 0, 0, TimeSpan.Zero)));

    private static ServiceProvider Build(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(pair => pair.Key, pair => (string?)pair.Value)).Build();
        return new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddLogging().AddPortal(configuration).BuildServiceProvider();
    }
}

using Microsoft.Extensions.Configuration;
using SmeFunctions.SelfHost.Hosting;
using SmeFunctions.SelfHost.Settings;

namespace SmeFunctions.SelfHost.Tests.Hosting;

public class ListenAddressesTests
{
    [Theory]
    [InlineData(null, 7071)]
    [InlineData(80, 80)]
    public void The_port_comes_from_the_settings_file_or_is_the_usual_one(int? configured, int expected)
    {
        Assert.Equal(expected, Read(null, configured).LocalPort);
        Assert.Equal(0, Read(0, configured).LocalPort);
    }

    [Fact]
    public void The_port_of_the_command_line_wins_over_addresses()
    {
        var addresses = Read(8080, null, ("urls", "http://*:80"));

        Assert.Equal(8080, addresses.LocalPort);
        Assert.Empty(addresses.Urls);
        Assert.False(addresses.AreReachable);
    }

    [Fact]
    public void Addresses_win_in_the_order_of_aspnetcore()
    {
        (string, string) urls = ("urls", "http://a:1"), variable = ("ASPNETCORE_URLS", "http://b:2;http://c:3"), ports = ("ASPNETCORE_HTTP_PORTS", "8080;8081");

        Assert.Equal(["http://a:1"], Read(null, 80, urls, variable, ports).Urls);
        Assert.Equal(["http://b:2", "http://c:3"], Read(null, 80, variable, ports).Urls);
        Assert.Equal(["http://*:8080", "http://*:8081"], Read(null, 80, ports).Urls);
    }

    [Theory]
    [InlineData("http://localhost:80", false)]
    [InlineData("http://127.0.0.1:80", false)]
    [InlineData("http://[::1]:80", false)]
    [InlineData("http://localhost:80;http://*:81", true)]
    [InlineData("http://0.0.0.0:80", true)]
    [InlineData("http://portal.example:80", true)]
    public void Tells_whether_other_machines_can_connect(string urls, bool reachable) => Assert.Equal(reachable, Read(null, null, ("urls", urls)).AreReachable);

    [Theory]
    [InlineData("https://0.0.0.0:443", "asks for HTTPS")]
    [InlineData("0.0.0.0:80", "is not an address to listen on")]
    [InlineData("ftp://a:80", "is not an address to listen on")]
    [InlineData("http://a:80/path", "is not an address to listen on")]
    public void Refuses_an_address_that_it_cannot_listen_on(string urls, string problem) =>
        Assert.Contains(problem, Assert.Throws<StartupException>(() => Read(null, null, ("urls", urls))).Message, StringComparison.Ordinal);

    private static ListenAddresses Read(int? port, int? localHttpPort, params (string Key, string Value)[] settings) => ListenAddresses.Read(
        port,
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value)).Build(),
        localHttpPort);
}

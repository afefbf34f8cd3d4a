using SmeFunctions.SelfHost.Settings;
using SmeFunctions.SelfHost.Tests.Hosting;

namespace SmeFunctions.SelfHost.Tests.Settings;

public class LocalSettingsTests
{
    [Fact]
    public void Reads_values_connection_strings_and_the_port()
    {
        using var folder = Folder("""
            {
              // as Core Tools writes it
              "IsEncrypted": false,
              "Values": { "A__B": "x", "Number": 3, "Flag": true, "Nothing": null },
              "ConnectionStrings": { "Db": "y" },
              "Host": { "LocalHttpPort": 7000, "CORS": "https://a,https://b", "CORSCredentials": true },
            }
            """);

        var settings = LocalSettings.Read(folder.Path);

        Assert.Equal("x", settings.Values["A:B"]);
        Assert.Equal("3", settings.Values["Number"]);
        Assert.Equal("true", settings.Values["Flag"]);
        Assert.Null(settings.Values["Nothing"]);
        Assert.Equal("y", settings.Values["ConnectionStrings:Db"]);
        Assert.Equal(7000, settings.HttpPort);
        Assert.Equal("https://a,https://b", settings.Cors);
        Assert.True(settings.CorsCredentials);
    }

    [Fact]
    public void There_need_not_be_a_file()
    {
        using var folder = new TestFolder();

        Assert.Empty(LocalSettings.Read(folder.Path).Values);
    }

    [Theory]
    [InlineData("{", "local.settings.json is not valid JSON")]
    [InlineData("[]", "local.settings.json must hold a JSON object")]
    [InlineData("""{ "IsEncrypted": true }""", "IsEncrypted must be false")]
    [InlineData("""{ "Values": { "A": { "B": "x" } } }""", "Values.A must be a text")]
    [InlineData("""{ "Values": { "A": [] } }""", "Values.A must be a text")]
    [InlineData("""{ "Values": [] }""", "Values must be an object")]
    [InlineData("""{ "Host": { "LocalHttpPort": "7000" } }""", "Host.LocalHttpPort must be a port number")]
    [InlineData("""{ "Host": { "CORS": ["*"] } }""", "Host.CORS must be a text")]
    [InlineData("""{ "Host": { "CORSCredentials": "true" } }""", "Host.CORSCredentials must be true or false")]
    public void Names_the_file_and_the_key_that_is_malformed(string json, string problem)
    {
        using var folder = Folder(json);

        var e = Assert.Throws<StartupException>(() => LocalSettings.Read(folder.Path));

        Assert.Contains(problem, e.Message, StringComparison.Ordinal);
        Assert.StartsWith("local.settings.json", e.Message, StringComparison.Ordinal);
    }

    private static TestFolder Folder(string json) => new TestFolder().With(LocalSettings.FileName, json);
}

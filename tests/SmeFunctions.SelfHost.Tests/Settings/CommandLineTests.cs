using SmeFunctions.SelfHost.Settings;

namespace SmeFunctions.SelfHost.Tests.Settings;

public class CommandLineTests
{
    [Fact]
    public void Reads_settings_flags_and_the_port()
    {
        var line = CommandLine.Parse(["--port", "8080", "--enableAuth", "--Content__queueServiceUri", "http://q", "--Name=a=b", "--quiet", "false", "--cors", "*"]);

        Assert.Equal(8080, line.Port);
        Assert.True(line.EnableAuth);
        Assert.False(line.Quiet);
        Assert.Equal("*", line.Cors);
        Assert.Equal("http://q", line.Settings["content:queueServiceUri"]);
        Assert.Equal("a=b", line.Settings["Name"]);
    }

    [Fact]
    public void A_connection_string_is_one_value()
    {
        const string Text = "AccountName=a;AccountKey=b==;";

        Assert.Equal(Text, CommandLine.Parse(["--Content", Text]).Settings["Content"]);
    }

    [Theory]
    [InlineData("--port", "many")]
    [InlineData("--port", "65536")]
    [InlineData("--port", "-1")]
    [InlineData("--enableAuth", "perhaps")]
    [InlineData("start", "")]
    [InlineData("--", "a")]
    public void Refuses_what_it_does_not_understand(string first, string second)
    {
        var e = Assert.Throws<StartupException>(() => CommandLine.Parse([first, second]));

        Assert.Contains(first, e.Message, StringComparison.Ordinal);
    }
}

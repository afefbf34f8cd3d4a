using SmeFunctions.Http;

namespace SmeFunctions.Tests.Http;

public sealed class QueryReaderTests
{
    [Theory]
    [InlineData("?other=1", "other")]
    [InlineData("?Text=x", "Text")]
    [InlineData("?text=a&text=b", "text")]
    [InlineData("?text=", "text")]
    [InlineData("?text", "text")]
    [InlineData("?text=12345678901", "text")]
    [InlineData("?kind=three", "kind")]
    [InlineData("?kind=ONE", "kind")]
    [InlineData("?number=0", "number")]
    [InlineData("?number=101", "number")]
    [InlineData("?number=-1", "number")]
    [InlineData("?number=%2B1", "number")]
    [InlineData("?number=1.0", "number")]
    [InlineData("?number=99999999999", "number")]
    [InlineData("?day=2017-02-30", "day")]
    [InlineData("?day=2017-1-4", "day")]
    [InlineData("?day=04.01.2017", "day")]
    [InlineData("", null)]
    [InlineData("?code=secret", null)]
    [InlineData("?text=1234567890&kind=two&number=100&day=2016-02-29", null)]
    public async Task Names_the_parameter_that_is_wrong(string query, string? parameter)
    {
        var call = new Call(query);
        var reader = new QueryReader(call.Request);
        reader.Text("text", maxLength: 10);
        reader.OneOf("kind", ["one", "two"]);
        reader.Number("number", 20, 1, 100);
        reader.Day("day");

        Assert.Equal(parameter is not null, reader.IsWrong(out var problem));
        if (problem is not null)
        {
            await call.SendAsync(_ => Task.FromResult(problem));
            call.AssertProblem(400, "bad-request", parameter);
        }
    }

    [Fact]
    public void Gives_the_values()
    {
        var reader = new QueryReader(new Call("?text=a%20b&kind=two&number=7&day=2017-01-04").Request);

        Assert.Equal("a b", reader.Text("text"));
        Assert.Equal("two", reader.OneOf("kind", ["one", "two"]));
        Assert.Equal(7, reader.Number("number", 20, 1, 100));
        Assert.Equal(new DateOnly(2017, 1, 4), reader.Day("day"));
        Assert.Null(reader.Text("other"));
        Assert.Equal(20, reader.Number("another", 20, 1, 100));
        Assert.Null(reader.Day("that"));
        Assert.False(reader.IsWrong(out _));
    }
}

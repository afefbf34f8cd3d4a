using SmeFunctions.Portal.Visits;

namespace SmeFunctions.Portal.Tests.Visits;

public sealed class WriterRowNameTests
{
    [Theory]
    [InlineData("0123456789abcdef-1", "0123456789abcdef", 1)]
    [InlineData("0123456789abcdef-7fffffff", "0123456789abcdef", int.MaxValue)]
    [InlineData("base", "base", 0)]
    [InlineData("0123456789abcdef-0", "0123456789abcdef-0", 0)]
    [InlineData("0123456789abcdef-01", "0123456789abcdef-01", 0)]
    [InlineData("0123456789abcdef-A", "0123456789abcdef-A", 0)]
    [InlineData("0123456789abcdef-80000000", "0123456789abcdef-80000000", 0)]
    [InlineData("-1", "-1", 0)]
    [InlineData("", "", 0)]
    public void Comes_out_as_it_went_in(string text, string writer, int number)
    {
        var name = WriterRowName.Parse(text);

        Assert.Equal((writer, number), (name.Writer, name.Number));
        Assert.Equal(text, name.ToString());
    }
}

using SmeFunctions.SelfHost.Queues;

namespace SmeFunctions.SelfHost.Tests.Queues;

public class PollingDelayTests
{
    [Fact]
    public void Doubles_from_the_shortest_to_the_longest_and_begins_again_after_a_message()
    {
        var delay = new PollingDelay(TimeSpan.FromSeconds(1), () => 0.5);

        var waits = Enumerable.Range(0, 6).Select(_ => delay.Next().TotalMilliseconds).ToArray();
        delay.Reset();

        Assert.Equal([100, 200, 300, 500, 900, 1000], waits);
        Assert.Equal(100, delay.Next().TotalMilliseconds);
    }

    [Theory]
    [InlineData(0, 180)]
    [InlineData(1, 220)]
    public void Is_spread_by_a_fifth(double random, double expected)
    {
        var delay = new PollingDelay(TimeSpan.FromSeconds(1), () => random);
        delay.Next();

        Assert.Equal(expected, delay.Next().TotalMilliseconds);
    }

    [Fact]
    public void Is_never_longer_than_the_longest() =>
        Assert.Equal(TimeSpan.FromMilliseconds(100), new PollingDelay(TimeSpan.FromMilliseconds(100)).Next());
}

using SmeFunctions.SelfHost.Queues;

namespace SmeFunctions.SelfHost.Tests.Queues;

public class QueueNameTests
{
    [Theory]
    [InlineData("abc", true)]
    [InlineData("seed-events-poison", true)]
    [InlineData("9-9", true)]
    [InlineData("ab", false)]
    [InlineData("Abc", false)]
    [InlineData("-abc", false)]
    [InlineData("abc-", false)]
    [InlineData("a--b", false)]
    [InlineData("a_b", false)]
    [InlineData("", false)]
    public void Follows_the_rules_of_storage(string name, bool valid) => Assert.Equal(valid, QueueName.IsValid(name));

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    public void Has_at_most_63_characters(int length, bool valid) => Assert.Equal(valid, QueueName.IsValid(new string('a', length)));

    [Fact]
    public void A_poison_queue_has_no_poison_queue() => Assert.Null(QueueName.GetPoisonQueue("a-poison"));

    [Theory]
    [InlineData(56, true)]
    [InlineData(57, false)]
    public void A_poison_queue_needs_room_for_its_name(int length, bool has) =>
        Assert.Equal(has ? new string('a', length) + "-poison" : null, QueueName.GetPoisonQueue(new string('a', length)));
}

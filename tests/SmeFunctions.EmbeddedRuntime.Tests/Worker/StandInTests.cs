using Microsoft.Azure.Functions.Worker.Builder;

namespace SmeFunctions.EmbeddedRuntime.Tests.Worker;

public class StandInTests
{
    private static readonly IReadOnlyList<Declaration> _genuine =
        Declaration.Read(File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Worker", "genuine-declarations.txt")));

    public static TheoryData<Type> StandIns => new(typeof(FunctionsApplication).Assembly.GetExportedTypes());

    [Theory]
    [MemberData(nameof(StandIns))]
    public void Is_declared_as_in_the_genuine_package(Type standIn)
    {
        var genuine = Assert.Single(_genuine, declaration => declaration.FullName == standIn.FullName);

        var own = Declaration.Of(standIn).Lines;

        // Reflection shows neither the ? of an unconstrained type parameter nor a notnull.
        var expected = genuine.Lines
            .Select(line => line
                .Replace("T? ", "T ", StringComparison.Ordinal)
                .Replace(" where TContainerBuilder : notnull", string.Empty, StringComparison.Ordinal))
            .ToArray();
        Assert.Empty(own.Except(expected));
        if (!genuine.IsPart)
        {
            Assert.Empty(expected.Except(own));
        }
    }

    [Fact]
    public void Every_declaration_has_a_stand_in()
    {
        var standIns = typeof(FunctionsApplication).Assembly.GetExportedTypes().Select(type => type.FullName);

        Assert.Equal(_genuine.Select(declaration => declaration.FullName).Order(StringComparer.Ordinal), standIns.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Timers_are_monitored_unless_told_otherwise() =>
        Assert.True(new Microsoft.Azure.Functions.Worker.TimerTriggerAttribute("* * * * *").UseMonitor);
}

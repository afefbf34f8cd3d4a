using System.Collections;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace SmeFunctions.Tests;

/// <summary>
/// The worker's generated executor calls a function directly, or else compiles an expression at every call and wraps every exception. It does
/// the latter for a class that generated code cannot see.
/// </summary>
public sealed class GeneratedExecutorTests
{
    private static readonly Type _executor = typeof(Program).Assembly.GetType("SmeFunctions.DirectFunctionExecutor", throwOnError: true)!;

    [Fact]
    public void Calls_every_function_directly()
    {
        var classes = typeof(Program).Assembly.GetTypes()
            .Where(type => type.GetMethods().Any(method => method.IsDefined(typeof(FunctionAttribute), inherit: false)))
            .ToList();
        var executor = Activator.CreateInstance(_executor, new NoActivator())!;
        var known = Fields().Select(field => field.GetValue(executor)).OfType<IDictionary>().Single();

        Assert.True(classes.Count > 40);
        Assert.Equal(classes.Select(type => type.FullName).Order(StringComparer.Ordinal), known.Keys.Cast<string>().Order(StringComparer.Ordinal));
        // Only an executor that needs the slow one for some function has a field for it.
        Assert.DoesNotContain(Fields(), field => field.FieldType.ToString().Contains("IFunctionExecutor", StringComparison.Ordinal));
    }

    private static FieldInfo[] Fields() => _executor.GetFields(BindingFlags.Instance | BindingFlags.NonPublic);

    private sealed class NoActivator : IFunctionActivator
    {
        public object CreateInstance(Type instanceType, FunctionContext context) => throw new NotSupportedException();
    }
}

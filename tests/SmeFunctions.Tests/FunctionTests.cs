using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using SmeFunctions.SelfHost.Functions;

namespace SmeFunctions.Tests;

/// <summary>What holds for every function of the app.</summary>
public sealed class FunctionTests
{
    private static readonly Assembly _app = typeof(Program).Assembly;

    private static readonly List<(Type Class, MethodInfo Method, string Name)> _functions =
    [
        .. from type in _app.GetTypes()
           from method in type.GetMethods()
           let function = method.GetCustomAttribute<FunctionAttribute>()
           where function is not null
           select (type, method, function.Name),
    ];

    [Fact]
    public void Keep_the_rules_of_worker_and_host() => Assert.Empty(FunctionValidator.Check(_app));

    [Fact]
    public void Are_found_at_all() => Assert.True(_functions.Count >= 13);

    [Fact]
    public void Have_a_sealed_class_each_and_its_name()
    {
        Assert.All(_functions, function => Assert.Equal(function.Class.Name, function.Name));
        Assert.All(_functions, function => Assert.True(function.Class.IsSealed, function.Name));
        Assert.Equal(_functions.Count, _functions.Select(function => function.Class).Distinct().Count());
    }

    [Fact]
    public void Answer_with_an_IResult_where_they_answer()
    {
        var http = _functions.Where(function => function.Method.GetParameters().Any(parameter => parameter.IsDefined(typeof(HttpTriggerAttribute)))).ToList();

        Assert.NotEmpty(http);
        Assert.All(http, function => Assert.Contains(function.Method.ReturnType, (Type[])[typeof(IResult), typeof(Task<IResult>)]));
    }

    [Fact]
    public void Take_the_token_of_their_run_where_they_wait() =>
        Assert.All(
            _functions.Where(function => function.Method.ReturnType != typeof(IResult)),
            function => Assert.Contains(function.Method.GetParameters(), parameter => parameter.ParameterType == typeof(CancellationToken)));

    [Fact]
    public void Have_a_file_each_of_sixty_lines_at_the_most()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "SmeFunctions.sln")))
        {
            root = root.Parent ?? throw new InvalidOperationException("No solution above the tests.");
        }

        var files = Directory.GetFiles(Path.Combine(root.FullName, "src", "SmeFunctions"), "*.cs", SearchOption.AllDirectories)
            .ToLookup(path => Path.GetFileNameWithoutExtension(path));
        foreach (var function in _functions)
        {
            var lines = File.ReadAllLines(Assert.Single(files[function.Name]));
            Assert.True(lines.Length <= 60, $"{function.Name} has {lines.Length} lines.");
        }
    }
}

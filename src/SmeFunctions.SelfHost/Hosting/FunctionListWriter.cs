using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;

namespace SmeFunctions.SelfHost.Hosting;

/// <summary>Prints the functions at the start, like <c>func start</c>.</summary>
internal static partial class FunctionListWriter
{
    public static void Write(TextWriter output, FunctionRegistry functions, string routePrefix, string? address)
    {
        var root = FormatRoute(address);
        output.WriteLine();
        output.WriteLine("Functions:");
        foreach (var function in functions.Http)
        {
            var methods = string.Join(',', (((HttpTriggerAttribute)function.Function.Trigger).Methods ?? []).Select(method => method.ToUpperInvariant()));
            var path = routePrefix.Length == 0 ? function.Function.Route : $"{routePrefix}/{function.Function.Route}";
            output.WriteLine($"\t{function.Function.Name}: [{methods}] {root}/{WithoutConstraints(path)}");
        }

        foreach (var function in functions.Queues.Select(queue => queue.Function).Concat(functions.Timers.Select(timer => timer.Function)))
        {
            output.WriteLine($"\t{function.Function.Name}: {function.Definition.InputBindings.Values.First().Type}");
        }

        output.WriteLine();
        output.WriteLine($"Listening on {root}. Press Ctrl+C to stop.");
        output.Flush();
    }

    // {slug:minlength(1)} is shown as {slug}. Parentheses may contain braces, which a template doubles.
    public static string WithoutConstraints(string template) => FormatConstraint().Replace(template, "${name}}");

    private static string FormatRoute(string? address) =>
        (address ?? string.Empty).TrimEnd('/').Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    [GeneratedRegex(@"(?<name>\{[^:{}]+):([^{}]|\{\{|\}\})*\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 30_000)]
    private static partial Regex FormatConstraint();
}

namespace SmeFunctions.SelfHost.Settings;

/// <summary>The app cannot start. The message lists all problems.</summary>
internal sealed class StartupException(IReadOnlyList<string> problems, Exception? cause = null)
    : Exception(Describe(problems), cause)
{
    public StartupException(string problem, Exception? cause = null)
        : this([problem], cause)
    {
    }

    public IReadOnlyList<string> Problems { get; } = problems;

    private static string Describe(IReadOnlyList<string> problems) =>
        problems is [var only]
            ? only
            : $"The app cannot start:{Environment.NewLine}" +
              string.Join(Environment.NewLine, problems.Select(problem => $"- {problem}"));
}

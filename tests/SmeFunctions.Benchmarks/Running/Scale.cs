namespace SmeFunctions.Benchmarks.Running;

/// <summary>How much is measured.</summary>
internal sealed record Scale(bool IsQuick)
{
    public static Scale Of(IEnumerable<string> args) => new(args.Contains("--quick"));

    /// <summary>A time to measure for.</summary>
    public TimeSpan For(double seconds) => TimeSpan.FromSeconds(IsQuick ? seconds / 10 : seconds);

    /// <summary>A number of things to measure with.</summary>
    public int Of(int count) => IsQuick ? Math.Max(1, count / 10) : count;
}

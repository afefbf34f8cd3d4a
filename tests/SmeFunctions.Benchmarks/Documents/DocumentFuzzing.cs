using System.Diagnostics;
using System.Globalization;
using SmeFunctions.Documents;
using SmeFunctions.Documents.Tests.Fuzzing;

namespace SmeFunctions.Benchmarks.Documents;

/// <summary>
/// Reads changed documents until one throws or takes too long; it is then written to a file. The heap of the process is limited, so a document that needs
/// too much memory throws, or ends the process; the documents that were being read are then in files of the temporary directory.
/// </summary>
internal static class DocumentFuzzing
{
    private const int DefaultCount = 1_000_000;
    private const int Workers = 2;
    private const int Repetitions = 3;

    private static readonly TimeSpan _timeLimit = TimeSpan.FromSeconds(2);

    /// <summary>The heap that one document may need, in bytes; the documents of all workers and the samples share it.</summary>
    private const long HeapPerWorker = 300_000_000;

    /// <param name="args">The number of documents, and the first seed.</param>
    /// <returns>The exit code: 0 when all documents were read or rejected.</returns>
    public static int Run(string[] args)
    {
        var count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : DefaultCount;
        var first = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1;
        AppContext.SetData("GCHeapHardLimit", (ulong)(Workers * HeapPerWorker));
        GC.RefreshMemoryLimit();
        var samples = FuzzingSamples.Create(Path.Combine(AppContext.BaseDirectory, "Golden"));
        var watch = Stopwatch.StartNew();
        var findings = new Finding[Workers];
        Parallel.For(0, Workers, worker => findings[worker] = ReadAll(new DocumentMutator(samples, first + worker), count / Workers, worker));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{findings.Sum(finding => finding.Count):N0} documents in {watch.Elapsed.TotalMinutes:0.0} minutes, {findings.Sum(finding => finding.Accepted):N0} read, slowest {findings.Max(finding => finding.Slowest).TotalMilliseconds:0} ms, most allocated {findings.Max(finding => finding.Memory) / 1_000_000:N0} MB"));
        foreach (var problem in findings.Select(finding => finding.Problem).OfType<string>())
        {
            Console.WriteLine(problem);
        }

        return Array.TrueForAll(findings, finding => finding.Problem is null) ? 0 : 1;
    }

    private static Finding ReadAll(DocumentMutator mutator, int count, int worker)
    {
        var (accepted, slowest, memory) = (0, TimeSpan.Zero, 0L);
        var current = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"fuzz-current-{worker}"));
        for (var i = 0; i < count; i++)
        {
            var (name, content) = mutator.Next();
            File.WriteAllBytes(current, content);
            try
            {
                var (read, isAccepted) = Measure(name, content, ref memory);
                for (var again = 0; again < Repetitions && read > _timeLimit; again++)
                {
                    // Compilation and other programs take time, too: the shortest reading counts.
                    (read, _) = Measure(name, content, ref memory);
                }

                accepted += isAccepted ? 1 : 0;
                slowest = read > slowest ? read : slowest;
                if (read > _timeLimit)
                {
                    return new Finding(i + 1, accepted, slowest, memory, $"{name} took {read.TotalMilliseconds:0} ms, written to {Write(name, content)}");
                }
            }
            catch (Exception e)
            {
                return new Finding(i + 1, accepted, slowest, memory, $"{name} threw, written to {Write(name, content)}: {e}");
            }
        }

        return new Finding(count, accepted, slowest, memory, Problem: null);
    }

    private static (TimeSpan Time, bool IsAccepted) Measure(string name, byte[] content, ref long memory)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        var isAccepted = DocumentReader.Read(name, content) is ReadResult.Document;
        memory = Math.Max(memory, GC.GetAllocatedBytesForCurrentThread() - allocated);
        return (watch.Elapsed, isAccepted);
    }

    private static string Write(string name, byte[] content)
    {
        var path = Path.Combine(Path.GetTempPath(), $"fuzz-{Guid.NewGuid():N}-{Path.GetFileName(name)}");
        File.WriteAllBytes(path, content);
        return path;
    }

    private sealed record Finding(int Count, int Accepted, TimeSpan Slowest, long Memory, string? Problem);
}

using SmeFunctions.Benchmarks.Cost;
using SmeFunctions.Benchmarks.Documents;
using SmeFunctions.Benchmarks.Editors;
using SmeFunctions.Benchmarks.Import;
using SmeFunctions.Benchmarks.Ingestion;
using SmeFunctions.Benchmarks.Reading;
using SmeFunctions.Benchmarks.Running;
using SmeFunctions.Benchmarks.Search;
using SmeFunctions.Benchmarks.Visits;
using SmeFunctions.Benchmarks.Worker;

namespace SmeFunctions.Benchmarks;

internal static class Program
{
    private const string Usage = """
        Ratios measured side by side in one run. Build with -c Release, on a machine that has nothing else to do:

          dotnet run -c Release --project tests/SmeFunctions.Benchmarks -- visits      counting visits
          dotnet run -c Release --project tests/SmeFunctions.Benchmarks -- fleet       a day of visits in fifty processes, simulated
          dotnet run -c Release --project tests/SmeFunctions.Benchmarks -- ingestion   publishing documents
          dotnet run -c Release --project tests/SmeFunctions.Benchmarks -- read        articles and lists
          dotnet run -c Release --project tests/SmeFunctions.Benchmarks -- lists       pages of lists of few and of many articles
          dotnet run -c Release --project tests/SmeFunctions.Benchmarks -- search      the search, beside Lucene in memory and SQLite; a number sets the articles of each language
          dotnet run -c Release --project tests/SmeFunctions.Benchmarks -- editors     the editors' list of 10,000 documents
          dotnet run -c Release --project tests/SmeFunctions.Benchmarks -- worker      the portal on the genuine worker, beside a function that does nothing

          dotnet run -c Release --project tests/SmeFunctions.Benchmarks -- documents   reading each format; with SME_CORPUS=FOLDER also public corpora
          dotnet run -c Release --project tests/SmeFunctions.Benchmarks -- fuzz 1000000  no measurement: changed documents, until one fails

          dotnet run -c Release --project tests/SmeFunctions.Benchmarks -- import      the import of a saved site of 10,000 pages
          dotnet run -c Release --project tests/SmeFunctions.Benchmarks -- cost        no measurement: what a month costs, as docs/cost.md has it

        --quick takes a tenth of the time and proves only that it runs.
        """;

    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case [ServedApp.Command, .. var rest]:
                await ServedApp.RunAsync(rest);
                return 0;
            case ["visits", .. var rest]:
                await VisitBenchmark.RunAsync(Scale.Of(rest));
                return 0;
            case ["fleet", .. var rest]:
                FleetSimulation.Run(Scale.Of(rest));
                return 0;
            case ["ingestion", .. var rest]:
                await IngestionBenchmark.RunAsync(Scale.Of(rest));
                return 0;
            case ["read", .. var rest]:
                await ReadBenchmark.RunAsync(Scale.Of(rest));
                return 0;
            case ["search", .. var rest]:
                await SearchBenchmark.RunAsync(Scale.Of(rest), rest);
                return 0;
            case ["editors", .. var rest]:
                await EditorBenchmark.RunAsync(Scale.Of(rest));
                return 0;
            case ["import", .. var rest]:
                await ImportBenchmark.RunAsync(Scale.Of(rest));
                return 0;
            case ["worker", .. var rest]:
                await WorkerBenchmark.RunAsync(Scale.Of(rest));
                return 0;
            case ["documents", .. var rest]:
                DocumentBenchmark.Run(Scale.Of(rest));
                return 0;
            case ["fuzz", .. var rest]:
                return DocumentFuzzing.Run(rest);
            case ["cost"]:
                await Console.Out.WriteAsync(CostReport.Write());
                return 0;
            case ["lists", .. var rest]:
                await ListBenchmark.RunAsync(Scale.Of(rest));
                return 0;
            default:
                await Console.Error.WriteLineAsync(Usage);
                return 2;
        }
    }
}

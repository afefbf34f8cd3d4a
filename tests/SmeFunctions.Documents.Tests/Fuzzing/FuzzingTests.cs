namespace SmeFunctions.Documents.Tests.Fuzzing;

/// <summary>Changed documents of every format are read or rejected. The benchmarks' command <c>fuzz</c> does the same a million times.</summary>
public sealed class FuzzingTests
{
    private const int Count = 1_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_changed_document_is_read_or_rejected(int seed)
    {
        var mutator = new DocumentMutator(FuzzingSamples.Create(Path.Combine(AppContext.BaseDirectory, "Golden")), seed);

        for (var i = 0; i < Count; i++)
        {
            var (name, content) = mutator.Next();
            var result = Record.Exception(() => SafeMarkup.Check(DocumentReader.Read(name, content)));

            Assert.True(result is null, $"Document {i} of seed {seed} ({name}, {content.Length} bytes): {result}");
        }
    }
}

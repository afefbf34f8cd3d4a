using System.Collections.Concurrent;
using System.Resources;

namespace SmeFunctions.Pages.Wording;

/// <summary>The words of the pages in each language: <c>Strings.resx</c> in English, beside it a file for each other one.</summary>
internal sealed class WordBook(ResourceManager strings)
{
    private readonly ConcurrentDictionary<string, Words> _words = new();

    public static WordBook Own { get; } = new(new ResourceManager("SmeFunctions.Pages.Wording.Strings", typeof(WordBook).Assembly));

    /// <summary>The words in a language; what its file lacks, or all of them when it has none, is English.</summary>
    public Words In(string lang) => _words.GetOrAdd(lang, static (lang, strings) => new Words(lang, strings), strings);
}

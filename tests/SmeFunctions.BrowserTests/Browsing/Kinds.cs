namespace SmeFunctions.BrowserTests.Browsing;

/// <summary>The kinds of pages, for tests that all of them must pass.</summary>
public static class Kinds
{
    public static readonly string[] Languages = ["en", "zh"];

    private static readonly string[] _all = ["home", "section", "article", "hostile", "about", "contact", "search", "nothing found", "missing", "gone"];

    public static TheoryData<string, string> InBothLanguages { get; } = [.. from kind in _all from lang in Languages select (kind, lang)];
}

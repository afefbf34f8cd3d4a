using System.Security.Cryptography;
using System.Text;
using SmeFunctions.Documents;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>The name of a document in the container of seeds, chosen by the editor: <c>en/2017/china-asean.txt</c>.</summary>
public sealed record SeedName
{
    /// <inheritdoc cref="DocumentName.MaxLength"/>
    public const int MaxLength = DocumentName.MaxLength;

    private SeedName(string value) => Value = value;

    public string Value { get; }

    /// <summary>The name without directories.</summary>
    public string FileName => Value[(Value.LastIndexOf('/') + 1)..];

    /// <summary>The language of the first directory (<c>en/</c>, <c>zh/</c>). The portal's languages are not checked here.</summary>
    public string? LanguageFolder => LanguageFolderTag is { } tag ? LanguageTag.GetPrimary(tag) : null;

    /// <summary>The same with its script, if the directory names it: <c>zh-Hant/</c>, <c>zh-TW/</c>.</summary>
    public string? LanguageFolderTag => SplitLanguage().Tag;

    /// <summary>
    /// What translations share: the name without language directory and extension. A document outside of a language directory shares it with no
    /// other.
    /// </summary>
    public string TranslationGroup
    {
        get
        {
            var (tag, path) = SplitLanguage();
            return tag is null ? $"n:{Value}" : $"t:{RemoveExtension(path)}";
        }
    }

    /// <summary>A fixed-length form of <see cref="Value"/>, which may have 1,024 arbitrary characters: 32 hexadecimal digits.</summary>
    public string Hash => ComputeHash(Value);

    /// <summary>Resolves a name relative to the document's directory or, with a leading slash, to the container.</summary>
    /// <returns>The name; <see langword="null"/> when no seed can have it.</returns>
    public SeedName? GetSibling(string relative)
    {
        var path = new List<string>(relative.StartsWith('/') ? [] : Value.Split('/')[..^1]);
        foreach (var step in relative.Split('/'))
        {
            if (step == ".." && path.Count == 0)
            {
                return null;
            }

            if (step == "..")
            {
                path.RemoveAt(path.Count - 1);
            }
            else if (step is not ("" or "."))
            {
                path.Add(step);
            }
        }

        return TryParse(string.Join('/', path), out var name, out _) ? name : null;
    }

    /// <summary>Accepts any name that a blob can have.</summary>
    public static SeedName FromBlobName(string name) => new(name);

    /// <summary>Accepts a name from a client.</summary>
    /// <param name="text">The name.</param>
    /// <param name="name">The name, if it is valid.</param>
    /// <param name="problem">The problem, if it is not; a sentence for the editor.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out SeedName? name, [NotNullWhen(false)] out string? problem)
    {
        problem = DocumentName.FindProblem(text);
        name = problem is null ? new SeedName(text) : null;
        return name is not null;
    }

    public static string ComputeHash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));

    public override string ToString() => Value;

    private static string RemoveExtension(string name)
    {
        var dot = name.LastIndexOf('.');
        return dot > name.LastIndexOf('/') + 1 ? name[..dot] : name;
    }

    // "zh-notes" is no language directory: after "zh-", only a script or a country is accepted.
    private (string? Tag, string Path) SplitLanguage()
    {
        var slash = Value.IndexOf('/');
        var folder = slash > 0 ? Value[..slash] : "";
        var tag = LanguageTag.IsPrimary(folder) ? folder
            : folder.StartsWith("zh-", StringComparison.Ordinal) && LanguageTag.Normalize(folder) is LanguageTag.Simplified or LanguageTag.Traditional ? LanguageTag.Normalize(folder)
            : null;
        return tag is null ? (null, Value) : (tag, Value[(slash + 1)..]);
    }
}

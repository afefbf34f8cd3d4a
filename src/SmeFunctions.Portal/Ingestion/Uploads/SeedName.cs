using System.Security.Cryptography;
using System.Text;
using SmeFunctions.Documents;

namespace SmeFunctions.Portal.Ingestion;

/// <summary>The name of a document in the container of seeds, as the editor chose it: <c>en/2017/china-asean.txt</c>.</summary>
public sealed record SeedName
{
    /// <inheritdoc cref="DocumentName.MaxLength"/>
    public const int MaxLength = DocumentName.MaxLength;

    private SeedName(string value) => Value = value;

    public string Value { get; }

    /// <summary>The first folder when it is a language (<c>en/</c>, <c>zh/</c>); which ones the portal speaks is not decided here.</summary>
    public string? LanguageFolder => LanguageFolderTag is { } tag ? LanguageTag.GetPrimary(tag) : null;

    /// <summary>The same with its script, where the folder names it: <c>zh-Hant/</c>, <c>zh-TW/</c>.</summary>
    public string? LanguageFolderTag => SplitLanguage().Tag;

    /// <summary>
    /// What translations of a document share: the name without its language folder and its ending. A document outside of a language
    /// folder shares it with no other.
    /// </summary>
    public string TranslationGroup
    {
        get
        {
            var (tag, path) = SplitLanguage();
            return tag is null ? $"n:{Value}" : $"t:{RemoveExtension(path)}";
        }
    }

    /// <summary>A fixed-length name for <see cref="Value"/> where any characters and 1,024 of them will not do: 32 hexadecimal digits.</summary>
    public string Hash => ComputeHash(Value);

    /// <summary>What a document means by a name relative to its own folder, or, with a slash before it, to the whole container.</summary>
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

    /// <summary>Takes any name a blob can have.</summary>
    public static SeedName FromBlobName(string name) => new(name);

    /// <summary>Takes a name that a client gave.</summary>
    /// <param name="text">The name.</param>
    /// <param name="name">The name, if it can be one.</param>
    /// <param name="problem">What is wrong with it, if not: a sentence for the editor.</param>
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

    // "zh-notes" is a folder as any other: of Chinese, a script or a country must be named.
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

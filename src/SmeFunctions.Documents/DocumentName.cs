namespace SmeFunctions.Documents;

/// <summary>The rules for document names, such as <c>en/2017/fair.txt</c>.</summary>
public static class DocumentName
{
    /// <summary>UTF-16 units; the limit of blob names.</summary>
    public const int MaxLength = 1024;

    /// <summary>Finds out why a text cannot be a document name.</summary>
    /// <returns>A sentence for the editor; <see langword="null"/> when the name is valid.</returns>
    public static string? FindProblem(string text) => text switch
    {
        "" => "The name is empty.",
        { Length: > MaxLength } => $"The name is {text.Length} characters long; {MaxLength} is the most.",
        _ when text.Any(char.IsControl) => "The name has a control character.",
        _ when !IsWellFormed(text) => "The name has half of a surrogate pair.",
        _ when text.Contains('\\') => "The name has a backslash; folders are parted by '/'.",
        _ when text.Split('/').Any(part => part is "" or "." or "..") => "The name has an empty folder, '.' or '..' in it.",
        _ when text.Contains("%2F", StringComparison.OrdinalIgnoreCase) => "The name has '%2F' in it, which is a slash in an address.",
        _ when text.Split('/').Any(part => part.EndsWith('.')) => "A folder or the name ends with a dot.",
        _ => null,
    };

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]))
            {
                if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                {
                    return false;
                }

                i++;
            }
        }

        return true;
    }
}

namespace SmeFunctions.Documents.Markup;

/// <summary>Relative addresses, which name files beside a document.</summary>
internal static class RelativeName
{
    /// <returns>The decoded name; <see langword="null"/> for an absolute address, and for a place within a page.</returns>
    public static string? Find(string? address)
    {
        address = address?.Trim();
        if (string.IsNullOrEmpty(address))
        {
            return null;
        }

        // On Unix, "/a" parses as the address of a file.
        if (address[0] == '#' || address.StartsWith("//", StringComparison.Ordinal) || (address[0] != '/' && Uri.TryCreate(address, UriKind.Absolute, out _)))
        {
            return null;
        }

        var end = address.AsSpan().IndexOfAny('?', '#');
        var name = Uri.UnescapeDataString(end < 0 ? address : address[..end]).Replace('\\', '/');
        return name.Length > 0 && !name.Any(char.IsControl) && !name.AsSpan(0, name.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? slash : name.Length).Contains(':') ? name : null;
    }
}

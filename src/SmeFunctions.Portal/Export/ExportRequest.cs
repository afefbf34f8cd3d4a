using System.Globalization;
using SmeFunctions.Portal.Operations;

namespace SmeFunctions.Portal.Export;

/// <summary>What is exported.</summary>
/// <param name="IncludesVersions">Whether the earlier versions of the documents are exported, too.</param>
public sealed record ExportRequest(bool IncludesVersions = false)
{
    /// <summary>Gets the name of the ZIP of an export in the container <c>exports</c>; it sorts by time.</summary>
    public static string GetBlobName(Operation operation) =>
        string.Create(CultureInfo.InvariantCulture, $"export-{operation.Started.UtcDateTime:yyyy-MM-dd-HHmmss}-{operation.Id[^8..]}.zip");
}

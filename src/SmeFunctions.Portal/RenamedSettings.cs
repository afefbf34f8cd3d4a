using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace SmeFunctions.Portal;

/// <summary>
/// Ends the start when a setting has a name that it had in an earlier version. Without this check the app would ignore the setting and run with
/// the default.
/// </summary>
internal sealed class RenamedSettings(IConfiguration configuration) : IValidateOptions<PortalOptions>
{
    /// <summary>Old names and new names.</summary>
    private static readonly (string Old, string New)[] _names =
    [
        ("SweepSchedule", "ReconcileSchedule"),
        ("FoldSchedule", "CompactSchedule"),
        ("Ingestion:AskAgainAfter", "Ingestion:RequestAgainAfter"),
        ("Ingestion:CompareAllEvery", "Ingestion:FullComparisonEvery"),
        ("Ingestion:KeepSweepEvery", "Ingestion:CheckpointEvery"),
        ("Visits:FoldAfter", "Visits:CompactAfter"),
        ("Visits:MaxHeldArticles", "Visits:MaxCachedArticles"),
        ("Visits:MaxWrites", "Visits:MaxParallelWrites"),
        ("Reading:SurroundingsFreshFor", "Reading:ContextFreshFor"),
        ("Reading:NumbersFor", "Reading:VisitCountsFreshFor"),
        ("Reading:Patience", "Reading:LoadTimeout"),
    ];

    public ValidateOptionsResult Validate(string? name, PortalOptions options)
    {
        var found = _names
            .Where(setting => configuration[setting.Old] is not null)
            .Select(setting => $"The setting '{setting.Old}' is called '{setting.New}' now. Rename it.")
            .ToList();
        return found.Count > 0 ? ValidateOptionsResult.Fail(found) : ValidateOptionsResult.Success;
    }
}

using SmeFunctions.InfraTests.Compiling;
using SmeFunctions.InfraTests.Rules;

namespace SmeFunctions.InfraTests;

/// <summary>What would be deployed, held against the app and against what is promised of it.</summary>
public sealed class InfrastructureTests(Infrastructure infrastructure)
{
    private static readonly Dictionary<string, Func<Deployment, IEnumerable<string>>> _rules = new()
    {
        ["storage: doors"] = StorageRules.Doors,
        ["storage: names"] = StorageRules.Names,
        ["storage: safety"] = StorageRules.Safety,
        ["rights"] = RightsRules.Check,
        ["settings"] = SettingsRules.Check,
        ["app"] = AppRules.Check,
        ["monitoring"] = AppRules.Monitoring,
        ["front door"] = AppRules.FrontDoor,
        ["events"] = EventRules.Check,
        ["secrets"] = TemplateRules.Secrets,
        ["previews"] = TemplateRules.Previews,
        ["descriptions"] = TemplateRules.Descriptions,
        ["azd"] = TemplateRules.Azd,
        ["alerts"] = AlertRules.Check,
        ["queries"] = AlertRules.Queries,
    };

    public static MatrixTheoryData<string, string> Cases => new(_rules.Keys, Infrastructure.Stages);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Keeps_the_rule(string rule, string stage) => Assert.Empty(_rules[rule](infrastructure[stage]));

    /// <summary>A mistake in the template, the rule that finds it, and what it says.</summary>
    public static TheoryData<string, string, string, string, string> Mistakes => new()
    {
        { "storage: doors", "dev", "\"allowSharedKeyAccess\": false", "\"allowSharedKeyAccess\": true", "allowSharedKeyAccess is true" },
        { "storage: doors", "dev", "\"allowBlobPublicAccess\": false,", "", "allowBlobPublicAccess is not set" },
        { "storage: doors", "dev", "TLS1_2", "TLS1_0", "minimumTlsVersion is TLS1_0" },
        { "storage: doors", "dev", "\"publicAccess\": \"None\"", "\"publicAccess\": \"Blob\"", "is open to everybody" },
        { "storage: names", "dev", "default/media\"", "default/pictures\"", "'media' is not made" },
        { "storage: names", "dev", "default/seed-events-poison\"", "default/seed-events-dead\"", "'seed-events-poison' is not made" },
        { "storage: names", "dev", "default/Visits\"", "default/Counters\"", "'Counters' is made" },
        { "storage: safety", "dev", "\"isVersioningEnabled\": true", "\"isVersioningEnabled\": false", "versions are not kept" },
        { "storage: safety", "dev", "\"articles/\"", "\"artikel/\"", "old blobs in articles" },
        { "storage: safety", "dev", "\"dead-letter/\"", "\"seeds/\"", "What is in seeds/ itself" },
        { "rights", "dev", "'2024-11-30').principalId]", "'2024-11-30').tenantId]", "Too much: an identity that is not made here" },
        { "rights", "dev", "roleDefinitions/ba92f5b4-2d11-453d-a403-e96b0029c9fe", "roleDefinitions/b7e6dc6d-f1e8-4753-8033-0f276bb0955b", "Too much: app: Storage Blob Data Owner on the content's account" },
        { "rights", "dev", "roleDefinitions/0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3", "roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "Missing: app: Storage Table Data Contributor on the host's account" },
        { "rights", "dev", "/queues/seed-events/providers/Microsoft.Authorization", "/providers/Microsoft.Authorization", "Missing: topic: Storage Queue Data Message Sender" },
        { "rights", "all", "/containers/seeds/providers/Microsoft.Authorization", "/containers/media/providers/Microsoft.Authorization", "Too much: somebody named: Storage Blob Data Contributor on media" },
        { "settings", "dev", "\"ReconcileSchedule\"", "\"SweepingSchedule\"", "ReconcileSchedule is not set" },
        { "settings", "dev", "\"Portal__PublicUrl\"", "\"Portal__PublicAddress\"", "Portal__PublicAddress is known to nobody" },
        { "settings", "dev", "\"AzureWebJobsDisableHomepage\": \"true\"", "\"FUNCTIONS_WORKER_RUNTIME\": \"dotnet-isolated\"", "FUNCTIONS_WORKER_RUNTIME has no place" },
        { "settings", "dev", "\"CompactSchedule\": \"0 * * * * *\"", "\"CompactSchedule\": \"every minute\"", "no schedule" },
        { "settings", "dev", "\"Content__credential\": \"managedidentity\"", "\"Content__credential\": \"key\"", "Content is not opened with the identity" },
        { "settings", "dev", "\"SeedEventsQueue\": \"seed-events\"", "\"SeedEventsQueue\": \"uploads\"", "look for 'uploads'" },
        { "settings", "all", "\"Visits__FreshFor\": \"00:00:05\"", "\"Visits__FreshFor\": \"09:00:00\"", "FreshFor" },
        { "settings", "all", "\"Portal__PublicUrl\": \"https://portal.example\"", "\"Portal__PublicUrl\": \"portal.example\"", "PublicUrl" },
        { "app", "dev", "\"httpsOnly\": true", "\"httpsOnly\": false", "without encryption" },
        { "app", "dev", "\"version\": \"10.0\"", "\"version\": \"8.0\"", "not the one the app is built for" },
        { "app", "dev", "\"UserAssignedIdentity\"", "\"StorageAccountConnectionString\"", "package is not fetched with the identity" },
        { "app", "dev", "\"allow\": false", "\"allow\": true", "takes a password" },
        { "app", "dev", "/default/deployments\"", "/default/releases\"", "container is not made" },
        { "app", "dev", "\"minTlsVersion\"", "\"ftpsState\"", "ftpsState has no place" },
        { "monitoring", "dev", "\"DisableLocalAuth\": true", "\"DisableLocalAuth\": false", "Application Insights takes a key" },
        { "monitoring", "dev", "\"disableLocalAuth\": true", "\"disableLocalAuth\": false", "The workspace takes a key" },
        { "front door", "prod", "\"ipSecurityRestrictionsDefaultAction\": \"Deny\"", "\"ipSecurityRestrictionsDefaultAction\": \"Allow\"", "past Front Door" },
        { "front door", "prod", "x-azure-fdid", "x-other", "anybody's Front Door" },
        { "front door", "prod", "\"HttpsOnly\"", "\"MatchRequest\"", "without encryption" },
        { "front door", "prod", "/media/*", "/api/*", "is cached" },
        { "events", "dev", "\"queueName\": \"seed-events\"", "\"queueName\": \"operations\"", "does not listen to" },
        { "events", "dev", "/containers/seeds/\"", "/containers/seeds\"", "another container" },
        { "events", "dev", "\"Microsoft.Storage.BlobDeleted\",", "", "deleted" },
        { "events", "dev", "\"deadLetterWithResourceIdentity\"", "\"deadLetterDestination\"", "without an identity" },
        { "secrets", "dev", "\"value\": \"[parameters('location')]\"", "\"value\": \"[listKeys(resourceId('x', 'y'), '2026-04-01').keys[0].value]\"", "asks for a key" },
        { "secrets", "dev", "\"AZURE_LOCATION\"", "\"STORAGE_CONNECTIONSTRING\"", "gives STORAGE_CONNECTIONSTRING away" },
        { "secrets", "dev", "\"publicUrl\"", "\"adminPassword\"", "asks for the secret adminPassword" },
        { "secrets", "dev", "\"Content__credential\": \"managedidentity\"", "\"Content__credential\": \"AccountName=a;AccountKey=b\"", "There is a key" },
        { "previews", "dev", "2025-02-15", "2025-07-15-preview", "2025-07-15-preview is a preview" },
        { "descriptions", "dev", "\"description\": \"Where everything is that has a place", "\"text\": \"", "parameters location is not described" },
        { "descriptions", "dev", "\"description\": \"Whether search engines", "\"text\": \"", "allowCrawlers is not described" },
        { "azd", "dev", "\"AZURE_FUNCTION_APP_NAME\"", "\"APP_NAME\"", "AZURE_FUNCTION_APP_NAME is missing" },
        { "azd", "dev", "\"azd-service-name\": \"api\"", "\"service\": \"api\"", "does not find the app" },
        { "azd", "dev", "\"azd-env-name\"", "\"environment\"", "does not say which environment" },
        { "alerts", "dev", "sme-dev-latency", "sme-dev-slowness", "no alert latency" },
        { "alerts", "dev", "\"enabled\": true", "\"enabled\": false", "reaches nobody" },
        { "alerts", "dev", "\"windowSize\": \"PT15M\"", "\"windowSize\": \"PT5M\"", "looks away" },
        { "alerts", "dev", "\"roleId\"", "\"role\"", "told to nobody" },
        { "queries", "dev", "portal.seeds.lag", "portal.seeds.delay", "portal.seeds.delay, which the app does not measure" },
        { "queries", "dev", "'ReconcileSeeds'", "'SweepDocuments'", "SweepDocuments, which is no function" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Has_a_rule_that_finds_the_mistake(string rule, string stage, string right, string wrong, string finding) =>
        Assert.Contains(_rules[rule](infrastructure[stage].Broken(right, wrong)), found => found.Contains(finding, StringComparison.Ordinal));

    [Fact]
    public void Can_be_foreseen_without_a_doubt() => Assert.All(Infrastructure.Stages, stage => Assert.Empty(infrastructure[stage].Diagnostics));
}

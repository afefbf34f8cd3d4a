using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;

namespace SmeFunctions.Portal.Webhooks;

/// <summary>An address that is told of events: an entity of the table <c>Webhooks</c>.</summary>
public sealed record Webhook
{
    /// <summary>The partition of all webhooks.</summary>
    internal const string Partition = "webhooks";

    private const string SecretPrefix = "whsec_";
    private const int SecretLength = 32;

    public required string Id { get; init; }

    public required Uri Url { get; init; }

    /// <summary>Types of events; see <see cref="WebhookEventTypes"/>.</summary>
    public required IReadOnlyList<string> Events { get; init; }

    /// <summary>What it is for, for people.</summary>
    public string Description { get; init; } = "";

    /// <summary>Signs deliveries: <c>whsec_</c> and base64.</summary>
    public required string Secret { get; init; }

    /// <summary>The secret before, until <see cref="FormerSecretExpires"/>.</summary>
    public string? FormerSecret { get; init; }

    /// <summary>Until when deliveries are signed with both secrets, UTC.</summary>
    public DateTimeOffset? FormerSecretExpires { get; init; }

    public bool IsEnabled { get; init; } = true;

    /// <summary>Why it was disabled; a sentence.</summary>
    public string? DisabledReason { get; init; }

    /// <summary>Since when no delivery has succeeded, UTC; <see langword="null"/> after a success.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>When it was created or last enabled, UTC. It is not told of earlier events.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The version of this entity; <see langword="null"/> when it is not stored yet.</summary>
    public ETag? ETag { get; init; }

    /// <summary>Creates a secret of 256 bits.</summary>
    public static string CreateSecret() => SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretLength));

    /// <summary>Gets the secrets that sign a delivery now.</summary>
    public IReadOnlyList<string> GetSecrets(DateTimeOffset now) => FormerSecret is { } former && FormerSecretExpires > now ? [Secret, former] : [Secret];

    internal TableEntity ToEntity() => new(Partition, Id)
    {
        ["Url"] = Url.AbsoluteUri,
        ["Events"] = string.Join(' ', Events),
        ["Description"] = Description,
        ["Secret"] = Secret,
        ["FormerSecret"] = FormerSecret,
        ["FormerSecretExpires"] = FormerSecretExpires,
        ["IsEnabled"] = IsEnabled,
        ["DisabledReason"] = DisabledReason,
        ["FailingSince"] = FailingSince,
        ["Created"] = Created,
        ["Since"] = Since,
    };

    internal static Webhook Read(TableEntity row) => new()
    {
        Id = row.RowKey,
        Url = new Uri(row.GetString("Url")),
        Events = row.GetString("Events").Split(' ', StringSplitOptions.RemoveEmptyEntries),
        Description = row.GetString("Description") ?? "",
        Secret = row.GetString("Secret"),
        FormerSecret = row.GetString("FormerSecret"),
        FormerSecretExpires = row.GetDateTimeOffset("FormerSecretExpires"),
        IsEnabled = row.GetBoolean("IsEnabled") ?? true,
        DisabledReason = row.GetString("DisabledReason"),
        FailingSince = row.GetDateTimeOffset("FailingSince"),
        Created = row.GetDateTimeOffset("Created") ?? default,
        Since = row.GetDateTimeOffset("Since") ?? default,
        ETag = row.ETag,
    };
}

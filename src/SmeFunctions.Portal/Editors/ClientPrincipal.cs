using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace SmeFunctions.Portal.Editors;

/// <summary>
/// The person in the header <c>X-MS-CLIENT-PRINCIPAL</c>, which App Service Authentication sets: Base64 of JSON with claims. Where the platform does not
/// set it, anyone can.
/// </summary>
internal sealed record ClientPrincipal
{
    public const string Header = "X-MS-CLIENT-PRINCIPAL";

    /// <summary>Claims of roles when the principal names no other.</summary>
    private const string RolesClaim = "roles";

    private static readonly string[] _headers = [Header, Header + "-NAME", Header + "-ID", Header + "-IDP"];

    [JsonPropertyName("claims")]
    public IReadOnlyList<Claim?>? Claims { get; init; }

    [JsonPropertyName("name_typ")]
    public string? NameType { get; init; }

    [JsonPropertyName("role_typ")]
    public string? RoleType { get; init; }

    /// <summary>Removes what only the platform may set.</summary>
    public static void Strip(HttpRequest request)
    {
        foreach (var header in _headers)
        {
            request.Headers.Remove(header);
        }
    }

    /// <returns>The person; <see langword="null"/> when nobody is signed in or the header cannot be read.</returns>
    public static EditorIdentity? Read(HttpRequest request)
    {
        if (request.Headers[Header] is not [{ Length: > 0 } header])
        {
            return null;
        }

        ClientPrincipal? principal;
        try
        {
            principal = JsonSerializer.Deserialize(Convert.FromBase64String(header), ClientPrincipalJson.Default.ClientPrincipal);
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }

        if (principal is null)
        {
            return null;
        }

        var name = request.Headers[Header + "-NAME"].FirstOrDefault() is { Length: > 0 } stated ? stated : principal.Find(principal.NameType) ?? principal.Find("preferred_username");
        if (name is null)
        {
            return null;
        }

        var roles = principal.GetClaims()
            .Where(claim => claim.Type == RolesClaim || claim.Type == principal.RoleType)
            .Select(claim => Enum.TryParse<EditorRole>(claim.Value, ignoreCase: false, out var role) && Enum.IsDefined(role) && !char.IsAsciiDigit(claim.Value![0]) ? role : (EditorRole?)null);
        return new EditorIdentity(name.Length <= EditorIdentity.MaxNameLength ? name : name[..EditorIdentity.MaxNameLength], roles.Max()) { IsPlatform = true };
    }

    private string? Find(string? type) => type is null ? null : GetClaims().FirstOrDefault(claim => claim.Type == type)?.Value;

    private IEnumerable<Claim> GetClaims() => Claims?.OfType<Claim>() ?? [];

    /// <param name="Type">Its type.</param>
    /// <param name="Value">Its value.</param>
    internal sealed record Claim([property: JsonPropertyName("typ")] string? Type, [property: JsonPropertyName("val")] string? Value);
}

[JsonSerializable(typeof(ClientPrincipal))]
internal sealed partial class ClientPrincipalJson : JsonSerializerContext;

using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SmeFunctions.Portal.Editors;

/// <summary>
/// The value of the session cookie: the name of the key, when the session ends, and a signature. The key itself signs, so a new key ends all sessions of the old
/// one, and nothing is stored.
/// </summary>
internal static class EditorSession
{
    private const string Purpose = "SmeFunctions editor session 1";

    public static string Create(string keyName, byte[] key, DateTimeOffset expires)
    {
        var payload = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{expires.ToUnixTimeSeconds()}|{keyName}"));
        return $"{Base64Url.EncodeToString(payload)}.{Base64Url.EncodeToString(Sign(key, payload))}";
    }

    /// <summary>Finds the key of a session.</summary>
    /// <param name="cookie">The value of the cookie.</param>
    /// <param name="findKey">Finds a key by its name.</param>
    /// <param name="now">The time.</param>
    /// <returns>The name of the key; <see langword="null"/> when the cookie is not valid, or no longer.</returns>
    public static string? Read(string cookie, Func<string, byte[]?> findKey, DateTimeOffset now)
    {
        if (cookie.Split('.') is not [var payload, var signature] || !Base64Url.IsValid(payload) || !Base64Url.IsValid(signature))
        {
            return null;
        }

        var signed = Base64Url.DecodeFromChars(payload);
        return Encoding.UTF8.GetString(signed).Split('|', 2) is [var until, var name]
            && long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds > now.ToUnixTimeSeconds()
            && findKey(name) is { } key
            && CryptographicOperations.FixedTimeEquals(Sign(key, signed), Base64Url.DecodeFromChars(signature))
                ? name
                : null;
    }

    private static byte[] Sign(byte[] key, byte[] payload) => HMACSHA256.HashData(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(Purpose)), payload);
}

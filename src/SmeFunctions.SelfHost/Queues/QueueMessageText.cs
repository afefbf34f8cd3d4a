using System.Text;
using Azure.Storage.Queues.Models;

namespace SmeFunctions.SelfHost.Queues;

/// <summary>
/// Converts the text of a message between queue and function. The clients use no encoding, because theirs would drop messages that they cannot
/// decode.
/// </summary>
internal static class QueueMessageText
{
    private static readonly UTF8Encoding _strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <returns>Null when the message is not base64 although <paramref name="base64"/> requires it.</returns>
    public static string? Decode(QueueMessage message, bool base64)
    {
        var stored = message.Body.ToString();
        if (!base64)
        {
            return stored;
        }

        try
        {
            return _strict.GetString(Convert.FromBase64String(stored));
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>The text for the poison queue, so that its function can read it.</summary>
    public static string ForPoison(QueueMessage message, bool base64)
    {
        var stored = message.Body.ToString();
        return base64 && Decode(message, base64) is null ? Convert.ToBase64String(Encoding.UTF8.GetBytes(stored)) : stored;
    }
}

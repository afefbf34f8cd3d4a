using System.Text.Encodings.Web;
using System.Text.Json;

namespace SmeFunctions.Portal;

internal static class UnescapedJson
{
    /// <summary>
    /// Escapes only what JSON itself asks for. The default, made for JSON inside of a page, writes six characters for every letter that is
    /// not ASCII and for every sign of markup; what is sent or stored here is only ever JSON.
    /// </summary>
    public static JsonSerializerOptions CreateOptions(JsonSerializerOptions options) => new(options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}

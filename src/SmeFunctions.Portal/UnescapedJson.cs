using System.Text.Encodings.Web;
using System.Text.Json;

namespace SmeFunctions.Portal;

internal static class UnescapedJson
{
    /// <summary>
    /// JSON without unnecessary escapes. The default encoder is made for JSON inside HTML, and writes six characters for each letter that is not
    /// ASCII. Responses and stored data are never inside HTML.
    /// </summary>
    public static JsonSerializerOptions CreateOptions(JsonSerializerOptions options) => new(options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
